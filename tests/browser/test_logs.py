"""A log file from the form to the document of a case: in pieces, over a line that breaks, and without scripts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, Route, expect
from tests.browser.everywhere import SLUG
from tests.browser.looking import shoot, too_wide, violations

LOGS = f"/shop/{SLUG}/logs/"
ORDER = "KK-90417"
FIRST = datetime.now(UTC) - timedelta(days=3)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def log(order: str, secret: str, visitor: int = 23) -> bytes:
    """A visit to the confirmation of an order, and a line that is none."""
    steps = ("/lamp/12", "/checkout", f"/checkout/order-received/{order}", f"/account?token={secret}", "/lamp/13")
    lines = [
        f"198.51.100.{visitor} - - [{FIRST + timedelta(seconds=20 * n):%d/%b/%Y:%H:%M:%S +0000}] "
        f'"GET {step}{"&" if "?" in step else "?"}sid=s1 HTTP/1.1" 200 512 "-" "{FIREFOX}"'
        for n, step in enumerate(steps)
    ]
    return ("\n".join([*lines, "<script>alert(1)</script> =cmd()"]) + "\n").encode()


def choose(page: Page, data: bytes, name: str) -> None:
    page.get_by_label("Bestand").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})


def test_log_is_looked_at_taken_in_searched_and_becomes_a_document(visit, signed_in, program):
    page = visit(storage_state=signed_in["owner"], bypass_csp=True)
    page.goto(LOGS)
    _looks_well(page, "logs-list")
    _sent_over_a_line_that_breaks(page, log(ORDER, "geheim"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Is dit goed gelezen?")
    expect(page.locator("main")).not_to_contain_text("geheim")
    _looks_well(page, "logs-look")
    page.get_by_role("button", name="Neem het in").click()
    expect(page.locator("main")).to_contain_text("5 bewaard")
    _looks_well(page, "logs-intake")
    page.goto(LOGS + "search/")
    page.get_by_label("Bestelnummer").fill(ORDER)
    page.get_by_role("button", name="Zoeken", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(5)
    expect(page.locator("tbody strong")).to_have_text(re.compile(f"order-received/{ORDER}"))
    expect(page.locator("tbody tr").first).to_contain_text(f"{FIRST:%Y-%m-%d %H:%M:%S}")
    _looks_well(page, "logs-found")
    code = _a_case(page)
    page.get_by_label("Code van het dossier").fill(code)
    page.get_by_role("button", name="Maak er een stuk van").click()
    expect(page).to_have_url(re.compile(f"/claims/{code}/"))
    expect(page.get_by_role("status").first).to_contain_text("B")
    expect(page.locator("main")).to_contain_text("Regels uit het logboek van de website")


def _sent_over_a_line_that_breaks(page: Page, data: bytes) -> None:
    """The line breaks for as long as it is tried; afterwards the same file is sent with one press."""
    down = True

    def piece(route: Route) -> None:
        route.abort() if down else route.continue_()

    page.route("**/logs/piece/", piece)
    choose(page, data, "access.log")
    button = page.get_by_role("button", name="Bekijken")
    button.click()
    expect(page.locator("[data-broken]")).to_be_visible()
    expect(button).to_be_enabled()
    down = False
    button.click()
    page.wait_for_url("**/logs/look/")
    page.unroute("**/logs/piece/")


def _a_case(page: Page) -> str:
    listed = page.request.get(f"/shop/{SLUG}/claims/?only=all").text()
    return str(re.search(r"/claims/([0-9A-Z-]{6,14})/", listed)[1])


def _looks_well(page: Page, name: str) -> None:
    assert too_wide(page) == []
    assert violations(page) == []
    shoot(page, name)


def test_without_scripts_the_form_sends_the_file_whole(visit, signed_in):
    page = visit(storage_state=signed_in["owner"], java_script_enabled=False)
    page.goto(LOGS)
    choose(page, b"%PDF-1.7 no log", "../../etc/log.pdf")
    page.get_by_role("button", name="Bekijken").click()
    expect(page.locator("main")).to_contain_text("Er is niets bewaard")
    choose(page, log("KK-90418", "x", visitor=24), "access.log")
    page.get_by_role("button", name="Bekijken").click()
    page.get_by_role("button", name="Neem het in").click()
    expect(page.locator("main")).to_contain_text("5 bewaard")


def test_address_for_a_payment_provider_is_shown_once_and_a_wrong_secret_is_named(visit, signed_in):
    page = visit(storage_state=signed_in["owner"], bypass_csp=True)
    page.goto(LOGS + "choices/")
    page.get_by_label("Betaaldienst").select_option("adyen")
    page.get_by_label("Geheim").fill("geen hex")
    page.get_by_role("button", name="Adres maken").click()
    expect(page.locator("main")).to_contain_text("Dit kan het geheim niet zijn")
    expect(page.locator("main")).not_to_contain_text("NOT_PROVIDED")
    expect(page.get_by_label("Waarom jouw belang")).to_have_value("")
    page.get_by_label("Geheim").fill("00ff")
    page.get_by_role("button", name="Adres maken").click()
    made = page.locator("#made-door").input_value()
    assert page.request.post(made, data='{"notificationItems": []}').status == 401
    _looks_well(page, "logs-choices")
    page.goto(LOGS + "choices/")
    expect(page.locator("#made-door")).to_have_count(0)
