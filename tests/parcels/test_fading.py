"""What was recorded of boxes goes half a year later, unless a complaint is about the order; then it goes with that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.messages import mail, order
from tests.parcels.recorded import PACKED, kept
from tests.people import a_shop, actor_in

from wederhoor.claims.kinds import Channel
from wederhoor.door.keyring import Destroyed
from wederhoor.door.store import Missing
from wederhoor.evidence import vault
from wederhoor.evidence.forgetting import forget
from wederhoor.evidence.happenings import NewEvent, report
from wederhoor.evidence.kinds import Happening
from wederhoor.journal.models import Line
from wederhoor.journal.ring import ring
from wederhoor.letters.actions import receive
from wederhoor.parcels.fading import fade
from wederhoor.parcels.models import ParcelRecord
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")
Run = Callable[[str], list[Any]]


@pytest.fixture
def shop(database: dict[str, str]) -> Shop:
    return a_shop(frozen_today=None)


def an_old_one(shop: Shop, as_owner: Run, **more: Any) -> ParcelRecord:
    """A record of eight months ago, under the key of that month."""
    record = kept(shop, actor_in(shop), **PACKED | more).record
    as_owner(f"UPDATE parcels_parcelrecord SET kept_at = kept_at - interval '8 months' WHERE id = {record.pk}")
    return record


def left(shop: Shop) -> int:
    with inside(shop.pk):
        return ParcelRecord.objects.count()


def test_record_of_eight_months_ago_goes_with_its_pictures_and_its_line_forgets(shop: Shop, as_owner: Run) -> None:
    old = an_old_one(shop, as_owner)
    with inside(shop.pk):
        picture = old.pictures.first()
        # the same photo under the same key stays where a record that is not due still has it
        assert picture is not None
    kept(shop, actor_in(shop), order_number="LH-1", tracking="3SKKAD0000009")
    assert fade(shop) == 1
    assert left(shop) == 1
    with inside(shop.pk):
        assert Line.objects.get(pk=old.line).is_forgotten
    with pytest.raises(Missing):
        vault.kept(picture.sha256, old.key)
    assert fade(shop) == 0


def test_month_of_which_nothing_is_left_loses_its_key(shop: Shop, as_owner: Run) -> None:
    name = f"{shop.code}.parcels.{timezone.now() - timedelta(days=270):%Y-%m}"
    ring().make(name)
    fade(shop)
    with pytest.raises(Destroyed):
        ring().of(name)
    current = kept(shop, actor_in(shop), **PACKED).record.key
    fade(shop)
    assert ring().of(current)


def test_parcel_that_arrived_lately_stays(shop: Shop, as_owner: Run) -> None:
    an_old_one(shop, as_owner)
    with inside(shop.pk):
        arrived = NewEvent("LH-2041", Happening.DELIVERED, timezone.now() - timedelta(days=30), "r")
        report(shop.pk, shop.code, [arrived], by=actor_in(shop))
    assert fade(shop) == 0


def test_parcel_of_a_complaint_stays_and_goes_with_it(shop: Shop, as_owner: Run) -> None:
    old = an_old_one(shop, as_owner)
    with inside(shop.pk):
        picture = old.pictures.first()
        claim = receive(shop, mail(), channel=Channel.MAIL, papers=[order()], by=actor_in(shop)).claim
        assert claim.order_number == "LH-2041"
    assert fade(shop) == 0
    forget(shop, claim.code, why="asked", by=actor_in(shop))
    assert left(shop) == 0
    assert picture is not None
    with pytest.raises(Missing):
        vault.kept(picture.sha256, old.key)
    with inside(shop.pk):
        assert Line.objects.get(pk=old.line).is_forgotten


def test_shop_of_the_demonstration_forgets_nothing(as_owner: Run, database: dict[str, str]) -> None:
    shop = a_shop()
    an_old_one(shop, as_owner)
    assert fade(shop) == 0
    assert left(shop) == 1
