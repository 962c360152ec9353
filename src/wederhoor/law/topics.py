"""Which law topic a kind of message belongs to, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from wederhoor.facts import Facts, MessageKind

K = MessageKind


class NoTopic(StrEnum):
    """Why a kind of message has no law topic."""

    NOT_YET = "not_yet"  # a complaint, but there are no rules for it yet
    NO_COMPLAINT = "no_complaint"  # praise, a question, an access request: answered, not assessed
    NOT_A_CUSTOMER = "not_a_customer"  # a supplier, phishing: put aside


@dataclass(frozen=True)
class Place:
    """Where a kind of message goes: to a topic, or to none and why."""

    topic: str | None = None
    why: NoTopic | None = None


TOPIC_OF: Mapping[MessageKind, Place] = {
    K.NOT_RECEIVED: Place("non_delivery"),
    K.LATE: Place("late_delivery"),
    K.LEFT_ELSEWHERE: Place("delivery_to_neighbour"),
    K.DAMAGED: Place("transit_damage"),
    K.DEFECTIVE: Place("non_conformity"),
    K.NOT_AS_DESCRIBED: Place("non_conformity"),
    K.WARRANTY: Place("warranty"),
    K.WRONG_ITEM: Place("wrong_item"),
    K.MISSING_ITEM: Place("missing_contents"),
    K.EMPTY_PARCEL: Place("missing_contents"),
    K.DIGITAL: Place("digital_content"),
    K.WITHDRAWAL: Place("withdrawal"),
    K.CANCELLATION: Place("withdrawal"),
    K.REFUND_NOT_RECEIVED: Place("refund_not_received"),
    K.REFUND_INCOMPLETE: Place("refund_not_received"),
    K.RETURN_COST: Place("withdrawal"),
    K.NOT_COLLECTED: Place("not_collected"),
    K.COLLECTION_LETTER: Place("collection_costs"),
    K.DOUBLE_CHARGE: Place("double_charge"),
    K.PRICE_DISPUTE: Place("price_error"),
    # A cost that was not named beforehand is not due (6:230n lid 3 BW); no topic counts it yet, a letter says it.
    K.UNDISCLOSED_COST: Place(None, NoTopic.NOT_YET),
    K.NOT_ORDERED: Place("unordered_goods"),
    K.SUBSCRIPTION: Place("subscription"),
    K.CHARGEBACK: Place("chargeback"),
    K.SUMMONS: Place("summons"),
    K.SERVICE: Place("no_answer"),
    # Answered within a month, by its own letter; the list of claims stays a list of complaints.
    K.PRIVACY: Place(None, NoTopic.NO_COMPLAINT),
    K.QUESTION: Place(None, NoTopic.NO_COMPLAINT),
    K.PRAISE: Place(None, NoTopic.NO_COMPLAINT),
    K.OTHER: Place(None, NoTopic.NO_COMPLAINT),
    K.SUPPLIER: Place(None, NoTopic.NOT_A_CUSTOMER),
    K.PHISHING: Place(None, NoTopic.NOT_A_CUSTOMER),
}


@dataclass(frozen=True)
class Turning:
    """Facts that lead these kinds of message to another topic than the usual one."""

    kinds: frozenset[MessageKind]
    when: Callable[[Facts], bool]
    topic: str


def _yes(*names: str) -> Callable[[Facts], bool]:
    return lambda facts: any(facts.value(name) is True for name in names)


def _told(*names: str) -> Callable[[Facts], bool]:
    return lambda facts: any(facts.value(name) is not None for name in names)


def _sent_in_parts(facts: Facts) -> bool:
    """The shop's own list or plan says that the rest comes apart; weights speak of one parcel."""
    packed, ordered = facts.value("packing_list_quantity"), facts.value("ordered_quantity")
    listed = isinstance(packed, int) and isinstance(ordered, int) and 0 < packed < ordered
    return facts.value("weight_at_pack_kg") is None and (listed or facts.value("goods_delivered_in_lots") is True)


_NEIGHBOUR = ("neighbour_designated_by_consumer", "neighbour_signed", "neighbour_denies")
_NEIGHBOUR_WORDS = ("neighbour", "neighbor", "buren", "buur", "nachbar")
_SAID_TO_HAVE_COME = (
    "delivered_date",
    "carrier_status_delivered_date",
    "carrier_status_collected_date",
    "delivery_evidence_scan",
    "delivery_evidence_photo",
    "delivery_evidence_gps",
    "delivery_evidence_signature",
    "delivery_evidence_code",
    "received_by",
    "lost_in_transit",
    "carrier_chosen_by_consumer",
    "consumer_authorised_safe_place",
)


def _at_a_neighbour(facts: Facts) -> bool:
    by = str(facts.value("received_by") or "").casefold()
    return _told(*_NEIGHBOUR)(facts) or any(word in by for word in _NEIGHBOUR_WORDS)


def _still_to_come(facts: Facts) -> bool:
    """A day was agreed, or it is known not to have come, and nobody says that it did: then it is late, not lost."""
    if _told(*_SAID_TO_HAVE_COME)(facts) or facts.value("delivered") is True:
        return False
    return facts.value("agreed_delivery_date") is not None or facts.value("delivered") is False


_DEFECTS = frozenset({K.DEFECTIVE, K.NOT_AS_DESCRIBED, K.WARRANTY})
_IN_ANOTHERS_NAME = frozenset({*_DEFECTS, K.CANCELLATION, K.WRONG_ITEM, K.DAMAGED, K.PRICE_DISPUTE, K.NOT_ORDERED})
TURNINGS: tuple[Turning, ...] = (
    Turning(_IN_ANOTHERS_NAME, _yes("buyer_is_minor", "claimant_is_gift_recipient"), "minor_or_gift"),
    Turning(_DEFECTS, _yes("shop_invokes_prescription"), "prescription"),
    Turning(frozenset({K.MISSING_ITEM}), _sent_in_parts, "partial_delivery"),
    Turning(
        # An order stands in somebody's name: who ordered is the question, not what came unasked.
        frozenset({K.NOT_ORDERED}),
        _told(
            "contract_date",
            "order_number",
            "principal_eur",
            "payment_from_own_account",
            "strong_account_login",
            "email_belongs_to_person",
            "delivery_to_own_address",
            "police_report",
        ),
        "identity_dispute",
    ),
    Turning(frozenset({K.NOT_RECEIVED}), _at_a_neighbour, "delivery_to_neighbour"),
    Turning(frozenset({K.NOT_RECEIVED}), _still_to_come, "late_delivery"),
    Turning(frozenset({K.PRICE_DISPUTE, K.UNDISCLOSED_COST}), _told("order_button_text"), "order_button"),
    Turning(
        frozenset({K.SERVICE}),
        _told(
            "account_blocked",
            "block_reason_told",
            "block_follows_use_of_rights",
            "block_discriminates",
            "block_reviewed_by_person",
        ),
        "account_block",
    ),
)


def topic_of(kind: MessageKind, facts: Facts | None = None) -> str | None:
    """The law topic of a kind of message, turned by what ``facts`` show of it; or ``None``."""
    turned = (t.topic for t in TURNINGS if facts is not None and kind in t.kinds and t.when(facts))
    return next(turned, TOPIC_OF[kind].topic)
