"""No kind of message ends nowhere: it goes to a topic with rules, or to none with a reason; facts can turn it."""

from __future__ import annotations

from typing import Any

import pytest

from wederhoor.facts import Facts, MessageKind
from wederhoor.law.countries import TOPICS
from wederhoor.law.topics import TOPIC_OF, TURNINGS, NoTopic, topic_of

K = MessageKind


@pytest.mark.parametrize("kind", list(MessageKind))
def test_kind_goes_to_rules_or_to_a_reason(kind: MessageKind) -> None:
    place = TOPIC_OF[kind]
    assert (place.topic is None) != (place.why is None)
    if place.topic is not None:
        assert TOPICS["nl"][place.topic].rules


def test_only_who_is_no_customer_and_what_is_no_complaint_goes_without_rules() -> None:
    without = {kind: place.why for kind, place in TOPIC_OF.items() if place.topic is None}
    assert {kind for kind, why in without.items() if why is NoTopic.NOT_A_CUSTOMER} == {K.SUPPLIER, K.PHISHING}
    assert {kind for kind, why in without.items() if why is NoTopic.NO_COMPLAINT} == {
        K.PRIVACY,
        K.QUESTION,
        K.PRAISE,
        K.OTHER,
    }
    assert {kind for kind, why in without.items() if why is NoTopic.NOT_YET} == {K.UNDISCLOSED_COST}


@pytest.mark.parametrize("turning", TURNINGS, ids=[turning.topic for turning in TURNINGS])
def test_turning_leads_to_rules_and_does_nothing_without_facts(turning: Any) -> None:
    assert turning.topic in TOPICS["nl"]
    assert not turning.when(Facts())
    for kind in turning.kinds:
        assert topic_of(kind, Facts()) == topic_of(kind) == TOPIC_OF[kind].topic


@pytest.mark.parametrize(
    ("kind", "facts", "topic"),
    [
        (K.NOT_ORDERED, {"orders_placed": 0}, "unordered_goods"),
        (K.NOT_ORDERED, {"contract_date": "2026-09-01"}, "identity_dispute"),
        (K.NOT_ORDERED, {"payment_from_own_account": False}, "identity_dispute"),
        (K.NOT_ORDERED, {"buyer_is_minor": True, "contract_date": "2026-09-01"}, "minor_or_gift"),
        (K.CANCELLATION, {"buyer_is_minor": True}, "minor_or_gift"),
        (K.CANCELLATION, {"buyer_is_minor": False}, "withdrawal"),
        (K.WITHDRAWAL, {"buyer_is_minor": True}, "withdrawal"),
        (K.DEFECTIVE, {"claimant_is_gift_recipient": True}, "minor_or_gift"),
        (K.DEFECTIVE, {"shop_invokes_prescription": True}, "prescription"),
        (K.DEFECTIVE, {"shop_invokes_prescription": False}, "non_conformity"),
        (K.DAMAGED, {"shop_invokes_prescription": True}, "transit_damage"),
        (K.MISSING_ITEM, {"ordered_quantity": 6, "packing_list_quantity": 4}, "partial_delivery"),
        (K.MISSING_ITEM, {"ordered_quantity": 6, "packing_list_quantity": 6}, "missing_contents"),
        (K.MISSING_ITEM, {"ordered_quantity": 6, "packing_list_quantity": 0}, "missing_contents"),
        (K.MISSING_ITEM, {"goods_delivered_in_lots": True}, "partial_delivery"),
        (K.MISSING_ITEM, {"goods_delivered_in_lots": True, "weight_at_pack_kg": "6.42"}, "missing_contents"),
        (K.EMPTY_PARCEL, {"ordered_quantity": 6, "packing_list_quantity": 4}, "missing_contents"),
        (K.NOT_RECEIVED, {"received_by": "Neighbour at 12"}, "delivery_to_neighbour"),
        (K.NOT_RECEIVED, {"received_by": "buren"}, "delivery_to_neighbour"),
        (K.NOT_RECEIVED, {"received_by": "A. Bos"}, "non_delivery"),
        (K.NOT_RECEIVED, {"neighbour_signed": True}, "delivery_to_neighbour"),
        (K.NOT_RECEIVED, {"agreed_delivery_date": "2026-10-05"}, "late_delivery"),
        (K.NOT_RECEIVED, {"delivered": False}, "late_delivery"),
        (K.NOT_RECEIVED, {"delivered": True, "agreed_delivery_date": "2026-10-05"}, "non_delivery"),
        (
            K.NOT_RECEIVED,
            {"agreed_delivery_date": "2026-10-05", "carrier_status_delivered_date": "2026-10-04"},
            "non_delivery",
        ),
        (K.NOT_RECEIVED, {"delivered": False, "lost_in_transit": True}, "non_delivery"),
        (K.PRICE_DISPUTE, {"order_button_text": "Bestellen"}, "order_button"),
        (K.UNDISCLOSED_COST, {"order_button_text": "Bestellen"}, "order_button"),
        (K.SERVICE, {"block_reason_told": False}, "account_block"),
        (K.REFUND_NOT_RECEIVED, {"contract_date": "2026-09-01"}, "refund_not_received"),
    ],
)
def test_facts_turn_a_kind(kind: MessageKind, facts: dict[str, Any], topic: str) -> None:
    assert topic_of(kind, Facts.flat(facts)) == topic


def test_nobody_is_filed_under_a_suspicion() -> None:
    reached = {place.topic for place in TOPIC_OF.values()} | {turning.topic for turning in TURNINGS}
    assert not reached & {"return_fraud", "review_threat"}
