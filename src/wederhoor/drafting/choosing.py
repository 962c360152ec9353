"""Which letter fits a case, which receipt a message; and which letter answers a message the law does not assess."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from wederhoor.drafting.table import SITUATIONS, TABLE
from wederhoor.facts import MessageKind, Outcome, Remedy

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

# A court's first hearing has its own rules and its own helpers; no letter of ours may stand in for a defence.
WITHOUT_LETTER = frozenset({"summons"})

# Messages that are answered by nobody, or not by a letter of this program.
SILENT = frozenset(
    {MessageKind.PRAISE, MessageKind.SUPPLIER, MessageKind.PHISHING, MessageKind.SUMMONS, MessageKind.OTHER}
)
_UNASSESSED: Mapping[MessageKind, str] = {
    MessageKind.PRIVACY: "privacy_receipt",
    MessageKind.UNDISCLOSED_COST: "cost_looking",
}

_RANK = (Outcome.CUSTOMER_RIGHT, Outcome.PARTLY, Outcome.NEEDS_EVIDENCE, Outcome.SHOP_RIGHT)


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
        outcome = Outcome.CUSTOMER_RIGHT
    return next(row.letter for row in TABLE if row.fits(topic, remedy, outcome, situation))


def leading(outcomes: Iterable[tuple[Remedy, Outcome]]) -> tuple[Remedy | None, Outcome]:
    """The demand that decides the letter: of what is asked in the first place, that which is granted furthest."""
    asked = list(outcomes)
    first = [pair for pair in asked if pair[0] not in BESIDE] or asked
    return min(first, key=lambda pair: _RANK.index(pair[1]), default=(None, Outcome.NEEDS_EVIDENCE))


def unassessed(kind: MessageKind) -> str | None:
    """The letter for a message no topic of the law takes up; ``None`` where nobody is to be answered by letter."""
    return None if kind in SILENT else _UNASSESSED.get(kind, "general_looking")


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
