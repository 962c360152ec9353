"""The record: lines numbered and signed a second, and proofs, against one-row durable INSERTs in the same run.

Run: .venv/bin/python bench/ledger.py
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

from ground import line, own_database, speed, times_of

LINES = 20_000
AT_ONCE = 8
SECONDS = 4.0
# As much as a line of the record holds.
ROW = "INSERT INTO bench_row (at, act, actor, subject, payload) VALUES (now(), %s, %s, %s, %s)"
VALUES = ("claim.filed", "actor", "K7QF-82MN-R", b'{"channel":"paste","exhibit":"B1","kind":"not_received"}')


def main() -> int:
    with own_database() as data:
        bare, bare_at_once = _bare(data)
        print("Limits, one row and one durable commit each:")
        speed("one connection", bare, "rows a second")
        speed(f"{AT_ONCE} connections", bare_at_once, "rows a second")
        print("The record:")
        written = _at_once(_write_one)
        speed(f"acts written down, {AT_ONCE} at once", written, "lines a second", against=("bare", bare_at_once))
        numbered = _numbered()
        speed("numbered, hashed, signed", numbered, "lines a second", against=("bare", bare_at_once))
        both = _with_sequencer()
        speed("written down while being numbered", both, "lines a second", against=("bare", bare_at_once))
        _proofs()
    return 0


def _bare(data: Path) -> tuple[float, float]:
    """Rows a second through one connection and through several."""
    import psycopg

    from wederhoor.supervisor.folder import DataFolder

    url = DataFolder(data).database_url("owner")
    with psycopg.connect(url, autocommit=True) as link:
        columns = "id bigserial PRIMARY KEY, at timestamptz, act text, actor text, subject text, payload bytea"
        link.execute(f"CREATE TABLE bench_row ({columns})")

    def writer() -> Callable[[], object]:
        link = psycopg.connect(url, autocommit=True)
        return lambda: link.execute(ROW, VALUES)

    return _at_once(writer, 1), _at_once(writer)


def _write_one() -> Callable[[], object]:
    from django.db import transaction

    from wederhoor.journal.record import record

    def write() -> None:
        with transaction.atomic():
            record("terms.kept", subject="bench", actor="bench", payload={"channel": "paste", "exhibit": "B1"})

    return write


def _at_once(writer: Callable[[], Callable[[], object]], threads: int = AT_ONCE) -> float:
    """How often all of them together write in a second."""
    counts = [0] * threads
    stop = Event()

    def body(place: int) -> None:
        write = writer()
        while not stop.is_set():
            write()
            counts[place] += 1

    running = [Thread(target=body, args=(place,)) for place in range(threads)]
    start = time.perf_counter()
    for thread in running:
        thread.start()
    time.sleep(SECONDS)
    stop.set()
    for thread in running:
        thread.join()
    return sum(counts) / (time.perf_counter() - start)


def _numbered() -> float:
    """Lines a second that the sequencer numbers when many wait."""
    from django.db import transaction
    from django.utils import timezone

    from wederhoor.journal.record import Entry, record_all
    from wederhoor.journal.sequencer import run_once

    while run_once(timezone.now()):
        pass
    numbers = count(1)
    for _ in range(LINES // 1000):
        with transaction.atomic():
            record_all([Entry("terms.kept", f"case-{next(numbers)}", "bench", {"exhibit": "B1"}) for _ in range(1000)])
    done, start = 0, time.perf_counter()
    while numbered := run_once(timezone.now()):
        done += numbered
    return done / (time.perf_counter() - start)


def _with_sequencer() -> float:
    """The same acts, while the sequencer works beside them as it does in the worker."""
    from wederhoor.journal import sequencer

    stop = Event()
    thread = Thread(target=sequencer.run_forever, args=(stop,))
    thread.start()
    try:
        return _at_once(_write_one)
    finally:
        stop.set()
        thread.join()


def _proofs() -> None:
    from django.utils import timezone

    from wederhoor.journal.audit import check_ledger
    from wederhoor.journal.sequencer import run_once

    while run_once(timezone.now()):
        pass
    start = time.perf_counter()
    report = check_ledger()
    speed("read again from the beginning and compared", report.lines / (time.perf_counter() - start), "lines a second")
    proven = _prover(report.numbered)
    line(f"one proof among {report.numbered} lines", times_of(proven, times=200))


def _prover(size: int) -> Callable[[], Any]:
    """Proves one line after the other, each under the newest checkpoint."""
    from wederhoor.journal import proofs
    from wederhoor.journal.across import across_shops
    from wederhoor.journal.models import Line

    places = (1 + number * 7919 % size for number in count())

    def prove() -> Any:
        with across_shops("the benchmark proves lines"):
            return proofs.tlog_proof(Line.objects.get(number=next(places)))

    return prove


if __name__ == "__main__":
    sys.exit(main())
