"""Beside an assessment: the long explanation, step by step, and rulings like the case with what is different."""

from __future__ import annotations

from dataclasses import dataclass

from wederhoor.facts import Facts
from wederhoor.law.precedents.rulings import Ruling, alike, says_outcome, says_points
from wederhoor.law.shapes import Assessment
from wederhoor.law.steps import Step, steps_of
from wederhoor.web.components.legal import language


@dataclass(frozen=True)
class ShownRuling:
    """A ruling as pages show it; beside a case also what is the same, what differs and what is not known there."""

    cited: str
    link: str
    says: str
    outcome: str
    known: bool
    same: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()


def steps_shown(assessment: Assessment | None, facts: Facts) -> tuple[Step, ...]:
    """The steps in the reader's language; none without an assessment."""
    return steps_of(assessment, facts, language()) if assessment else ()


def alike_shown(assessment: Assessment | None, facts: Facts) -> list[ShownRuling]:
    """Rulings like this case; what is not known of the case stands with what differs, since it may."""
    found = alike(assessment.topic, facts) if assessment else ()
    return [
        shown_ruling(
            one.ruling,
            same=says_points(one.same, language()),
            differs=says_points((*one.differs, *one.open), language()),
        )
        for one in found
    ]


def shown_ruling(ruling: Ruling, same: tuple[str, ...] = (), differs: tuple[str, ...] = ()) -> ShownRuling:
    """One ruling in the reader's language."""
    said, outcome = ruling.says[language()], says_outcome(ruling, language())
    return ShownRuling(ruling.cited, ruling.link, said, outcome, ruling.outcome != "unknown", same, differs)
