"""What recording more would have changed: right on histories made for it, silent where there is too little."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.messages import message, order
from tests.people import a_person, a_shop, actor_in, browser_of

from wederhoor.claims.advice import FEWEST, MEASURES, advice_of, replay
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Assessment, Claim
from wederhoor.facts import Facts, Remedy
from wederhoor.law.engine import assess
from wederhoor.law.shapes import Assessment as Assessed
from wederhoor.law.shapes import Demand, Tellings
from wederhoor.law.stored import kept
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

PACKING, CODE = MEASURES[0], MEASURES[1]
SAID = {"buyer_is_consumer": True, "distance_contract": True, "contract_date": "2026-09-21", "order_paid": True}
# The customer says something was not in the box; nobody recorded what went in.
UNRECORDED = {**SAID, "received_date": "2026-09-24", "delivered": True, "defect_reported": True}
# The parcel is scanned as delivered, the customer says it never came.
SCANNED = {**SAID, "consumer_denies_receipt": True, "delivery_evidence_scan": True}


def a_case(topic: str, facts: Mapping[str, Any], euros: str = "64.90", remedy: Remedy = Remedy.REFUND) -> Assessed:
    told = Tellings.established(Facts.flat({**facts, "price_eur": euros}))
    return assess(topic, [Demand(remedy, Decimal(euros))], told, on=date(2026, 10, 12), changes=False)


def closed(shop: Shop, *cases: Assessed, state: str = "rested") -> None:
    """Claims of the shop that were closed, each with this assessment."""
    with inside(shop.pk):
        for case in cases:
            given = {"channel": Channel.PASTE, "papers": [order()], "by": actor_in(shop)}
            claim = receive(shop, message(), **given).claim
            Claim.objects.filter(pk=claim.pk).update(state=state)
            Assessment.objects.create(
                shop=shop,
                claim=claim,
                on=shop.today(),
                outcome=case.outcome,
                result={"assessments": [], "kept": [kept(case)]},
            )


def told(shop: Shop, measure: str, topic: str) -> Any:
    with inside(shop.pk):
        return next((one for one in advice_of().advice if (one.measure, one.topic) == (measure, topic)), None)


def test_measures_name_facts_and_topics_the_rules_know() -> None:
    from wederhoor.casework.expected import facts_of

    for measure in MEASURES:
        for topic in measure.topics:
            used = set(measure.shows) | set(measure.may_show)
            assert used & facts_of(topic), (measure.name, topic)


def test_a_code_at_the_door_turns_a_claim_of_a_parcel_that_never_came() -> None:
    made = replay(CODE, a_case("non_delivery", SCANNED))
    assert made.before == Decimal("64.90")
    assert not made.turned_least
    assert made.turned_most
    assert made.most == 0
    assert not made.worse


def test_what_was_shown_already_is_not_counted_as_gain() -> None:
    shown = {**SCANNED, **CODE.shows, **CODE.may_show}
    made = replay(CODE, a_case("non_delivery", shown))
    assert (made.before, made.turned_most) == (made.most, False)


def test_what_the_papers_say_otherwise_is_not_overruled() -> None:
    lost = {**SCANNED, "lost_in_transit": True, "delivery_evidence_code": False, "delivered": False}
    made = replay(CODE, a_case("non_delivery", lost))
    assert (made.turned_most, made.before) == (False, made.most)


@pytest.mark.usefixtures("database")
def test_under_the_least_number_nothing_is_said() -> None:
    shop = a_shop()
    closed(shop, *[a_case("non_delivery", SCANNED)] * (FEWEST - 1))
    one = told(shop, "delivery_code", "non_delivery")
    assert (one.count, one.is_enough, one.turned, one.euros) == (FEWEST - 1, False, (0, 0), (0, 0))


@pytest.mark.usefixtures("database")
def test_counts_euros_and_from_which_value_are_those_of_the_history() -> None:
    shop = a_shop()
    dear, cheap = (a_case("non_delivery", SCANNED, euros) for euros in ("260.00", "9.95"))
    closed(shop, *[dear] * 5, cheap)
    one = told(shop, "delivery_code", "non_delivery")
    assert (one.count, one.counted, one.above) == (6, 5, Decimal(250))
    assert one.turned == (0, 5)
    assert one.euros == (0, Decimal("1300.00"))
    assert one.worse == 0


@pytest.mark.usefixtures("database")
def test_from_a_value_on_which_too_few_claims_lie_nothing_is_advised() -> None:
    """Two dear orders among six: what they would have saved is counted, but no border is drawn at them."""
    shop = a_shop()
    dear, cheap = (a_case("non_delivery", SCANNED, euros) for euros in ("260.00", "9.95"))
    closed(shop, dear, dear, cheap, cheap, cheap, cheap)
    one = told(shop, "delivery_code", "non_delivery")
    assert (one.count, one.counted, one.above) == (6, 6, 0)
    assert one.euros == (0, Decimal("559.80"))


@pytest.mark.usefixtures("database")
def test_advice_without_effect_says_so() -> None:
    shop = a_shop()
    lost = {**SAID, "delivered": False, "delivery_evidence_code": False, "lost_in_transit": True}
    closed(shop, *[a_case("non_delivery", lost)] * FEWEST)
    one = told(shop, "delivery_code", "non_delivery")
    assert one.is_enough
    assert not one.helps
    assert one.euros == (0, 0)


@pytest.mark.usefixtures("database")
def test_open_claims_and_those_of_another_shop_do_not_count() -> None:
    shop, other = a_shop(), a_shop()
    closed(shop, *[a_case("non_delivery", SCANNED)] * FEWEST, state="filed")
    closed(other, *[a_case("non_delivery", SCANNED)] * FEWEST)
    assert told(shop, "delivery_code", "non_delivery") is None


@pytest.mark.usefixtures("database")
def test_it_costs_two_statements_and_rows_that_cannot_be_read_are_counted() -> None:
    shop = a_shop()
    closed(shop, *[a_case("non_delivery", SCANNED)] * FEWEST)
    with inside(shop.pk):
        row = Assessment.objects.order_by("-id").first()
        row.result = {"kept": [{"form": 99}]}
        row.save()
        with CaptureQueriesContext(connection) as captured:
            made = advice_of()
    assert len(captured) == 2
    assert (made.looked_at, made.unread) == (FEWEST, 1)


@pytest.mark.usefixtures("database")
def test_page_gives_the_figures_with_their_basis_and_no_name() -> None:
    owner = a_person()
    shop = a_shop(owner=owner)
    browser, address = browser_of(owner), f"/shop/{shop.slug}/advice/"
    empty = browser.get(address, headers={"Accept-Language": "nl"}).content.decode()
    assert "Nog niets om van te leren" in empty
    closed(shop, *[a_case("non_delivery", SCANNED, "260.00")] * FEWEST)
    page = browser.get(address, headers={"Accept-Language": "nl"}).content.decode()
    for words in ("boven", "250,00", "5 afgesloten klachten", "1.300,00", "bezorgcode"):
        assert words in page, words
    assert "Tessa" not in page
