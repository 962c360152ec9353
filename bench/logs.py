"""Logs: taking them in, finding one order again in ten and in twenty million lines, and what that costs in memory.

Peers in the same run: ``zcat | wc -l`` and DuckDB's bare counting of the same lines, Python's ``re`` over a part of
them, and ``grep`` for the same order.

Run: .venv/bin/python bench/logs.py [--lines 10000000]
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from ground import own_database, speed, within

FIRST = "2025-09-01"
DAYS = 400
AT_LEAST = 200_000  # lines a second
ROUNDS = 7
_LINE = re.compile(r'(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) (\S+)[^"]*" (\d+) (\S+) "([^"]*)" "([^"]*)"')
# A shop's traffic: pages and pictures, some with parameters, one line in forty about an order, one in twenty a robot.
_MADE = """
COPY (SELECT a || ' - - [' || strftime(moment, '%d/%b/%Y:%H:%M:%S') || ' +0000] "' || what || ' HTTP/1.1" 200 ' ||
    (i * 7919 % 90000)::VARCHAR || ' "' || CASE WHEN i % 3 = 0 THEN '-' ELSE 'https://lamps.example/c/' || (i % 50) END
    || '" "' || agent || '"' AS line
FROM (SELECT i, TIMESTAMP '{first}' + INTERVAL 1 SECOND * ((i * {step})::BIGINT) AS moment,
    (11 + v % 200) || '.' || (v // 200 % 250) || '.' || (v % 97) || '.' || (1 + v % 250) AS a,
    CASE WHEN i % 40 = 0 THEN 'GET /checkout/order-received/LH-' || (i // 40) || '/?key=wc_' || i || '&sid=v' || v
        WHEN i % 40 < 6 THEN 'GET /lamp/' || (i % 900) || '?sid=v' || v
        WHEN i % 40 = 7 THEN 'POST /cart/add?id=' || (i % 900) || '&csrf_token=' || md5(i::VARCHAR)
        ELSE 'GET /media/' || (i % 4000) || '/lamp-wide.webp' END AS what,
    CASE WHEN i % 20 = 1 THEN 'Mozilla/5.0 (compatible; Somebot/2.1; +https://bot.example/about)'
        WHEN i % 3 = 0 THEN 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1'
        ELSE 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' END AS agent
    FROM (SELECT i, hash(i // 12)::UBIGINT % 3000000 AS v FROM range({lines}) t(i))))
TO '{path}' (FORMAT csv, HEADER false, QUOTE '', DELIMITER '\x01', COMPRESSION gzip)
"""
_CHILD = """
import sys, os, json, time
import django; django.setup()
from pathlib import Path
from wederhoor.logs.intake import take_in
from wederhoor.logs.sources import Source
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop
shop = Shop.objects.get(pk=int(sys.argv[1]))
began = time.time()
intake, _ = take_in(shop, Source.at(Path(sys.argv[2])), by=Actor("bench", "owner", shop.pk))
took = time.time() - began
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
said = {"took": took, "rows": intake.rows, "aside": intake.aside, "plain": intake.plain_size, "peak": int(peak)}
print(json.dumps(said))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--lines", type=int, default=10_000_000, help="of the smaller of the two; the other has twice as many"
    )
    lines = parser.parse_args().lines
    with own_database() as data:
        kept = [*_one(data, lines, "small"), *_one(data, 2 * lines, "large")]
        kept.append(_compared())
    return 0 if all(kept) else 1


TIMES: dict[str, float] = {}


def _one(data: Path, lines: int, name: str) -> list[bool]:
    path = data.parent / f"{name}.log.gz"
    _generate(path, lines)
    print(f"{lines:,} lines in {DAYS} days, {path.stat().st_size / 1e6:,.0f} MB as gzip:")
    counted, bare = _peers(path, lines)
    shop = _shop(name)
    done = _child(data, shop, path)
    speed("taken in", done["rows"] / done["took"], "lines a second", against=("zcat | wc -l", counted))
    speed("DuckDB counting the same lines", bare, "lines a second")
    held = [
        _at_least("taking in", done["rows"] / done["took"], AT_LEAST),
        within(f"memory of the process, {done['plain'] / 1e9:.1f} GB unpacked", done["peak"] / 1024, 300, "MB"),
        done["aside"] == 0 and done["rows"] == lines,
    ]
    TIMES[name] = _query(shop, lines)
    held.append(within("one order, median", TIMES[name], 1.0, "s"))
    print(f"  {'grep for the same order':<44} {_grep(path, lines):9.2f} s")
    path.unlink()
    return held


def _generate(path: Path, lines: int) -> None:
    import duckdb

    step = DAYS * 86_400 / lines
    duckdb.execute(_MADE.format(first=FIRST, step=step, lines=lines, path=path))


def _peers(path: Path, lines: int) -> tuple[float, float]:
    import duckdb

    began = time.perf_counter()
    subprocess.run(f"zcat {path} | wc -l", shell=True, check=True, stdout=subprocess.DEVNULL)
    counted = lines / (time.perf_counter() - began)
    began = time.perf_counter()
    duckdb.execute(
        f"SELECT count(*) FROM read_csv('{path}', columns = {{'line': 'VARCHAR'}}, delim = '\x01', quote = '', "
        "escape = '', header = false, auto_detect = false)"
    ).fetchall()
    bare = lines / (time.perf_counter() - began)
    out = subprocess.run(f"zcat {path} | head -200000", shell=True, check=True, capture_output=True, text=True).stdout
    began = time.perf_counter()
    found = sum(1 for line in out.splitlines() if _LINE.match(line))
    speed("Python's re over some of them", found / (time.perf_counter() - began), "lines a second")
    return counted, bare


def _shop(name: str) -> int:
    from wederhoor.accounts.models import Person
    from wederhoor.shops.actions import open_shop

    person = Person.objects.create_user(f"{name}@bench.example", name=name)
    return int(open_shop(f"Bench {name}", by_person=person.pk, by_code=person.code).pk)


def _child(data: Path, shop: int, path: Path) -> dict[str, float]:
    import json

    words = [sys.executable, "-c", _CHILD, str(shop), str(path)]
    return dict(json.loads(subprocess.run(words, env=os.environ, check=True, capture_output=True, text=True).stdout))


def _query(shop_id: int, lines: int) -> float:
    """The median of several orders, each in a process' first and later questions alike: nothing is kept in between."""
    from wederhoor.logs.search import Wanted, look
    from wederhoor.shops.context import inside
    from wederhoor.shops.models import Shop

    taken = []
    for number in range(ROUNDS):
        order = (lines // 40) * (number + 1) // (ROUNDS + 1)
        began = time.perf_counter()
        with inside(shop_id):
            found = look(Shop.objects.get(pk=shop_id), Wanted(order=f"LH-{order}"))
        taken.append(time.perf_counter() - began)
        assert len(found.sought) == 1, (order, found)
    return median(taken)


def _grep(path: Path, lines: int) -> float:
    began = time.perf_counter()
    subprocess.run(f"zcat {path} | grep -c 'LH-{lines // 80}/'", shell=True, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _at_least(what: str, value: float, limit: float) -> bool:
    kept = value >= limit
    print(f"  {what:<44} {value:9.0f} lines a second  limit {limit:,}: {'kept' if kept else 'NOT KEPT'}")
    return kept


def _compared() -> bool:
    return within("twice the lines, times as long", TIMES["large"] / TIMES["small"], 1.3, "times")


if __name__ == "__main__":
    raise SystemExit(main())
