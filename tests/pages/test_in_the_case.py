"""What was accepted with an order stands in a case about it, the version beside the acceptance, whenever told."""

from __future__ import annotations

import pytest
from tests.messages import message
from tests.pages.shown import DAY, FIRST, a_page, seen, told
from tests.people import a_shop, actor_in

from wederhoor.claims.actions import fetch
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.letters.actions import receive
from wederhoor.pages.accepting import NewAcceptance
from wederhoor.pages.models import PageVersion
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")
NUMBER = "LH-2041"


@pytest.fixture
def shop() -> Shop:
    return a_shop(frozen_today=None)


def accepted(shop: Shop) -> PageVersion:
    page = a_page(shop)
    version = seen(page, "Veertien dagen.", FIRST)
    seen(page, "Dertig dagen.", FIRST + 5 * DAY)
    told(shop, NewAcceptance(NUMBER, FIRST + DAY, version.code, box="Ja", is_ticked=True, was_preticked=False))
    return version


def filed(shop: Shop) -> Claim:
    return receive(shop, message(), channel=Channel.PASTE, papers=[], by=actor_in(shop)).claim


def lying(claim: Claim) -> list[tuple[str, int]]:
    return list(claim.dossier.items.order_by("number").values_list("exhibit__name", "exhibit_id"))


def test_acceptance_told_after_the_claim_brings_its_version_and_neither_twice(shop: Shop) -> None:
    with inside(shop.pk):
        claim = filed(shop)
        version = accepted(shop)
        for _ in range(2):
            fetch(Claim.objects.get(pk=claim.pk), by=actor_in(shop))
        names = [name for name, _ in lying(claim)]
        assert names.count("aanvaarding.json") == 1
        assert [pk for _, pk in lying(claim)].count(version.terms.exhibit_id) == 1
        assert len(names) == 3
        claim.refresh_from_db()
        assert claim.dossier.last_number == 3


def test_claim_without_a_day_of_purchase_gets_the_version_its_order_accepted(shop: Shop) -> None:
    with inside(shop.pk):
        version = accepted(shop)
        claim = filed(shop)
        assert [name for name, _ in lying(claim)][1:] == ["aanvaarding.json", version.terms.exhibit.name]
        assert fetch(claim, by=actor_in(shop)) == []
