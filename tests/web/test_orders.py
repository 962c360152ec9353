"""The page of one order: every source in one line of time, what nobody told, and nothing of another shop."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.messages import message, order
from tests.people import a_person, a_shop, actor_in, browser_of, customer_of
from tests.web.test_shop_pages import own

from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.evidence.happenings import NewEvent, report
from wederhoor.evidence.kinds import Happening
from wederhoor.evidence.models import OrderEvent
from wederhoor.journal.models import Line
from wederhoor.journal.proofs import tlog_proof
from wederhoor.journal.sequencer import run_once
from wederhoor.letters.actions import receive
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop
from wederhoor.web.shop import order_sources, orders

pytestmark = pytest.mark.usefixtures("database")
NUMBER = "LH-2041"
DAY = datetime(2026, 9, 21, 20, 14, tzinfo=UTC)


class Scene:
    """A shop, its owner's browser, and events of an order."""

    def __init__(self) -> None:
        self.owner = a_person("Ruth Bakker")
        self.shop: Shop = a_shop(owner=self.owner)
        self.browser: Client = browser_of(self.owner)

    def report(self, *events: NewEvent, by: Actor | None = None, late: bool = False) -> None:
        with inside(self.shop.pk):
            report(self.shop.pk, self.shop.code, events, by=by or Actor("key", "agent", self.shop.pk))
            if not late:
                for row in OrderEvent.objects.all():
                    row.reported_at = row.at + timedelta(minutes=1)
                    row.save()

    def claim(self, by: Actor | None = None) -> Claim:
        with inside(self.shop.pk):
            given = {"channel": Channel.PASTE, "papers": [order()], "by": by or actor_in(self.shop)}
            return receive(self.shop, message(), **given).claim

    def page(self, rest: str = f"{NUMBER}/", status: int = 200) -> str:
        answer = self.browser.get(f"/shop/{self.shop.slug}/orders/{rest}", headers={"Accept-Language": "nl"})
        assert answer.status_code == status
        return answer.content.decode()


@pytest.fixture
def scene() -> Scene:
    return Scene()


def an_event(what: Happening, hours: int = 0, number: str = NUMBER, **detail: str) -> NewEvent:
    return NewEvent(number, what, DAY + timedelta(hours=hours), detail=detail)


def test_all_sources_stand_in_one_line_of_time(scene) -> None:
    scene.report(an_event(Happening.PLACED), an_event(Happening.MAIL_BOUNCED, 1, to="tessa@post.example"))
    claim = scene.claim()
    with inside(scene.shop.pk):
        letter = Letter.objects.filter(claim=claim).first()
        Letter.objects.filter(pk=letter.pk).update(
            state="sent", offered_at=timezone.now(), sent_at=timezone.now(), response="250 2.0.0 Ok: queued as 4F1"
        )
    page = scene.page()
    said = ("ma 21 sep 2026", "22:14", "Besteld", "tessa@post.example", "Klacht: ", "250 2.0.0 Ok: queued as 4F1", "B1")
    places = [page.find(words) for words in said[:4]]
    assert all(words in page for words in said), [words for words in said if words not in page]
    assert places == sorted(places)
    assert f"/claims/{claim.code}/" in page
    assert f"/claims/{claim.code}/documents/B1/about/" in page
    assert "verteld door je eigen systemen" in page


def test_what_was_told_later_is_marked_and_what_was_told_at_once_is_not(scene) -> None:
    scene.report(an_event(Happening.PLACED))
    assert "later verteld, op" not in scene.page()
    scene.report(an_event(Happening.DELIVERED, 60), late=True)
    assert scene.page().count("later verteld, op") == 1


def test_event_leads_to_the_proof_of_its_own_line_and_of_no_other_order(scene) -> None:
    scene.report(an_event(Happening.PLACED), an_event(Happening.PAID, 1))
    scene.report(an_event(Happening.PLACED, number="LH-9"))
    assert "echtheid controleren" not in scene.page()  # no place in the log yet
    run_once(timezone.now())
    page = scene.page()
    places = re.findall(r'href="\?proof=(\d+)"', page)
    assert len(places) == 2
    assert "vastgelegd op" in page
    with inside(scene.shop.pk):
        lines = {str(line.number): line for line in Line.objects.filter(act="event.reported")}
    answer = scene.browser.get(f"/shop/{scene.shop.slug}/orders/{NUMBER}/?proof={places[0]}")
    assert answer.status_code == 200
    assert answer.content.decode() == tlog_proof(lines[places[0]])
    [strange] = set(lines) - set(places)
    for wrong in (strange, "0", "x", "", "9" * 40):
        assert scene.browser.get(f"/shop/{scene.shop.slug}/orders/{NUMBER}/?proof={wrong}").status_code == 404


def test_what_nobody_told_is_said_and_what_was_told_is_not(scene) -> None:
    scene.report(an_event(Happening.PLACED))
    page = scene.page()
    assert "Over de betaling weten we niets." in page
    assert "Over het inpakken weten we niets." in page
    scene.report(an_event(Happening.PAID), an_event(Happening.PACKED, 1))
    page = scene.page()
    assert "Over de betaling weten we niets." not in page
    assert "Over het inpakken weten we niets." not in page
    assert "Over de weg naar de klant weten we niets." in page


def test_one_source_alone_can_be_looked_at(scene) -> None:
    scene.report(an_event(Happening.PLACED))
    scene.claim()
    page = scene.page(f"{NUMBER}/?from=webshop")
    assert "Besteld" in page
    assert "Klacht: " not in page
    assert "Klacht: " in scene.page(f"{NUMBER}/?from=nonsense")


def test_order_nobody_knows_is_said_to_be_unknown_and_gaps_are_not_counted_up(scene) -> None:
    page = scene.page("LH-9/")
    assert "Over bestelling LH-9 is niets bekend" in page
    assert "weten we niets" not in page


def test_another_shops_order_is_unknown_here(scene) -> None:
    other = Scene()
    other.report(an_event(Happening.PLACED, note="van de buurwinkel"))
    assert "van de buurwinkel" not in scene.page()
    assert "is niets bekend" in scene.page()


STRANGE = ["2026/17", "A%23b", "<script>alert(1)</script>", "é ü", "a" * 200, "..%2f", "x%00y"]


@pytest.mark.parametrize("number", STRANGE)
def test_any_number_can_be_asked_for(scene, number) -> None:
    assert "<script>alert(1)" not in scene.page(f"{number}/")


def test_searching_goes_to_the_order_also_with_the_sign_before_it(scene) -> None:
    scene.report(NewEvent("2026/17", Happening.PLACED, DAY))
    answer = scene.browser.get(f"/shop/{scene.shop.slug}/orders/", {"q": " #2026/17 "}, follow=True)
    assert "Bestelling 2026/17" in answer.content.decode() or "Order 2026/17" in answer.content.decode()


def test_list_shows_what_was_heard_of_last_and_teaches_when_it_is_empty(scene) -> None:
    assert "Er is nog van geen enkele bestelling iets gehoord" in scene.page("")
    scene.report(an_event(Happening.PLACED, number="LH-1"), an_event(Happening.PLACED, 1, number="LH-2"))
    scene.claim()
    page = scene.page("")
    assert all(number in page for number in ("LH-1", "LH-2", NUMBER))
    assert "1 klacht" in page


def test_page_takes_as_many_statements_however_much_happened(scene) -> None:
    counts = []
    for round_ in range(2):
        for hour in range(4):
            scene.report(an_event(Happening.NOTED, 10 * round_ + hour, note="x"), by=actor_in(scene.shop))
        scene.claim()
        with CaptureQueriesContext(connection) as captured:
            scene.page()
        counts.append(len(own(captured)))
    assert counts[0] == counts[1] <= 6 + len(order_sources.SOURCES)


def test_source_that_cannot_be_read_hides_no_other_and_is_no_silence(scene, monkeypatch) -> None:
    def broken(*_: object) -> list:
        raise ValueError("a broken row")

    source = order_sources.department("payments", "betalingen", "payment", broken)
    monkeypatch.setattr(orders, "SOURCES", (*order_sources.SOURCES, source))
    scene.report(an_event(Happening.PLACED))
    page = scene.page()
    assert "Besteld" in page
    assert "kan nu niet worden gelezen" in page
    assert "betalingen" in page
    assert "Over de betaling weten we niets." not in page


def test_case_offers_what_came_in_since_and_lays_it_in(scene) -> None:
    scene.report(an_event(Happening.PLACED))
    claim = scene.claim(by=customer_of(scene.shop))
    url = f"/shop/{scene.shop.slug}/claims/{claim.code}/"
    page = scene.browser.get(url, headers={"Accept-Language": "nl"}).content.decode()
    assert "Iedereen kan een bestelnummer opschrijven" in page or "Het is er niet vanzelf bij gehaald" in page
    assert f"/orders/{NUMBER}/" in page
    answer = scene.browser.post(f"{url}gather/", headers={"Accept-Language": "nl"})
    assert answer.status_code == 302
    page = scene.browser.get(url, headers={"Accept-Language": "nl"}).content.decode()
    assert "gather/" not in page
    with inside(scene.shop.pk):
        assert claim.dossier.items.filter(exhibit__sort="log").count() == 1
