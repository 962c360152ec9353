"""Gives committed lines their numbers, grows the tree over them, and signs a checkpoint.

Acts only insert; their lines have no number and wait for nobody. One process at a time, elected by an advisory lock
that ends with the transaction, does the following **in one transaction**. With each step stands what a crash means.

0. *Once, before the very first batch:* the signing key is written, synced and linked into place.
   Crash: a key that signed nothing. The next start uses it.
1. Take the lock. Crash: the lock goes with the connection; another process is elected at its next try.
2. Re-read the lines of the last batch, check each commitment, and grow that part of the tree again: it must give the
   root that was signed. Crash: nothing was written. Contradiction: nothing is numbered or signed until a person looked.
3. Read the lines without a number, oldest first. A line whose transaction commits later has a lower id but is not seen
   yet; it gets a later number from a later batch. So numbers follow what became visible, and no line is passed over.
4. Set their numbers, the next after the last checkpoint's size. Crash: rolled back; the lines wait as before.
5. Insert the nodes that became complete. Crash: rolled back together with the numbers.
6. Sign the checkpoint, in memory. Crash: a signature nobody saw. The next run may sign another tree of the same size,
   which is safe only because of step 7: **no note leaves this process before its row is durable**.
7. Insert the checkpoint and commit. Crash before the commit is durable: all of the above never happened. Crash after
   it, before we hear so: everything happened, and the next run begins behind it.

Followers and proofs read numbered lines and checkpoint rows only, so nothing reads a batch in part. A restored backup
is the one way to lose a checkpoint that was seen outside: compare it with the newest checkpoint known elsewhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event

from django.db import connection, transaction
from django.utils import timezone

from wederhoor.journal import keys, loop, nodes
from wederhoor.journal.across import across_shops
from wederhoor.journal.broken import LedgerBroken
from wederhoor.journal.models import Checkpoint, Line
from wederhoor.ledger import checkpoint as notes
from wederhoor.ledger.tree import Tree, peak_addresses

BATCH = 5_000
KEPT_FOR = timedelta(hours=1)
_LOCK = int.from_bytes(b"wh-seq", "big")
_SET_NUMBERS = """
    UPDATE journal_line AS line SET number = new.number
    FROM unnest(%s::bigint[], %s::bigint[]) AS new (id, number)
    WHERE line.id = new.id AND line.number IS NULL
"""


def run_once(now: datetime, *, wait: bool = False) -> int:
    """Number one batch of committed lines and sign it; how many there were.

    0 when there is nothing to do or another process is at it; with ``wait`` it waits for that process first. Raises
    :class:`LedgerBroken` when the last batch no longer gives the root that was signed.
    """
    signer = keys.signer()
    with across_shops("sequencer: numbers lines of every shop"):
        if not _elected(wait):
            return 0
        waiting = list(Line.objects.filter(number=None).order_by("id")[:BATCH])
        if waiting:
            _seal(waiting, signer, now)
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
        return run_once(now)

    loop.until(stop, step)


def number_now(line: Line) -> Line:
    """The line with its number, sequenced here and now; it must be committed, so not inside a transaction."""
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("a line is numbered after its transaction, not within it")
    while line.number is None:
        numbered = run_once(timezone.now(), wait=True)
        # Looked up also when nothing was left to number: another one may have numbered it after it was read.
        with across_shops("sequencer: the number a line was given"):
            line.refresh_from_db(fields=("number",))
        if line.number is None and not numbered:
            raise Line.DoesNotExist(f"line {line.pk} was never committed")
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


def _seal(waiting: list[Line], signer: notes.Signer, now: datetime) -> None:
    with connection.cursor() as cursor:
        # Whatever the database is set to: this commit is durable before anybody can read the note (step 7).
        cursor.execute("SET LOCAL synchronous_commit = on")
    _refuse_if_changed(waiting)
    tree = _rechecked(Checkpoint.objects.order_by("-size").first())
    _set_numbers(waiting, first=tree.size + 1)
    nodes.store([node for line in waiting for node in tree.append(bytes(line.commitment))])
    signed = notes.Checkpoint(signer.origin, tree.size, tree.root())
    Checkpoint.objects.create(size=signed.size, root=signed.root, note=signed.sign(signer), at=now)


def _rechecked(last: Checkpoint | None) -> Tree:
    """The tree at the last checkpoint, its newest lines read and hashed again; raises :class:`LedgerBroken`."""
    if last is None:
        return Tree()
    before = Checkpoint.objects.filter(size__lt=last.size).order_by("-size").values_list("size", flat=True).first()
    begin = max(before or 0, last.size - BATCH)
    tree = Tree.stored(begin, nodes.reader(peak_addresses(begin)))
    lines = list(Line.objects.filter(number__gt=begin, number__lte=last.size).order_by("number"))
    _refuse_if_changed(lines)
    for line in lines:
        tree.append(bytes(line.commitment))
    if tree.size != last.size or tree.root() != bytes(last.root):
        raise LedgerBroken([f"lines {begin + 1} to {last.size} no longer give the root signed at {last.size}"])
    return tree


def _refuse_if_changed(lines: list[Line]) -> None:
    changed = [line for line in lines if not line.commits()]
    if changed:
        raise LedgerBroken(
            [f"the text of line {line.number or line.pk} is not what it committed to" for line in changed]
        )


def _set_numbers(waiting: list[Line], first: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET_NUMBERS, [[line.pk for line in waiting], list(range(first, first + len(waiting)))])
        if cursor.rowcount != len(waiting):
            raise LedgerBroken([f"{len(waiting) - cursor.rowcount} lines were numbered by somebody else"])
