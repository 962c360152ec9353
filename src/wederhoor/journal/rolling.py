"""Reads the whole record again once a day, a piece at a time: the rolling audit.

Each round reads up to the checkpoint that was the newest when it began. Where it stands is kept in its row after every
piece, so a restart takes it up again, and only one process reads a piece. What does not hold is kept with the round,
shown by the doctor and on the operator's desk, and said again until a later round finds everything in order.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from threading import Event

from django.db.models import Min
from django.utils import timezone

from wederhoor.journal import audit, loop
from wederhoor.journal.across import across_shops
from wederhoor.journal.models import AuditRound, Checkpoint, Line
from wederhoor.ledger.tree import Tree

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
REST = 1.0  # seconds between two pieces, so that reading takes a small part of one core
PAUSE = 300.0  # seconds until it is looked again whether a round is due
LATE = timedelta(minutes=2)
_HASH = 32


def run_forever(stop: Event) -> None:
    """Read the record round after round until ``stop`` is set."""

    def round_if_due() -> int:
        while not stop.is_set() and read_piece(timezone.now()):
            stop.wait(REST)
        return 0

    loop.until(stop, round_if_due, PAUSE)


def read_piece(now: datetime) -> bool:
    """Read the next piece of the round that is due; ``False`` when none is, or another process is at it."""
    with across_shops("rolling audit: reads a piece of the record"):
        current = _taken(now)
        if current is None:
            return False
        reading = _taken_up(current)
        if reading.tree.size < current.size:
            reading.read(min(reading.tree.size + audit.PIECE, current.size))
        if reading.torn or reading.tree.size >= current.size:
            reading.finish(audit.bounds())
            current.ended_at = now
        _keep(current, reading)
    if reading.wrong:
        log.critical("the record does not hold: %s", "; ".join(reading.wrong[: audit.MOST_SAID]))
    return True


def findings() -> list[str]:
    """What the last whole round and the one under way found, one sentence each; a person has to look at each."""
    with across_shops("rolling audit: what was found"):
        ended = AuditRound.objects.exclude(ended_at=None).order_by("-id").first()
        since = AuditRound.objects.filter(id__gte=ended.pk if ended else 0).order_by("id")
        said = [sentence for one in since for sentence in one.says.splitlines()]
    return list(dict.fromkeys(said))


def last_round() -> AuditRound | None:
    """The newest round that read everything."""
    return AuditRound.objects.exclude(ended_at=None).order_by("-id").first()


def is_stalled(now: datetime) -> bool:
    """Whether lines have waited for minutes while nothing was signed: no worker runs, or it refuses to sign."""
    with across_shops("rolling audit: does anything wait"):
        oldest = Line.objects.filter(number=None).aggregate(oldest=Min("at"))["oldest"]
    newest = Checkpoint.objects.order_by("-size").first()
    return oldest is not None and oldest < now - LATE and (newest is None or newest.at < now - LATE)


def _taken(now: datetime) -> AuditRound | None:
    """The round to go on with, held for this transaction; a new one when the last began long enough ago."""
    last = AuditRound.objects.order_by("-id").first()
    if last is None or (last.ended_at and last.began_at <= now - EVERY):
        newest = Checkpoint.objects.order_by("-size").first()
        if newest is None:
            return None
        # Two processes that begin at once: the second one's row is a conflict on the number of the round.
        turn = last.turn + 1 if last else 1
        AuditRound.objects.bulk_create([AuditRound(turn=turn, began_at=now, size=newest.size)], ignore_conflicts=True)
    held = AuditRound.objects.select_for_update(skip_locked=True).filter(ended_at=None)
    return held.order_by("id").first()


def _taken_up(current: AuditRound) -> audit.Reading:
    peaks = bytes(current.peaks)
    tree = Tree(current.number, [peaks[at : at + _HASH] for at in range(0, len(peaks), _HASH)])
    return audit.Reading(tree)


def _keep(current: AuditRound, reading: audit.Reading) -> None:
    current.number, current.peaks = reading.tree.size, b"".join(reading.tree.peaks)
    current.forgotten += reading.forgotten
    said = [*current.says.splitlines(), *reading.wrong]
    current.says = "\n".join(said[: audit.MOST_SAID])
    current.save(update_fields=["number", "peaks", "forgotten", "says", "ended_at"])
