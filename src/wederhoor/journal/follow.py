"""How higher departments react to lines: each follower reads numbered lines in order, from a cursor of its own.

A follower touches the database only, inside the transaction that moves its cursor, so it reacts to each line once
however often a process dies. What needs the network it hands to the queue. A line it fails on is parked with its
traceback and tried again later; nothing waits for it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from wederhoor.journal import loop
from wederhoor.journal.across import across_shops
from wederhoor.journal.models import Cursor, Line, ParkedLine

React = Callable[[Line], None]

BATCH = 200
PARKED_AT_ONCE = 50
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
_TRACEBACK_KEPT = 8_000


@dataclass(frozen=True)
class Follower:
    """A reaction to lines of certain acts. ``name`` keys its cursor; a new name reads the log from the beginning."""

    name: str
    acts: tuple[str, ...]
    react: React


_FOLLOWERS: dict[str, Follower] = {}


def follows(*acts: str, name: str | None = None) -> Callable[[React], React]:
    """Register a function of one line as follower of ``acts``, by default under its own dotted name."""

    def register(react: React) -> React:
        known_as = name or f"{react.__module__.removeprefix('wederhoor.')}.{react.__qualname__}"
        if known_as in _FOLLOWERS:
            raise ValueError(f"two followers are called {known_as}")
        _FOLLOWERS[known_as] = Follower(known_as, acts, react)
        return react

    return register


def followers() -> dict[str, Follower]:
    """Every follower by its name."""
    return dict(_FOLLOWERS)


def run_followers_once(now: datetime | None = None) -> int:
    """Let every follower read at most one batch, and try parked lines that are due; how many lines were looked at."""
    moment = now or timezone.now()
    with across_shops("followers: where the log and the cursors stand"):
        end = Line.objects.aggregate(end=Max("number"))["end"] or 0
        reached = dict(Cursor.objects.values_list("follower", "number"))
        due = list(ParkedLine.objects.filter(next_at__lte=moment).order_by("next_at")[:PARKED_AT_ONCE])
    behind = [follower for follower in _FOLLOWERS.values() if reached.get(follower.name, -1) < end]
    read = sum(_advance(follower, end, moment) for follower in behind)
    return read + sum(_try_again(parked, moment) for parked in due if parked.follower in _FOLLOWERS)


def run_followers_forever(stop: Event) -> None:
    """React to lines until ``stop`` is set."""
    loop.until(stop, run_followers_once)


def parked() -> list[ParkedLine]:
    """The lines followers failed on, for the operator's page and ``doctor``."""
    with across_shops("followers: what is parked"):
        return list(ParkedLine.objects.order_by("next_at"))


def _advance(follower: Follower, end: int, now: datetime) -> int:
    """One batch and the cursor in one transaction; 0 when another process holds this follower's cursor."""
    with transaction.atomic():
        with across_shops("followers: reads lines of every shop"):
            cursor = _cursor(follower.name)
            if cursor is None:
                return 0
            unread = Line.objects.filter(number__gt=cursor.number, number__lte=end, act__in=follower.acts)
            lines = list(unread.order_by("number")[:BATCH])
        failed = [(line, trace) for line in lines if (trace := _reaction(follower, line))]
        with across_shops("followers: moves a cursor"):
            last = lines[-1].number if len(lines) == BATCH else None
            cursor.number = last or end
            cursor.save(update_fields=["number"])
            _park(follower, failed, now)
    return len(lines)


def _cursor(name: str) -> Cursor | None:
    Cursor.objects.bulk_create([Cursor(follower=name)], ignore_conflicts=True)
    return Cursor.objects.select_for_update(skip_locked=True).filter(follower=name).first()


def _reaction(follower: Follower, line: Line) -> str:
    """React in a savepoint, seeing only the line's own shop; the traceback when that failed, else nothing."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                shop = "" if line.shop_id is None else str(line.shop_id)
                cursor.execute("SELECT set_config('wederhoor.shop', %s, true)", [shop])
            follower.react(line)
    except (
        Exception
    ):  # a follower may fail in any way; where the connection itself is gone, moving the cursor fails too
        return traceback.format_exc()[-_TRACEBACK_KEPT:]
    return ""


def _park(follower: Follower, failed: list[tuple[Line, str]], now: datetime) -> None:
    rows = [
        ParkedLine(follower=follower.name, number=line.number, traceback=trace, next_at=now + FIRST_WAIT)
        for line, trace in failed
        if line.number is not None
    ]
    if rows:
        ParkedLine.objects.bulk_create(rows)


def _try_again(parked: ParkedLine, now: datetime) -> int:
    follower = _FOLLOWERS[parked.follower]
    with transaction.atomic():
        with across_shops("followers: takes a parked line"):
            held = ParkedLine.objects.select_for_update(skip_locked=True).filter(pk=parked.pk, next_at__lte=now).first()
            if held is None:
                return 0
            line = Line.objects.get(number=held.number)
        trace = _reaction(follower, line)
        with across_shops("followers: puts a parked line back, or lets it go"):
            if trace:
                _put_back(held, trace, now)
            else:
                held.delete()
    return 1


def _put_back(held: ParkedLine, trace: str, now: datetime) -> None:
    held.traceback = trace
    held.next_at = now + min(FIRST_WAIT * 2 ** min(held.attempts, 16), LONGEST_WAIT)
    held.attempts += 1
    held.save(update_fields=["traceback", "next_at", "attempts"])
