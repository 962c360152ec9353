"""``check_ledger()``: asserts everything the record promises, by reading all of it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from django.db import connection

from wederhoor.journal import keys, nodes, proofs, rows
from wederhoor.journal.across import across_shops
from wederhoor.journal.broken import LedgerBroken
from wederhoor.journal.kinds import Forgets, acts
from wederhoor.journal.models import Checkpoint, Cursor, Line, ParkedLine
from wederhoor.journal.rows import Checker, Row, State
from wederhoor.ledger import checkpoint as notes
from wederhoor.ledger.checkpoint import BadNote
from wederhoor.ledger.tree import Tree, verify_consistency

PIECE = 5_000
MOST_SAID = 100
_PAIRS_PROVEN = 100
# One statement is one moment; what stands at or below ``size`` does not change any more, whatever is added meanwhile.
_BOUNDS = """
    SELECT coalesce((SELECT max(size) FROM journal_checkpoint), 0), coalesce(max(number), 0), count(number), count(*),
        (SELECT count(*) FROM journal_node)
    FROM journal_line
"""


@dataclass(frozen=True)
class Report:
    """What was read and found in order: counts of lines, numbered and forgotten ones, and checkpoints."""

    lines: int
    numbered: int
    forgotten: int
    checkpoints: int


class Bounds(NamedTuple):
    """Size of the newest checkpoint, the highest number, and how many lines have one, lines and hashes there are."""

    size: int
    highest: int
    numbered: int
    lines: int
    nodes: int


@dataclass
class Reading:
    """The record read from where ``tree`` stands; whatever does not hold is said in ``wrong``.

    ``torn`` once a number is missing: from there on lines give no tree any more. Use it inside ``across_shops``.
    """

    tree: Tree = field(default_factory=Tree)
    wrong: list[str] = field(default_factory=list)
    forgotten: int = 0
    checkpoints: int = 0
    torn: bool = False

    def expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.wrong.append(otherwise)

    def read(self, until: int) -> None:
        """Lines, stored hashes and checkpoints up to ``until``, side by side; at most a piece at a time."""
        begin = self.tree.size
        lines = rows.numbered(begin, until)
        self.look_at(lines)
        if [row.number for row in lines] != list(range(begin + 1, until + 1)):
            self.torn = True
            self.wrong.append(f"of the lines {begin + 1} to {until} {until - begin - len(lines)} are missing")
            return
        grown: list[tuple[int, int, bytes]] = []
        for checkpoint in Checkpoint.objects.filter(size__gt=begin, size__lte=until).order_by("size"):
            grown += self._extended(lines, begin, checkpoint.size)
            self._check_checkpoint(checkpoint)
        grown += self._extended(lines, begin, until)
        self._compare(grown, nodes.born(begin, until))

    def look_at(self, lines: Sequence[Row]) -> None:
        """Whether each line says what it committed to, or may have forgotten it."""
        checker, declared = Checker(), acts()
        for row in lines:
            match checker.state(row):
                case State.FORGOTTEN:
                    self.forgotten += 1
                    may = declared.get(row.act) is not Forgets.NOTHING
                    self.expect(may, f"{row.named} ({row.act}) may not forget, and did")
                case State.CHANGED:
                    self.wrong.append(f"the text of {row.named} is not what it committed to")
                case State.UNREADABLE:
                    self.wrong.append(f"{row.named} cannot be checked: its key is missing")

    def finish(self, whole: Bounds) -> None:
        """What holds of the whole: counts, lines that wait, cursors."""
        size, highest = whole.size, whole.highest
        self.expect(highest == size, f"numbers run to {highest}, the newest checkpoint to {size}")
        self.expect(whole.numbered == highest, f"{whole.numbered} lines have a number, the highest is {highest}")
        nodes = _nodes_of(size)
        self.expect(whole.nodes == nodes, f"{whole.nodes} hashes are stored, a tree of {size} has {nodes}")
        after = 0
        while waiting := rows.waiting(PIECE, after):
            self.look_at(waiting)
            after = waiting[-1].id
        _check_cursors(self)

    def _extended(self, lines: list[Row], begin: int, until: int) -> list[tuple[int, int, bytes]]:
        return self.tree.extend(row.commitment for row in lines[self.tree.size - begin : until - begin])

    def _check_checkpoint(self, checkpoint: Checkpoint) -> None:
        size, root = checkpoint.size, bytes(checkpoint.root)
        self.checkpoints += 1
        self.expect(self.tree.root() == root, f"the checkpoint at {size} has another root than the lines")
        try:
            said = notes.verify(checkpoint.note, keys.log_key())
        except BadNote as bad:
            self.wrong.append(f"the checkpoint at {size} does not verify: {bad}")
            return
        self.expect((said.size, said.root) == (size, root), f"the note of the checkpoint at {size} says otherwise")

    def _compare(self, grown: list[tuple[int, int, bytes]], stored: list[tuple[int, int, bytes]]) -> None:
        if sorted(grown) != stored:
            for level, index, _ in sorted(set(grown) ^ set(stored))[:MOST_SAID]:
                self.wrong.append(f"the stored hash {level}/{index} is not the one of the lines")


def check_ledger() -> Report:
    """Read everything and compare; raises :class:`LedgerBroken` with a sentence for each thing that does not hold.

    Safe beside a running sequencer: what is compared is bounded by the newest checkpoint at the start.
    """
    with across_shops("audit: reads the whole record"):
        whole = bounds()
        reading = Reading()
        while reading.tree.size < whole.size and not reading.torn:
            reading.read(min(reading.tree.size + PIECE, whole.size))
        reading.finish(whole)
        _check_consistent(reading, whole.size)
    if reading.wrong:
        raise LedgerBroken(reading.wrong[:MOST_SAID])
    return Report(whole.lines, whole.numbered, reading.forgotten, reading.checkpoints)


def bounds() -> Bounds:
    """How far the record goes at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(_BOUNDS)
        return Bounds(*cursor.fetchone())


def _nodes_of(size: int) -> int:
    """How many complete subtrees a tree of ``size`` leaves has."""
    return 2 * size - size.bit_count()


def _check_consistent(reading: Reading, size: int) -> None:
    """The same roots say so already; but what the record publishes it must also be able to prove to somebody else."""
    newest = Checkpoint.objects.filter(size__lte=size).order_by("-size")[: _PAIRS_PROVEN + 1]
    for old, new in pairwise(reversed(newest)):
        try:
            proof = proofs.consistency(old.size, new.size)
        except KeyError as gone:
            reading.wrong.append(f"hash {gone} is missing for the proof from {old.size} to {new.size}")
            continue
        holds = verify_consistency(old.size, new.size, bytes(old.root), bytes(new.root), proof)
        reading.expect(holds, f"the checkpoint at {new.size} does not continue the one at {old.size}")


def _check_cursors(reading: Reading) -> None:
    end = Line.objects.filter(number__isnull=False).order_by("-number").values_list("number", flat=True).first() or 0
    for cursor in Cursor.objects.filter(number__gt=end):
        reading.wrong.append(f"{cursor} reads beyond the last line, {end}")
    for parked in ParkedLine.objects.filter(number__gt=end):
        reading.wrong.append(f"{parked} is parked beyond the last line, {end}")
