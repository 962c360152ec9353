"""Which letter fits: every topic and outcome has one, and nothing refuses what both sides grant."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from wederhoor.drafting.choosing import choose, leading, may_go_by_itself, receipt_for, unassessed
from wederhoor.drafting.letters.index import CLAIM, LETTERS, RECEIPT, REFUSES, letter_of
from wederhoor.drafting.table import SITUATIONS, TABLE
from wederhoor.drafting.today import today
from wederhoor.facts import MessageKind, Outcome, Remedy

TOPICS = [
    "withdrawal",
    "non_delivery",
    "late_delivery",
    "delivery_to_neighbour",
    "transit_damage",
    "non_conformity",
    "digital_content",
    "wrong_item",
    "partial_delivery",
    "missing_contents",
    "double_charge",
    "refund_not_received",
    "chargeback",
    "price_error",
    "warranty",
    "unordered_goods",
    "b2b",
    "return_fraud",
    "identity_dispute",
    "review_threat",
    "account_block",
    "prescription",
    "collection_costs",
    "order_button",
    "not_collected",
    "minor_or_gift",
    "no_answer",
    "subscription",
    "privacy_request",
]

SITUATION_SETS = [frozenset(), *(frozenset(pair) for n in (1, 2) for pair in combinations(SITUATIONS, n))]


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_outcome_and_situation_has_a_letter(topic: str) -> None:
    for outcome in Outcome:
        for remedy in Remedy:
            for situation in SITUATION_SETS:
                assert letter_of(choose(topic, [(remedy, outcome)], situation) or "")


@pytest.mark.parametrize("topic", TOPICS)
def test_nothing_refuses_what_both_tellings_grant_or_uncertain_law_carries(topic: str) -> None:
    for outcome in Outcome:
        for remedy in Remedy:
            for situation in SITUATION_SETS:
                for bar in ("both_grant", "verify"):
                    chosen = choose(topic, [(remedy, outcome)], situation | {bar})
                    assert letter_of(chosen or "").stance != REFUSES


@pytest.mark.parametrize(
    ("topic", "outcomes", "situation", "letter"),
    [
        ("withdrawal", [(Remedy.REFUND, Outcome.CUSTOMER_RIGHT)], (), "withdrawal_granted"),
        (
            "non_delivery",
            [(Remedy.DELIVERY, Outcome.CUSTOMER_RIGHT), (Remedy.REFUND, Outcome.SHOP_RIGHT)],
            ("not_yet",),
            "redelivery",
        ),
        (
            "non_delivery",
            [(Remedy.REFUND, Outcome.SHOP_RIGHT), (Remedy.COMPENSATION, Outcome.SHOP_RIGHT)],
            (),
            "receipt_proven",
        ),
        ("transit_damage", [(Remedy.REPLACEMENT, Outcome.CUSTOMER_RIGHT)], (), "damage_replacement"),
        ("non_conformity", [(Remedy.REFUND, Outcome.PARTLY)], ("not_yet",), "repair_or_replace"),
        (
            "missing_contents",
            [(Remedy.DELIVERY, Outcome.NEEDS_EVIDENCE)],
            ("verify",),
            "contents_looking",
        ),
        ("withdrawal", [(Remedy.REFUND, Outcome.SHOP_RIGHT)], ("excluded",), "withdrawal_excluded"),
        (
            "withdrawal",
            [
                (Remedy.REFUND, Outcome.PARTLY),
                (Remedy.RETURN_COST, Outcome.SHOP_RIGHT),
                (Remedy.INTEREST, Outcome.CUSTOMER_RIGHT),
            ],
            ("deduction", "refund_late"),
            "withdrawal_refund_now_partly",
        ),
        ("collection_costs", [(Remedy.REFUND, Outcome.CUSTOMER_RIGHT)], ("agency",), "collection_reply"),
        ("collection_costs", [(Remedy.COLLECTION_COSTS, Outcome.CUSTOMER_RIGHT)], (), "costs_withdrawn"),
        ("not_collected", [(Remedy.REFUND, Outcome.NEEDS_EVIDENCE)], (), "not_collected_ask"),
        ("privacy_request", [], (), "privacy_receipt"),
        ("withdrawal", [(Remedy.REFUND, Outcome.SHOP_RIGHT)], ("not_yet",), "withdrawal_not_yet"),
        ("withdrawal", [(Remedy.REFUND, Outcome.SHOP_RIGHT)], ("too_late",), "withdrawal_too_late"),
        ("wrong_item", [(Remedy.REFUND, Outcome.CUSTOMER_RIGHT)], (), "refund_now"),
        ("nothing known", [], (), "general_looking"),
    ],
)
def test_demonstration_reaches_its_letter(topic, outcomes, situation, letter) -> None:
    assert choose(topic, outcomes, situation) == letter


def test_what_is_asked_beside_does_not_lead() -> None:
    asked = [(Remedy.INTEREST, Outcome.CUSTOMER_RIGHT), (Remedy.REFUND, Outcome.SHOP_RIGHT)]
    assert leading(asked) == (Remedy.REFUND, Outcome.SHOP_RIGHT)
    assert leading([]) == (None, Outcome.NEEDS_EVIDENCE)


def test_summons_has_no_letter_but_something_to_do_today() -> None:
    assert choose("summons") is None
    assert len(today("summons", language="nl", slots={}, on=date(2026, 10, 12))) == 3


def test_unknown_situation_is_refused() -> None:
    with pytest.raises(ValueError, match="angry"):
        choose("withdrawal", [], ("angry",))


def test_every_letter_is_reached() -> None:
    by_kind = {letter for kind in MessageKind for letter in (receipt_for(kind), unassessed(kind))}
    reached = {row.letter for row in TABLE} | by_kind
    free = {letter.name for letter in LETTERS if letter.stance not in (CLAIM, RECEIPT)}
    assert free <= reached
    assert {"withdrawal_receipt", "complaint_receipt", "privacy_receipt"} <= reached


def test_what_is_no_complaint_is_never_acknowledged() -> None:
    never = {"summons", "collection_letter", "praise", "supplier", "phishing", "question", "other"}
    assert {kind.value for kind in MessageKind if receipt_for(kind) is None} == never
    assert not any(may_go_by_itself(MessageKind(kind)) for kind in (*never, "privacy"))
    assert may_go_by_itself(MessageKind.WITHDRAWAL)


def test_refusals_wait_and_the_rest_goes_at_once() -> None:
    assert {letter.name for letter in LETTERS if not letter.at_once} == {
        "withdrawal_excluded",
        "withdrawal_too_late",
        "receipt_proven",
        "defect_not",
        "reservation_released",
        "refund_already_paid",
        "price_mistake",
        "order_shown",
        "other_item_returned",
        "business_buyer",
        "time_passed",
        "account_reason",
        "costs_due",
        "chargeback_explained",
    }
