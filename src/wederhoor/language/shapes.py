"""The shapes of reading and checking: what a message says by which words, and what is wrong with a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from wederhoor.facts import AnnouncedStep, Grade, MessageKind, Remedy, Value, json_of


@dataclass(frozen=True)
class KindRead:
    """A kind of message, how sure (0 to 1), and the words that show it."""

    kind: MessageKind
    confidence: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class DemandRead:
    """One demand as worded, with its amount in euro where a figure was named.

    ``alternative`` is true for a second choice ("send it again; if you cannot, my money back").
    """

    remedy: Remedy
    amount: Decimal | None
    words: str
    alternative: bool = False


@dataclass(frozen=True)
class DateRead:
    """A date in the text (relative ones resolved against the message's own date), what it dates if clear, the words."""

    on: date
    what: str
    words: str


@dataclass(frozen=True)
class AmountRead:
    """An amount in euro and the words around it."""

    amount: Decimal
    words: str


@dataclass(frozen=True)
class Pressure:
    """What is announced and how it is pressed. The grade is computed when looked at and never stored."""

    grade: Grade = Grade.NONE
    steps: tuple[AnnouncedStep, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asserted:
    """A fact of the shared vocabulary as the writer states it, with the words."""

    name: str
    value: Value
    words: str


@dataclass(frozen=True)
class Reading:
    """What a message says."""

    language: str
    kinds: tuple[KindRead, ...]
    demands: tuple[DemandRead, ...]
    order_numbers: tuple[str, ...]
    dates: tuple[DateRead, ...]
    amounts: tuple[AmountRead, ...]
    pressure: Pressure
    asserted: tuple[Asserted, ...] = ()
    sender_name: str = ""
    iban_change: bool = False
    summary: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> MessageKind:
        """The leading kind."""
        return self.kinds[0].kind if self.kinds else MessageKind.OTHER

    def as_json(self) -> dict[str, Any]:
        """The ``reading`` object of the command line."""
        return {
            "language": self.language,
            "kinds": [
                {"kind": str(k.kind), "confidence": round(k.confidence, 2), "words": list(k.words)} for k in self.kinds
            ],
            "remedies": list(dict.fromkeys(str(d.remedy) for d in self.demands)),
            "demands": [{"remedy": str(d.remedy), "amount": json_of(d.amount), "words": d.words} for d in self.demands],
            "order_numbers": list(self.order_numbers),
            "dates": [{"date": d.on.isoformat(), "what": d.what, "words": d.words} for d in self.dates],
            "amounts": [{"amount": json_of(a.amount), "words": a.words} for a in self.amounts],
            "asserted": [{"fact": a.name, "value": json_of(a.value), "words": a.words} for a in self.asserted],
            "pressure": {
                "grade": str(self.pressure.grade),
                "steps": [str(s) for s in self.pressure.steps],
                "words": list(self.pressure.words),
            },
        }


@dataclass(frozen=True)
class Finding:
    """Something wrong with an outgoing text: where (``start`` to ``end``, characters), why, and what to put there."""

    kind: str
    severity: str
    start: int
    end: int
    words: str
    why: str
    instead: str

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "severity": self.severity,
            "start": self.start,
            "end": self.end,
            "words": self.words,
            "why": self.why,
            "instead": self.instead,
        }


@dataclass(frozen=True)
class LetterCase:
    """What the checker may hold a letter against: facts and dates it may state, and what the law grants."""

    dates: frozenset[date] = frozenset()
    amounts: frozenset[Decimal] = frozenset()
    exhibits: frozenset[str] = frozenset()
    granted_by_both: bool = False
    granted: bool = False
    articles: frozenset[str] = frozenset()
    withdrawal: bool = False
    refuses: bool = False
    required: tuple[str, ...] = field(default=())
