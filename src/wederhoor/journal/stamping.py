"""How one time-stamp authority is asked about one digest, and what its answer is worth; reads and writes no row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from wederhoor.door.http import Unreachable
from wederhoor.door.stamp import ask, roots_in
from wederhoor.journal.models import Stamp
from wederhoor.ledger.stamp import BadStamp, NotGranted

TIMEOUT = 5.0  # seconds for one question
# A moment further from our own clock than this is not believed, whichever of the two is wrong.
FURTHEST_OFF = timedelta(days=1)


@dataclass(frozen=True)
class Outcome:
    """What a row says afterwards: a token and its moment, or why there is none; ``at`` too when not believed."""

    state: Stamp.State
    token: bytes | None = None
    at: datetime | None = None
    why: str = ""


def answered(authority: str, digest: bytes | None, trusted: Sequence[bytes], now: datetime) -> Outcome:
    """Ask, and hold the answer against what was asked and against our own clock."""
    if digest is None:
        return Outcome(Stamp.State.REFUSED, why="This log signed that checkpoint under another name or key.")
    try:
        got = ask(authority, digest, trusted, timeout=TIMEOUT)
    except (Unreachable, NotGranted) as problem:
        return Outcome(Stamp.State.WAITING, why=str(problem))
    except BadStamp as bad:
        return Outcome(Stamp.State.REFUSED, why=str(bad))
    if abs(got.at - now) > FURTHEST_OFF:
        why = f"It states {got.at:%Y-%m-%d %H:%M} UTC, more than a day from our own clock ({now:%Y-%m-%d %H:%M})."
        return Outcome(Stamp.State.REFUSED, at=got.at, why=why)
    return Outcome(Stamp.State.HELD, got.token, got.at)


def stamper() -> Callable[[bytes], bytes] | None:
    """A function from a SHA-256 digest to a token over it (DER), by the first authority that answers; for the PDF's
    signature. ``None`` when no authority is named. The function raises ``door.http.Unreachable`` when none answers.
    """
    if not settings.AUTHORITIES:
        return None
    trusted = roots()

    def stamped(digest: bytes) -> bytes:
        why = ""
        for authority in settings.AUTHORITIES:
            outcome = answered(authority, digest, trusted, timezone.now())
            if outcome.token is not None:
                return outcome.token
            why = outcome.why
        raise Unreachable(f"No time-stamp authority answered; of the last: {why}")

    return stamped


def roots() -> list[bytes]:
    """The trusted roots (DER) of ``WEDERHOOR_AUTHORITY_ROOTS``; none when it is not set, and then no chain is judged.

    Raises ``ImproperlyConfigured`` when it is set and gives no certificate: judging nothing would look like trust.
    """
    try:
        return roots_in(Path(settings.AUTHORITY_ROOTS)) if settings.AUTHORITY_ROOTS else []
    except (OSError, ValueError) as bad:
        named = settings.AUTHORITY_ROOTS
        raise ImproperlyConfigured(f"The roots of authorities in {named} cannot be read: {bad}.") from bad
