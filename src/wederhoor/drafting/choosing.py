"""Which letter fits: a table one can read, from topic, outcome, what is asked and how things stand, to a letter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from wederhoor.drafting.letters.index import REFUSES, letter_of
from wederhoor.facts import MessageKind, Outcome, Remedy

CR, SR, PARTLY, OPEN = Outcome.CUSTOMER_RIGHT, Outcome.SHOP_RIGHT, Outcome.PARTLY, Outcome.NEEDS_EVIDENCE

MONEY = frozenset({Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.CANCELLATION, Remedy.PRICE_REDUCTION})
ANY: frozenset[Remedy] = frozenset()

# Asked beside something else; they do not decide which letter is written, the letter answers them on the way.
BESIDE = frozenset(
    {
        Remedy.COMPENSATION,
        Remedy.RETURN_COST,
        Remedy.INTEREST,
        Remedy.COLLECTION_COSTS,
        Remedy.INFORMATION,
        Remedy.APOLOGY,
        Remedy.OTHER,
    }
)

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
}

# A court's first hearing has its own rules and its own helpers; no letter of ours may stand in for a defence.
WITHOUT_LETTER = frozenset({"summons"})


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
        )


def _when(*flags: str) -> frozenset[str]:
    return frozenset(flags)


TABLE: tuple[Choice, ...] = (
    Choice("withdrawal", CR, "withdrawal_refund_now_partly", when=_when("deduction")),
    Choice("withdrawal", CR, "withdrawal_refund_now_partly", when=_when("refund_late")),
    Choice("withdrawal", CR, "withdrawal_granted"),
    Choice("withdrawal", PARTLY, "withdrawal_refund_now_partly"),
    Choice("withdrawal", SR, "withdrawal_not_yet", when=_when("not_yet")),
    Choice("withdrawal", SR, "withdrawal_excluded", when=_when("excluded")),
    Choice("withdrawal", SR, "withdrawal_too_late", when=_when("too_late")),
    Choice("withdrawal", OPEN, "withdrawal_ask"),
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
    Choice("late_delivery", CR, "non_delivery_refund", asks=MONEY, when=_when("not_delivered")),
    Choice("late_delivery", SR, "non_delivery_looking", when=_when("not_delivered")),
    Choice("late_delivery", OPEN, "non_delivery_looking", when=_when("not_delivered")),
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
    *(
        choice
        for topic in ("missing_contents", "partial_delivery")
        for choice in (
            Choice(topic, CR, "refund_now", asks=MONEY),
            Choice(topic, CR, "contents_redelivery"),
            Choice(topic, PARTLY, "contents_redelivery"),
            Choice(topic, SR, "contents_looking"),
            Choice(topic, OPEN, "contents_looking"),
        )
    ),
    *(Choice("not_collected", outcome, "not_collected_ask") for outcome in Outcome),
    *(Choice("privacy_request", outcome, "privacy_receipt") for outcome in Outcome),
    Choice("collection_costs", CR, "collection_reply"),
    Choice("collection_costs", PARTLY, "collection_reply"),
    Choice("*", CR, "refund_now", asks=MONEY),
    *(Choice("*", outcome, "general_looking") for outcome in Outcome),
)

_RANK = (CR, PARTLY, OPEN, SR)


def choose(topic: str, outcomes: Iterable[tuple[Remedy, Outcome]] = (), situation: Collection[str] = ()) -> str | None:
    """The name of the letter for today. ``outcomes``: what is asked and the outcome for each; none means still open.

    ``situation``: keys of :data:`SITUATIONS`; raises ``ValueError`` for another. ``None`` only for a summons.
    """
    unknown = set(situation) - SITUATIONS.keys()
    if unknown:
        raise ValueError(f"Not a situation the letters know: {', '.join(sorted(unknown))}.")
    if topic in WITHOUT_LETTER:
        return None
    remedy, outcome = leading(outcomes)
    if "both_grant" in situation:
        outcome = CR
    return next(row.letter for row in TABLE if row.fits(topic, remedy, outcome, situation))


def leading(outcomes: Iterable[tuple[Remedy, Outcome]]) -> tuple[Remedy | None, Outcome]:
    """The demand that decides the letter: of what is asked in the first place, that which is granted furthest."""
    asked = list(outcomes)
    first = [pair for pair in asked if pair[0] not in BESIDE] or asked
    return min(first, key=lambda pair: _RANK.index(pair[1]), default=(None, OPEN))


_NO_RECEIPT = frozenset(
    {
        MessageKind.SUMMONS,
        MessageKind.COLLECTION_LETTER,
        MessageKind.PRAISE,
        MessageKind.SUPPLIER,
        MessageKind.PHISHING,
        MessageKind.QUESTION,
        MessageKind.OTHER,
    }
)


def receipt_for(kind: MessageKind) -> str | None:
    """The receipt that fits a message; ``None`` for what must never be acknowledged as a complaint."""
    if kind in _NO_RECEIPT:
        return None
    special = {MessageKind.WITHDRAWAL: "withdrawal_receipt", MessageKind.PRIVACY: "privacy_receipt"}
    return special.get(kind, "complaint_receipt")


def may_go_by_itself(kind: MessageKind) -> bool:
    """Whether a receipt for ``kind`` may ever be sent without a person; an access request waits for one."""
    return receipt_for(kind) is not None and kind is not MessageKind.PRIVACY
