"""How a claim was assessed before: each stored assessment beside the same question under today's rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wederhoor.claims.models import Assessment, Claim
from wederhoor.facts import Outcome, Remedy
from wederhoor.law.shapes import Assessment as Assessed
from wederhoor.law.stored import Compared, again, compared

MOST = 20


@dataclass(frozen=True)
class Answered:
    """What one stored assessment said on one topic, and how today's rules answer the same question.

    ``since``: facts known now and not then, or otherwise then.
    """

    topic: str
    answers: tuple[tuple[Remedy, Outcome], ...]
    beside: Compared
    since: tuple[str, ...]


@dataclass(frozen=True)
class Earlier:
    """One stored assessment. ``answered`` is empty where there was no complaint, or where nothing more was kept."""

    made_at: datetime
    on: date
    answered: tuple[Answered, ...]


def earlier_of(claim: Claim, now: Sequence[Assessed]) -> list[Earlier]:
    """The latest assessments of the claim, newest first; ``now`` is how it stands today. One statement."""
    today = {assessment.topic: assessment for assessment in now}
    rows = Assessment.objects.filter(claim=claim).order_by("-id")[:MOST]
    return [Earlier(row.made_at, row.on, tuple(_answered(kept, today) for kept in _kept(row))) for row in rows]


def _kept(row: Assessment) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = row.result.get("kept", ())
    return found


def _answered(kept: Mapping[str, Any], today: Mapping[str, Assessed]) -> Answered:
    under_todays_rules = again(kept, changes=False)
    current = today.get(kept["topic"])
    return Answered(
        topic=kept["topic"],
        answers=tuple((Remedy(row["remedy"]), Outcome(row["outcome"])) for row in kept["answers"]),
        beside=compared(kept, under_todays_rules),
        since=_since(under_todays_rules, current) if current else (),
    )


def _since(then: Assessed, now: Assessed) -> tuple[str, ...]:
    before, known = then.basis.tellings.exhibits, now.basis.tellings.exhibits
    return tuple(name for name in known if known.value(name) != before.value(name))
