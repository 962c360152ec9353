"""Time from outside: asks named time-stamp authorities (RFC 3161) about checkpoints, and keeps what they answered."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from wederhoor.journal.models import Checkpoint


def stamp_now(checkpoint: Checkpoint) -> None:
    """Ask every named authority once to stamp this checkpoint; one that fails is asked again later by the worker.

    Never inside a transaction. Whatever happens outside, this does not raise.
    """


def tokens_of(checkpoint: Checkpoint) -> list[bytes]:
    """The verified time-stamp tokens over what the log signed at this checkpoint: DER of each ``TimeStampToken``."""
    return []


def stamper() -> Callable[[bytes], bytes] | None:
    """A function from a SHA-256 digest to a token over it (DER), by the first authority that answers; for the PDF's
    signature. ``None`` when no authority is named. The function raises ``door.http.Unreachable`` when none answers.
    """
    return None


def run_forever(stop: Event) -> None:
    """Until ``stop`` is set: stamp the newest checkpoint every hour while there is news, and work off what waits."""
    stop.wait()
