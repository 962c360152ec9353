"""The shapes the law engine takes and gives: demands, tellings, answers, reasons, clocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from wederhoor.facts import Facts, Outcome, Remedy


@dataclass(frozen=True)
class Demand:
    """One thing asked. ``amount`` in euro as the customer named it, ``None`` when no figure was named.

    ``now`` says that payment at this moment is asked, not only the right to it. ``otherwise`` says that it is asked
    only if the demand before it cannot be had ("if that is no longer possible"); such a demand is answered too, but
    the outcome for the whole does not hang on it.
    """

    remedy: Remedy
    amount: Decimal | None = None
    words: str = ""
    now: bool = False
    otherwise: bool = False


@dataclass(frozen=True)
class Tellings:
    """The same case three ways: told by the customer, told by the shop, shown by exhibits and undisputed facts."""

    consumer: Facts
    shop: Facts
    exhibits: Facts

    @classmethod
    def established(cls, facts: Facts) -> Tellings:
        """All three the same: facts that are established."""
        return cls(facts, facts, facts)


@dataclass(frozen=True)
class Reason:
    """One step of the reasoning. ``slots`` fill the sentence of the rule in the reader's language.

    ``recheck`` lists the citations whose paragraph number (not whose content) has to be read again in today's text.
    ``aside`` is told but decides nothing.
    """

    rule: str
    sentence: str
    articles: tuple[str, ...]
    slots: Mapping[str, Any] = field(default_factory=dict)
    verify: bool = False
    recheck: tuple[str, ...] = ()
    aside: bool = False


@dataclass(frozen=True)
class Missing:
    """A fact nobody has shown yet: who must show it, by when, and who bears it when it stays away.

    ``by`` is ``None`` and ``at_whose_risk`` is the other side's wherever the customer need not bring it ("helps, not
    needed").
    """

    fact: str
    who: str
    by: date | None
    at_whose_risk: str
    then: Outcome


@dataclass(frozen=True)
class Change:
    """What would change the outcome: this fact to that value."""

    fact: str
    to: Any
    outcome: Outcome


class FactName(str):
    """A fact named in a sentence: the reader sees its plain words, not its name."""

    __slots__ = ()


@dataclass(frozen=True)
class Contradiction:
    """Exhibits that say different things of one fact: each value with its exhibit, and whether it decides."""

    fact: str
    told: tuple[tuple[Any, str], ...]
    decides: bool


@dataclass(frozen=True)
class Clock:
    """A date that runs: what, for whom (``shop``, ``customer``), until when, and by which source."""

    what: str
    who: str
    due: date
    source: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    verify: bool = False


@dataclass(frozen=True)
class Answer:
    """The outcome for one demand; ``rule`` decided it.

    ``amount`` is what may be asked (euro). "Not yet" is ``SHOP_RIGHT`` with ``until`` (a date) or ``event`` (what must
    happen first) and ``then`` the outcome after it.
    """

    demand: Demand
    outcome: Outcome
    amount: Decimal | None = None
    until: date | None = None
    event: str | None = None
    then: Outcome | None = None
    reasons: tuple[Reason, ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class Basis:
    """What an assessment was asked on: the three tellings, the demands, the day, and what is known to be unknown."""

    tellings: Tellings
    demands: tuple[Demand, ...]
    on: date
    doubted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Assessment:
    """The whole: per demand, derived for all, with reasons, what is missing, what would change it, and the clocks."""

    topic: str
    country: str
    outcome: Outcome
    answers: tuple[Answer, ...]
    tellings: Mapping[str, Outcome]
    reasons: tuple[Reason, ...]
    missing: tuple[Missing, ...] = ()
    would_change: tuple[Change, ...] = ()
    clocks: tuple[Clock, ...] = ()
    disputed: tuple[str, ...] = ()
    verify: bool = False
    contradictions: tuple[Contradiction, ...] = ()
    _basis: Basis | None = field(default=None, compare=False, repr=False)

    @property
    def basis(self) -> Basis:
        """What it rests on; ``ValueError`` for an assessment no engine made."""
        if self._basis is None:
            raise ValueError("This assessment does not say what it rests on.")
        return self._basis


_GRANTED = {Outcome.CUSTOMER_RIGHT, Outcome.PARTLY}


def overall(outcomes: Iterable[tuple[Demand, Outcome]]) -> Outcome:
    """The outcome for the whole, derived from the demands.

    A demand made only in case another fails does not count beside that other. All alike: that outcome. Something
    granted, in whole or in part, beside something that is not: ``partly``. Nothing granted but something still open:
    ``needs_evidence``.
    """
    every = tuple(outcomes)
    counted = {found for demand, found in every if not demand.otherwise} or {found for _, found in every}
    if len(counted) == 1:
        return counted.pop()
    return Outcome.PARTLY if counted & _GRANTED else Outcome.NEEDS_EVIDENCE
