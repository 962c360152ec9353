"""The packing table in a real browser: a barcode before the camera, few taps, and an hour without a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from tests.browser.barcodes import code_128, drawn, ean_13, film
from tests.browser.conftest import ARGUMENTS
from tests.browser.everywhere import SLUG
from tests.browser.looking import DESK, PHONE, shoot, too_wide, violations
from tests.browser.program import Program

from wederhoor.parcels.scans import LABELS, read_scan

TABLE = f"/shop/{SLUG}/packing/"
LABEL, SERIAL, ARTICLE = "3SKKAD7654321", "SN-4471-AB", "8712345678906"
CODES = (
    *("3skkad 1234567", "%001234501234567890123327528", "]C100340434161094015902", "(00)340434161094015902"),
    *("00340434161094015903", "LX123456785NL", "1Z999AA10123456784", "JJD000030112345678", "96385074", "036000291452"),
    *("8712345678906", "8712345678907", "490154203237518", "490154203237519", "]C0SN-4471", "]E08712345678906", ""),
)
COUNT_TAPS = "addEventListener('click', e => { if (e.isTrusted) window.taps = (window.taps || 0) + 1 }, true)"

# As fast as a scanner types, however busy this machine is.
SCANNED = """text => {
  for (const key of text) {
    const event = new KeyboardEvent("keydown", {key: key === "\\n" ? "Enter" : key, bubbles: true, cancelable: true});
    document.activeElement.dispatchEvent(event);
  }
}"""
WAITING = """async () => {
  const answered = request => new Promise(resolve => { request.onsuccess = () => resolve(request.result); });
  const [about] = (await indexedDB.databases()).filter(one => one.name.startsWith("wederhoor-table-"));
  const database = await answered(indexedDB.open(about.name));
  const rows = await answered(database.transaction("waiting").objectStore("waiting").getAll());
  const latin = new TextDecoder("latin1");
  return rows.map(row => JSON.stringify({...row, envelope: ""}) + latin.decode(row.envelope)).join();
}"""


@pytest.fixture(scope="module")
def seeing(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera sees a label, an article code and a serial number."""
    sheet = drawn([code_128(LABEL), ean_13(ARTICLE), code_128(SERIAL)])
    seen = film(tmp_path_factory.mktemp("film") / "label.y4m", sheet)
    camera = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={seen}")
    program = chromium.browser_type
    path = next(Path(p) for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(p).exists())
    browser = program.launch(executable_path=path, args=[*ARGUMENTS, *camera])
    yield browser
    browser.close()


def a_phone(seeing: Browser, program: Program, signed_in: dict[str, object], **more: object) -> BrowserContext:
    usual = {
        "viewport": PHONE,
        "has_touch": True,
        "locale": "nl-NL",
        "timezone_id": "Europe/Amsterdam",
        "base_url": program.url,
    }
    made = seeing.new_context(**{**usual, "storage_state": signed_in["owner"], **more})
    made.set_default_timeout(20_000)
    return made


@pytest.fixture
def context(seeing: Browser, program: Program, signed_in: dict[str, object]) -> Iterator[BrowserContext]:
    """A phone of the owner; whether it may use its camera is the test's to say."""
    made = a_phone(seeing, program, signed_in)
    yield made
    made.close()


@pytest.fixture
def looked_at(seeing: Browser, program: Program, signed_in: dict[str, object]) -> Iterator[BrowserContext]:
    """The same, for what axe-core looks at: that is a script the page itself would not let in."""
    made = a_phone(seeing, program, signed_in, bypass_csp=True)
    made.grant_permissions(["camera"])
    yield made
    made.close()


def rows(context: BrowserContext) -> list[dict[str, str]]:
    """Every parcel as the desk exports it."""
    text = context.request.get(f"/shop/{SLUG}/parcels.csv").text()
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))


def of(context: BrowserContext, number: str) -> list[dict[str, str]]:
    return [row for row in rows(context) if row["Zendingsnummer"] == number]


def ready(page: Page) -> None:
    """The page is kept for a time without a line, and answers for itself."""
    page.evaluate("() => navigator.serviceWorker.ready")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def pack_by_hand(page: Page, number: str) -> None:
    page.locator("#number").fill(number)
    page.locator("#number").press("Enter")
    page.locator("#save").click()
    expect(page.locator("#done")).to_contain_text("Bewaard")


def test_parcel_is_saved_in_three_taps_from_the_label_before_the_camera(context: BrowserContext) -> None:
    context.grant_permissions(["camera"])
    page = context.new_page()
    page.add_init_script(COUNT_TAPS)
    page.goto(TABLE)
    expect(page.locator("#seen")).to_contain_text("654321")  # read by itself, no tap
    expect(page.locator("#seen")).to_contain_text(SERIAL)
    assert page.evaluate("() => window.taps || 0") == 0
    for name in ("Foto van de inhoud", "Foto van de weegschaal", "Foto van de doos"):
        page.get_by_role("button", name=name).click()
    expect(page.locator("#done")).to_contain_text("Bewaard")
    assert page.evaluate("() => window.taps") == 3
    expect(page.locator("#step")).to_have_text("Scan het label")  # the next parcel, at once
    expect(page.locator("#line")).to_have_text("Alles is verzonden")
    page.locator("#today a", has_text=LABEL).click()
    expect(page.locator(".photos img")).to_have_count(3)
    expect(page.locator("dl.pairs")).to_contain_text(SERIAL)
    expect(page.locator("dl.pairs")).to_contain_text(ARTICLE)


def test_page_of_one_parcel_looks_right_and_is_open_to_everybody(looked_at: BrowserContext) -> None:
    page = looked_at.new_page()
    page.goto(f"/shop/{SLUG}/parcels/?q={LABEL}")
    assert violations(page) == []
    assert too_wide(page) == []
    shoot(page, "parcels")
    page.locator("td a").first.click()
    page.wait_for_url("**/parcels/*-*/")
    assert violations(page) == []
    assert too_wide(page) == []
    for picture in page.locator(".photos img").all():
        picture.scroll_into_view_if_needed()
    page.wait_for_function("() => [...document.images].every(i => i.complete && i.naturalWidth > 100)")
    shoot(page, "parcel")


def test_picture_that_is_kept_carries_nothing_of_the_camera(context: BrowserContext) -> None:
    context.grant_permissions(["camera"])
    page = context.new_page()
    page.goto(f"/shop/{SLUG}/parcels/?q={LABEL}")
    page.locator("td a").first.click()
    source = page.locator(".photos img").first.get_attribute("src")
    data = context.request.get(source).body()
    assert data.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in data
    assert len(data) <= 400_000


def test_three_parcels_packed_without_a_line_arrive_once_each_after_a_reload(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(TABLE)
    ready(page)
    context.set_offline(True)
    numbers = [f"3SKKAD000000{n}" for n in (1, 2, 3)]
    for number in numbers:
        pack_by_hand(page, number)
    expect(page.locator("#line")).to_contain_text("3 pakketjes wachten op verzending")
    page.close()
    (worker,) = context.service_workers
    assert worker.evaluate("() => fetch('/shop/').then(() => 'a line', () => 'none')") == "none"
    page = context.new_page()
    page.goto(TABLE)  # from what was kept here
    expect(page.locator("#line")).to_contain_text("3 pakketjes wachten op verzending")
    expect(page.locator("#today li")).to_have_count(3)
    kept = page.evaluate(WAITING)
    assert not any(number in kept for number in numbers)  # sealed: nobody who takes this device reads them
    context.set_offline(False)
    page.reload()
    expect(page.locator("#line")).to_have_text("Alles is verzonden")
    page.reload()
    expect(page.locator("#line")).to_have_text("Alles is verzonden")
    assert [len(of(context, number)) for number in numbers] == [1, 1, 1]


def test_record_waits_while_one_is_signed_out_and_goes_after_signing_in(
    context: BrowserContext, signed_in: dict[str, object]
) -> None:
    page = context.new_page()
    page.goto(TABLE)
    ready(page)
    context.clear_cookies()
    pack_by_hand(page, "3SKKAD5550001")
    expect(page.locator("#line")).to_contain_text("Je bent uitgelogd")
    expect(page.locator("#line")).to_contain_text("1 pakketje wacht op verzending")
    expect(page.locator("#line a")).to_have_attribute("href", f"/accounts/login/?next={TABLE}")
    state: dict[str, list[dict[str, object]]] = signed_in["owner"]  # type: ignore[assignment]  # as Playwright gives it
    context.add_cookies(state["cookies"])  # type: ignore[arg-type]  # likewise
    page.goto(TABLE)
    expect(page.locator("#line")).to_have_text("Alles is verzonden")
    assert len(of(context, "3SKKAD5550001")) == 1


def kept_pages(page: Page) -> list[str]:
    """The paths of pages of a shop that this device keeps."""
    return page.evaluate(
        """async () => {
          const paths = [];
          for (const name of await caches.keys()) {
            for (const one of await (await caches.open(name)).keys()) paths.push(new URL(one.url).pathname);
          }
          return paths.filter(path => path.startsWith("/shop/"));
        }"""
    )


@pytest.mark.parametrize("next_page", ["/", TABLE])
def test_no_page_of_the_shop_stays_on_a_device_that_is_signed_out_and_what_waits_does(
    context: BrowserContext, signed_in: dict[str, object], next_page: str
) -> None:
    number = "3SKKAD6660001" if next_page == "/" else "3SKKAD6660002"
    page = context.new_page()
    page.goto(TABLE)
    ready(page)
    page.wait_for_function("async () => (await caches.keys()).length > 0")
    assert sorted(kept_pages(page)) == [TABLE, f"{TABLE}returns/"]
    context.route("**/packing/records/*", lambda route: route.abort())
    context.route("**/packing/records/", lambda route: route.abort())
    pack_by_hand(page, number)
    context.clear_cookies()
    page.goto(next_page)
    page.wait_for_load_state("networkidle")
    assert kept_pages(page) == []
    context.set_offline(True)
    with pytest.raises(Error, match=r"ERR_(INTERNET_DISCONNECTED|FAILED)"):
        page.goto(TABLE)
    context.set_offline(False)
    context.unroute_all()
    state: dict[str, list[dict[str, object]]] = signed_in["owner"]  # type: ignore[assignment]  # as Playwright gives it
    context.add_cookies(state["cookies"])  # type: ignore[arg-type]  # likewise
    page.goto(TABLE)
    expect(page.locator("#line")).to_have_text("Alles is verzonden")
    assert len(of(context, number)) == 1


def test_record_that_was_not_taken_is_tried_again_with_the_page_and_one_label_twice_is_said(
    context: BrowserContext,
) -> None:
    page = context.new_page()
    page.goto(TABLE)
    said = '{"says": "De sleutels liggen er nog niet."}'
    context.route("**/packing/records/", lambda route: route.fulfill(status=422, body=said))
    pack_by_hand(page, "3SKKAD7770001")
    expect(page.locator("#line")).to_contain_text("niet aangenomen: …770001")
    expect(page.locator("#line")).to_contain_text("De sleutels liggen er nog niet.")
    context.unroute_all()
    page.reload()
    expect(page.locator("#line")).to_have_text("Alles is verzonden")
    expect(page.locator("#today a", has_text="3SKKAD7770001")).to_be_visible()
    page.locator("#number").fill("3SKKAD7770001")
    page.locator("#number").press("Enter")
    expect(page.locator("#wrong")).to_contain_text("Vandaag al vastgelegd")
    expect(page.locator("#step")).to_have_text("Wat gaat er in de doos?")  # and one may go on
    assert len(of(context, "3SKKAD7770001")) == 1


def test_device_without_room_keeps_what_was_recorded_on_the_page_and_says_so(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(TABLE)
    page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    page.locator("#number").fill("3SKKAD8880001")
    page.locator("#number").press("Enter")
    page.locator("#save").click()
    expect(page.locator("#wrong")).to_contain_text("geen ruimte meer")
    expect(page.locator("#seen")).to_contain_text("880001")
    assert of(context, "3SKKAD8880001") == []


def test_device_whose_clock_is_two_days_behind_is_told_and_its_record_has_our_moment(context: BrowserContext) -> None:
    page = context.new_page()
    page.clock.set_system_time(datetime.now(UTC) - timedelta(days=2))
    page.goto(TABLE)
    pack_by_hand(page, "3SKKAD8880002")
    expect(page.locator("#line")).to_contain_text("loopt achter")
    [row] = of(context, "3SKKAD8880002")
    assert row["Volgens het toestel"] == ""


def test_table_works_with_the_keyboard_alone_and_undoes_by_a_further_record(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_viewport_size(DESK)
    page.goto(TABLE)
    page.locator("#number").focus()
    page.keyboard.type("3SKKAD9990001")
    page.keyboard.press("Enter")
    expect(page.locator("#step")).to_have_text("Wat gaat er in de doos?")
    page.locator("#skip").focus()
    page.keyboard.press("Enter")
    page.locator("#weight").focus()
    page.keyboard.type("1,25")
    page.keyboard.press("Enter")
    page.locator("#save").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_contain_text("Bewaard")
    expect(page.locator("#today a", has_text="3SKKAD9990001")).to_be_visible()  # as the desk has it
    (row,) = of(context, "3SKKAD9990001")
    assert (row["Gram"], row["Ongedaan gemaakt"]) == ("1250", "")
    page.locator("#undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_contain_text("Ongedaan gemaakt")
    expect(page.locator("#today")).to_contain_text("ongedaan gemaakt")
    (row,) = of(context, "3SKKAD9990001")
    assert row["Ongedaan gemaakt"] == "ja"


# What the page takes for a scanner: signs that follow each other within this many milliseconds.
_QUICK = 80
_NOTED = """() => { let last = 0; window.slowest = 0; addEventListener("keydown", (event) => {
    if (last) window.slowest = Math.max(window.slowest, event.timeStamp - last); last = event.timeStamp; }, true) }"""


def typed_by_a_scanner(page: Page, focus: str, text: str) -> bool:
    """Type as a scanner does; False when this machine was too busy to be as fast as one."""
    page.locator(focus).focus()
    page.evaluate(_NOTED)
    page.keyboard.type(f"{text}\n", delay=1)
    return bool(page.evaluate("() => window.slowest") < _QUICK)


def test_scanner_that_types_is_told_from_fingers(context: BrowserContext) -> None:
    for _ in range(6):
        page = context.new_page()
        page.goto(TABLE)
        if not typed_by_a_scanner(page, "#step", "3SKKAD9990002"):
            continue
        expect(page.locator("#step")).to_have_text("Wat gaat er in de doos?")
        if typed_by_a_scanner(page, "#go", "SER-0815"):  # Enter of a scanner presses no button
            break
    expect(page.locator("#seen")).to_contain_text("SER-0815")
    expect(page.locator("#step")).to_have_text("Wat gaat er in de doos?")


def test_article_code_is_no_label(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(TABLE)
    page.locator("#step").focus()
    page.evaluate(SCANNED, f"{ARTICLE}\n")
    expect(page.locator("#wrong")).to_contain_text("artikelcode")
    expect(page.locator("#step")).to_have_text("Scan het label")


_WENT_ON = """(before) => document.querySelector("#step").innerText !== before
    || !document.querySelector("#done").hidden"""


@pytest.mark.parametrize(("path", "name"), [(TABLE, "packing"), (f"{TABLE}returns/", "returns")])
def test_table_looks_right_and_is_open_to_everybody(looked_at: BrowserContext, path: str, name: str) -> None:
    page = looked_at.new_page()
    page.goto(path)
    expect(page.locator("#seen")).to_contain_text("654321")
    assert violations(page) == []
    assert too_wide(page) == []
    shoot(page, name)
    for _ in range(3):
        before = page.locator("#step").inner_text()
        page.locator("#go").click()
        page.wait_for_function(_WENT_ON, arg=before)
    expect(page.locator("#done")).to_contain_text("Bewaard")
    expect(page.locator("#today")).not_to_contain_text("wacht")
    expect(page.locator("#line")).to_have_text("Alles is verzonden")
    assert violations(page) == []
    shoot(page, f"{name}-saved")


def test_page_and_program_tell_codes_apart_alike(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(TABLE)
    labels = [list(one) for one in LABELS]
    for text in CODES:
        found = page.evaluate("([text, labels]) => PackingScan.kindOf(text, labels)", [text, labels])
        scan = read_scan(text)
        assert (found["kind"], found["value"]) == (scan.kind, scan.value), text


def test_other_pages_have_no_camera_and_compile_nothing(context: BrowserContext) -> None:
    page = context.request.get(f"/shop/{SLUG}/parcels/")
    assert "wasm" not in page.headers["content-security-policy"]
    assert "camera=()" in page.headers["permissions-policy"]
    table = context.request.get(TABLE)
    assert "'wasm-unsafe-eval'" in table.headers["content-security-policy"]
    assert "unsafe-inline" not in table.headers["content-security-policy"]
    assert "camera=(self)" in table.headers["permissions-policy"]
