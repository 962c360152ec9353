"""Gives committed lines their numbers, grows the tree over them, and signs a checkpoint.

Acts only insert; their lines have no number and wait for nobody. One process at a time, elected by an advisory lock
that ends with the transaction, does the following **in one transaction**. With each step stands what a crash means.

0. *Once, before the very first batch:* the signing key is written, synced and linked into place.
   Crash: a key that signed nothing. The next start uses it.
1. Take the lock. Crash: the lock goes with the connection; another process is elected at its next try.
2. Re-read the lines of the last batch: each must be, byte for byte, what this process hashed when it signed them.
   Where another process signed, or a line is not the same, check each commitment and grow that part of the tree again:
   it must give the root that was signed, under the key that is here. Crash: nothing was written. Contradiction: nothing
   is numbered or signed until a person looked.
3. Read the lines without a number, oldest first, and check each commitment. A line whose transaction commits later has
   a lower id but is not seen yet; it gets a later number from a later batch. So numbers follow what became visible, and
   no line is passed over.
4. Set their numbers, the next after the last checkpoint's size. Crash: rolled back; the lines wait as before.
5. Insert the nodes that became complete. Crash: rolled back together with the numbers.
6. Sign the checkpoint, in memory. Crash: a signature nobody saw. The next run may sign another tree of the same size,
   which is safe only because of step 7: **no note leaves this process before its row is durable**.
7. Insert the checkpoint and commit. Crash before the commit is durable: all of the above never happened. Crash after
   it, before we hear so: everything happened, and the next run begins behind it.

A line whose key was destroyed is forgotten: there is nothing left to compare. One whose key is *missing* cannot be told
right from wrong. It keeps its place all the same, since its commitment was made by the act itself and others must not
wait for a lost file; it is said loudly, each time, and the audit goes on saying it until the key is back.

Followers and proofs read numbered lines and checkpoint rows only, so nothing reads a batch in part. A restored backup
is the one way to lose a checkpoint that was seen outside: compare it with the newest checkpoint known elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from django.db import connection, transaction
from django.utils import timezone

from wederhoor.journal import keys, loop, nodes, rows
from wederhoor.journal.across import across_shops
from wederhoor.journal.broken import LedgerBroken
from wederhoor.journal.models import Checkpoint, Line
from wederhoor.journal.rows import Checker, Row, State
from wederhoor.ledger import checkpoint as notes
from wederhoor.ledger.tree import Tree, peak_addresses

log = logging.getLogger(__name__)

BATCH = 5_000
KEPT_FOR = timedelta(hours=1)
_LOCK = int.from_bytes(b"wh-seq", "big")
_SET_NUMBERS = """
    UPDATE journal_line AS line SET number = %s + new.place
    FROM unnest(%s::bigint[]) WITH ORDINALITY AS new (id, place)
    WHERE line.id = new.id AND line.number IS NULL
"""


@dataclass(frozen=True)
class _Signed:
    """The last batch this process signed: its lines as they were hashed, and the tree after them."""

    lines: list[Row]
    peaks: Sequence[bytes]
    size: int
    root: bytes


# Only ever compared with what the database holds, so it may be out of date: then everything is hashed again.
_last_signed: _Signed | None = None


def run_once(now: datetime, *, wait: bool = False) -> int:
    """Number one batch of committed lines and sign it; how many there were.

    0 when there is nothing to do or another process is at it; with ``wait`` it waits for that process first. Raises
    :class:`LedgerBroken` when the last batch no longer gives the root that was signed.
    """
    global _last_signed
    signer = keys.signer()
    with across_shops("sequencer: numbers lines of every shop"):
        if not _elected(wait):
            return 0
        waiting = rows.waiting(BATCH)
        signed = _seal(waiting, signer, now) if waiting else _last_signed
    _last_signed = signed
    return len(waiting)


def run_forever(stop: Event) -> None:
    """Sequence until ``stop`` is set; a line has its proof well within a second of its commit."""
    due = timezone.now()

    def step() -> int:
        nonlocal due
        now = timezone.now()
        if now >= due:
            prune(now)
            due = now + KEPT_FOR
        # Numbered is what came meanwhile, a few times a second; a batch for each handful of acts would slow the acts.
        return run_once(now) // BATCH

    loop.until(stop, step)


def number_now(line: Line) -> Line:
    """The line with its number, sequenced here and now; it must be committed, so not inside a transaction."""
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("a line is numbered after its transaction, not within it")
    may_come = True
    while line.number is None:
        # Looked up before and after: another one may have numbered it since it was read, and each batch reads the last
        # one again, so numbering for each of many lines would read all of them as many times.
        with across_shops("sequencer: the number a line was given"):
            line.refresh_from_db(fields=("number",))
        if line.number is None:
            if not may_come:
                raise Line.DoesNotExist(f"line {line.pk} was never committed")
            may_come = run_once(timezone.now(), wait=True) > 0
    return line


def prune(now: datetime) -> int:
    """Let go of checkpoints that nothing refers to and that are older than an hour; how many."""
    with across_shops("sequencer: lets go of checkpoints"):
        newest = Checkpoint.objects.order_by("-size").values("pk")[:1]
        old = Checkpoint.objects.filter(kept=False, at__lt=now - KEPT_FOR).exclude(pk__in=newest)
        return old.delete()[0]


def _elected(wait: bool) -> bool:
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        row: tuple[bool] = cursor.fetchone()
    return row[0]


def _seal(waiting: list[Row], signer: notes.Signer, now: datetime) -> _Signed:
    with connection.cursor() as cursor:
        # Whatever the database is set to: this commit is durable before anybody can read the note (step 7).
        cursor.execute("SET LOCAL synchronous_commit = on")
    _refuse_if_changed(waiting)
    tree = _rechecked(Checkpoint.objects.order_by("-size").first(), signer.key)
    first = tree.size + 1
    _set_numbers(waiting, first)
    nodes.store(tree.extend(row.commitment for row in waiting))
    signed = notes.Checkpoint(signer.origin, tree.size, tree.root())
    Checkpoint.objects.create(size=signed.size, root=signed.root, note=signed.sign(signer), at=now)
    lines = [row._replace(number=number) for number, row in enumerate(waiting, first)]
    return _Signed(lines, tree.peaks, signed.size, signed.root)


def _rechecked(last: Checkpoint | None, key: notes.Key) -> Tree:
    """The tree at the last checkpoint, its newest lines read again; raises :class:`LedgerBroken`."""
    if last is None:
        return Tree()
    _refuse_another_key(last, key)
    known = _last_signed
    if known and (known.size, known.root) == (last.size, bytes(last.root)):
        lines = rows.numbered(known.size - len(known.lines), known.size)
        if lines == known.lines:
            return Tree(known.size, known.peaks)
    return _grown_again(last)


def _grown_again(last: Checkpoint) -> Tree:
    """The same without leaning on memory: every line of the last batch opened and hashed."""
    before = Checkpoint.objects.filter(size__lt=last.size).order_by("-size").values_list("size", flat=True).first()
    begin = max(before or 0, last.size - BATCH)
    tree = Tree.stored(begin, nodes.reader(peak_addresses(begin)))
    lines = rows.numbered(begin, last.size)
    _refuse_if_changed(lines)
    tree.extend(row.commitment for row in lines)
    if tree.size != last.size or tree.root() != bytes(last.root):
        raise LedgerBroken([f"lines {begin + 1} to {last.size} no longer give the root signed at {last.size}"])
    return tree


def _refuse_another_key(last: Checkpoint, key: notes.Key) -> None:
    """A key folder that is not the one of this log signs nothing: the log would seem to have two pasts."""
    try:
        said = notes.verify(last.note, key)
    except notes.BadNote as bad:
        raise LedgerBroken([f"the checkpoint at {last.size} does not verify with the key that is here: {bad}"]) from bad
    if (said.size, said.root) != (last.size, bytes(last.root)):
        raise LedgerBroken([f"the note of the checkpoint at {last.size} says otherwise"])


def _refuse_if_changed(lines: list[Row]) -> None:
    checker = Checker()
    found = [(row, state) for row in lines if (state := checker.state(row)) not in (State.HOLDS, State.FORGOTTEN)]
    changed = [row for row, state in found if state is State.CHANGED]
    if changed:
        raise LedgerBroken([f"the text of {row.named} is not what it committed to" for row in changed])
    if found:
        log.critical(
            "%d lines cannot be checked, %s the first: their keys are missing. Put back the key folder.",
            len(found),
            found[0][0].named,
        )


def _set_numbers(waiting: list[Row], first: int) -> None:
    with connection.wrap_database_errors, rows.bare_cursor() as cursor:
        cursor.execute(_SET_NUMBERS, [first - 1, [row.id for row in waiting]])
        if cursor.rowcount != len(waiting):
            raise LedgerBroken([f"{len(waiting) - cursor.rowcount} lines were numbered by somebody else"])
