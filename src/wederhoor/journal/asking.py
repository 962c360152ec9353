"""How one witness is asked to cosign a checkpoint, and what its answer means (C2SP tlog-witness, the client's side)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from wederhoor.door.http import Answer, Unreachable, fetch
from wederhoor.ledger import cosignature
from wederhoor.ledger.checkpoint import BadNote, b64, number
from wederhoor.ledger.policy import Witness

TIMEOUT = 4.0  # seconds for one question
_AT_ONCE = 16
_LONGEST_ANSWER = 64 * 1024
_SIZE = "text/x.tlog.size"
# A witness whose clock is further off than this states a moment that helps nobody.
_CLOCK = timedelta(minutes=10)


class Refused(StrEnum):
    """What a witness says of a log that contradicts what it saw before."""

    SPLIT = "split"
    ROLLED_BACK = "rolled back"


@dataclass(frozen=True)
class Asked:
    """What is to be signed: a checkpoint's note and size, and when it was made."""

    note: str
    size: int
    at: datetime


@dataclass(frozen=True)
class Said:
    """What came of asking one witness: a line and its moment, or how far it saw, or a refusal; ``says`` for people."""

    witness: Witness
    seen: int
    says: str = ""
    line: str = ""
    at: datetime | None = None
    has_seen: int | None = None
    refused: Refused | None = None


def ask_all(asked: Asked, whom: list[tuple[Witness, int]], proven: Mapping[int, Iterable[bytes]]) -> list[Said]:
    """Ask these witnesses side by side, each from the size it has seen and with the proof from there.

    The threads read no row. Nothing raises: what went wrong is said.
    """
    if not whom:
        return []
    with ThreadPoolExecutor(min(len(whom), _AT_ONCE)) as threads:
        return list(threads.map(lambda one: _ask(asked, one[0], one[1], proven[one[1]]), whom))


def _ask(asked: Asked, witness: Witness, seen: int, proof: Iterable[bytes]) -> Said:
    body = "".join([f"old {seen}\n", *(f"{b64(digest)}\n" for digest in proof), "\n", asked.note])
    try:
        answer = fetch(
            f"{witness.url.rstrip('/')}/add-checkpoint",
            method="POST",
            body=body.encode(),
            headers={"Content-Type": "text/plain; charset=utf-8"},
            timeout=TIMEOUT,
            most_bytes=_LONGEST_ANSWER,
            may_be_inside=True,
        )
    except Unreachable as problem:
        return Said(witness, seen, str(problem))
    return _understood(asked, witness, seen, answer)


def _understood(asked: Asked, witness: Witness, seen: int, answer: Answer) -> Said:
    """An answer as the page tlog-witness has it; of anything else it is said that it is no witness's answer."""
    if answer.status == 200:
        return _signed(asked, witness, seen, answer.body)
    if answer.status == 409 and answer.headers.get("content-type", "").split(";")[0].strip() == _SIZE:
        return _elsewhere(witness, seen, answer.body)
    if answer.status == 422 or (answer.status == 409 and seen == asked.size):
        says = f"refuses the log at {asked.size}: it does not continue what the witness saw at {seen}."
        return Said(witness, seen, says, refused=Refused.SPLIT)
    hints = {403: "it knows this log under another key", 404: "it does not know this log"}
    return Said(witness, seen, f"answered {answer.status}: {hints.get(answer.status, 'it did not sign')}.")


def _signed(asked: Asked, witness: Witness, seen: int, body: bytes) -> Said:
    try:
        line, seconds = cosignature.answered(asked.note, body.decode(), witness.key)
        at = datetime.fromtimestamp(seconds, UTC)
    except (BadNote, UnicodeDecodeError, OverflowError, ValueError, OSError) as bad:
        return Said(witness, seen, f"gave an answer that is no cosignature: {bad}.")
    if not asked.at - _CLOCK <= at <= datetime.now(UTC) + _CLOCK:
        return Said(witness, seen, f"says it signed on {at.isoformat()}, which cannot be; its clock is wrong.")
    return Said(witness, asked.size, line=line, at=at)


def _elsewhere(witness: Witness, seen: int, body: bytes) -> Said:
    try:
        has_seen = number(body.decode().removesuffix("\n"))
    except (BadNote, UnicodeDecodeError):
        return Said(witness, seen, "gave a size that is no number.")
    return Said(witness, has_seen, f"has seen this log at {has_seen}.", has_seen=has_seen)
