"""Acts through the HTTP API, eight at once, against a bare Django view that puts in the same rows with raw SQL.

The whole program runs as people run it: web server, database, worker with its sequencer. The bare view is served by
the same server with the same settings, on the same database under the same role, with no middleware and no rules.

Run: .venv/bin/python bench/acts.py [--seconds 8]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from ground import speed

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

AT_ONCE = 8
BATCH = 1_000
SHARE, EVENTS, WAITING = 0.6, 10_000, 2_000
OPENS = """
from wederhoor.cli.django import django
with django():
    from wederhoor.accounts.models import Person
    from wederhoor.shops.actions import make_key, open_shop
    from wederhoor.shops.context import inside
    from wederhoor.shops.kinds import Actor
    person = Person.objects.create_user("owner@bench.example", name="Eigenaar")
    shop = open_shop("Meetwinkel", by_person=person.pk, by_code=person.code, email="winkel@bench.example")
    with inside(shop.pk):
        print(shop.pk, make_key(shop, "meting", by=Actor(person.code, "owner", shop.pk)))
"""
TABLES = """
import sys, psycopg
from pathlib import Path
from wederhoor.supervisor.folder import DataFolder
folder = DataFolder(Path(sys.argv[1]))
with psycopg.connect(folder.database_url("owner"), autocommit=True) as link:
    for name, like in (("bench_line", "journal_line"), ("bench_event", "evidence_orderevent")):
        link.execute(f"CREATE TABLE {name} (LIKE {like} INCLUDING ALL)")
        link.execute(f'GRANT SELECT, INSERT ON {name} TO PUBLIC')
    link.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO PUBLIC")
"""
COUNTS = """
import sys, psycopg
from pathlib import Path
from wederhoor.supervisor.folder import DataFolder
with psycopg.connect(DataFolder(Path(sys.argv[1])).database_url("owner"), autocommit=True) as link:
    print(*link.execute("SELECT count(*), count(*) FILTER (WHERE number IS NULL) FROM journal_line").fetchone())
"""


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seconds", type=float, default=8.0)
    seconds = words.parse_args().seconds
    with running() as (url, folder, shop, key):
        python(folder, TABLES, str(folder))
        with bare(folder, shop) as plain:
            rounds = [
                (measured(plain, "", single, seconds / 2), measured(url, key, single, seconds / 2)) for _ in range(2)
            ]
        limit, ours = (median(pair[place] for pair in rounds) for place in (0, 1))
        print(f"One transaction with its journal line each, {AT_ONCE} clients, worker and sequencer running:")
        speed("a bare Django view, the same rows", limit, "acts a second")
        speed("acts through the API", ours, "acts a second", against=("the bare view", limit))
        flat = backlog(folder)
        many = measured(url, key, batch, seconds) * BATCH
        print(f"Up to {BATCH} events a call:")
        speed("events through the batch address", many, "events a second")
        kept = [
            said("share of the bare view", ours / limit, SHARE),
            said("events a second", many, EVENTS),
            said("lines without a number after the acts", -flat, -WAITING),
            said("lines without a number after the batches", -backlog(folder), -WAITING),
        ]
    return 0 if all(kept) else 1


def said(what: str, value: float, least: float) -> bool:
    kept = value >= least
    print(f"  {what:<44} {abs(value):9.2f}  limit {abs(least):g}: {'kept' if kept else 'NOT KEPT'}")
    return kept


@contextmanager
def running() -> Iterator[tuple[str, Path, str, str]]:
    """The program on a folder of its own, durable; its address, folder, a shop and that shop's key."""
    from tests.running import Up

    top = Path(tempfile.mkdtemp(prefix="wederhoor-bench-"))
    top.chmod(0o711)
    folder = top / "data"
    try:
        with Up(folder, WEDERHOOR_DEMO="0") as up:
            shop, key = python(folder, OPENS).split()
            yield up.said["url"], folder, shop, key
    finally:
        shutil.rmtree(top, ignore_errors=True)


def python(folder: Path, code: str, *words: str) -> str:
    given = {**os.environ, "WEDERHOOR_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "wederhoor.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=given, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip()


@contextmanager
def bare(folder: Path, shop: str) -> Iterator[str]:
    """The peer, by the server the program itself uses, with its command line."""
    from wederhoor.supervisor.web import answers, command, free_port

    port = free_port(0)
    line = [word.replace("wederhoor.wsgi:application", "bare:application") for word in command("127.0.0.1", port)]
    given = {**os.environ, "WEDERHOOR_DATA": str(folder), "BENCH_SHOP": shop}
    given |= {"DJANGO_SETTINGS_MODULE": "bare_settings", "PYTHONPATH": str(Path(__file__).parent)}
    server = subprocess.Popen(line, env=given)
    try:
        while not answers(port):
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def backlog(folder: Path) -> int:
    """Lines that still have no number a second after the last act."""
    time.sleep(1.0)
    return int(python(folder, COUNTS, str(folder)).split()[1])


Make = Callable[[int], tuple[str, bytes]]


def single(number: int) -> tuple[str, bytes]:
    return "/api/v1/events", json.dumps(event(number)).encode()


def batch(number: int) -> tuple[str, bytes]:
    events = [event(number * BATCH + place) for place in range(BATCH)]
    return "/api/v1/events/batch", json.dumps({"events": events}).encode()


def event(number: int) -> dict[str, object]:
    detail = {"code": f"3SLHH{number}", "signed": number % 2 == 0}
    ref = f"r{os.getpid()}-{time.time_ns()}-{number}"
    return {
        "order": f"LH-{number % 50_000}",
        "what": "delivered",
        "at": "2026-10-01T14:03:00+02:00",
        "ref": ref,
        "detail": detail,
    }


def measured(url: str, key: str, make: Make, seconds: float) -> float:
    """Answers of success a second, all clients together; any other answer ends the measurement."""
    return asyncio.run(_measured(url, key, make, seconds))


async def _measured(url: str, key: str, make: Make, seconds: float) -> float:
    where, numbers, until = urlsplit(url), count(1), time.perf_counter() + seconds
    await _client(where.hostname or "", where.port or 80, key, make, numbers, time.perf_counter() + 0.5)
    start, until = time.perf_counter(), time.perf_counter() + seconds
    clients = [_client(where.hostname or "", where.port or 80, key, make, numbers, until) for _ in range(AT_ONCE)]
    done = await asyncio.gather(*clients)
    return sum(done) / (time.perf_counter() - start)


async def _client(host: str, port: int, key: str, make: Make, numbers: Iterator[int], until: float) -> int:
    """One client on one connection: it sends the next when the last was answered."""
    reader, writer = await asyncio.open_connection(host, port)
    done = 0
    while time.perf_counter() < until:
        path, body = make(next(numbers))
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(answer.split("content-length:")[1].split("\r\n")[0])
        text = await reader.readexactly(length)
        if not answer.startswith("http/1.1 201"):
            raise SystemExit(f"The server answered {answer.splitlines()[0]}: {text[:300]!r}")
        done += 1
    writer.close()
    return done


if __name__ == "__main__":
    sys.exit(main())
