"""Delivery: the table of weights, the rows it gives a case, and the dates and turns of the four younger topics."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from wederhoor.facts import Facts, Outcome, Remedy
from wederhoor.law import texts
from wederhoor.law.countries.nl.late_delivery import default
from wederhoor.law.countries.nl.late_delivery.rule import TOPIC as LATE
from wederhoor.law.countries.nl.partial_delivery.count import price_of_the_rest
from wederhoor.law.countries.nl.partial_delivery.rule import TOPIC as PARTIAL
from wederhoor.law.countries.nl.weights import DECISIVE, RULE, UNDECIDED, WEIGHTS, score, weights
from wederhoor.law.engine import assess, judge_flat
from wederhoor.law.periods import REGULATION
from wederhoor.law.rule import Case
from wederhoor.law.shapes import Demand, Tellings

TODAY = date(2026, 10, 5)
CONSUMER = {"jurisdiction": "NL", "buyer_is_consumer": True, "distance_contract": True}


def case(**facts: Any) -> Case:
    return Case(Facts.flat(facts), Demand(Remedy.REFUND), TODAY)


def test_the_table_is_read_from_heavy_to_light_and_has_a_reason_in_every_language() -> None:
    assert [row.weight for row in WEIGHTS] == sorted((row.weight for row in WEIGHTS), reverse=True)
    assert len({row.name for row in WEIGHTS}) == len(WEIGHTS)
    assert all(0 <= row.weight <= 5 for row in WEIGHTS)
    for row in WEIGHTS:
        for language in texts.LANGUAGES:
            assert texts.sentence_of(RULE, row.why, language)


PHOTO = {"delivery_evidence_photo": True}
SIGNED = {"delivery_evidence_signature": True}
CODE = {"delivery_evidence_code": True}
GPS = {"delivery_evidence_gps": True}
SCAN = {"delivery_evidence_scan": True}


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, 0),
        ({"consumer_message_acknowledges_use": True}, 5),
        ({**CODE, "code_sent_to_consumer_phone": True}, 5),
        (CODE, 3),
        ({**CODE, "code_sent_to_consumer_phone": False}, 1),
        (SIGNED, 4),
        ({**SIGNED, "signature_disputed": True}, 1),
        ({**SIGNED, "signature_name_matches": False}, 1),
        ({"id_checked": True}, 4),
        ({**PHOTO, **GPS, "photo_shows": "in_hands"}, 3),
        ({**PHOTO, "photo_shows": "in_hands"}, 2),
        ({**PHOTO, **GPS, "photo_shows": "mat"}, 2),
        ({**PHOTO, "photo_shows": "mat"}, 1),
        ({**PHOTO, **GPS, "photo_matches_address": False}, 0),
        (GPS, 1),
        (SCAN, 1),
        ({"carrier_status_collected_date": "2026-09-01"}, 1),
    ],
)
def test_each_piece_has_the_weight_of_its_row(facts: dict[str, Any], found: int) -> None:
    assert max(weights(case(**facts)).values(), default=0) == found


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({**SCAN, **GPS, **PHOTO, "photo_shows": "mat"}, 2),
        ({**SCAN, **GPS, **SIGNED, "signature_disputed": True}, UNDECIDED),
        ({**GPS, **SIGNED, "signature_disputed": True}, 1),
        ({**SCAN, **GPS, **CODE, "code_sent_to_consumer_phone": False}, UNDECIDED),
        ({**SCAN, **PHOTO, **SIGNED, "photo_shows": "in_hands", "signature_disputed": True}, UNDECIDED),
        ({**SCAN, **GPS, **PHOTO, **SIGNED}, DECISIVE),
    ],
)
def test_pieces_that_agree_weigh_more_only_if_one_shows_a_person(facts: dict[str, Any], found: int) -> None:
    assert score(case(**facts)) == found


def test_one_strong_piece_stays_open_and_points_to_the_shop() -> None:
    facts = {**CONSUMER, "contract_date": "2026-08-01", "consumer_denies_receipt": True, "assessed_on": TODAY}
    (answer,) = judge_flat("non_delivery", {**facts, "id_checked": True, "requested_remedy": "redelivery"}).answers
    assert (answer.outcome, answer.then) == (Outcome.NEEDS_EVIDENCE, Outcome.SHOP_RIGHT)


def test_a_box_that_became_lighter_is_told_with_both_weights() -> None:
    facts = {**CONSUMER, "contract_date": "2026-09-01", "received_date": "2026-09-04", "notified_date": "2026-09-05"}
    weighed = {"weight_at_pack_kg": "3.10", "weight_last_scan_kg": "0.90", "assessed_on": "2026-09-08"}
    reasons = judge_flat("missing_contents", {**facts, **weighed, "requested_remedy": "redelivery"}).reasons
    (lighter,) = [reason for reason in reasons if reason.sentence == "lighter"]
    assert (str(lighter.slots["packed"])[:3], str(lighter.slots["last"])[:3]) == ("3.1", "0.9")


def test_what_would_change_a_late_delivery_is_the_notice() -> None:
    facts = {
        **CONSUMER,
        "contract_date": "2026-08-20",
        "agreed_delivery_date": "2026-09-30",
        "delivered": False,
        "goods_custom_made_individual": True,
        "goods_prefabricated": False,
        "requested_remedy": "dissolution_and_refund",
        "assessed_on": "2026-10-02",
    }
    assessment = judge_flat("late_delivery", facts, changes=True)
    turned = {(change.fact, change.to, change.outcome) for change in assessment.would_change}
    assert ("notice_with_extra_time_given", True, Outcome.CUSTOMER_RIGHT) in turned


def test_late_delivery_tries_the_last_day_and_the_end_of_the_period() -> None:
    came = case(contract_date="2026-08-03", delivered=True, delivered_date="2026-09-07")
    assert LATE.turns(came) == {
        "delivered_date": (date(2026, 9, 2),),
        "withdrawal_statement_date": (date(2026, 9, 21),),
    }
    assert LATE.turns(case(contract_date="2026-08-03", delivered=False)) == {}


@pytest.mark.parametrize(
    ("facts", "cited"),
    [
        ({}, (REGULATION,)),
        ({"agreed_delivery_date": "2026-09-01"}, ()),
        ({"essential_date": "2026-09-01", "delivery_date_essential": True}, ()),
        ({"essential_date": "2026-09-01"}, (REGULATION,)),
        ({"delivery_date_essential": True}, (REGULATION,)),
    ],
)
def test_the_regulation_stands_where_thirty_days_are_counted(facts: dict[str, Any], cited: tuple[str, ...]) -> None:
    assert default.term_cites(case(contract_date="2026-08-03", **facts)) == cited


def test_partial_delivery_tries_all_of_it_and_counts_the_price_by_the_piece() -> None:
    assert PARTIAL.turns(case(ordered_quantity=6)) == {"delivered_quantity": (6,)}
    assert PARTIAL.turns(case()) == {}
    assert str(price_of_the_rest(case(price_eur="100.01", ordered_quantity=8, delivered_quantity=4))) == "50.01"
    assert price_of_the_rest(case(price_eur=100, ordered_quantity=8, delivered_quantity=8)) is None
    assert price_of_the_rest(case(ordered_quantity=8, delivered_quantity=4)) is None


@pytest.mark.parametrize(
    ("asked", "more", "outcome", "amount"),
    [
        ("30.00", {}, Outcome.PARTLY, None),
        ("30.00", {"price_reduction_offered_eur": 30}, Outcome.CUSTOMER_RIGHT, "30.00"),
        ("30.01", {"price_reduction_offered_eur": 30}, Outcome.PARTLY, "30"),
        ("33.33", {"shop_refused_delivery": True}, Outcome.CUSTOMER_RIGHT, "33.33"),
        ("33.34", {"shop_refused_delivery": True}, Outcome.PARTLY, "33.33"),
        ("20.00", {"shop_refused_delivery": True}, Outcome.CUSTOMER_RIGHT, "20.00"),
    ],
)
def test_money_for_the_missing_part(asked: str, more: dict[str, Any], outcome: Outcome, amount: str | None) -> None:
    facts = {**CONSUMER, "ordered_quantity": 6, "delivered_quantity": 4, "price_eur": 100, **more}
    told = Tellings.established(Facts.flat(facts))
    (answer,) = assess("partial_delivery", [Demand(Remedy.PRICE_REDUCTION, Decimal(asked))], told, on=TODAY).answers
    assert (answer.outcome, answer.amount) == (outcome, Decimal(amount) if amount else None)
