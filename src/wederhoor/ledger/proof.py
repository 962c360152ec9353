"""An inclusion proof with its checkpoint as one text (C2SP tlog-proof)."""

from __future__ import annotations

from dataclasses import dataclass

from wederhoor.ledger import checkpoint as notes
from wederhoor.ledger.checkpoint import BadNote, Checkpoint, Key, b64, number, unb64
from wederhoor.ledger.tree import verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
_LONGEST = 64


@dataclass(frozen=True)
class Proof:
    """Where an entry stands (``index`` from 0), the hashes up to the root, and the signed checkpoint with that root."""

    index: int
    hashes: tuple[bytes, ...]
    note: str

    @property
    def text(self) -> str:
        lines = [HEADER, f"index {self.index}", *map(b64, self.hashes), "", self.note]
        return "\n".join(lines)

    @classmethod
    def parse(cls, text: str) -> Proof:
        """Read a proof; raises :class:`BadNote`. Extra data is refused: nothing vouches for it."""
        head, blank, note = text.partition("\n\n")
        lines = head.split("\n")
        if not blank or len(lines) < 2 or lines[0] != HEADER or not lines[1].startswith("index "):
            raise BadNote("this is not a proof in the form tlog-proof v1")
        if len(lines) > _LONGEST + 2:
            raise BadNote(f"a proof has at most {_LONGEST} hashes")
        hashes = tuple(unb64(line) for line in lines[2:])
        if any(len(digest) != 32 for digest in hashes):
            raise BadNote("a hash has 32 bytes")
        return cls(number(lines[1].removeprefix("index ")), hashes, note)

    def verify(self, entry: bytes, key: Key) -> Checkpoint:
        """The checkpoint under which ``entry`` is proven; raises :class:`BadNote` when it is not."""
        checkpoint = notes.verify(self.note, key)
        if not verify_inclusion(entry, self.index, checkpoint.size, self.hashes, checkpoint.root):
            raise BadNote(f"the proof does not lead from entry {self.index} to the root of the checkpoint")
        return checkpoint
