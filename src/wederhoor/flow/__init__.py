"""Lifecycles as tables, permits with reasons, and the one exception for a refused act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Yes:
    """It may be done."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class No:
    """It may not be done, and why: one sentence for the person who asked."""

    reason: str

    def __bool__(self) -> bool:
        return False


Permit = Yes | No


class Refused(Exception):
    """An act that may not be done. ``record`` says whether the attempt itself belongs in the journal."""

    def __init__(self, reason: str, *, record: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.record = record


def require(permit: Permit) -> None:
    """Go on, or raise :class:`Refused` with the permit's own reason."""
    if isinstance(permit, No):
        raise Refused(permit.reason)


@dataclass(frozen=True)
class Step:
    """One step of a lifecycle: from these states to that one, by this role; ``*`` stands for every state."""

    name: str
    source: str | tuple[str, ...]
    target: str
    by: tuple[str, ...] | str

    def leaves(self, state: str) -> bool:
        sources = (self.source,) if isinstance(self.source, str) else self.source
        return "*" in sources or state in sources

    def allows(self, role: str) -> bool:
        return role in ((self.by,) if isinstance(self.by, str) else self.by)


class Flow:
    """A lifecycle as a table. ``advance`` is the only thing that says what a step leads to."""

    def __init__(self, name: str, start: str, *steps: Step) -> None:
        self.name, self.start, self.steps = name, start, steps

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.start, *(step.target for step in self.steps))))

    def may(self, step: str, state: str, role: str) -> Permit:
        """May ``role`` take ``step`` from ``state``? Unknown steps raise ``KeyError``."""
        named = [s for s in self.steps if s.name == step]
        if not named:
            raise KeyError(step)
        if not any(s.leaves(state) for s in named):
            return No(f"{self.name}.{step}.state.{state}")
        if not any(s.leaves(state) and s.allows(role) for s in named):
            return No(f"{self.name}.{step}.role.{role}")
        return Yes()

    def advance(self, step: str, state: str, role: str) -> str:
        """The state after ``step``; raises :class:`Refused` with the reason when it may not be taken."""
        require(self.may(step, state, role))
        return next(s.target for s in self.steps if s.name == step and s.leaves(state) and s.allows(role))

    def open_steps(self, state: str, role: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s.name for s in self.steps if s.leaves(state) and s.allows(role)))


Layer = Literal["own", "shared", "neutral"]
