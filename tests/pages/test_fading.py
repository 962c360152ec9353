"""Full addresses go after ninety days, acceptances when no claim can come any more; and with the order's dossier."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from tests.pages.shown import a_page, seen, told
from tests.people import a_shop, actor_in
from tests.shops.whole import a_whole_shop

from wederhoor.door.keyring import NoKey
from wederhoor.evidence import forgetting
from wederhoor.evidence.forgetters import forgetters
from wederhoor.journal.models import Line
from wederhoor.journal.ring import ring
from wederhoor.pages.accepting import NewAcceptance, address_key_of
from wederhoor.pages.fading import fade
from wederhoor.pages.models import Acceptance, AcceptedFrom, SetAside
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop


def accepted(shop: Shop, order: str = "LH-9") -> datetime:
    now = timezone.now()
    with inside(shop.pk):
        version = seen(a_page(shop, url="https://lampenhuis.example/av"), "Een.", now - timedelta(days=1))
        told(shop, NewAcceptance(order, now, version.code, box="Ja", address="192.0.2.77", is_ticked=True))
        told(shop, NewAcceptance(order, now, "0000-0000-0", box="Ja"))
    return now


def test_full_address_goes_after_ninety_days_and_its_network_stays(database: dict[str, str]) -> None:
    shop = a_shop(frozen_today=None)
    now = accepted(shop)
    assert fade(shop, now + timedelta(days=89)) == (0, 0)
    assert fade(shop, now + timedelta(days=91)) == (1, 0)
    with inside(shop.pk):
        assert AcceptedFrom.objects.count() == 0
        row = Acceptance.objects.get()
        assert row.words["network"] == "192.0.2.0/24"
        line = Line.objects.get(act="acceptance.addressed")
        assert line.payload is None
    fade(shop, now + timedelta(days=130))
    with pytest.raises(NoKey):
        ring().of(address_key_of(shop.code, now))


def test_acceptance_goes_when_its_period_is_over(database: dict[str, str]) -> None:
    shop = a_shop(frozen_today=None)
    now = accepted(shop)
    assert fade(shop, now + timedelta(days=365 * 4))[1] == 0
    assert fade(shop, now + timedelta(days=365 * 6))[1] == 2
    with inside(shop.pk):
        assert (Acceptance.objects.count(), SetAside.objects.count()) == (0, 0)
        kept = Line.objects.get(act="acceptance.kept")
        assert kept.payload is None


def test_demonstration_fades_nothing(database: dict[str, str]) -> None:
    shop = a_shop()
    now = accepted(shop)
    assert fade(shop, now + timedelta(days=4000)) == (0, 0)


def test_acceptance_goes_with_the_dossier_of_its_order_and_is_told_before(database: dict[str, str]) -> None:
    whole = a_whole_shop()
    order = whole.claim.order_number
    accepted(whole.shop, order)
    with inside(whole.shop.pk):
        told_ = {k: v for f in forgetters() for k, v in f.told(whole.claim.dossier).items()}
        assert told_["acceptances"][0]["address"] == "192.0.2.77"
        assert told_["acceptances_set_aside"][0]["why"] == "unknown"
    gone = forgetting.forget(whole.shop, whole.claim.code, why="asked", by=actor_in(whole.shop))
    assert gone.counts["pages.Acceptance"] == 1
    with inside(whole.shop.pk):
        lines = Line.objects.filter(act__in=("acceptance.kept", "acceptance.addressed", "acceptance.set_aside"))
        for table in (Acceptance, SetAside):
            assert not table.objects.filter(order_number=order).exists()
        assert not AcceptedFrom.objects.filter(acceptance__order_number=order).exists()
        # Those of the other orders of this shop can still be read.
        assert [line.payload is None for line in lines].count(True) == 3
        assert [line.payload is None for line in lines].count(False) == 3
