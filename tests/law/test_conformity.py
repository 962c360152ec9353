"""Sums named by the customer, what may turn a defect, and an outcome heard beforehand beside the engine's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from wederhoor.facts import Facts, Outcome, Remedy
from wederhoor.law.cases import own_cases
from wederhoor.law.countries.nl.conformity.remedies import turns
from wederhoor.law.countries.nl.gates.underlying import ground_of, outcome_of
from wederhoor.law.countries.nl.non_conformity.rule import TOPIC
from wederhoor.law.engine import assess, judge_flat
from wederhoor.law.requested import demands_of
from wederhoor.law.rule import Case
from wederhoor.law.shapes import Demand, Tellings

BROKEN = {"delivered_date": "2026-01-08", "defect_appeared_date": "2026-07-01", "notified_date": "2026-07-02"}
TODAY = date(2026, 7, 10)
DIGITAL = {**BROKEN, "environment_meets_requirements": True}


def answer(topic: str, facts: dict[str, Any], demand: Demand) -> tuple[Outcome, Decimal | None]:
    (one,) = assess(topic, [demand], Tellings.established(Facts.flat(facts)), on=TODAY, changes=False).answers
    return one.outcome, one.amount


@pytest.mark.parametrize(("topic", "facts"), [("non_conformity", BROKEN), ("digital_content", DIGITAL)])
@pytest.mark.parametrize(
    ("asked", "outcome"),
    [("20", Outcome.CUSTOMER_RIGHT), ("19.99", Outcome.CUSTOMER_RIGHT), ("20.01", Outcome.PARTLY)],
)
def test_a_lower_price_the_shop_offers_itself_is_granted_up_to_that(
    topic: str, facts: dict[str, Any], asked: str, outcome: Outcome
) -> None:
    demand = Demand(Remedy.PRICE_REDUCTION, Decimal(asked))
    found, amount = answer(topic, {**facts, "price_reduction_offered_eur": 20}, demand)
    assert found is outcome
    assert outcome is Outcome.PARTLY or amount == Decimal(asked)


def test_between_businesses_an_offered_price_holds_too() -> None:
    facts = {**BROKEN, "buyer_is_consumer": False, "defect_accepted_by_shop": True, "price_reduction_offered_eur": 20}
    assert answer("non_conformity", facts, Demand(Remedy.PRICE_REDUCTION, Decimal(20)))[0] is Outcome.CUSTOMER_RIGHT
    assert answer("non_conformity", facts, Demand(Remedy.PRICE_REDUCTION, Decimal(21)))[0] is Outcome.SHOP_RIGHT


@pytest.mark.parametrize(
    ("came", "days"),
    [
        ("2026-01-31", (date(2027, 1, 31), date(2027, 2, 1))),
        ("2024-02-29", (date(2025, 2, 28), date(2025, 3, 1))),
        ("2026-02-27", (date(2027, 2, 27), date(2027, 2, 28))),
    ],
)
def test_the_year_and_the_day_after_it_may_turn_a_defect(came: str, days: tuple[date, date]) -> None:
    case = Case(Facts.flat({"delivered_date": came}), Demand(Remedy.REPAIR), TODAY)
    assert turns(case) == {"defect_appeared_date": days}
    assert turns(Case(Facts(), Demand(Remedy.REPAIR), TODAY)) == {}


AT_HOME = {"jurisdiction": "NL", "buyer_is_consumer": True}
DEFECTS = [
    case for case in own_cases() if case["claim_kind"] == "non_conformity" and AT_HOME.items() <= case["facts"].items()
]


@pytest.mark.parametrize("case", DEFECTS, ids=[case["id"] for case in DEFECTS])
def test_an_outcome_heard_beforehand_is_the_engines(case: dict[str, Any]) -> None:
    known = Facts.flat(case["facts"])
    doubted = frozenset(name for name, value in case["facts"].items() if value is None)
    engine = judge_flat("non_conformity", case["facts"])
    heard = [
        outcome_of(Case(known, demand, known.value("assessed_on"), doubted), TOPIC.rules)  # type: ignore[arg-type]
        for demand in demands_of("non_conformity", known)
    ]
    assert heard == [one.outcome for one in engine.answers]


def test_a_refusal_on_an_unsure_step_is_open_beforehand_too() -> None:
    facts = {**BROKEN, "goods_living_animal": True, "repair_attempts": 1, "defect_reappeared": False}
    case = Case(Facts.flat(facts), Demand(Remedy.REPAIR), TODAY)
    assert outcome_of(case, TOPIC.rules) is Outcome.NEEDS_EVIDENCE
    assert outcome_of(Case(Facts.flat({**facts, "goods_living_animal": False}), case.demand, TODAY), TOPIC.rules) is (
        Outcome.SHOP_RIGHT
    )


def test_a_withdrawal_that_came_too_late_gives_way_to_the_defect() -> None:
    late = {
        "contract_date": "2026-05-25",
        "received_date": "2026-06-01",
        "withdrawal_statement_date": "2026-06-16",
        "withdrawal_info_given": True,
        "defect_type": "crack",
    }
    for said, ground in (("2026-06-15", "withdrawal"), ("2026-06-16", "defect")):
        facts = Facts.flat({**late, "withdrawal_statement_date": said})
        assert ground_of(Case(facts, Demand(Remedy.REFUND), TODAY)) == ground
