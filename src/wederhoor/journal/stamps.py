"""Time from outside: asks named time-stamp authorities (RFC 3161) about checkpoints, and keeps what they answered.

What is stamped is the SHA-256 of what the log signed (docs/bundle.md). A question is a row before it is sent, so an
outage is a queue and not a gap. A crash between an answer and its row costs that answer: the lease on the row runs out
and the checkpoint is asked about again. No question is ever sent from within a transaction.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from wederhoor.journal import keys, loop, proofs
from wederhoor.journal.across import across_shops
from wederhoor.journal.models import Checkpoint, Stamp
from wederhoor.journal.stamping import Outcome, answered, roots, stamper
from wederhoor.ledger import stamp as stamps
from wederhoor.ledger.checkpoint import BadNote
from wederhoor.ledger.stamp import BadStamp

__all__ = ["Standing", "Stated", "run_forever", "stamp_now", "stamper", "standings", "stated_times", "tokens_of"]

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
LEASE = timedelta(minutes=2)
# Somebody is told that a clock is off.
NOTICED_OFF = timedelta(minutes=5)
PAUSE = 30.0  # seconds between two rounds of the worker
_AT_ONCE = 16
_ROUNDS = 50


@dataclass(frozen=True)
class Stated:
    """One moment stated from outside: by whom asked, when, and who signed with which certificate (SHA-256, hex)."""

    authority: str
    at: datetime
    by: str
    certificate: str


@dataclass(frozen=True)
class Standing:
    """How it stands with one authority: its last stamp, how many questions wait, why, and how far its clock is ours.

    ``ahead`` is the authority's clock minus our own at the last answer, ``None`` when it never answered.
    """

    authority: str
    size: int | None
    at: datetime | None
    waiting: int
    why: str
    ahead: timedelta | None

    @property
    def is_clock_off(self) -> bool:
        """Whether our clock and this authority's are so far apart that somebody has to look which of them is wrong."""
        return self.ahead is not None and abs(self.ahead) > NOTICED_OFF


def stamp_now(checkpoint: Checkpoint, now: datetime | None = None) -> None:
    """Ask every named authority once to stamp this checkpoint; one that fails is asked again later by the worker.

    Never inside a transaction. Takes a few seconds at most, and whatever happens outside does not raise. An authority
    that failed within the last minute is not made to wait for again: its question is queued.
    """
    _outside_transactions()
    if settings.AUTHORITIES:
        moment = now or timezone.now()
        rows = _queued(checkpoint, settings.AUTHORITIES, moment)
        resting = _resting(moment)
        try:
            _ask_all([row for row in rows if row.authority not in resting], moment)
        except ImproperlyConfigured as bad:
            log.error("%s", bad)


def tokens_of(checkpoint: Checkpoint) -> list[bytes]:
    """The verified time-stamp tokens over what the log signed at this checkpoint: DER of each ``TimeStampToken``."""
    return [stamp.token for _, stamp in _held(checkpoint)]


def stated_times(checkpoint: Checkpoint) -> list[Stated]:
    """The moments stated from outside about this checkpoint, oldest first."""
    stated = [Stated(authority, one.at, one.by, one.certificate) for authority, one in _held(checkpoint)]
    return sorted(stated, key=lambda one: one.at)


def standings() -> list[Standing]:
    """Every named authority and how it stands; four queries, however many there are."""
    rows = Stamp.objects.filter(authority__in=settings.AUTHORITIES)
    held = {row.authority: row for row in _last_of_each(rows.filter(state=Stamp.State.HELD), "-size")}
    asked = {row.authority: row for row in _last_of_each(rows.filter(asked_at__isnull=False), "-asked_at")}
    stated = {row.authority: row for row in _last_of_each(rows.filter(at__isnull=False), "-asked_at")}
    waiting = dict(rows.exclude(state=Stamp.State.HELD).values_list("authority").annotate(Count("pk")))
    return [
        Standing(
            authority=one,
            size=held[one].size if one in held else None,
            at=held[one].at if one in held else None,
            waiting=waiting.get(one, 0),
            why=asked[one].why if one in asked else "",
            ahead=_ahead(stated.get(one)),
        )
        for one in dict.fromkeys(settings.AUTHORITIES)
    ]


def run_forever(stop: Event) -> None:
    """Until ``stop`` is set: stamp the newest checkpoint every hour while there is news, and work off what waits."""
    loop.until(stop, _round, PAUSE)


def _round() -> int:
    try:
        return run_once(timezone.now())
    except ImproperlyConfigured as bad:
        log.error("%s", bad)
        return 0


def run_once(now: datetime) -> int:
    """Queue the newest checkpoint where an hour has passed, and ask what is due; how many stamps came of it."""
    _outside_transactions()
    newest = proofs.latest_checkpoint() if settings.AUTHORITIES else None
    if newest is None:
        return 0
    last = {row.authority: row for row in _last_of_each(Stamp.objects.all(), "-size")}
    behind = [
        one
        for one in settings.AUTHORITIES
        if one not in last or (last[one].size < newest.size and last[one].made_at <= now - EVERY)
    ]
    if behind:
        _queued(newest, behind, now)
    got = 0
    for _ in range(_ROUNDS):
        rows = _due(now)
        if not rows:
            break
        got += _ask_all(rows, now)
    return got


def _due(now: datetime) -> list[Stamp]:
    """What is due and was tried least, one of each authority; after a failure nothing of it is due for a while."""
    due = Stamp.objects.filter(authority__in=settings.AUTHORITIES, next_at__lte=now).exclude(state=Stamp.State.HELD)
    return list(due.order_by("authority", "tries", "size").distinct("authority"))


def _queued(checkpoint: Checkpoint, authorities: Iterable[str], now: datetime) -> list[Stamp]:
    """The rows of this checkpoint that hold no token, made where there was none; it is kept for good from now on."""
    with across_shops("stamps: queues a checkpoint"):
        proofs.keep(checkpoint)
        wanted = [Stamp(size=checkpoint.size, authority=one, made_at=now, next_at=now) for one in authorities]
        Stamp.objects.bulk_create(wanted, ignore_conflicts=True)
        rows = Stamp.objects.filter(size=checkpoint.size, authority__in=authorities)
        return list(rows.exclude(state=Stamp.State.HELD).order_by("authority"))


def _resting(now: datetime) -> set[str]:
    failed = Stamp.objects.filter(tries__gt=0, asked_at__gt=now - FIRST_WAIT).exclude(state=Stamp.State.HELD)
    return set(failed.values_list("authority", flat=True))


def _ask_all(rows: Sequence[Stamp], now: datetime) -> int:
    """Send these questions side by side, and keep each answer; how many stamps came of it. The threads read no row."""
    trusted = roots()
    claimed = [row for row in rows if _claimed(row, now)]
    if not claimed:
        return 0
    digests = _digests(claimed)
    with ThreadPoolExecutor(min(len(claimed), _AT_ONCE)) as threads:
        outcomes = threads.map(lambda row: answered(row.authority, digests.get(row.size), trusted, now), claimed)
        return sum(_keep(row, outcome, now) for row, outcome in zip(claimed, outcomes, strict=True))


def _claimed(row: Stamp, now: datetime) -> bool:
    """Whether this process is the one that asks: two workers see the same row as due, and one of them takes it."""
    with across_shops("stamps: takes a question"):
        open_rows = Stamp.objects.filter(pk=row.pk, next_at=row.next_at).exclude(state=Stamp.State.HELD)
        return open_rows.update(asked_at=now, next_at=now + LEASE) == 1


def _digests(rows: Sequence[Stamp]) -> dict[int, bytes | None]:
    """What is stamped at each size."""
    notes = Checkpoint.objects.filter(size__in={row.size for row in rows}).values_list("size", "note")
    return {size: _digest(note) for size, note in notes}


def _digest(note: str) -> bytes | None:
    """The SHA-256 of what the log signed; ``None`` when that was under a name or a key it has no longer."""
    try:
        return hashlib.sha256(stamps.log_signed(note, keys.log_key())).digest()
    except BadNote:
        return None


def _keep(row: Stamp, outcome: Outcome, now: datetime) -> int:
    """Write down what came of one question; 1 when it is a stamp. What is held already stays as it is."""
    is_held = outcome.state == Stamp.State.HELD
    rest = now + min(FIRST_WAIT * 2 ** min(row.tries, 16), LONGEST_WAIT)
    with across_shops("stamps: keeps what an authority said"):
        open_rows = Stamp.objects.filter(authority=row.authority).exclude(state=Stamp.State.HELD)
        kept = open_rows.filter(pk=row.pk).update(
            state=outcome.state,
            token=outcome.token,
            at=outcome.at,
            why=outcome.why,
            tries=row.tries + 1,
            asked_at=now,
            next_at=now if is_held else rest,
        )
        if not is_held:
            # One failure is enough for a while: the rest of its queue would only wait for the same silence.
            open_rows.filter(next_at__lt=rest).update(next_at=rest)
    if not is_held:
        log.warning("time-stamp authority %s, checkpoint %s: %s", row.authority, row.size, outcome.why)
    return kept if is_held else 0


def _held(checkpoint: Checkpoint) -> list[tuple[str, stamps.Stamp]]:
    """The stamps held about this checkpoint, read again: a row that was changed behind our back is no token.

    Whether they stand under a root was judged when they were taken; roots that were named since judge no past.
    """
    rows = Stamp.objects.filter(size=checkpoint.size, state=Stamp.State.HELD).order_by("authority")
    digest = _digest(checkpoint.note)
    found = []
    for authority, token in rows.values_list("authority", "token") if digest else ():
        try:
            found.append((authority, stamps.read_token(bytes(token or b""), digest or b"")))
        except BadStamp as bad:
            log.error("the time-stamp of %s about checkpoint %s: %s", authority, checkpoint.size, bad)
    return found


def _last_of_each(rows: QuerySet[Stamp], newest_first: str) -> list[Stamp]:
    return list(rows.order_by("authority", newest_first).distinct("authority"))


def _ahead(row: Stamp | None) -> timedelta | None:
    return row.at - row.asked_at if row and row.at and row.asked_at else None


def _outside_transactions() -> None:
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("authorities are asked after a transaction, not within it")
