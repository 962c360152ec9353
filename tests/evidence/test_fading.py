"""What systems reported about orders goes when its period has passed, unless a complaint is about the order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone
from tests.messages import order
from tests.people import a_shop, actor_in

from wederhoor.claims import actions as claims
from wederhoor.claims.kinds import Channel
from wederhoor.door.keyring import Destroyed
from wederhoor.evidence.fading import fade
from wederhoor.evidence.happenings import NewEvent, events_of, key_of, report
from wederhoor.evidence.kinds import Happening
from wederhoor.journal.audit import check_ledger
from wederhoor.journal.models import Line
from wederhoor.journal.ring import ring
from wederhoor.journal.sequencer import run_once
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")

AT = datetime(2024, 3, 1, 14, 3, tzinfo=UTC)


@pytest.fixture
def shop(database: dict[str, str]) -> Shop:
    return a_shop(frozen_today=None)


def told(shop: Shop, *numbers: str) -> None:
    with inside(shop.pk):
        events = [NewEvent(number, Happening.DELIVERED, AT, f"r-{number}", {"to": "Tessa"}) for number in numbers]
        report(shop.pk, shop.code, events, by=actor_in(shop))


def aged(as_owner: Callable[[str], list[Any]], when: str) -> None:
    as_owner(f"UPDATE evidence_orderevent SET reported_at = '{when}'")


def left(shop: Shop, number: str) -> int:
    with inside(shop.pk):
        return len(events_of(number))


def test_events_of_two_years_ago_go_and_their_lines_forget(shop: Shop, as_owner: Callable[[str], list[Any]]) -> None:
    told(shop, "LH-1", "LH-2")
    aged(as_owner, "2024-03-01")
    told(shop, "LH-3")
    assert fade(shop) == 2
    assert [left(shop, number) for number in ("LH-1", "LH-2", "LH-3")] == [0, 0, 1]
    with inside(shop.pk):
        lines = Line.objects.filter(act="event.reported").order_by("id")
        assert [line.is_forgotten for line in lines] == [True, True, False]
    run_once(timezone.now())
    assert check_ledger().forgotten == 2
    assert fade(shop) == 0


def test_order_that_is_still_reported_about_is_not_old(shop: Shop, as_owner: Callable[[str], list[Any]]) -> None:
    told(shop, "LH-1")
    aged(as_owner, "2024-03-01")
    with inside(shop.pk):
        fresh = NewEvent("LH-1", Happening.REFUNDED, AT, "r-later")
        report(shop.pk, shop.code, [fresh], by=actor_in(shop))
    assert fade(shop) == 0


def test_order_somebody_complained_about_stays_with_its_dossier(
    shop: Shop, as_owner: Callable[[str], list[Any]]
) -> None:
    from tests.messages import mail

    with inside(shop.pk):
        claims.file(shop, mail(), channel=Channel.MAIL, papers=[order()], by=actor_in(shop))
    told(shop, "LH-2041")
    aged(as_owner, "2020-01-01")
    assert fade(shop) == 0


def test_key_of_a_month_of_which_nothing_is_left_is_destroyed(shop: Shop, as_owner: Callable[[str], list[Any]]) -> None:
    month = datetime(2024, 3, 1, tzinfo=UTC)
    ring().make(key_of(shop.code, month))
    told(shop, "LH-1")
    aged(as_owner, "2024-03-05")
    fade(shop)
    with pytest.raises(Destroyed):
        ring().of(key_of(shop.code, month))
    assert ring().of(key_of(shop.code, timezone.now()))


def test_demonstration_forgets_nothing(as_owner: Callable[[str], list[Any]]) -> None:
    shop = a_shop()
    told(shop, "LH-1")
    aged(as_owner, "2020-01-01")
    assert fade(shop) == 0


def test_other_shop_keeps_its_own(shop: Shop, as_owner: Callable[[str], list[Any]]) -> None:
    other = a_shop("Stoelenhuis", frozen_today=None)
    told(shop, "LH-1")
    told(other, "LH-1")
    aged(as_owner, "2024-03-01")
    assert fade(shop) == 1
    assert left(other, "LH-1") == 1
