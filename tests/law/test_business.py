"""Who buys for a business, and that every topic hears a business by the rules between businesses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from wederhoor.facts import Facts, Outcome, Remedy
from wederhoor.law.countries import TOPICS
from wederhoor.law.countries.nl.b2b.business import for_business
from wederhoor.law.countries.nl.b2b.defects import in_default
from wederhoor.law.countries.nl.gates.rule import CONSUMER, Buyer, buyer
from wederhoor.law.countries.nl.gates.underlying import CLAIM_RULES, Ground, ground_of, outcome_of
from wederhoor.law.engine import assess, judge_flat
from wederhoor.law.rule import Case
from wederhoor.law.shapes import Demand, Tellings

TODAY = date(2026, 10, 12)
WITH_A_GATE = sorted(name for name, topic in TOPICS["nl"].items() if CONSUMER in topic.rules)


def case(facts: dict[str, Any], remedy: Remedy = Remedy.REFUND, doubted: frozenset[str] = frozenset()) -> Case:
    return Case(Facts.flat(facts), Demand(remedy), TODAY, doubted)


@pytest.mark.parametrize(
    ("facts", "who"),
    [
        ({}, Buyer.CONSUMER),
        ({"buyer_is_consumer": True, "purchase_for_office_use": True, "vat_id_given": True}, Buyer.CONSUMER),
        ({"buyer_is_consumer": False, "claimed_private_use": True}, Buyer.BUSINESS),
        ({"kvk_number_given": True}, Buyer.DOUBT),
        ({"vat_id_given": True, "kvk_number_given": True, "company_name_on_invoice": True}, Buyer.DOUBT),
        ({"purchase_for_office_use": True}, Buyer.DOUBT),
        ({"purchase_for_office_use": True, "vat_id_given": True}, Buyer.BUSINESS),
        ({"purchase_for_office_use": True, "vat_id_given": True, "claimed_private_use": True}, Buyer.DOUBT),
        ({"claimed_private_use": True, "delivery_to_private_address": True}, Buyer.CONSUMER),
    ],
)
def test_who_buys(facts: dict[str, Any], who: Buyer) -> None:
    assert buyer(case(facts)) is who


def test_what_is_given_as_unknown_is_in_doubt_unless_every_sign_is_denied() -> None:
    asked = frozenset({"buyer_is_consumer"})
    denied = {"kvk_number_given": False, "vat_id_given": False, "company_name_on_invoice": False}
    assert buyer(case({}, doubted=asked)) is Buyer.DOUBT
    assert buyer(case(denied, doubted=asked)) is Buyer.CONSUMER
    assert buyer(case({**denied, "purchase_for_office_use": True}, doubted=asked)) is Buyer.DOUBT


def test_the_agreed_day_itself_is_no_default_and_the_day_after_is() -> None:
    assert in_default(case({"agreed_delivery_date": "2026-10-12"})) is None
    assert in_default(case({"agreed_delivery_date": "2026-10-11"})) == "fixed_day"
    assert in_default(case({"agreed_delivery_date": "2026-10-11", "received_date": "2026-10-11"})) is None


@pytest.mark.parametrize("name", WITH_A_GATE)
def test_rules_between_businesses_stand_right_after_the_gate(name: str) -> None:
    rules = TOPICS["nl"][name].rules
    assert rules[rules.index(CONSUMER) + 1].name.startswith("nl.business.")


@pytest.mark.parametrize("name", WITH_A_GATE)
@pytest.mark.parametrize("remedy", list(Remedy))
def test_after_the_gate_a_business_is_never_heard_by_a_consumers_rule(name: str, remedy: Remedy) -> None:
    told = Tellings.established(Facts.flat({"buyer_is_consumer": False}))
    heard = [reason.rule for reason in assess(name, [Demand(remedy)], told, on=TODAY, changes=False).reasons]
    after = heard[heard.index(CONSUMER.name) + 1 :] if CONSUMER.name in heard else []
    shared = ("nl.business.", "nl.conformity.prescription", "nl.conformity.known")
    assert all(rule.startswith(shared) for rule in after)


def test_a_topic_without_the_gate_stays_as_it_is() -> None:
    identity = TOPICS["nl"]["identity_dispute"]
    assert for_business(identity) is identity


def test_a_business_has_no_dates_of_a_consumer() -> None:
    facts = {"delivered_date": "2026-09-01", "notified_date": "2026-10-01", "assessed_on": "2026-10-12"}
    private = judge_flat("non_conformity", facts).clocks
    assert "presumption_end" in {clock.what for clock in private}
    business = judge_flat("non_conformity", {**facts, "buyer_is_consumer": False}).clocks
    assert {clock.what for clock in business} <= {"answer"}


@pytest.mark.parametrize(
    ("facts", "remedy", "ground"),
    [
        ({}, Remedy.REFUND, Ground.NONE),
        ({"consumer_denies_receipt": True}, Remedy.REFUND, Ground.DELIVERY),
        ({"lost_in_transit": True}, Remedy.REFUND, Ground.DELIVERY),
        ({"shop_refused_delivery": True}, Remedy.REFUND, Ground.DELIVERY),
        ({"delivered": False, "defect_type": "crack"}, Remedy.REFUND, Ground.DELIVERY),
        ({"agreed_delivery_date": "2026-10-01"}, Remedy.REFUND, Ground.DELIVERY),
        ({"agreed_delivery_date": "2026-10-01", "received_date": "2026-10-02"}, Remedy.REFUND, Ground.NONE),
        ({"agreed_delivery_date": "2026-10-01", "delivered": True}, Remedy.REFUND, Ground.NONE),
        ({"agreed_delivery_date": "2026-10-01", "defect_type": "crack"}, Remedy.REFUND, Ground.DEFECT),
        ({"defect_type": "crack"}, Remedy.REPAIR, Ground.DEFECT),
        ({"defect_reported": True}, Remedy.REPAIR, Ground.DEFECT),
        ({"defect_reported": False}, Remedy.REPAIR, Ground.NONE),
        ({"discovered_date": "2026-10-01"}, Remedy.REFUND, Ground.DEFECT),
        ({"goods_returned_received_date": "2026-10-01"}, Remedy.REFUND, Ground.WITHDRAWAL),
        ({"withdrawal_statement_date": "2026-10-01"}, Remedy.REFUND, Ground.WITHDRAWAL),
        ({"withdrawal_statement_date": "2026-10-01", "defect_type": "crack"}, Remedy.REFUND, Ground.WITHDRAWAL),
        ({"withdrawal_statement_date": "2026-10-01", "defect_type": "crack"}, Remedy.REPAIR, Ground.DEFECT),
        (
            {"withdrawal_statement_date": "2026-10-01", "defect_type": "crack", "withdrawal_period_over": True},
            Remedy.REFUND,
            Ground.DEFECT,
        ),
        ({"withdrawal_statement_date": "2026-10-01", "withdrawal_period_over": True}, Remedy.REFUND, Ground.WITHDRAWAL),
    ],
)
def test_what_a_claim_rests_on(facts: dict[str, Any], remedy: Remedy, ground: Ground) -> None:
    assert ground_of(case(facts, remedy)) is ground


def test_an_outcome_heard_beforehand_is_the_engines() -> None:
    """A refusal that rests on an unsure step is open, and no rule at all decides nothing."""
    assert outcome_of(case({})) is None
    late = {
        "received_date": "2026-09-01",
        "withdrawal_statement_date": "2026-09-20",
        "withdrawal_info_given": True,
        "withdrawal_function_available": True,
        "withdrawal_function_info_given": True,
    }
    assert outcome_of(case(late)) is Outcome.SHOP_RIGHT
    assert all(rule.name.split(".")[1] != "gate" or rule.name == "nl.gate.distance" for rule in CLAIM_RULES)
