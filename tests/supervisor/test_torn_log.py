"""The database is killed and the end of its write-ahead log is torn: every acknowledged act is there, with no gap.

What was acknowledged lies before the place up to which the log was flushed by then. Behind that place anything may
stand after the power went: zeros, half a record, old bytes, noise. Three times here, each with another tear; thirty:
``WEDERHOOR_LONG=1 .venv/bin/python -m pytest tests/supervisor/test_torn_log.py``.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from tests.servers import BASE, _alone, _template, usual

from wederhoor.supervisor.cluster import Cluster, log_of, stop
from wederhoor.supervisor.folder import DataFolder

TIMES = 30 if os.environ.get("WEDERHOOR_LONG") == "1" else 3
SEGMENT = 16 * 1024 * 1024
SECTOR = 512
ACKNOWLEDGES = """
import os, django
django.setup()
from itertools import count
from django.db import connection, transaction
from django.utils import timezone
from wederhoor.journal import sequencer
from wederhoor.journal.record import record
life = os.environ["LIFE"]
for turn in count():
    with transaction.atomic():
        line = record("shop.changed", subject=f"T{life}-{turn}", actor="system", payload={"turn": turn})
    number = ""
    if turn % 3 == 0:
        sequencer.run_once(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_flush_lsn() - '0/0'")
        print(line.pk, f"T{life}-{turn}", cursor.fetchone()[0], flush=True)
"""
READS = """
import django, json
django.setup()
from django.utils import timezone
from wederhoor.journal import sequencer
from wederhoor.journal.across import across_shops
from wederhoor.journal.audit import check_ledger
from wederhoor.journal.models import Line
while sequencer.run_once(timezone.now()):
    pass
report = check_ledger()
with across_shops("a test reads what is left"):
    lines = list(Line.objects.order_by("number").values_list("number", "pk", "subject"))
print(json.dumps({"lines": lines, "numbered": report.numbered}))
"""
Tear = Callable[[random.Random, bytes], bytes]


def zeros(chance: random.Random, tail: bytes) -> bytes:
    return bytes(len(tail))


def noise(chance: random.Random, tail: bytes) -> bytes:
    return chance.randbytes(len(tail))


def half_written(chance: random.Random, tail: bytes) -> bytes:
    """Some sectors reached the disk and others did not, in no order."""
    return b"".join(
        tail[at : at + SECTOR] if chance.random() < 0.5 else bytes(len(tail[at : at + SECTOR]))
        for at in range(0, len(tail), SECTOR)
    )


TEARS: tuple[Tear, ...] = (zeros, noise, half_written)


class Database:
    """A careful database of its own: it flushes what it acknowledges, as an installation's does."""

    def __init__(self, folder: Path) -> None:
        self.cluster = Cluster(DataFolder(folder), usual(), {"autovacuum": "off", "max_wal_size": "4GB"})
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.cluster.prepare()
        self.process = self.cluster.start(log_of(self.cluster.data, "postgres"))
        self.cluster.wait_until_ready(self.process)

    def environ(self, **more: str) -> dict[str, str]:
        own = {
            "WEDERHOOR_DATA": str(self.cluster.data.path),
            "DATABASE_URL": self.cluster.data.database_url("app"),
            "DJANGO_SETTINGS_MODULE": "wederhoor.settings",
        }
        return {**os.environ, **own, **more}

    def read(self) -> dict[str, list[list[object]]]:
        done = subprocess.run(
            [sys.executable, "-c", READS], env=self.environ(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3_000:]
        found: dict[str, list[list[object]]] = json.loads(done.stdout)
        return found

    def kill(self) -> None:
        """The server and every process of it at once, as when the power goes."""
        assert self.process is not None
        postmaster = self.process.pid  # its children are in sessions of their own
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for one in (postmaster, *map(int, children)):
            os.kill(one, signal.SIGKILL)
        self.process.wait()

    def tear(self, after: int, how: Tear, chance: random.Random) -> int:
        """Write over the log from this place to the end of its segment; how many bytes differ then."""
        name = f"{1:08X}{after // (SEGMENT * 256):08X}{after // SEGMENT % 256:08X}"
        path = self.cluster.data.cluster / "pg_wal" / name
        with path.open("r+b") as file:
            file.seek(after % SEGMENT)
            tail = file.read()
            torn = how(chance, tail)
            file.seek(after % SEGMENT)
            file.write(torn)
        return sum(a != b for a, b in zip(tail, torn, strict=True))


@pytest.fixture
def database() -> Iterator[Database]:
    folder = BASE / f"run-{os.getpid()}-torn"
    shutil.rmtree(folder, ignore_errors=True)
    with _alone():
        subprocess.run(["cp", "-a", "--reflink=auto", _template(usual()), folder], check=True)
    made = Database(folder)
    try:
        yield made
    finally:
        if made.process is not None:
            stop(made.process)
        shutil.rmtree(folder, ignore_errors=True)


def acknowledged(database: Database, life: int, chance: random.Random) -> list[tuple[int, str, int]]:
    """What a program was told is kept, until the database is killed under it and under somebody half-way an act."""
    program = subprocess.Popen(
        [sys.executable, "-c", ACKNOWLEDGES],
        env=database.environ(LIFE=str(life)),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert program.stdout is not None
    told = [program.stdout.readline()]
    rest: list[str] = []
    reader = threading.Thread(target=lambda: rest.extend(program.stdout or ()))
    reader.start()
    half_way = database.cluster.connect()
    half_way.execute("BEGIN")
    half_way.execute("CREATE TABLE never (said text)")
    for _ in range(20):
        half_way.execute("INSERT INTO never SELECT repeat(md5(random()::text), 20) FROM generate_series(1, 10)")
        time.sleep(chance.uniform(0.005, 0.03))
    database.kill()
    half_way.close()
    program.kill()
    program.wait()
    reader.join()
    rows = [line.split() for line in told + rest if line.endswith("\n")]
    return [(int(pk), subject, int(place)) for pk, subject, place in rows]


def test_acts_acknowledged_before_the_log_was_torn_are_all_there_without_a_gap(database: Database) -> None:
    chance, known, torn = random.Random(2026), dict[int, str](), 0
    for life in range(TIMES):
        database.start()
        told = acknowledged(database, life, chance)
        assert len(told) > 3
        known |= {pk: subject for pk, subject, _ in told}
        torn += database.tear(max(place for _, _, place in told), TEARS[life % 3], chance)
        database.start()
        found = database.read()
        kept = {pk: subject for _, pk, subject in found["lines"]}
        assert {pk: kept.get(pk) for pk in known} == known, "an acknowledged act is lost"
        assert [number for number, _, _ in found["lines"]] == list(range(1, len(kept) + 1)), "a gap"
        with database.cluster.connect() as link, pytest.raises(psycopg.errors.UndefinedTable):
            link.execute("SELECT 1 FROM never")
        assert database.process is not None
        stop(database.process)
    assert torn > 0, "nothing was torn, so nothing was shown"
