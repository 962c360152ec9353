"""A process that writes, sequences and follows is killed at random moments; nothing it acknowledged is lost."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from itertools import count

import pytest
from django.db import connections
from django.utils import timezone
from tests.journal.lines import STOOD, TOLD, everything, write

from wederhoor.journal import follow, sequencer
from wederhoor.journal.audit import check_ledger
from wederhoor.journal.follow import follows, run_followers_once
from wederhoor.journal.models import Line
from wederhoor.journal.record import record

pytestmark = pytest.mark.django_db

KILLS = 8


@pytest.fixture(autouse=True)
def _one_follower(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(follow, "_FOLLOWERS", {})

    @follows(TOLD, name="reader")
    def answers(line: Line) -> None:
        record(STOOD, subject=f"reaction to {line.subject}", actor="system", payload={})

    return


def work_for_ever(acknowledged: int, life: int) -> None:
    """What a worker does, as fast as it can; each act is acknowledged after its commit."""
    for turn in count():
        write(f"{life}-{turn}")
        os.write(acknowledged, f"{life}-{turn}\n".encode())
        if turn % 3 == 0:
            sequencer.run_once(timezone.now())
        if turn % 4 == 0:
            run_followers_once()


def killed_after(seconds: float, life: int) -> list[str]:
    """Let a process work, kill it so long after its first act, and give what it acknowledged."""
    connections.close_all()  # a forked child must not talk over its parent's connection
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            work_for_ever(writing, life)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        # On a full machine a process may not even have connected within the time it is given.
        first = pipe.readline()
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [first.strip(), *pipe.read().split()]


def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice() -> None:
    dice = random.Random(20261012)
    acknowledged = [subject for life in range(KILLS) for subject in killed_after(dice.uniform(0.05, 0.4), life)]
    assert len(acknowledged) >= KILLS

    while sequencer.run_once(timezone.now()) or run_followers_once():
        pass
    kept = [line.subject for line in everything()]
    told = {subject for subject in kept if not subject.startswith("reaction")}
    assert set(acknowledged) <= told
    assert sorted(kept) == sorted([*told, *(f"reaction to {subject}" for subject in told)])
    assert check_ledger().numbered == len(kept)
