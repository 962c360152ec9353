"""From the demonstration's shop page by both steps to the receipt, and as the owner to the claim and its exhibit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect
from tests.browser.looking import ARTEFACTS, DESK, shoot, too_wide, violations
from tests.browser.mailbox import kept_in
from tests.browser.program import Program

SHOP = "/demonstration/shop/"
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
WORDS = {
    "nl-NL": ("Koop hier herroepen", "Verder", "Herroeping bevestigen", "Uw herroeping is ontvangen"),
    "en-GB": ("Withdraw from contract here", "Continue", "Confirm withdrawal", "Your withdrawal has been received"),
    "de-DE": ("Vertrag widerrufen", "Weiter", "Widerruf bestätigen", "Ihr Widerruf ist eingegangen"),
}


def order_and_open(page: Page, locale: str) -> str:
    """Order something, and follow the button on the confirmation; the order's number."""
    page.goto(SHOP)
    page.locator("#id_terms").check()
    page.locator("main form button.do").click()
    number = re.search(r"KK26-\d{4}", page.locator("h1").inner_text())
    assert number
    page.locator("wederhoor-withdraw a").click()
    page.wait_for_url("**/withdraw/**")
    return number[0]


def fill(page: Page, order: str, email: str, **more: str) -> None:
    page.locator("#id_name").fill("Femke Doornbos")
    page.locator("#id_contract").fill(order)
    page.locator("#id_email").fill(email)


def look(page: Page, name: str, language: str) -> None:
    """Pictures in one language: the pages differ in words alone."""
    if language == "nl":
        shoot(page, f"{name}-{language}")


@pytest.mark.parametrize("locale", WORDS)
def test_customer_walks_from_the_shop_to_the_receipt(locale: str, visit, program: Program, signed_in):
    page = visit(locale=locale)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    label, onward, confirm, done = WORDS[locale]
    page.goto(SHOP)
    expect(page.locator("wederhoor-withdraw a")).to_contain_text(label)
    order = order_and_open(page, locale)
    expect(page.locator("#id_contract")).to_have_value(order)
    language = locale[:2]
    look(page, "withdraw-1", language)
    fill(page, order, f"{order.lower()}@post.example")
    page.get_by_role("button", name=onward, exact=True).click()
    expect(page.locator(".letter")).to_contain_text(order)
    look(page, "withdraw-2", language)
    page.get_by_role("button", name=confirm, exact=True).click()
    expect(page.locator("h1")).to_have_text(done)
    look(page, "withdraw-3", language)
    receipt = page.locator(".letter").inner_text()
    code = CODE.search(receipt)[0]
    assert re.search(r"\d\d:\d\d:\d\d \(Europe/Amsterdam", receipt)
    assert [one for one in said if "accept" not in one and "404" not in one] == []
    mail = kept_in(program.post, f"{order.lower()}@post.example")
    assert code in mail.get_body(("plain",)).get_content()
    owner = visit(viewport=DESK, storage_state=signed_in["owner"])
    owner.goto(f"/shop/kaap-kade/claims/{code}/")
    expect(owner.locator("main")).to_contain_text(order)
    expect(owner.locator("main")).to_contain_text("Herroeping")
    owner.goto(f"/shop/kaap-kade/claims/{code}/documents/B2/about/")
    expect(owner.locator("main")).to_contain_text("Femke Doornbos")
    if language == "nl":
        acceptance_becomes_a_document(owner, order, code)


def acceptance_becomes_a_document(owner: Page, order: str, code: str) -> None:
    """What the checkout told stands in the life of the order, and is laid in the case when the shop says so."""
    owner.goto(f"/shop/kaap-kade/orders/{order}/")
    main = owner.locator("main")
    expect(main).to_contain_text("voorwaarden")
    shoot(owner, "withdraw-order")
    owner.goto(f"/shop/kaap-kade/claims/{code}/")
    expect(main).to_contain_text(f"Over bestelling {order} hebben we iets")
    owner.get_by_role("button", name="Haal erbij wat er nu is").click()
    shoot(owner, "withdraw-claim")
    expect(main).to_contain_text(f"Aanvaarding van de voorwaarden bij {order}")


def test_without_javascript_a_withdrawal_is_made_all_the_same(visit):
    page = visit(java_script_enabled=False)
    page.goto(SHOP)
    page.locator("wederhoor-withdraw a").click()
    fill(page, "", "")
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("button", name="Wijzigen").click()
    expect(page.locator("#id_name")).to_have_value("Femke Doornbos")
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("button", name="Herroeping bevestigen").click()
    expect(page.locator("h1")).to_have_text("Uw herroeping is ontvangen")
    page.reload()
    expect(page.locator("h1")).to_have_text("Uw herroeping is ontvangen")
    page.locator("#id_contract").fill("KK26-1234")
    page.get_by_role("button", name="Aanvulling versturen").click()
    expect(page.locator("main")).to_contain_text("Uw aanvulling is binnen")


def test_keyboard_alone_withdraws(visit):
    page = visit(viewport=DESK)
    page.goto(SHOP)
    link = page.locator("wederhoor-withdraw a")
    for _ in range(40):
        page.keyboard.press("Tab")
        if link.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/withdraw/**")
    page.locator("#id_name").focus()
    for words in ("Femke Doornbos", "KK26-1", "femke@post.example", ""):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.tagName") != "BUTTON":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    confirm = page.get_by_role("button", name="Herroeping bevestigen")
    expect(confirm).to_be_visible()
    while not confirm.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Uw herroeping is ontvangen")


def test_pages_are_clean_for_axe_and_fit_the_phone(visit, signed_in):
    page = visit(bypass_csp=True)
    page.goto(SHOP)
    found = {"shop": looked_at(page)}
    order = order_and_open(page, "nl-NL")
    found["first"] = looked_at(page)
    fill(page, "", "geen adres")
    page.get_by_role("button", name="Verder").click()
    found["second"] = looked_at(page)
    page.get_by_role("button", name="Herroeping bevestigen").click()
    found["receipt"] = looked_at(page)
    owner = visit(bypass_csp=True, storage_state=signed_in["owner"])
    owner.goto("/shop/kaap-kade/withdrawal/")
    found["shop's page"] = looked_at(owner)
    shoot(owner, "withdraw-shop")
    assert {name: what for name, what in found.items() if what} == {}
    assert order


def looked_at(page: Page) -> list[str]:
    light = violations(page)
    page.emulate_media(color_scheme="dark")
    dark = violations(page, "color-contrast")
    page.emulate_media(color_scheme="light")
    return [*light, *dark, *too_wide(page)]


FOREIGN = """<!doctype html><html lang="nl"><meta charset="utf-8"><title>Winkel</title>
<style>a {{ color: #010203; }}</style>
<p><a id="other" href="#">anders</a></p>
<wederhoor-withdraw data-order="X-1"><a href="{url}/withdraw/kaap-kade/?lang=nl">Koop hier herroepen</a>
</wederhoor-withdraw><script src="{url}/withdraw/button.js" defer></script></html>"""


@pytest.fixture
def foreign(program: Program) -> Iterator[str]:
    """The page of a shop elsewhere, with the snippet in it."""
    page = FOREIGN.format(url=program.url).encode()

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_button_keeps_its_look_to_itself_in_the_page_of_another_site(visit, foreign: str):
    page = visit()
    page.goto(foreign)
    link = page.locator("wederhoor-withdraw a")
    expect(link).to_have_attribute("href", re.compile(r"order=X-1"))
    assert link.evaluate("one => one.getBoundingClientRect().height") >= 44
    assert page.locator("#other").evaluate("one => getComputedStyle(one).padding") == "0px"
    page.screenshot(path=ARTEFACTS / "withdraw-button.png")
    link.click()
    expect(page.locator("#id_contract")).to_have_value("X-1")
