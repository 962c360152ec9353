"""The front door on a phone, without an account: counted taps, a checked letter, and nothing left behind."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from tests.browser.looking import shoot
from tests.browser.papers import CARD, CUSTOMER, ORDER, TRACKING, mail, pdf
from tests.browser.program import Program

MOST_SCREENS, MOST_FIELDS, MOST_TAPS = 8, 6, 20
# The page itself counts what a person does: a tap is a click that came from a finger, a field one that was typed in.
COUNTER = """
  for (const [sort, what] of [["click", "tap"], ["change", "field"]])
    document.addEventListener(sort, e => {
      const typed = e.target.matches("textarea, input:not([type=file], [type=radio], [type=checkbox], [type=hidden])");
      if (sort === "click" ? e.isTrusted && e.detail > 0 : typed) console.log("counted " + what);
    }, true);
"""


@dataclass
class Counted:
    """What it cost her until now."""

    screens: int = 0
    taps: int = 0
    fields: int = 0

    def watch(self, page: Page) -> None:
        page.add_init_script(COUNTER)
        page.on("console", lambda message: self.add(message.text))
        page.on("framenavigated", lambda _frame: self.add("counted screen"))

    def add(self, text: str) -> None:
        if text.startswith("counted "):
            name = f"{text.removeprefix('counted ')}s"
            setattr(self, name, getattr(self, name) + 1)


def type_in(page: Page, label: str, text: str, counted: Counted | None = None) -> None:
    """Tap a field, put text in it, leave it."""
    field = page.get_by_label(label, exact=True)
    field.tap() if counted else field.click()
    field.fill(text)
    field.blur()


def letter_of(page: Page) -> str:
    return page.locator(".letter").first.inner_text()


def test_phone_without_account_reaches_a_checked_letter_in_few_taps(visit, program: Program):
    before = program.stored()
    page, counted = visit(has_touch=True, is_mobile=True), Counted()
    counted.watch(page)
    page.goto("/")
    shoot(page, "front-1-door")
    type_in(page, "Plak de mail die je kreeg", mail(), counted)
    page.get_by_role("button", name="Lees deze mail").tap()
    expect(page.locator("h1")).to_contain_text("Inschatting")
    shoot(page, "front-2-reading")
    page.get_by_label("De orderbevestiging, als pdf of mail").set_input_files(pdf())
    counted.taps += 2  # the field and the file in the phone's own list
    type_in(page, "De track-and-trace-link, of de tekst van die pagina", TRACKING, counted)
    page.get_by_role("button", name="Kijk hiermee opnieuw").tap()
    expect(page.locator(".exhibits")).to_contain_text("bevestiging.pdf")
    type_in(page, "De regels onder je mails: naam van de winkel, adres, KvK-nummer, e-mail", CARD, counted)
    page.get_by_role("button", name="Zet dit in de brief").tap()
    expect(page.locator("#letter")).to_contain_text("KvK 12345678")
    expect(page.locator("#letter")).to_contain_text("Nagekeken: rustig, volledig")
    shoot(page, "front-3-letter")
    text = letter_of(page)
    assert all(words in text for words in (CUSTOMER, ORDER, "Vuurbaak Wonen", "Kadeplein 4"))
    assert "in te vullen" not in text
    assert counted.screens <= MOST_SCREENS
    assert counted.fields <= MOST_FIELDS
    assert counted.taps <= MOST_TAPS
    assert (counted.screens, counted.fields) == (4, 3), "the counter itself must count"
    assert program.stored() == before, "nothing is kept"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_mail_alone_gives_a_letter_for_today(visit, program: Program, scripts: bool):
    before = program.stored()
    page = visit(java_script_enabled=scripts)
    page.goto("/")
    type_in(page, "Plak de mail die je kreeg", mail())
    page.get_by_role("button", name="Lees deze mail").click()
    expect(page.locator("main")).to_contain_text("Het geld terug")
    text = letter_of(page)
    assert ORDER in text
    assert "niet is aangekomen" in text
    assert page.locator("ul.todo li").count() > 0
    assert program.stored() == before


def test_everything_can_be_added_without_scripts(visit, program: Program):
    before = program.stored()
    page = visit(java_script_enabled=False)
    page.goto("/")
    type_in(page, "Plak de mail die je kreeg", mail())
    page.get_by_role("button", name="Lees deze mail").click()
    page.get_by_label("De orderbevestiging, als pdf of mail").set_input_files(pdf())
    type_in(page, "De track-and-trace-link, of de tekst van die pagina", TRACKING)
    type_in(page, "De regels onder je mails: naam van de winkel, adres, KvK-nummer, e-mail", CARD)
    page.get_by_role("button", name="Kijk hiermee opnieuw").click()
    expect(page.locator("#letter")).to_contain_text("Nagekeken: rustig, volledig")
    assert "Vaas Branding" in letter_of(page)
    assert page.locator("#letter a[href^='mailto:']").count() == 1
    assert program.stored() == before


def test_front_door_leaves_no_case_and_no_cookie_that_knows_one(visit, program: Program, signed_in):
    def cases() -> list[str]:
        owner = visit(storage_state=signed_in["owner"])
        owner.goto("/shop/kaap-kade/claims/?only=all")
        return owner.locator(".claim-row .code").all_inner_texts()

    before, page = cases(), visit()
    assert len(before) > 8
    page.goto("/")
    page.get_by_role("button", name="Probeer het met een verzonnen mail").click()
    expect(page.locator("h1")).to_contain_text("Inschatting")
    assert cases() == before
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"wederhoor_shop_csrf"}
    page.goto("/reading/")
    assert page.url.endswith("/"), "what was read is gone"
