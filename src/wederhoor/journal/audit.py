"""``check_ledger()``: asserts everything the record promises, by reading all of it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from django.db import connection
from django.db.models import BigIntegerField, F, Func

from wederhoor.journal import keys, proofs
from wederhoor.journal.across import across_shops
from wederhoor.journal.broken import LedgerBroken
from wederhoor.journal.kinds import Forgets, acts
from wederhoor.journal.models import Checkpoint, Cursor, Line, Node, ParkedLine
from wederhoor.ledger import checkpoint as notes
from wederhoor.ledger.checkpoint import BadNote
from wederhoor.ledger.tree import Tree, verify_consistency

_CHUNK = 2_000
_WHOLE: BigIntegerField[int, int] = BigIntegerField()
_PAIRS_PROVEN = 100
_MOST_SAID = 100
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


@dataclass
class _Audit:
    """One reading; ``size`` is the newest checkpoint's, ``roots`` the roots asked for as they are met."""

    size: int
    wrong: list[str] = field(default_factory=list)
    forgotten: int = 0
    roots: dict[int, bytes] = field(default_factory=dict)

    def expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.wrong.append(otherwise)


def check_ledger() -> Report:
    """Read everything and compare; raises :class:`LedgerBroken` with a sentence for each thing that does not hold.

    Safe beside a running sequencer: what is compared is bounded by the newest checkpoint at the start.
    """
    with across_shops("audit: reads the whole record"):
        size, highest, numbered, lines, stored = _bounds()
        audit = _Audit(size)
        audit.expect(highest == size, f"numbers run to {highest}, the newest checkpoint to {size}")
        audit.expect(numbered == highest, f"{numbered} lines have a number, the highest is {highest}")
        audit.expect(stored == _nodes_of(size), f"{stored} hashes are stored, a tree of {size} has {_nodes_of(size)}")
        checkpoints = list(Checkpoint.objects.filter(size__lte=size).order_by("size"))
        _check_tree(audit, {checkpoint.size for checkpoint in checkpoints})
        _check_unnumbered(audit)
        _check_checkpoints(audit, checkpoints)
        _check_cursors(audit)
    if audit.wrong:
        raise LedgerBroken(audit.wrong[:_MOST_SAID])
    return Report(lines, numbered, audit.forgotten, len(checkpoints))


def _bounds() -> tuple[int, int, int, int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_BOUNDS)
        row: tuple[int, int, int, int, int] = cursor.fetchone()
    return row


def _nodes_of(size: int) -> int:
    """How many complete subtrees a tree of ``size`` leaves has."""
    return 2 * size - size.bit_count()


def _check_tree(audit: _Audit, wanted: set[int]) -> None:
    """Lines and stored hashes side by side: numbers without a gap, commitments, and every hash of the tree."""
    tree = Tree()
    stored = _stored(audit.size)
    lines = Line.objects.filter(number__lte=audit.size).order_by("number")
    for line in lines.iterator(chunk_size=_CHUNK):
        _check_line(audit, line)
        audit.expect(line.number == tree.size + 1, f"line {line.number} follows line {tree.size}")
        for grown in tree.append(bytes(line.commitment)):
            found = next(stored, None)
            audit.expect(found == grown, f"the stored hash {grown[0]}/{grown[1]} is not the one of the lines")
        if tree.size in wanted:
            audit.roots[tree.size] = tree.root()


def _stored(size: int) -> Iterator[tuple[int, int, bytes]]:
    """Stored hashes in the order in which growing the tree makes them."""
    born = Func(F("index") + 1, F("level"), template="(%(expressions)s)", arg_joiner=" << ", output_field=_WHOLE)
    rows = Node.objects.annotate(born=born).filter(born__lte=size).order_by("born", "level")
    for level, index, digest in rows.values_list("level", "index", "hash").iterator(chunk_size=_CHUNK):
        yield level, index, bytes(digest)


def _check_unnumbered(audit: _Audit) -> None:
    for line in Line.objects.filter(number=None).iterator(chunk_size=_CHUNK):
        _check_line(audit, line)


def _check_line(audit: _Audit, line: Line) -> None:
    named = f"line {line.number or f'without a number ({line.pk})'}"
    if line.is_forgotten:
        audit.forgotten += 1
        audit.expect(acts().get(line.act) is not Forgets.NOTHING, f"{named} ({line.act}) may not forget, and did")
    else:
        audit.expect(line.commits(), f"the text of {named} is not what it committed to")


def _check_checkpoints(audit: _Audit, checkpoints: list[Checkpoint]) -> None:
    key = keys.log_key()
    for checkpoint in checkpoints:
        size, root = checkpoint.size, bytes(checkpoint.root)
        audit.expect(audit.roots.get(size) == root, f"the checkpoint at {size} has another root than the lines")
        try:
            said = notes.verify(checkpoint.note, key)
        except BadNote as bad:
            audit.wrong.append(f"the checkpoint at {size} does not verify: {bad}")
            continue
        audit.expect((said.size, said.root) == (size, root), f"the note of the checkpoint at {size} says otherwise")
    for old, new in list(pairwise(checkpoints))[-_PAIRS_PROVEN:]:
        _check_consistent(audit, old, new)


def _check_consistent(audit: _Audit, old: Checkpoint, new: Checkpoint) -> None:
    """Equal roots say this already; the stored hashes must also be able to prove it to somebody else."""
    try:
        proof = proofs.consistency(old.size, new.size)
    except KeyError as gone:
        audit.wrong.append(f"hash {gone} is missing for the proof from {old.size} to {new.size}")
        return
    holds = verify_consistency(old.size, new.size, bytes(old.root), bytes(new.root), proof)
    audit.expect(holds, f"the checkpoint at {new.size} does not continue the one at {old.size}")


def _check_cursors(audit: _Audit) -> None:
    end = Line.objects.filter(number__isnull=False).order_by("-number").values_list("number", flat=True).first() or 0
    for cursor in Cursor.objects.filter(number__gt=end):
        audit.wrong.append(f"{cursor} reads beyond the last line, {end}")
    for parked in ParkedLine.objects.filter(number__gt=end):
        audit.wrong.append(f"{parked} is parked beyond the last line, {end}")
