"""Whether a fact is worth asking: the engine heard again with an answer that could be given, and what it looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from wederhoor.facts import VOCABULARY, Fact, Facts, Outcome, Source, Value
from wederhoor.law.hearing import Path, Question

_DAYS_AGO = (20, 900, 3, 60, 400)
_SUMS = (Decimal(100), Decimal(1000), Decimal(1))
_COUNTS = (0, 3, 1)
_IN_PAIRS = 2
"""Of the answers worth trying, how many are tried together with another; choices and yes or no always all."""

MOST_HEARD = 600
"""Hearings after which no more pairs are looked for: who waits at a page does not wait for the last of thousands."""


class _Watched(dict[str, Fact]):
    """Known facts that remember which names were asked for; ``copied`` when they were handed on unwatched."""

    def __init__(self, known: Mapping[str, Fact]) -> None:
        super().__init__(known)
        self.names: set[str] = set()
        self.copied = False

    def get(self, key: str, default: Any = None) -> Any:
        self.names.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Fact:
        self.names.add(key)
        return super().__getitem__(key)

    def __iter__(self) -> Iterator[str]:
        self.copied = self.copied or bool(
            self.names
        )  # before the first question it is only seen whether these can all be true
        return super().__iter__()

    def items(self) -> Any:
        self.copied = self.copied or bool(self.names)
        return super().items()

    def keys(self) -> Any:
        self.copied = self.copied or bool(self.names)
        return super().keys()


@dataclass(frozen=True)
class _Heard:
    """What came of one hearing: the outcomes, all that may be asked, the way there, and what the rules looked at."""

    outcomes: tuple[Outcome, ...]
    all: tuple[Any, ...]
    way: tuple[tuple[str, str], ...]
    looked_at: frozenset[str]


@dataclass
class Consulted:
    """The engine, asked again and again with one or two more answers than there are.

    ``open`` says whether a fact may still be asked, ``choices`` which answers a text may have.
    """

    question: Question
    facts: Facts
    open: Callable[[str], bool]
    choices: Callable[[str], tuple[str, ...]]
    heard: dict[tuple[tuple[str, Value], ...], _Heard | None] = field(default_factory=dict)
    weighed: dict[str, int] = field(default_factory=dict)

    def hear(self, *more: tuple[str, Value]) -> _Heard | None:
        """``None`` when these cannot all be true."""
        key = tuple(sorted(more, key=lambda one: one[0]))
        if key not in self.heard:
            tried = {name: Fact(name, value, Source.AGREED) for name, value in more}
            known = _Watched({**self.facts.known, **tried})
            paths = self.question.paths(Facts(known, self.facts.conflicts))
            self.heard[key] = None if _cannot_be(paths) else self._of(paths, known)
        return self.heard[key]

    def _of(self, paths: Sequence[Path], known: _Watched) -> _Heard:
        answers = [path.answer for path in paths]
        return _Heard(
            outcomes=tuple(answer.outcome for answer in answers),
            all=tuple((a.outcome, a.amount, a.until, a.event, a.then) for a in answers),
            way=tuple((reason.rule, reason.sentence) for answer in answers for reason in answer.reasons),
            looked_at=self.needs if known.copied else frozenset(known.names),
        )

    @cached_property
    def needs(self) -> frozenset[str]:
        """Every fact some rule of the topic looks at."""
        return frozenset(name for rule in self.question.topic.rules for name in rule.needs)

    def tries(self, name: str) -> tuple[Value, ...]:
        """Answers worth trying."""
        kind = VOCABULARY[name]
        if kind is date:
            turns = self.question.topic.turns(self.question.case(self.facts, self.question.demands[0]))
            return (*(self.question.on - timedelta(ago) for ago in _DAYS_AGO), *self.beside_known, *turns.get(name, ()))
        by_kind: Mapping[type, tuple[Value, ...]] = {bool: (True, False), Decimal: _SUMS, int: _COUNTS}
        return by_kind.get(kind, ()) or self.choices(name)

    @cached_property
    def beside_known(self) -> tuple[date, ...]:
        """Just after each day that is known: between two that lie close, the days ago may all be impossible."""
        known = sorted({fact.value for fact in self.facts.known.values() if type(fact.value) is date})
        return tuple(day + timedelta(1) for day in known if day < self.question.on)

    def few(self, name: str) -> tuple[Value, ...]:
        """Fewer of them, where each is tried with each of another fact."""
        tries = self.tries(name)
        return tries[:_IN_PAIRS] if VOCABULARY[name] in (date, Decimal, int) else tries

    def weight(self, name: str) -> int:
        """What an answer to this alone could change: the outcome (2), what may be asked (1), or nothing (0)."""
        if name not in self.weighed:
            self.weighed[name] = self._weight(name)
        return self.weighed[name]

    def _weight(self, name: str) -> int:
        now = self.hear()
        if now is None or name not in now.looked_at or not self.open(name):
            return 0
        then = [heard for value in self.tries(name) if (heard := self.hear((name, value)))]
        return 2 * any(h.outcomes != now.outcomes for h in then) or int(any(h.all != now.all for h in then))

    def with_another(self, name: str) -> bool:
        """Whether an answer could matter once one other open fact is answered, as far as patience goes."""
        now = self.hear()
        if now is None or not self.open(name):
            return False
        return any(len(self.heard) < MOST_HEARD and self._given(name, other, now) for other in sorted(now.looked_at))

    def _given(self, name: str, other: str, now: _Heard) -> bool:
        if other == name or not self.open(other):
            return False
        return any(self._after(name, (other, value), now) for value in self.few(other))

    def _after(self, name: str, given: tuple[str, Value], now: _Heard) -> bool:
        heard = self.hear(given)
        if heard is None or name not in heard.looked_at or not (heard.way != now.way or self._share(name, given[0])):
            return False
        return any(h.all != heard.all for value in self.few(name) if (h := self.hear(given, (name, value))))

    def _share(self, name: str, other: str) -> bool:
        return any(name in rule.needs and other in rule.needs for rule in self.question.topic.rules)

    @cached_property
    def candidates(self) -> tuple[str, ...]:
        """Every open fact some rule of the topic looks at, in the order of the rules."""
        needs = (name for rule in self.question.topic.rules for name in rule.needs)
        return tuple(name for name in dict.fromkeys(needs) if self.open(name))


def _cannot_be(paths: Sequence[Path]) -> bool:
    return any(path.rules[-1].name.endswith(".gate.possible") for path in paths)
