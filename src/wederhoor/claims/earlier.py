"""How a claim was assessed before: each stored assessment beside the same question under today's rules."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wederhoor.claims.models import Assessment, Claim
from wederhoor.law.shapes import Assessment as Assessed
from wederhoor.law.stored import Compared, again, compared

MOST = 20
DAMAGED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading a row raises that is not as this program writes it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answered:
    """What one stored assessment said on one topic, and how today's rules answer the same question.

    ``since``: facts known now and not then, or otherwise then. ``topic``, remedies and outcomes are as they were
    stored, maybe by names no longer known; ``beside`` is ``None`` when the question cannot be asked again.
    """

    topic: str
    answers: tuple[tuple[str, str], ...]
    beside: Compared | None
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
    return [Earlier(row.made_at, row.on, tuple(_answered(kept, today) for kept in kept_of(row))) for row in rows]


def kept_of(row: Assessment) -> Sequence[Any]:
    """What the row kept to be asked again, a topic each; nothing when it is of before anything was kept."""
    found = row.result.get("kept") if isinstance(row.result, dict) else None
    return found if isinstance(found, list) else ()


def _answered(kept: Any, today: Mapping[str, Assessed]) -> Answered:
    topic, answers = _as_stored(kept)
    try:
        under_todays_rules = again(kept, changes=False)
        beside = compared(kept, under_todays_rules)
        _of_one_country(kept)
    except DAMAGED as error:
        # Rows outlive the program that wrote them: a fact, remedy, topic or country it knew may be gone.
        log.warning("A stored assessment cannot be asked again: %s", type(error).__name__)
        return Answered(topic, answers, None, ())
    current = today.get(topic)
    return Answered(topic, answers, beside, _since(under_todays_rules, current) if current else ())


def _of_one_country(kept: Mapping[str, Any]) -> None:
    """Raise ``ValueError`` when a rule is named that can have no words here."""
    if not all(name.startswith(f"{kept['country']}.") for name in kept["rules"]):
        raise ValueError("A stored rule of another country.")


def _as_stored(kept: Any) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Topic and answers by the names they have in the row, as far as they can be read."""
    row = kept if isinstance(kept, dict) else {}
    listed = row.get("answers")
    answers = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return str(row.get("topic", "")), tuple((str(a.get("remedy", "")), str(a.get("outcome", ""))) for a in answers)


def _since(then: Assessed, now: Assessed) -> tuple[str, ...]:
    before, known = then.basis.tellings.exhibits, now.basis.tellings.exhibits
    return tuple(name for name in known if known.value(name) != before.value(name))
