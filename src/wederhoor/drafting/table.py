"""The table of letters: from topic, outcome, what is asked and how things stand, to a letter."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from wederhoor.drafting.letters.index import REFUSES, letter_of
from wederhoor.facts import Outcome, Remedy

CR, SR, PARTLY, OPEN = Outcome.CUSTOMER_RIGHT, Outcome.SHOP_RIGHT, Outcome.PARTLY, Outcome.NEEDS_EVIDENCE

MONEY = frozenset({Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.CANCELLATION, Remedy.PRICE_REDUCTION})
PAID = frozenset({Remedy.REFUND, Remedy.PARTIAL_REFUND})
MENDED = frozenset({Remedy.REPAIR, Remedy.REPLACEMENT})
ANY: frozenset[Remedy] = frozenset()

SITUATIONS = {
    "both_grant": "both tellings give the customer what is asked: nothing may refuse it",
    "verify": "the outcome rests on law that is not certain: it may not carry a refusal",
    "not_yet": "the shop need not do it yet, but must after a date or an event",
    "deduction": "the shop may keep back an amount it can show",
    "refund_late": "the goods are back and the last day of the refund has passed",
    "excluded": "the goods are excepted from withdrawal",
    "too_late": "the withdrawal came after the period",
    "consumers_carrier": "the customer chose a carrier the shop did not offer",
    "independent_report": "a report by somebody from outside says the goods were in order",
    "not_delivered": "the goods have not reached the customer at all",
    "paid_back": "the money was paid back already",
    "business": "whether the buyer is a consumer decides it",
    "other_item": "what came back is not what was sent",
    "awaits_goods": "the shop may wait with its payment until the goods are back",
    "impossible": "what is asked cannot be had any more; the money takes its place",
    "abroad": "the customer lives elsewhere: a letter that names Dutch articles is not for them",
    "agency": "somebody collects for the customer: the letter goes to them",
}


@dataclass(frozen=True)
class Choice:
    """One row: on this topic, with this outcome for what is asked, when all of ``when`` holds, this letter."""

    topic: str
    outcome: Outcome
    letter: str
    asks: frozenset[Remedy] = ANY
    when: frozenset[str] = frozenset()

    def fits(self, topic: str, remedy: Remedy | None, outcome: Outcome, situation: Collection[str]) -> bool:
        return (
            self.topic in (topic, "*")
            and self.outcome is outcome
            and (not self.asks or remedy in self.asks)
            and self.when <= set(situation)
            and not (letter_of(self.letter).stance == REFUSES and {"both_grant", "verify"} & set(situation))
            and not ("abroad" in situation and letter_of(self.letter).articles)
        )


def _when(*flags: str) -> frozenset[str]:
    return frozenset(flags)


def _ordinary(topic: str) -> tuple[Choice, ...]:
    """Topics that only say who asks, or how: what is asked gets the letter it would get under any other name."""
    return (
        Choice(topic, CR, "refund_now", asks=MONEY),
        Choice(topic, CR, "repair_or_replace", asks=MENDED),
        Choice(topic, CR, "redelivery", asks=frozenset({Remedy.DELIVERY})),
        Choice(topic, PARTLY, "repair_or_replace", when=_when("not_yet")),
        Choice(topic, PARTLY, "repair_or_replace", asks=MENDED),
        Choice(topic, PARTLY, "refund_now", asks=MONEY),
        Choice(topic, SR, "repair_or_replace", asks=MONEY, when=_when("not_yet")),
        Choice(topic, SR, "defect_not", when=_when("independent_report")),
        Choice(topic, OPEN, "defect_ask", asks=MENDED),
    )


TABLE: tuple[Choice, ...] = (
    # What decides under any name.
    Choice("*", SR, "refund_already_paid", when=_when("paid_back")),
    Choice("*", SR, "business_buyer", when=_when("business")),
    Choice("*", SR, "business_ask", when=_when("business")),
    Choice("*", OPEN, "business_ask", when=_when("business")),
    Choice("*", SR, "other_item_returned", when=_when("other_item")),
    Choice("*", SR, "other_item_ask", when=_when("other_item")),
    Choice("*", OPEN, "other_item_ask", when=_when("other_item")),
    Choice("*", PARTLY, "refund_now", when=_when("impossible")),
    # A withdrawal, and a return of which the shop does not know what it is.
    *(
        choice
        for topic in ("withdrawal", "return_fraud")
        for choice in (
            Choice(topic, CR, "withdrawal_refund_now_partly", when=_when("deduction")),
            Choice(topic, CR, "withdrawal_refund_now_partly", when=_when("refund_late")),
            Choice(topic, CR, "withdrawal_granted"),
            Choice(topic, PARTLY, "withdrawal_refund_now_partly"),
            Choice(topic, SR, "withdrawal_not_yet", when=_when("not_yet")),
            Choice(topic, SR, "withdrawal_excluded", when=_when("excluded")),
            Choice(topic, SR, "withdrawal_too_late", when=_when("too_late")),
            Choice(topic, OPEN, "withdrawal_ask"),
        )
    ),
    # A parcel that did not come, came late, or came elsewhere.
    Choice("non_delivery", CR, "non_delivery_refund", asks=MONEY),
    Choice("non_delivery", CR, "redelivery"),
    Choice("non_delivery", PARTLY, "redelivery"),
    Choice("non_delivery", SR, "non_delivery_looking", when=_when("not_yet")),
    Choice("non_delivery", SR, "general_looking", when=_when("consumers_carrier")),
    Choice("non_delivery", SR, "receipt_proven"),
    Choice("non_delivery", SR, "non_delivery_looking"),
    Choice("non_delivery", OPEN, "non_delivery_looking"),
    Choice("delivery_to_neighbour", CR, "non_delivery_refund", asks=MONEY),
    Choice("delivery_to_neighbour", CR, "redelivery"),
    Choice("delivery_to_neighbour", PARTLY, "redelivery"),
    Choice("delivery_to_neighbour", SR, "non_delivery_looking", when=_when("not_yet")),
    Choice("delivery_to_neighbour", SR, "receipt_proven"),
    Choice("delivery_to_neighbour", SR, "non_delivery_looking"),
    Choice("delivery_to_neighbour", OPEN, "non_delivery_looking"),
    Choice("late_delivery", CR, "late_refund", asks=MONEY),
    Choice("late_delivery", CR, "late_new_date", when=_when("not_delivered")),
    Choice("late_delivery", PARTLY, "late_new_date", when=_when("not_delivered")),
    Choice("late_delivery", SR, "late_new_date", when=_when("not_delivered")),
    Choice("late_delivery", OPEN, "non_delivery_looking", when=_when("not_delivered")),
    *(Choice("late_delivery", outcome, "late_arrived") for outcome in Outcome),
    # What came is broken, is something else, or is not all.
    Choice("transit_damage", CR, "damage_refund", asks=MONEY),
    Choice("transit_damage", CR, "damage_replacement"),
    Choice("transit_damage", PARTLY, "damage_replacement"),
    Choice("transit_damage", SR, "damage_replacement", when=_when("not_yet")),
    Choice("transit_damage", SR, "damage_ask"),
    Choice("transit_damage", OPEN, "damage_ask"),
    *(
        choice
        for topic in ("non_conformity", "warranty")
        for choice in (
            Choice(topic, CR, "defect_refund", asks=MONEY),
            Choice(topic, CR, "repair_or_replace"),
            Choice(topic, PARTLY, "repair_or_replace"),
            Choice(topic, SR, "repair_or_replace", when=_when("not_yet")),
            Choice(topic, SR, "defect_not", when=_when("independent_report")),
            Choice(topic, SR, "defect_ask"),
            Choice(topic, OPEN, "defect_ask"),
        )
    ),
    Choice("missing_contents", CR, "refund_now", asks=MONEY),
    Choice("missing_contents", CR, "contents_redelivery"),
    Choice("missing_contents", PARTLY, "contents_redelivery"),
    Choice("missing_contents", SR, "contents_looking"),
    Choice("missing_contents", OPEN, "contents_looking"),
    Choice("partial_delivery", CR, "refund_now", asks=MONEY),
    Choice("partial_delivery", CR, "partial_rest"),
    Choice("partial_delivery", PARTLY, "partial_rest"),
    Choice("partial_delivery", SR, "partial_rest", when=_when("not_yet")),
    Choice("partial_delivery", SR, "contents_looking"),
    Choice("partial_delivery", OPEN, "contents_looking"),
    Choice("wrong_item", CR, "refund_now", asks=MONEY),
    Choice("wrong_item", CR, "wrong_item_exchange"),
    Choice("wrong_item", PARTLY, "wrong_item_exchange"),
    Choice("wrong_item", SR, "wrong_item_exchange", when=_when("not_yet")),
    Choice("wrong_item", SR, "wrong_item_ask"),
    Choice("wrong_item", OPEN, "wrong_item_ask"),
    Choice("digital_content", CR, "refund_now", asks=MONEY),
    Choice("digital_content", CR, "digital_fix"),
    Choice("digital_content", PARTLY, "digital_fix"),
    Choice("digital_content", SR, "digital_fix", when=_when("not_yet")),
    Choice("digital_content", SR, "withdrawal_excluded", when=_when("excluded")),
    Choice("digital_content", SR, "withdrawal_too_late", when=_when("too_late")),
    Choice("digital_content", SR, "digital_ask"),
    Choice("digital_content", OPEN, "digital_ask"),
    # Money that went the wrong way, or not yet the right one.
    Choice("double_charge", CR, "double_charge_refund"),
    Choice("double_charge", PARTLY, "double_charge_refund"),
    Choice("double_charge", SR, "reservation_released"),
    Choice("double_charge", SR, "payment_looking"),
    Choice("double_charge", OPEN, "payment_looking"),
    Choice("refund_not_received", CR, "refund_now"),
    Choice("refund_not_received", PARTLY, "refund_now"),
    Choice("refund_not_received", SR, "withdrawal_excluded", when=_when("excluded")),
    Choice("refund_not_received", SR, "withdrawal_too_late", when=_when("too_late")),
    Choice("refund_not_received", SR, "withdrawal_not_yet", when=_when("not_yet", "awaits_goods")),
    Choice("refund_not_received", SR, "refund_on_its_way", when=_when("not_yet")),
    Choice("refund_not_received", SR, "payment_looking"),
    Choice("refund_not_received", OPEN, "payment_looking"),
    Choice("chargeback", CR, "chargeback_accepted"),
    Choice("chargeback", SR, "chargeback_explained"),
    *(Choice("chargeback", outcome, "payment_looking") for outcome in (PARTLY, OPEN, SR)),
    Choice("price_error", CR, "refund_now", asks=MONEY),
    Choice("price_error", CR, "price_honoured"),
    Choice("price_error", SR, "price_mistake"),
    *(Choice("price_error", outcome, "price_mistake_ask") for outcome in (PARTLY, OPEN, SR)),
    # What was not ordered, or not like this.
    Choice("unordered_goods", CR, "refund_now", asks=PAID),
    Choice("unordered_goods", CR, "unordered_keep"),
    Choice("unordered_goods", PARTLY, "unordered_keep"),
    *(Choice("unordered_goods", outcome, "order_looking") for outcome in (OPEN, SR)),
    Choice("identity_dispute", CR, "no_debt"),
    Choice("identity_dispute", SR, "order_shown"),
    *(Choice("identity_dispute", outcome, "order_looking") for outcome in (PARTLY, OPEN, SR)),
    Choice("order_button", CR, "order_undone"),
    Choice("subscription", CR, "refund_now", asks=PAID),
    Choice("subscription", CR, "subscription_ended"),
    Choice("subscription", PARTLY, "subscription_ended"),
    Choice("minor_or_gift", CR, "refund_now", asks=MONEY),
    *(Choice("minor_or_gift", outcome, "minor_gift_ask") for outcome in Outcome),
    # Who asks, how, and when: the claim beneath it gets its own letter.
    Choice("prescription", CR, "bill_lapsed", asks=frozenset({Remedy.CANCELLATION, Remedy.OTHER})),
    Choice("prescription", SR, "time_passed"),
    Choice("account_block", CR, "account_open", asks=frozenset({Remedy.OTHER})),
    Choice("account_block", SR, "account_reason", asks=frozenset({Remedy.OTHER})),
    *(choice for topic in ("b2b", "review_threat", "account_block", "prescription") for choice in _ordinary(topic)),
    *(Choice("prescription", outcome, "earlier_letter_ask") for outcome in (OPEN, SR)),
    *(Choice("no_answer", outcome, "late_answer") for outcome in Outcome),
    *(Choice("not_collected", outcome, "not_collected_ask") for outcome in Outcome),
    *(Choice("privacy_request", outcome, "privacy_receipt") for outcome in Outcome),
    Choice("collection_costs", CR, "collection_reply", when=_when("agency")),
    Choice("collection_costs", PARTLY, "collection_reply", when=_when("agency")),
    Choice("collection_costs", CR, "costs_withdrawn"),
    Choice("collection_costs", PARTLY, "costs_corrected"),
    Choice("collection_costs", SR, "costs_due"),
    Choice("*", CR, "refund_now", asks=MONEY),
    *(Choice("*", outcome, "general_looking") for outcome in Outcome),
)
