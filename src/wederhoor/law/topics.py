"""Which law topic a kind of message belongs to, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wederhoor.facts import MessageKind


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
    MessageKind.NOT_RECEIVED: Place("non_delivery"),
    MessageKind.LATE: Place("non_delivery"),
    MessageKind.LEFT_ELSEWHERE: Place("non_delivery"),
    MessageKind.DAMAGED: Place("transit_damage"),
    MessageKind.DEFECTIVE: Place("non_conformity"),
    MessageKind.NOT_AS_DESCRIBED: Place("non_conformity"),
    MessageKind.WARRANTY: Place("non_conformity"),
    MessageKind.WRONG_ITEM: Place(None, NoTopic.NOT_YET),
    MessageKind.MISSING_ITEM: Place("missing_contents"),
    MessageKind.EMPTY_PARCEL: Place("missing_contents"),
    MessageKind.DIGITAL: Place(None, NoTopic.NOT_YET),
    MessageKind.WITHDRAWAL: Place("withdrawal"),
    MessageKind.CANCELLATION: Place("withdrawal"),
    MessageKind.REFUND_NOT_RECEIVED: Place("withdrawal"),
    MessageKind.REFUND_INCOMPLETE: Place("withdrawal"),
    MessageKind.RETURN_COST: Place("withdrawal"),
    MessageKind.NOT_COLLECTED: Place("not_collected"),
    MessageKind.COLLECTION_LETTER: Place("collection_costs"),
    MessageKind.DOUBLE_CHARGE: Place(None, NoTopic.NOT_YET),
    MessageKind.PRICE_DISPUTE: Place(None, NoTopic.NOT_YET),
    MessageKind.UNDISCLOSED_COST: Place(None, NoTopic.NOT_YET),
    MessageKind.NOT_ORDERED: Place(None, NoTopic.NOT_YET),
    MessageKind.SUBSCRIPTION: Place(None, NoTopic.NOT_YET),
    MessageKind.CHARGEBACK: Place(None, NoTopic.NOT_YET),
    MessageKind.SUMMONS: Place(None, NoTopic.NOT_YET),
    MessageKind.SERVICE: Place(None, NoTopic.NOT_YET),
    MessageKind.PRIVACY: Place(None, NoTopic.NO_COMPLAINT),
    MessageKind.QUESTION: Place(None, NoTopic.NO_COMPLAINT),
    MessageKind.PRAISE: Place(None, NoTopic.NO_COMPLAINT),
    MessageKind.OTHER: Place(None, NoTopic.NO_COMPLAINT),
    MessageKind.SUPPLIER: Place(None, NoTopic.NOT_A_CUSTOMER),
    MessageKind.PHISHING: Place(None, NoTopic.NOT_A_CUSTOMER),
}


def topic_of(kind: MessageKind) -> str | None:
    """The law topic of a kind of message, or ``None``."""
    return TOPIC_OF[kind].topic
