"""The life of an order as a shop owner sees it: reported by a program, seen on a phone, and laid in a case."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from playwright.sync_api import Page, expect
from tests.browser import acts
from tests.browser.evidence import fine
from tests.browser.looking import DESK
from tests.browser.mailbox import Mailbox
from tests.browser.papers import HER_MAIL, ORDER, days_ago

OWNER = "noor@vuurbaak.example"


def test_an_order_is_reported_seen_and_laid_in_its_case(visit, mailbox: Mailbox):
    page = visit(viewport=DESK, bypass_csp=True)
    acts.new_person(page, mailbox, OWNER)
    acts.open_shop(page, "Vuurbaak Orders")
    shop = page.url.removesuffix("claims/")
    nothing_yet(page, shop)
    report(page, a_key(page, shop))
    seen(page, shop)
    acts.paste_mail(page)
    in_the_case(page, shop)
    what_would_have_helped(page, shop)


def nothing_yet(page: Page, shop: str) -> None:
    page.get_by_role("link", name="Bestellingen").click()
    expect(page.locator("main")).to_contain_text("Er is nog van geen enkele bestelling iets gehoord")
    fine(page, "orders-01-empty")
    page.get_by_role("searchbox").fill("VB-1")
    page.get_by_role("button", name="Zoeken").click()
    expect(page.locator("main")).to_contain_text("Over bestelling VB-1 is niets bekend")
    fine(page, "orders-02-unknown")
    page.goto(shop + "orders/")


def a_key(page: Page, shop: str) -> str:
    page.goto(shop + "keys/")
    page.locator("main form input[type=text]").last.fill("webwinkel")
    page.get_by_role("button", name="Maak een sleutel").click()
    return page.locator("#made-key").input_value()


def report(page: Page, key: str) -> None:
    """As a webshop would, in one call; one event is told days after it happened."""

    def event(what: str, days: int, hour: int, **detail: object) -> dict[str, object]:
        at = datetime.combine(days_ago(days), time(hour, 12), UTC)
        return {"order": ORDER, "what": what, "at": at.isoformat(), "detail": detail}

    soon = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
    events = [
        event("placed", 12, 19, bedrag="64,90"),
        event("handed_over", 10, 9, code="3SVUUR0307712"),
        event("mail_bounced", 10, 9, aan=HER_MAIL, antwoord="550 5.1.1 mailbox unavailable"),
        {"order": ORDER, "what": "noted", "at": soon, "detail": {"notitie": "Klant belde: nog niets gezien."}},
    ]
    head = {"Authorization": f"Bearer {key}"}
    address = page.url.split("/shop/")[0] + "/api/v1/events/batch"
    answer = page.request.post(address, data={"events": events}, headers=head)
    assert answer.status == 201, answer.text()


def seen(page: Page, shop: str) -> None:
    page.goto(shop + "orders/")
    page.get_by_role("link", name=ORDER).click()
    main = page.locator("main")
    for said in ("Besteld", "Mail teruggekomen", "550 5.1.1", "later verteld", "Klant belde", "verteld door"):
        expect(main).to_contain_text(said)
    expect(main).to_contain_text("Over de betaling weten we niets.")
    expect(page.get_by_role("button", name="Afdrukken")).to_be_visible()
    fine(page, "orders-03-life")
    page.goto(shop + "claims/")


def in_the_case(page: Page, shop: str) -> None:
    case = page.url
    expect(page.locator("#documents")).to_contain_text(f"Wat er met bestelling {ORDER} gebeurde")
    expect(page.locator("#checklist")).to_contain_text("Dat het pakket bij déze klant aankwam")
    fine(page, "orders-04-case")
    page.goto(case)
    page.get_by_role("link", name=f"Alles van bestelling {ORDER}").first.click()
    expect(page.locator("main")).to_contain_text("Klacht:")
    page.get_by_role("link", name="Klachten", exact=True).last.click()
    expect(page.locator("main")).not_to_contain_text("Mail teruggekomen")
    fine(page, "orders-05-with-complaint")


def what_would_have_helped(page: Page, shop: str) -> None:
    page.goto(shop + "advice/")
    expect(page.locator("main")).to_contain_text("Nog niets om van te leren")
    fine(page, "orders-06-advice")
