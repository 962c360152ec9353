"""Claims filed a second through the acts themselves, against the same rows put in with bare INSERTs, all durable.

Run: .venv/bin/python bench/filing.py
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from ground import line, own_database, speed, times_of

CLAIMS = 150
MESSAGE = """\
Van: Tessa Brand <tessa{number}@post.example>
Onderwerp: Pakket niet gekomen

Hallo,

Op 21 september bestelde ik bij jullie een tafellamp (bestelling LH-{number}). Volgens de bezorger is hij op
24 september afgeleverd, maar ik heb niets ontvangen. Niemand in huis heeft iets aangenomen. Graag krijg ik mijn
geld terug.

Tessa Brand
"""

Statement = tuple[str, Any]


def main() -> int:
    with own_database() as data:
        from wederhoor.demonstration.load import load

        shop = load()
        numbers = count(1)
        filing = times_of(lambda: _file(shop, next(numbers)), times=CLAIMS)
        with _written_down() as filings:
            for _ in range(CLAIMS):
                filings.append([])
                _file(shop, next(numbers))
        bare = _replayed(data, filings)
        inserts = sum(len(one) for one in filings) / len(filings)
        thinking = median(times_of(lambda: _thought(next(numbers)), times=40))
        print(f"One message without papers; {inserts:.0f} INSERT statements and one commit a claim:")
        line("filed by the act", filing, against=("the bare rows", median(bare)))
        line("the same rows, bare, without references", bare)
        keeping = median(times_of(lambda: _kept(data, next(numbers)), times=40))
        print(f"  of the act: reading, assessing, drafting {thinking:.1f} ms; the message on disk {keeping:.1f} ms")
        speed("claims filed", 1000 / median(filing), "a second", against=("the bare rows", 1000 / median(bare)))
    return 0


def _paper(number: int) -> Any:
    from wederhoor.casework.shapes import Paper

    return Paper(MESSAGE.format(number=number).encode(), "", "text/plain", "message", "consumer")


def _file(shop: Any, number: int) -> None:
    from wederhoor.claims import actions
    from wederhoor.claims.kinds import Channel
    from wederhoor.shops.context import inside
    from wederhoor.shops.kinds import Actor

    with inside(shop.pk):
        actions.file(shop, _paper(number), channel=Channel.PASTE, by=Actor("bench", "owner", shop.pk))


def _thought(number: int) -> None:
    from datetime import date

    from wederhoor.casework.chain import work
    from wederhoor.casework.shapes import CaseInput

    work(CaseInput(_paper(number), date(2026, 10, 12)))


def _kept(data: Path, number: int) -> None:
    from wederhoor import codes
    from wederhoor.evidence.vault import keep

    keep(_paper(number).data, codes.new_code())


@contextmanager
def _written_down() -> Iterator[list[list[Statement]]]:
    """Every INSERT of every filing inside this block, with its values."""
    from django.db import connection

    filings: list[list[Statement]] = []

    def note(execute: Callable[..., Any], statement: str, values: Any, many: bool, context: Any) -> Any:
        if statement.lstrip().upper().startswith("INSERT"):
            filings[-1].append((statement, values))
        return execute(statement, values, many, context)

    with connection.execute_wrapper(note):
        yield filings


def _replayed(data: Path, filings: Sequence[Sequence[Statement]]) -> list[float]:
    """The same statements, a commit a claim, into empty copies of the tables: with indexes, without references."""
    import psycopg

    from wederhoor.supervisor.folder import DataFolder

    with psycopg.connect(DataFolder(data).database_url("owner")) as link:
        link.execute("CREATE SCHEMA bench")
        tables = link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            link.execute(f'CREATE TABLE bench."{table}" (LIKE public."{table}" INCLUDING ALL)')
        link.execute("SET search_path = bench, public")
        link.commit()
        rest = iter(filings)

        def put() -> None:
            for statement, values in next(rest):
                link.execute(statement, values)
            link.commit()

        return times_of(put, times=len(filings) - 3)


if __name__ == "__main__":
    sys.exit(main())
