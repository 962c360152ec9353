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
from wederhoor.door.stamp import ask, roots_in, stamp
from wederhoor.journal.models import Stamp
from wederhoor.ledger.stamp import BadStamp, NotGranted, asked, read_reply

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
    why = _disbelieved(got.at, now)
    if why:
        return Outcome(Stamp.State.REFUSED, at=got.at, why=why)
    return Outcome(Stamp.State.HELD, got.token, got.at)


def _disbelieved(at: datetime, now: datetime) -> str:
    if abs(at - now) <= FURTHEST_OFF:
        return ""
    return f"It states {at:%Y-%m-%d %H:%M} UTC, more than a day from our own clock ({now:%Y-%m-%d %H:%M})."


def stamper() -> Callable[[bytes], bytes] | None:
    """A function from the DER of a ``TimeStampReq`` (SHA-256, with a nonce) to that of its ``TimeStampResp``, which was
    read and holds: by the first authority that answers. It is what ``dossier.signed`` takes as its ``Stamp``.

    ``None`` when no authority is named. The function raises ``door.http.Unreachable`` when none gives a good answer.
    """
    if not settings.AUTHORITIES:
        return None
    trusted = roots()

    def stamped(request: bytes) -> bytes:
        why = ""
        for authority in settings.AUTHORITIES:
            try:
                return _reply(authority, request, trusted)
            except (Unreachable, BadStamp) as no:
                why = str(no)
        raise Unreachable(f"No time-stamp authority gave a good answer. The last one: {why}")

    return stamped


def _reply(authority: str, request: bytes, trusted: Sequence[bytes]) -> bytes:
    digest, nonce = asked(request)
    reply = stamp(authority, request, timeout=TIMEOUT)
    why = _disbelieved(read_reply(reply, digest, nonce, trusted).at, timezone.now())
    if why:
        raise BadStamp(why)
    return reply


def roots() -> list[bytes]:
    """The trusted roots (DER) of ``WEDERHOOR_AUTHORITY_ROOTS``; none when it is not set, and then no chain is judged.

    Raises ``ImproperlyConfigured`` when it is set and gives no certificate: judging nothing would look like trust.
    """
    try:
        return roots_in(Path(settings.AUTHORITY_ROOTS)) if settings.AUTHORITY_ROOTS else []
    except (OSError, ValueError) as bad:
        named = settings.AUTHORITY_ROOTS
        raise ImproperlyConfigured(f"The roots of authorities in {named} cannot be read: {bad}.") from bad
