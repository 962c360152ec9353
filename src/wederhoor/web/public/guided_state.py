"""What was answered until now, carried in the form itself, signed; the server keeps nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.core import signing

from wederhoor.facts import Facts, Remedy
from wederhoor.law.engine import assess
from wederhoor.law.questions import (
    GROUPS,
    Screen,
    doubted_among,
    kinds_for,
    may_be_asked,
    next_screen,
    remedies_of,
    said_by_kind,
    told,
)
from wederhoor.law.shapes import Assessment, Demand, Tellings
from wederhoor.web.components.guided import Raw
from wederhoor.web.public.table import HOURS_8

SALT = "wederhoor.guided"


@dataclass(frozen=True)
class Step:
    """One screen as it was asked, and its answers (``None``: not known)."""

    group: str
    facts: tuple[str, ...]
    ticked: bool
    answers: Mapping[str, Raw]

    @property
    def screen(self) -> Screen:
        return Screen(self.group, self.facts, self.ticked)


@dataclass(frozen=True)
class Asked:
    """Who asks, about which kind, wanting what; the screens answered; and the screen that is shown now, at ``at``."""

    side: str
    topic: str
    remedy: str
    steps: tuple[Step, ...] = ()
    at: int = 0
    now: Screen | None = None

    @property
    def answers(self) -> dict[str, Raw]:
        """Every answer, the later over the earlier."""
        return {name: raw for step in self.steps for name, raw in step.answers.items()}

    @property
    def said(self) -> dict[str, Any]:
        """What was said as facts, with what choosing the kind already says; what is not known left out."""
        known = {name: raw for name, raw in self.answers.items() if raw is not None}
        return {**said_by_kind(self.topic), **known}

    @property
    def unknown(self) -> frozenset[str]:
        return frozenset(name for name, raw in self.answers.items() if raw is None)

    @property
    def facts(self) -> Facts:
        return told(self.said, self.side)

    @property
    def demands(self) -> tuple[Demand, ...]:
        return (Demand(Remedy(self.remedy)),)

    def asked_next(self, today: date) -> Screen | None:
        return next_screen(self.topic, self.demands, self.facts, self.unknown, self.side, today, done=len(self.steps))

    def showing(self, at: int) -> Asked:
        """Back at an earlier screen; what was answered after it is kept for when it is asked again."""
        return replace(self, at=at, now=self.steps[at].screen)

    def answered(self, answers: Mapping[str, Raw], today: date, remedy: str = "") -> Asked:
        """The screen that is shown was answered. Later answers stay, as far as the rules still ask them."""
        if self.now is None:
            return self
        step = Step(self.now.group, self.now.facts, self.now.ticked, dict(answers))
        later = {name: raw for old in self.steps[self.at + 1 :] for name, raw in old.answers.items()}
        begun = replace(self, steps=(*self.steps[: self.at], step), remedy=remedy or self.remedy)
        return begun.onward(later, today)

    def onward(self, later: Mapping[str, Raw], today: date) -> Asked:
        """To the first screen that is not answered yet, or to the end (``now`` is ``None``)."""
        going = self
        while screen := going.asked_next(today):
            if not all(name in later for name in screen.facts):
                break
            again = Step(screen.group, screen.facts, screen.ticked, {name: later[name] for name in screen.facts})
            going = replace(going, steps=(*going.steps, again))
        return replace(going, at=len(going.steps), now=screen)

    def assessed(self, today: date, *, changes: bool = True) -> Assessment:
        """What may be asked, if it is as it was told."""
        told_so = Tellings.established(self.facts)
        doubted = doubted_among(self.unknown)
        return assess(self.topic, self.demands, told_so, on=today, changes=changes, doubted=doubted)


def pack(asked: Asked) -> str:
    """The answers as text for a hidden field."""
    return signing.dumps(asdict(asked), salt=SALT, compress=True)


def unpack(packed: str) -> Asked | None:
    """The answers back from the form; ``None`` when they are not ours, were changed, or are of another day or form."""
    try:
        asked = _asked(signing.loads(packed, salt=SALT, max_age=HOURS_8))
        # Signed by an earlier version of this program: what it asked may have another name or kind by now.
        return asked if _stands(asked) else None
    except (signing.BadSignature, KeyError, TypeError, ValueError, AttributeError):
        return None


def _asked(raw: Mapping[str, Any]) -> Asked:
    now = raw["now"]
    return Asked(**{**raw, "steps": tuple(_steps(raw["steps"])), "now": _screen(now) if now else None})


def _stands(asked: Asked) -> bool:
    """Whether side, kind, wish and every question are still there; raises ``UnknownFact`` for a value of no use."""
    screens = [step.screen for step in asked.steps] + ([asked.now] if asked.now else [])
    return (
        any(asked.topic in topics for topics in kinds_for(asked.side).values())
        and Remedy(asked.remedy) in remedies_of(asked.topic)
        and 0 <= asked.at <= len(asked.steps)
        and all(_is_put(screen, asked.side) for screen in screens)
        and all(set(step.answers) == set(step.facts) for step in asked.steps)
        and asked.facts is not None
    )


def _is_put(screen: Screen, side: str) -> bool:
    return screen.group in GROUPS and bool(screen.facts) and all(may_be_asked(name, side) for name in screen.facts)


def _steps(rows: Sequence[Mapping[str, Any]]) -> Iterator[Step]:
    return (Step(row["group"], tuple(row["facts"]), row["ticked"], row["answers"]) for row in rows)


def _screen(row: Mapping[str, Any]) -> Screen:
    return Screen(row["group"], tuple(row["facts"]), row["ticked"])
