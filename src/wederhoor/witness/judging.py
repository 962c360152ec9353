"""What a witness does with one request, before it keeps or signs anything (C2SP tlog-witness, add-checkpoint)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wederhoor.ledger import checkpoint as notes
from wederhoor.ledger.checkpoint import BadNote, Checkpoint, Key, number, unb64
from wederhoor.ledger.tree import verify_consistency

LONGEST_REQUEST = 256 * 1024  # bytes: 63 hashes, and a note with dozens of the longest signatures known
_MOST_HASHES = 63
_SIZE = "text/x.tlog.size"


class Refused(Exception):
    """The request is not answered with a cosignature: an HTTP status, and the body that goes with it."""

    def __init__(self, status: int, says: str, content_type: str = "text/plain; charset=utf-8") -> None:
        super().__init__(says)
        self.status, self.says, self.content_type = status, says, content_type


class Contradicted(Refused):
    """The log signed something that does not continue what was cosigned; worth keeping."""


@dataclass(frozen=True)
class Request:
    """What was asked: cosign ``checkpoint``, whose note has ``text``, as a continuation of the tree at ``old``."""

    old: int
    proof: tuple[bytes, ...]
    note: str
    text: str
    checkpoint: Checkpoint


def read(body: bytes) -> Request:
    """Read the body of an add-checkpoint request; raises :class:`Refused`."""
    try:
        head, blank, note = body.decode().partition("\n\n")
        first, *hashes = head.split("\n")
        if not blank or not first.startswith("old ") or len(hashes) > _MOST_HASHES:
            raise BadNote("a request is “old” and a size, at most 63 hashes, an empty line and a checkpoint")
        proof = tuple(unb64(line) for line in hashes)
        if any(len(digest) != 32 for digest in proof):
            raise BadNote("a hash has 32 bytes")
        text = notes.split(note)[0]
        return Request(number(first.removeprefix("old ")), proof, note, text, Checkpoint.head(text))
    except (BadNote, UnicodeDecodeError) as bad:
        raise Refused(400, f"This request cannot be read: {bad}.\n") from None


def signed_by_log(request: Request, keys: Sequence[Key]) -> str:
    """The note with the log's own signature alone; raises :class:`Refused` unless one of ``keys`` signed it.

    A trusted key whose signature does not fit spoils the note (signed-note, “Signatures”).
    """
    signers = {(name, kid) for name, kid, _ in notes.split(request.note)[1]}
    try:
        own = [notes.log_signed(request.note, key) for key in keys if (key.name, key.id) in signers]
    except BadNote as bad:
        raise Refused(403, f"{bad}.\n") from None
    if not own:
        raise Refused(403, f"No key known here for {request.checkpoint.origin} signed this.\n")
    return own[0]


def judge(request: Request, last: Checkpoint) -> None:
    """Raises :class:`Refused` unless the request continues ``last``, the newest checkpoint cosigned for this log."""
    new = request.checkpoint
    if request.old > new.size:
        raise Refused(400, "The old size is larger than that of the checkpoint.\n")
    if request.old != last.size:
        raise Refused(409, f"{last.size}\n", _SIZE)
    if request.old == new.size and new.root != last.root:
        raise Contradicted(409, f"Another tree of {new.size} was cosigned before.\n")
    if not verify_consistency(last.size, new.size, last.root, new.root, request.proof):
        raise Contradicted(422, f"The proof does not lead from the tree of {last.size} to that of {new.size}.\n")
