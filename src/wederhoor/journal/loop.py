"""Runs one piece of work again and again until told to stop, through restarts of the database."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event

from django.db import Error, connection

from wederhoor.journal.broken import LedgerBroken

log = logging.getLogger(__name__)

# Short enough for a proof within a second of a commit, long enough that an idle worker costs next to nothing.
PAUSE = 0.2
AFTER_FAILURE = 1.0
WHILE_BROKEN = 60.0


def until(stop: Event, step: Callable[[], int], pause: float = PAUSE) -> None:
    """Call ``step`` until ``stop`` is set; pause ``pause`` seconds when it had nothing to do (0)."""
    while not stop.is_set():
        rest = _rest_after(step, pause)
        if rest:
            stop.wait(rest)
    connection.close()


def _rest_after(step: Callable[[], int], pause: float) -> float:
    try:
        return 0.0 if step() else pause
    except LedgerBroken:
        # Signing on would put our name under a record we know to be wrong; a person has to look first.
        log.critical("the record contradicts itself; nothing is numbered until it is put right", exc_info=True)
        return WHILE_BROKEN
    except OSError:
        # A full disk, a folder that is not mounted: nothing was done by halves, and it may come back.
        log.critical("a folder of this installation cannot be used; trying again", exc_info=True)
        connection.close()
        return AFTER_FAILURE
    except Error:
        log.warning("the database did not answer; trying again", exc_info=True)
        connection.close()
        return AFTER_FAILURE
