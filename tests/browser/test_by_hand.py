"""Without a mouse, on paper, without scripts: the same pages by other means, in a shop that mails nobody."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.browser.everywhere import SLUG
from tests.browser.looking import DESK, shoot
from tests.browser.mailbox import Mailbox, parsed, text_of
from tests.browser.program import Program


def tab_to(page: Page, selector: str, most: int = 150) -> None:
    """Press Tab until the first match has the focus, which must be drawn."""
    target = page.locator(selector).first
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("e => e === document.activeElement"):
            assert target.evaluate("e => getComputedStyle(e).outlineStyle") != "none"
            return
    raise AssertionError(f"Tab never came to {selector}")


def test_keyboard_alone_signs_in_and_sends_a_letter_which_the_demonstration_keeps(
    visit, program: Program, mailbox: Mailbox
):
    page, mailed, kept = visit(viewport=DESK), len(mailbox.taken), set(program.post.glob("*.eml"))
    page.goto(program.links["agent"])
    tab_to(page, "main button.do")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims/")
    tab_to(page, ".claim-row:has-text('Sanne Veenstra') a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims/*-*/")
    tab_to(page, "#h-next ~ .acts a.do")
    page.keyboard.press("Enter")
    page.wait_for_url("**/letters/*/")
    tab_to(page, "button[name=when][value=now]")
    page.keyboard.press("Enter")
    expect(page.locator(".notes")).to_contain_text("Hij is onderweg.")
    letter = new_letter(page, program, kept)
    assert "Sanne Veenstra" in text_of(letter)
    assert len(mailbox.taken) == mailed, "a demonstration mails nobody"


def new_letter(page: Page, program: Program, before: set):
    """The letter that was kept since, waited for."""
    for _ in range(200):
        if new := set(program.post.glob("*.eml")) - before:
            return parsed(new.pop().read_bytes())
        page.wait_for_timeout(100)
    raise AssertionError("no letter was kept")


def test_code_for_a_customer_of_the_demonstration_is_kept_and_not_mailed(visit, program: Program, mailbox: Mailbox):
    page, mailed, kept = visit(java_script_enabled=False), len(mailbox.taken), set(program.post.glob("*.eml"))
    filed_without_scripts(page)
    page.get_by_role("button", name="Stuur mij de code").click()
    assert "femke@post.example" in new_letter(page, program, kept)["To"]
    assert len(mailbox.taken) == mailed


def filed_without_scripts(page: Page, name: str = "Femke Doornbos") -> None:
    page.goto(f"/s/{SLUG}/claim/")
    words = "Op 2 oktober kreeg ik een kussen met een scheur erin. Ik wil graag een nieuw exemplaar."
    page.get_by_label("Wat is er gebeurd?").fill(words)
    page.locator("#id_name").fill(name)
    page.get_by_label("Uw e-mailadres").fill("femke@post.example")
    page.get_by_role("button", name="Versturen").click()
    expect(page.locator("main")).to_contain_text("Zo hebben we uw bericht begrepen")


def test_customer_files_and_answers_without_scripts(visit, signed_in):
    page = visit(java_script_enabled=False)
    filed_without_scripts(page, "Hidde Roos")
    expect(page.locator(".messages-thread")).to_contain_text("een kussen met een scheur")
    page.get_by_text("Antwoord schrijven").click()
    page.locator("#words_text").fill("Ik stuur er nog een foto bij.")
    page.locator("form:has(#words_text) button").click()
    expect(page.locator(".notes")).to_contain_text("Uw bericht is binnen")
    expect(page.locator(".messages-thread")).to_contain_text("Ik stuur er nog een foto bij.")
    shoot(page, "customer-without-scripts")
    owner = visit(storage_state=signed_in["owner"])
    owner.goto(f"/shop/{SLUG}/claims/?q=Hidde")
    owner.locator(".claim-row a").first.click()
    expect(owner.locator("main")).to_contain_text("Ik stuur er nog een foto bij.")


def test_printed_case_leaves_navigation_and_buttons_out(visit, signed_in):
    page = visit(storage_state=signed_in["owner"], viewport=DESK)
    page.goto(f"/shop/{SLUG}/claims/?q=Kuipers")
    page.locator(".claim-row a").first.click()
    expect(page.locator("nav.nav").first).to_be_visible()
    page.emulate_media(media="print")
    for hidden in ("nav.nav", "main form button", ".foot form", "a.button"):
        assert page.locator(hidden).locator("visible=true").count() == 0, hidden
    expect(page.locator("main")).to_contain_text("Inschatting")
