"""What is on file for an order comes into the dossier of a claim about it: once, whole, and not for a stranger."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.claims.test_filing import statements
from tests.messages import mail, message, order
from tests.parcels.recorded import PACKED, kept
from tests.people import a_shop, actor_in, customer_of

from wederhoor.casework.shapes import Paper
from wederhoor.claims import gathering
from wederhoor.claims.actions import fetch
from wederhoor.claims.assessing import look
from wederhoor.claims.gathering import Source, news_of
from wederhoor.claims.kinds import Channel
from wederhoor.evidence.actions import NewExhibit, bytes_of
from wederhoor.evidence.fading import fade
from wederhoor.evidence.forgetters import forgetters
from wederhoor.evidence.forgetting import forget
from wederhoor.evidence.happenings import NewEvent, report
from wederhoor.evidence.kinds import Happening, Sort
from wederhoor.evidence.models import OrderEvent
from wederhoor.facts import Source as Teller
from wederhoor.flow import Refused
from wederhoor.journal.models import Line
from wederhoor.letters.actions import receive
from wederhoor.parcels.queries import parcels_of
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")
NUMBER = "LH-2041"
DAY = datetime(2026, 9, 21, 20, 14, tzinfo=UTC)


def reported(shop: Shop, *events: NewEvent) -> None:
    with inside(shop.pk):
        report(shop.pk, shop.code, events, by=actor_in(shop))


def an_event(what: Happening = Happening.PLACED, at: datetime = DAY, number: str = NUMBER, **detail: str) -> NewEvent:
    return NewEvent(number, what, at, detail=detail)


def filed(shop: Shop, paper: Paper | None = None, papers: tuple[Paper, ...] = (), by: Actor | None = None):
    with inside(shop.pk):
        return receive(shop, paper or message(), channel=Channel.PASTE, papers=papers, by=by or actor_in(shop))


def logs(claim) -> list:
    with inside(claim.shop_id):
        return list(claim.dossier.items.select_related("exhibit").filter(exhibit__sort="log"))


@pytest.fixture
def shop() -> Shop:
    return a_shop()


def told_at_once(shop: Shop) -> None:
    """The clock of the database row is moved to when it happened; the journal's line is left alone."""
    with inside(shop.pk):
        for row in OrderEvent.objects.all():
            row.reported_at = row.at + timedelta(minutes=1)
            row.save()


def test_reported_events_become_one_exhibit_that_takes_part_in_the_assessment(shop) -> None:
    reported(shop, an_event(), an_event(Happening.PAID, DAY + timedelta(minutes=2), method="iDEAL"))
    told_at_once(shop)
    claim, work, _ = filed(shop)
    [log] = logs(claim)
    with inside(shop.pk):
        whole = json.loads(bytes_of(log.exhibit))
    assert [event["what"] for event in whole["events"]] == ["placed", "paid"]
    assert whole["events"][1]["detail"] == {"method": "iDEAL"}
    assert "21-9-2026 22:14  Besteld" in log.exhibit.text
    assert "method: iDEAL" in log.exhibit.text
    assert work.facts.value("order_paid") is True
    fact = work.tellings.exhibits.known["contract_date"]
    assert (fact.value, fact.source, fact.exhibit) == (date(2026, 9, 21), Teller.EXHIBIT, log.label)
    assert log.exhibit.added_side == "system"
    with inside(shop.pk):
        assert look(claim).facts.value("order_paid") is True
        line = Line.objects.get(act="claim.gathered")
    assert line.payload == {"exhibits": [log.label], "sources": ["events"], "failed": []}


def test_what_was_told_only_later_is_on_file_and_shows_nothing(shop) -> None:
    """Else a shop could write a delivery after the complaint, and have it count as a record of that day."""
    reported(shop, an_event(Happening.DELIVERED, DAY + timedelta(days=3)))
    claim, work, _ = filed(shop)
    [log] = logs(claim)
    assert log.exhibit.facts == {}
    assert "pas later verteld" in log.exhibit.text
    assert work.facts.value("carrier_status_delivered_date") is None


def test_what_speaks_against_the_shop_comes_in_also_when_told_later(shop) -> None:
    reported(shop, an_event(Happening.WITHDRAWN, datetime(2026, 9, 28, 10, tzinfo=UTC)))
    claim, _, _ = filed(shop)
    [log] = logs(claim)
    assert log.exhibit.facts == {"withdrawal_statement_date": "2026-09-28"}
    with inside(shop.pk):
        assert look(claim).facts.value("withdrawal_statement_date") == date(2026, 9, 28)


def test_events_of_another_order_or_shop_stay_out(shop) -> None:
    reported(shop, an_event(number="LH-2042"))
    reported(a_shop(), an_event())
    claim, _, _ = filed(shop)
    assert logs(claim) == []
    assert claim.gathered_at is None


def test_nothing_on_file_costs_one_statement_and_filing_stays_within_twelve(shop) -> None:
    with CaptureQueriesContext(connection) as captured:
        filed(shop, papers=(order(),))
    own = statements(captured)
    assert len([sql for sql in own if "newest" in sql]) == 1
    assert len(own) <= 12, "\n".join(sql[:90] for sql in own)


def test_a_customer_who_names_an_order_gets_nothing_of_it_until_the_shop_says_it_is_hers(shop) -> None:
    reported(shop, an_event(address="Dijk 3"))
    claim, _, _ = filed(shop, by=customer_of(shop))
    assert logs(claim) == []
    assert claim.unfetched == ["whose"]
    with inside(shop.pk):
        with pytest.raises(Refused, match=r"claims\.fetch\.role"):
            fetch(claim, by=customer_of(shop))
        with pytest.raises(Refused, match=r"claims\.fetch\.role"):
            fetch(claim, by=actor_in(shop, "reader"))
        assert [item.exhibit.sort for item in fetch(claim, by=actor_in(shop))] == ["log"]
    assert claim.unfetched == []


def test_mail_is_believed_where_the_shops_own_system_gave_the_order(shop) -> None:
    reported(shop, an_event())
    system = Actor("system", "system", shop.pk)
    stranger, _, _ = filed(shop, mail(), by=system)
    known, _, _ = filed(shop, mail(message_id="<twee@post.example>"), papers=(order(),), by=system)
    assert (len(logs(stranger)), len(logs(known))) == (0, 1)


def test_an_order_the_sender_brought_opens_nothing(shop) -> None:
    reported(shop, an_event(address="Dijk 3"))
    system = Actor("system", "system", shop.pk)
    brought, _, _ = filed(shop, mail(), papers=(replace(order(), source="consumer"),), by=system)
    form, _, _ = filed(shop, mail(message_id="<drie@post.example>"), papers=(order(),), by=customer_of(shop))
    assert logs(brought) == logs(form) == []


def test_a_program_that_passes_on_what_a_stranger_typed_opens_nothing_unless_it_brings_the_order(shop) -> None:
    reported(shop, an_event(address="Dijk 3"))
    program = Actor("key", "agent", shop.pk)
    with inside(shop.pk):
        typed = receive(shop, message(), channel=Channel.API, by=program).claim
        assert (typed.order_number, typed.unfetched) == (NUMBER, ["whose"])
        assert not gathering.is_settled(typed)
        brought = receive(shop, mail(), channel=Channel.API, papers=(order(),), by=program).claim
        assert gathering.is_settled(brought)
    assert (logs(typed), len(logs(brought))) == ([], 1)


@pytest.mark.parametrize("channel", [Channel.FORM, Channel.API])
def test_with_the_file_of_a_stranger_nothing_of_the_order_is_told_or_forgotten(shop, channel) -> None:
    """Somebody asks for a copy and to be forgotten after naming an order that is not theirs."""
    reported(shop, an_event(address="Dijk 3"))
    kept(shop, actor_in(shop), **PACKED)
    by = customer_of(shop) if channel is Channel.FORM else Actor("key", "agent", shop.pk)
    with inside(shop.pk):
        claim = receive(shop, message(), channel=channel, by=by).claim
        assert claim.order_number == NUMBER
        told = {name: value for one in forgetters() for name, value in one.told(claim.dossier).items()}
        assert not told.get("order_events")
        assert not told.get("parcels")
    forget(shop, claim.code, why="asked", by=actor_in(shop))
    with inside(shop.pk):
        assert OrderEvent.objects.filter(order_number=NUMBER).exists()
        assert parcels_of(NUMBER)


def test_gathering_again_lays_nothing_twice_and_brings_what_came_since(shop) -> None:
    reported(shop, an_event())
    claim, _, _ = filed(shop)
    with inside(shop.pk):
        assert news_of(claim) == []
        assert fetch(claim, by=actor_in(shop)) == []
    reported(shop, an_event(Happening.NOTED, DAY + timedelta(days=9), note="Klant belde."))
    with inside(shop.pk):
        assert news_of(claim) == ["events"]
        assert len(fetch(claim, by=actor_in(shop))) == 1
        assert news_of(claim) == []
    assert len(logs(claim)) == 2


@pytest.mark.parametrize("damage", [ValueError("a broken row"), LookupError("no key")])
def test_a_source_that_fails_stops_no_claim_and_is_written_down(shop, monkeypatch, damage) -> None:
    def broken(*_: object) -> list[NewExhibit]:
        raise damage

    rows = gathering.SOURCES[0].rows
    broken_source = Source("parcels", rows, "reported_at", broken)
    monkeypatch.setattr(gathering, "SOURCES", (broken_source, *gathering.SOURCES))
    reported(shop, an_event())
    claim, _, _ = filed(shop)
    assert claim.unfetched == ["parcels"]
    assert len(logs(claim)) == 1
    with inside(shop.pk):
        assert Line.objects.get(act="claim.gathered").payload["failed"] == ["parcels"]


def test_more_than_a_dossier_takes_is_left_out_and_named(shop, monkeypatch) -> None:
    def many(*_: object) -> list[NewExhibit]:
        return [NewExhibit(b"%d" % n, "x.txt", Sort.LOG, "shop") for n in range(gathering.MOST_PAPERS + 1)]

    rows = gathering.SOURCES[0].rows
    monkeypatch.setattr(gathering, "SOURCES", (Source("logs", rows, "reported_at", many), *gathering.SOURCES))
    reported(shop, an_event())
    claim, _, _ = filed(shop)
    assert claim.unfetched == ["logs"]
    assert len(logs(claim)) == 1


def test_events_in_a_dossier_do_not_fade_and_go_with_it(shop) -> None:
    with inside(shop.pk):
        shop.frozen_today = None
        shop.save(update_fields=["frozen_today"])
    reported(shop, an_event())
    claim, _, _ = filed(shop)
    with inside(shop.pk):
        OrderEvent.objects.update(reported_at=timezone.now() - timedelta(days=4000))
    assert fade(shop) == 0
    with inside(shop.pk):
        assert OrderEvent.objects.count() == 1
    owner = actor_in(shop)
    forget(shop, claim.dossier.code, why="asked", by=owner)
    with inside(shop.pk):
        assert not OrderEvent.objects.exists()
