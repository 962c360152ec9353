"""A box packed or unpacked while a complaint runs comes into its file by itself, and tells the rules what it shows."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.messages import NOT_RECEIVED, message, order
from tests.parcels.recorded import PACKED, kept
from tests.people import a_shop, actor_in, customer_of

from wederhoor.claims.assessing import look
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.journal.follow import run_followers_once
from wederhoor.journal.sequencer import run_once
from wederhoor.letters.actions import receive
from wederhoor.parcels.kinds import Way
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")
NUMBER = "LH-2041"


@pytest.fixture
def shop(database: dict[str, str]) -> Shop:
    return a_shop(frozen_today=None)


def a_claim(shop: Shop) -> Claim:
    with inside(shop.pk):
        claim = receive(shop, message(NOT_RECEIVED), channel=Channel.PASTE, papers=[order()], by=actor_in(shop)).claim
        assert claim.order_number == NUMBER
        return claim


def followed() -> None:
    run_once(timezone.now())
    run_followers_once()


def packing(shop: Shop, claim: Claim) -> list[str]:
    with inside(shop.pk):
        items = claim.dossier.items.filter(exhibit__source="packing").order_by("number")
        return [item.exhibit.sort for item in items]


def test_what_was_packed_before_the_complaint_lies_in_its_file_and_its_facts_count(shop: Shop) -> None:
    kept(shop, actor_in(shop), **PACKED)
    claim = a_claim(shop)
    assert packing(shop, claim) == ["measure", "photo", "photo"]
    with inside(shop.pk):
        facts = look(claim).facts
        assert facts.value("packing_record") is True
        assert str(facts.value("weight_at_pack_kg")) == "1.25"


def test_return_that_is_unpacked_while_the_complaint_runs_comes_in_by_itself_once(shop: Shop) -> None:
    kept(shop, actor_in(shop), **PACKED)
    claim = a_claim(shop)
    back = {"way": Way.RETURNED, "tracking": "3SKKAD8888888", "order_number": NUMBER, "serials": ["SN-0815"]}
    kept(shop, actor_in(shop), **back)
    followed()
    assert packing(shop, claim) == ["measure", "photo", "photo", "measure"]
    followed()
    assert len(packing(shop, claim)) == 4
    with inside(shop.pk):
        assert look(Claim.objects.get(pk=claim.pk)).facts.value("serial_matches_return") is True


def test_parcel_whose_order_is_told_later_comes_in_then(shop: Shop) -> None:
    claim = a_claim(shop)
    first = kept(shop, actor_in(shop), grams=1250).record
    followed()
    assert packing(shop, claim) == []
    kept(shop, actor_in(shop), corrects=first.ref, tracking="", order_number=NUMBER)
    followed()
    assert packing(shop, claim) == ["measure"]


def test_parcel_of_another_shop_comes_into_no_file_here(shop: Shop) -> None:
    claim, other = a_claim(shop), a_shop("Elders", frozen_today=None)
    kept(other, actor_in(other), **PACKED)
    followed()
    assert packing(shop, claim) == []


def test_stranger_who_names_an_order_gets_nothing_of_its_box(shop: Shop) -> None:
    with inside(shop.pk):
        said = message(f"{NOT_RECEIVED} Bestelnummer {NUMBER}.")
        claim = receive(shop, said, channel=Channel.FORM, by=customer_of(shop)).claim
        assert claim.order_number == NUMBER
    kept(shop, actor_in(shop), **PACKED)
    followed()
    assert packing(shop, claim) == []
