"""Running on through failures."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from django.db import OperationalError

from wederhoor.journal import loop
from wederhoor.journal.broken import LedgerBroken


class Stopping(Event):
    """Counts how long it was asked to wait, and stops after a number of waits."""

    def __init__(self, waits: int) -> None:
        super().__init__()
        self.waits: list[float] = []
        self.most = waits

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0)
        if len(self.waits) >= self.most:
            self.set()
        return self.is_set()


def answers(*given: int | Exception) -> Callable[[], int]:
    left = list(given)

    def step() -> int:
        answer = left.pop(0) if left else 0
        if isinstance(answer, Exception):
            raise answer
        return answer

    return step


@pytest.mark.django_db
def test_work_goes_on_without_a_pause_while_there_is_some() -> None:
    stop = Stopping(1)
    loop.until(stop, answers(5, 3, 0))
    assert stop.waits == [loop.PAUSE]


@pytest.mark.django_db
def test_database_that_is_away_and_a_broken_record_are_waited_out() -> None:
    stop = Stopping(3)
    loop.until(stop, answers(OperationalError("gone"), LedgerBroken(["x"]), 0))
    assert stop.waits == [loop.AFTER_FAILURE, loop.WHILE_BROKEN, loop.PAUSE]


@pytest.mark.django_db
def test_bug_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        loop.until(Event(), answers(ZeroDivisionError()))
