"""The demonstration's checkout with its script: what it tells becomes the acceptance, its receipt and the exhibit."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect
from tests.browser.looking import DESK, shoot, too_wide, violations

SHOP = "/demonstration/shop/"
TELLS = re.compile(r"/api/v1/acceptances/[^/]+/browser$")


def ordered(page: Page) -> tuple[str, dict[str, object]]:
    """Tick the box and order, as a customer; the order's number, and what the script told of it."""
    with page.expect_response(lambda answer: "/version" in answer.url):
        page.goto(SHOP)
    page.wait_for_load_state("networkidle")
    page.locator("#id_terms").check()
    with page.expect_request(TELLS) as told:
        page.locator("main form button.do").click()
    number = re.search(r"KK26-\d{4}", page.locator("h1").inner_text())
    assert number
    return number[0], json.loads(told.value.post_data or "")


def test_checkout_tells_which_version_was_accepted_to_the_receipt_and_the_exhibit(visit, signed_in):
    order, said = ordered(visit())
    assert (said["order"], said["was_preticked"], said["is_ticked"]) == (order, False, True)
    assert said["button"] == "Bestelling met betaalplicht plaatsen"
    owner = visit(viewport=DESK, storage_state=signed_in["owner"])
    owner.goto(f"/shop/kaap-kade/pages/order/?order={order}")
    main = owner.locator("main")
    expect(main).to_contain_text("De klant heeft precies deze versie aanvaard.")
    shoot(owner, "accepted-order")
    receipt = main.locator("a[href*='/terms/']").first.get_attribute("href")
    anybody = visit()
    anybody.goto(receipt)
    expect(anybody.locator("main")).to_contain_text("akkoord")
    assert order not in anybody.content()
    assert [*violations(anybody), *too_wide(anybody)] == []
    shoot(anybody, "accepted-receipt")
    becomes_an_exhibit(owner, order)


def becomes_an_exhibit(owner: Page, order: str) -> None:
    """In a complaint about that order lie what was told, and the version itself."""
    owner.goto("/shop/kaap-kade/claims/new/")
    owner.get_by_label("Plak de mail die je kreeg").fill(
        f"Mijn bestelling {order} is nooit gekomen. Ik wil mijn geld terug."
    )
    owner.get_by_label("Naam van de klant").fill("Femke Doornbos")
    owner.get_by_label("E-mailadres van de klant").fill(f"{order.lower()}@post.example")
    owner.get_by_role("button", name="Bewaar en lees").click()
    owner.wait_for_url(re.compile(r"/claims/[0-9A-Z-]{11}/$"))
    main = owner.locator("main")
    expect(main).to_contain_text(f"Aanvaarding van de voorwaarden bij {order}")
    expect(main).to_contain_text("Algemene voorwaarden, 20")
    shoot(owner, "accepted-claim")
