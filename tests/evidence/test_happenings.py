"""Events of orders: kept once however often they are sent, sealed by month, and journalled each."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.people import a_shop, actor_in

from wederhoor.evidence.happenings import MOST_AT_ONCE, NewEvent, Reported, events_of, key_of, report
from wederhoor.evidence.kinds import Happening
from wederhoor.evidence.models import OrderEvent
from wederhoor.flow import Refused
from wederhoor.journal.models import Line
from wederhoor.journal.ring import ring
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")

AT = datetime(2026, 10, 1, 14, 3, tzinfo=UTC)
DELIVERED = NewEvent("LH-2041", Happening.DELIVERED, AT, "postnl-1", {"code": "3SABC", "signed": True})


@pytest.fixture
def shop() -> Shop:
    return a_shop()


def told(shop: Shop, *events: NewEvent) -> Reported:
    with inside(shop.pk):
        return report(shop.pk, shop.code, events, by=actor_in(shop))


def test_event_is_kept_with_a_line_of_its_own_and_found_by_its_order(shop: Shop) -> None:
    assert told(shop, DELIVERED, replace(DELIVERED, order="LH-1", ref="x")) == (2, 0)
    with inside(shop.pk):
        (found,) = events_of("LH-2041")
        line = Line.objects.get(pk=found.event.line)
    assert (found.event.what, found.event.at, found.detail) == ("delivered", AT, {"code": "3SABC", "signed": True})
    assert line.payload == {
        "order": "LH-2041",
        "what": "delivered",
        "at": AT.isoformat(),
        "ref": "postnl-1",
        "detail": {"code": "3SABC", "signed": True},
    }


def test_same_event_again_is_known_and_writes_nothing(shop: Shop) -> None:
    told(shop, DELIVERED)
    with inside(shop.pk):
        before = Line.objects.count()
    assert told(shop, DELIVERED) == (0, 1)
    assert told(shop, DELIVERED, replace(DELIVERED, ref="postnl-2"), DELIVERED) == (1, 2)
    with inside(shop.pk):
        assert Line.objects.count() == before + 1


def test_event_without_a_name_is_known_by_what_it_says(shop: Shop) -> None:
    nameless = replace(DELIVERED, ref="")
    assert told(shop, nameless) == (1, 0)
    assert told(shop, nameless) == (0, 1)
    assert told(shop, replace(nameless, at=AT + timedelta(seconds=1))) == (1, 0)


def test_same_events_sent_by_two_at_once_are_kept_once(shop: Shop) -> None:
    events, ready, counts = [replace(DELIVERED, ref=f"r{n}") for n in range(60)], threading.Barrier(4), []

    def send(place: int) -> None:
        try:
            ready.wait(10)
            mixed = events if place % 2 else events[::-1]
            counts.append(told(shop, *mixed).new)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with inside(shop.pk):
        assert OrderEvent.objects.count() == 60 == sum(counts)
        assert Line.objects.filter(act="event.reported").count() == 60


def test_event_of_another_shop_is_another_event(shop: Shop) -> None:
    other = a_shop("Stoelenhuis")
    assert (told(shop, DELIVERED), told(other, DELIVERED)) == ((1, 0), (1, 0))
    with inside(other.pk):
        assert len(events_of("LH-2041")) == 1


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([replace(DELIVERED, at=datetime(2090, 1, 1, tzinfo=UTC))], "evidence.events.ahead"),
        ([replace(DELIVERED, detail={"note": "x" * 4_000})], "evidence.events.large"),
        ([replace(DELIVERED, ref=f"r{n}") for n in range(MOST_AT_ONCE + 1)], "evidence.events.many"),
    ],
)
def test_events_that_cannot_be_are_refused_and_nothing_is_kept(shop: Shop, events: list[NewEvent], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        told(shop, DELIVERED, *events)
    with inside(shop.pk):
        assert not OrderEvent.objects.exists()


def test_clock_a_little_ahead_of_ours_is_no_reason_to_refuse(shop: Shop) -> None:
    assert told(shop, replace(DELIVERED, at=timezone.now() + timedelta(minutes=4))) == (1, 0)


def test_reader_reports_nothing(shop: Shop) -> None:
    with inside(shop.pk), pytest.raises(Refused):
        report(shop.pk, shop.code, [DELIVERED], by=actor_in(shop, "reader"))


def test_destroyed_key_of_the_month_leaves_that_something_happened_and_no_detail(shop: Shop) -> None:
    told(shop, DELIVERED)
    with inside(shop.pk):
        ring().destroy(key_of(shop.code, OrderEvent.objects.get().reported_at), timezone.now())
        (found,) = events_of("LH-2041")
        assert found.detail == {}
        assert Line.objects.get(act="event.reported").is_forgotten
