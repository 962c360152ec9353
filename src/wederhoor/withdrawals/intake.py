"""The loop that takes statements from disk into the list: in order, once each, and for as long as it takes."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection

from wederhoor.withdrawals import spool
from wederhoor.withdrawals.actions import NoShop, TooEarly, take_in

log = logging.getLogger(__name__)
PAUSE, WITHOUT_DATABASE = 0.5, 3.0
MOST = 200  # statements a round
LONGEST_WAIT = 64  # rounds


@dataclass
class _Patience:
    """Statements that failed wait longer each time, so that one of them holds up no other."""

    left: dict[str, tuple[int, int]] = field(default_factory=dict)

    def is_due(self, ref: str) -> bool:
        rounds, tries = self.left.get(ref, (0, 0))
        if rounds > 0:
            self.left[ref] = (rounds - 1, tries)
        return rounds == 0

    def failed(self, ref: str) -> None:
        tries = self.left.get(ref, (0, 0))[1] + 1
        self.left[ref] = (min(2**tries, LONGEST_WAIT), tries)


_PATIENCE = _Patience()


def run_forever(stop: Event) -> None:
    """Take in what waits until told to stop. Without a database it waits for one; nothing is lost meanwhile."""
    pause = PAUSE
    while not stop.wait(pause):
        try:
            # After a round that took something in the next one follows at once: more may have come meanwhile.
            pause = 0 if take_in_all(_PATIENCE, stop) else PAUSE
        except (OperationalError, InterfaceError) as gone:
            log.warning("withdrawals wait for the database: %s", str(gone).splitlines()[0] if str(gone) else "gone")
            connection.close()
            pause = WITHOUT_DATABASE


def take_in_all(patience: _Patience | None = None, stop: Event | None = None) -> int:
    """What waits, the earliest first, and :data:`MOST` at most; how many were new.

    Raises ``OperationalError`` when the database is not there. One that fails for another reason stays, is logged, and
    stops no other.
    """
    if not _anything():
        return 0
    patience, new = patience or _Patience(), 0
    for kept in spool.waiting(MOST, patience.is_due, patience.failed):
        if stop is not None and stop.is_set():
            break
        try:
            new += take_in(kept) is not None
        except (OperationalError, InterfaceError):
            raise
        except NoShop:
            log.exception("a withdrawal is for a shop that is not here, and was put aside: %s", kept.ref)
            spool.put_aside(kept.shop, kept.ref)
        except TooEarly:
            patience.failed(kept.ref)
        except (Error, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, OSError):
            log.exception("a withdrawal could not be taken in yet: %s", kept.ref)
            # Whatever it was, it may have left the connection unfit for the next one.
            connection.close()
            patience.failed(kept.ref)
        else:
            spool.settle(kept.shop, kept.ref)
    return new


def _anything() -> bool:
    """Whether anything waits, by a look at the folders; asked twice a second."""
    top = Path(settings.WITHDRAWALS) / spool.WAITING
    try:
        folders = list(os.scandir(top))
    except FileNotFoundError:
        return False
    return any(not entry.name.startswith(".") for folder in folders for entry in os.scandir(folder.path))
