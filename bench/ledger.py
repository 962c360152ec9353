"""The record: lines numbered and signed beside their writers, proofs, and the tree, against their limits and peers.

Limits and peers in the same run: pgbench's one-row durable commits, and pymerkle (in a process of its own).

Run: .venv/bin/python bench/ledger.py        (pymerkle's environment: make .venv/.oracle)
"""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any

from ground import own_database, p95, speed, times_of

LINES = 20_000
LEAVES = 1_000_000
AT_ONCE = 8
SECONDS = 6
ROUNDS = 3
# As much as a line of the record holds.
ROW = """INSERT INTO bench_row (at, act, actor, subject, payload, salt) VALUES (now(), 'claim.filed', 'actor',
'K7QF-82MN-R', '{"channel":"paste","exhibit":"B1","kind":"not_received"}', sha256(CAST(random() AS text)::bytea));"""
# A line as record() writes it, its commitment made by the database: the writers then cost as little as they can.
LINE = """INSERT INTO journal_line (act, at, actor, subject, payload, salt, commitment)
SELECT 'bench.kept', at, 'actor', 'K7QF-82MN-R', payload, salt, sha256(
'\\x7765646572686f6f72206c696e652076310a'::bytea || salt || convert_to('{"act":"bench.kept","actor":"actor","at":"' ||
to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24":"MI":"SS.US') || 'Z","payload":', 'UTF8') || payload ||
',"subject":"K7QF-82MN-R"}')
FROM (SELECT clock_timestamp() AS at, sha256(CAST(random() AS text)::bytea) AS salt,
'{"channel":"paste","exhibit":"B1","kind":"not_received"}'::bytea AS payload) AS said;"""


def main() -> int:
    kept = []
    with own_database() as data:
        _declare()
        print("Limits, one row and one durable commit each:")
        bare = _pgbench(data, ROW)
        speed("pgbench, one connection", _pgbench(data, ROW, 1), "rows a second")
        speed(f"pgbench, {AT_ONCE} connections", bare, "rows a second")
        print("The record:")
        kept += _beside_writers(data, bare)
        kept += _backlog(bare)
        kept += _proofs()
    print("In memory, by the processor's time:")
    kept += _tree()
    return 0 if all(kept) else 1


def at_least(what: str, value: float, limit: float, unit: str, note: str = "") -> bool:
    return _judged(what, value, limit, unit, value >= limit, note)


def at_most(what: str, value: float, limit: float, unit: str, note: str = "") -> bool:
    return _judged(what, value, limit, unit, value <= limit, note)


def _judged(what: str, value: float, limit: float, unit: str, holds: bool, note: str) -> bool:
    print(f"  {what:<56} {value:9.2f} {unit}  limit {limit:g}: {'kept' if holds else 'NOT KEPT'}  {note}".rstrip())
    return holds


def _declare() -> None:
    from wederhoor.journal.kinds import Forgets, declare

    declare("bench.kept", forgets=Forgets.NOTHING)
    declare("bench.told", forgets=Forgets.PAYLOAD)


def _pgbench(data: Path, script: str, clients: int = AT_ONCE) -> float:
    """Transactions a second of one statement, each committed durably."""
    import psycopg

    from wederhoor.supervisor import binaries
    from wederhoor.supervisor.folder import DataFolder

    folder = DataFolder(data)
    with psycopg.connect(folder.database_url("owner"), autocommit=True) as link:
        columns = "id bigserial PRIMARY KEY, at timestamptz, act text, actor text, subject text"
        link.execute(f"CREATE TABLE IF NOT EXISTS bench_row ({columns}, payload bytea, salt bytea)")
        link.execute("GRANT INSERT ON bench_row TO wederhoor_app")
        link.execute("GRANT USAGE ON SEQUENCE bench_row_id_seq TO wederhoor_app")
    file = data.parent / "script.sql"
    file.write_text(script)
    program = binaries.found(os.environ, folder).program("pgbench")
    words = ["-n", "-c", str(clients), "-j", "2", "-T", str(SECONDS), "-M", "prepared", "-f", str(file)]
    url = psycopg.conninfo.conninfo_to_dict(folder.database_url("app"))
    address = {"PGHOST": url["host"], "PGUSER": url["user"], "PGPASSWORD": url["password"], "PGDATABASE": url["dbname"]}
    environ = {**os.environ, **{name: str(value) for name, value in address.items()}}
    said = subprocess.run([program, *words], env=environ, capture_output=True, text=True, check=True).stdout
    return float(re.search(r"^tps = ([0-9.]+)", said, re.MULTILINE)[1])


class Sequencer:
    """The sequencer as it works in the worker; remembers when each batch was durable."""

    def __init__(self) -> None:
        self.batches: list[tuple[float, int]] = []
        self.stop = Event()

    def run(self) -> None:
        from django.db import connection
        from django.utils import timezone

        from wederhoor.journal import loop, sequencer

        while not self.stop.is_set():
            if done := sequencer.run_once(timezone.now()):
                self.batches.append((time.time(), done))
            else:
                self.stop.wait(loop.PAUSE)
        connection.close()

    def lags(self, after: int) -> list[float]:
        """How long each line numbered above ``after`` waited from when it was written until its proof was durable."""
        from django.db import connection

        from wederhoor.journal.across import across_shops

        with across_shops("the benchmark looks how long lines waited"), connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM at) FROM journal_line WHERE number > %s ORDER BY number", [after])
            written = [float(at) for (at,) in cursor.fetchall()]
        when = [moment for moment, size in self.batches for _ in range(size)]
        return [done - at for done, at in zip(when, written, strict=True)]


@contextmanager
def sequencing() -> Iterator[Sequencer]:
    _drain()
    one = Sequencer()
    thread = Thread(target=one.run)
    thread.start()
    try:
        yield one
    finally:
        one.stop.set()
        thread.join()


def _drain() -> int:
    from django.utils import timezone

    from wederhoor.journal.sequencer import run_once

    done = 0
    while numbered := run_once(timezone.now()):
        done += numbered
    return done


def _beside_writers(data: Path, bare: float) -> list[bool]:
    """Eight writers and the sequencer at once: what is written, what is left waiting, and how long lines waited."""
    speed(
        f"lines by pgbench, {AT_ONCE} at once, nobody numbers", _pgbench(data, LINE), "a second", against=("bare", bare)
    )
    # In turns with the peer: what else the machine does weighs on both.
    pairs = [(_numbered_beside(lambda: _pgbench(data, LINE)), _pgbench(data, ROW)) for _ in range(ROUNDS)]
    (best, peer) = sorted(pairs, key=lambda pair: pair[0][0] / pair[1])[ROUNDS // 2]
    kept = _told("lines by pgbench, numbered and signed beside it", *best, peer, promised=True)
    speed(f"lines by record(), {AT_ONCE} processes, nobody numbers", _acts(), "lines a second", against=("bare", bare))
    _told("lines by record(), sealed, numbered and signed beside it", *_numbered_beside(_acts), bare, promised=False)
    return kept


def _numbered_beside(writing: Callable[[], float]) -> tuple[float, int, list[float]]:
    before = _size()
    with sequencing() as one:
        before = _size()
        rate = writing()
        waiting = _waiting()
        while _waiting():
            time.sleep(0.05)
    return rate, waiting, one.lags(before)


def _told(what: str, rate: float, waiting: int, lags: list[float], bare: float, *, promised: bool) -> list[bool]:
    speed(what, rate, "lines a second", against=("bare", bare), note=f"{waiting} waited when the writers stopped")
    print(f"      a line had its proof after {median(lags):.2f} s, p95 {p95(lags):.2f}, the slowest {max(lags):.2f}")
    if not promised:
        return [at_most("  slowest proof after its line was written", max(lags), 1.0, "s")]
    return [
        at_least("  part of pgbench's one-row commits", rate / bare, 0.6, ""),
        at_most("  slowest proof after its line was written", max(lags), 1.0, "s"),
    ]


def _size() -> int:
    from wederhoor.journal.proofs import latest_checkpoint

    newest = latest_checkpoint()
    return newest.size if newest else 0


def _waiting() -> int:
    from django.db import connection

    from wederhoor.journal.across import across_shops

    with across_shops("the benchmark counts what waits"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_line WHERE number IS NULL")
        found: int = cursor.fetchone()[0]
    return found


def _acts() -> float:
    """Lines a second by record() in processes of their own, one act and one commit each."""
    from django.db import connections

    connections.close_all()
    counts = multiprocessing.get_context("fork").Queue()
    running = [
        multiprocessing.get_context("fork").Process(target=_act, args=(place, counts)) for place in range(AT_ONCE)
    ]
    start = time.perf_counter()
    for one in running:
        one.start()
    done = sum(counts.get() for _ in running)
    spent = time.perf_counter() - start
    for one in running:
        one.join()
    return done / spent


def _act(place: int, counts: Any) -> None:
    from django.db import connections, transaction

    from wederhoor.journal.record import record

    connections.close_all()
    done, until = 0, time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        with transaction.atomic():
            record("bench.told", subject=f"case-{place}", actor="bench", payload={"channel": "paste", "exhibit": "B1"})
        done += 1
    connections.close_all()
    counts.put(done)


def _backlog(bare: float) -> list[bool]:
    """Lines a second that the sequencer numbers when many wait; the best round, since others use the machine too."""
    from django.db import transaction

    from wederhoor.journal.record import Entry, record_all

    kept = []
    for act, what in (("bench.kept", "lines in the open"), ("bench.told", "sealed lines")):
        rates, worked = [], []
        for _ in range(ROUNDS):
            _drain()
            cases = count()
            for _ in range(LINES // 1000):
                with transaction.atomic():
                    record_all([Entry(act, f"case-{next(cases) % 1000}", "x", {"exhibit": "B1"}) for _ in range(1000)])
            start, begun = time.perf_counter(), time.process_time()
            done = _drain()
            rates.append(done / (time.perf_counter() - start))
            worked.append(done / (time.process_time() - begun))
        note = f"{max(rates) / bare:.1f} times bare; {max(worked):.0f} a second of its own processor"
        kept.append(at_least(f"{what} of a backlog, numbered, hashed, signed", max(rates), 20_000, "a second", note))
    return kept


def _proofs() -> list[bool]:
    """Reading everything again, and one proof among a million."""
    from wederhoor.journal import nodes, proofs
    from wederhoor.journal.across import across_shops
    from wederhoor.journal.audit import check_ledger
    from wederhoor.journal.models import Checkpoint, Line
    from wederhoor.ledger.tree import Tree, peak_addresses

    start = time.perf_counter()
    report = check_ledger()
    spent = time.perf_counter() - start
    speed("read again from the beginning and compared", report.lines / spent, "lines a second", note=f"{report.lines}")
    size = report.numbered
    tree = Tree.stored(size, nodes.reader(peak_addresses(size)))
    while tree.size < LEAVES:
        many = min(50_000, LEAVES - tree.size)
        with across_shops("the benchmark grows the tree"):
            nodes.store(tree.extend(number.to_bytes(32, "big") for number in range(tree.size, tree.size + many)))
    under = Checkpoint(size=LEAVES, root=tree.root(), note="note\n")
    places = (1 + number * 7919 % LEAVES for number in count())
    taken = times_of(lambda: proofs.tlog_proof(Line(number=next(places)), under), times=500)
    return [at_most(f"one proof among {LEAVES} leaves", median(taken), 1.0, "ms", f"p95 {p95(taken):.2f}")]


def _tree() -> list[bool]:
    from wederhoor.ledger.tree import Tree

    entries = [number.to_bytes(32, "big") for number in range(LINES)]

    def one_by_one() -> None:
        tree = Tree()
        for entry in entries:
            tree.append(entry)

    taken = times_of(lambda: Tree().extend(entries), times=15, clock=time.process_time)
    ours, each = (
        LINES / median(taken) * 1000,
        LINES / median(times_of(one_by_one, times=9, clock=time.process_time)) * 1000,
    )
    speed("leaves, as the sequencer adds them", ours, "a second")
    speed("leaves, one by one", each, "a second")
    said = _oracle()
    if said is None:
        print("  pymerkle is not there: make .venv/.oracle")
        return [False]
    speed("pymerkle, one by one", LINES / said["append"], "a second")
    speed("pymerkle, many at once", LINES / said["append_at_once"], "a second")
    theirs = LINES / min(said["append"], said["append_at_once"])
    return [at_least("times pymerkle at its fastest", ours / theirs, 5, "")]


def _oracle() -> dict[str, Any] | None:
    top = Path(__file__).resolve().parents[1]
    words = [str(top / ".venv" / "oracle" / "bin" / "python"), str(top / "tools" / "oracle.py")]
    with suppress(FileNotFoundError):
        done = subprocess.run(words, input=f'{{"work": {LINES}}}\n', capture_output=True, text=True, check=True)
        said: dict[str, Any] = json.loads(done.stdout)
        return said
    return None


if __name__ == "__main__":
    sys.exit(main())
