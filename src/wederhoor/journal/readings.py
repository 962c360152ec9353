"""Who opened which paper of a case and when: for the auditor alone, never for a party, and in no bundle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wederhoor.journal.across import across_shops
from wederhoor.journal.models import Line

READ = "exhibit.read"
MOST = 1_000


@dataclass(frozen=True)
class Reading:
    """One time somebody opened a paper; ``exhibit``, ``how`` and ``role`` are empty once the line was erased."""

    at: datetime
    actor: str
    exhibit: str
    how: str
    role: str


def readings_of(subject: str) -> list[Reading]:
    """The readings of one case by its code, the newest first, at most ``MOST``; of whichever shop it is."""
    with across_shops("auditor: who read the papers of one case"):
        lines = list(Line.objects.filter(subject=subject, act=READ).order_by("-id")[:MOST])
    return [_reading(line) for line in lines]


def _reading(line: Line) -> Reading:
    said = line.payload or {}
    return Reading(line.at, line.actor, said.get("exhibit", ""), said.get("how", ""), said.get("role", ""))
