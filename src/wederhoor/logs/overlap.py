"""Files that overlap: today's log and the one it is rotated into say the same lines, which are kept once.

A line is known when as many equal ones of the same server stand there from earlier files; equal lines within one file
are all kept, for a visitor may ask for the same thing twice in a second.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from wederhoor.door.keyring import NoKey
from wederhoor.door.store import Missing
from wederhoor.logs.engine import Held
from wederhoor.logs.kinds import Kind
from wederhoor.logs.models import Part
from wederhoor.logs.reading import quoted
from wederhoor.logs.store import opened
from wederhoor.shops.models import Shop

if TYPE_CHECKING:
    import duckdb

_NONE = "CREATE TABLE known (day DATE, digest UBIGINT, times BIGINT)"
_TWICE = """
    CREATE OR REPLACE TEMP TABLE twice AS SELECT f.n, f.day, f.digest FROM (
        SELECT n, moment::DATE AS day, digest, row_number() OVER (PARTITION BY moment::DATE, digest ORDER BY n) AS nth
        FROM fit WHERE why IS NULL) f
    JOIN known k ON k.day = f.day AND k.digest = f.digest WHERE f.nth <= k.times
"""
_LEFT = """
    UPDATE known SET times = known.times - t.c FROM (SELECT day, digest, count(*) AS c FROM twice GROUP BY ALL) t
    WHERE known.day = t.day AND known.digest = t.digest
"""


@dataclass
class Overlap:
    """What stands there of a shop's earlier files of one kind and server, read day by day when a day comes by."""

    parts: dict[date, list[tuple[str, str]]]
    read: set[date] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, shop: Shop, kind: Kind, origin: str) -> Overlap:
        """Inside the shop. Parts whose addresses were cut short tell no line any more, and are not among them."""
        rows = Part.objects.filter(shop=shop, kind=kind, intake__origin=origin, is_short=False)
        found: dict[date, list[tuple[str, str]]] = {}
        for day, address, key in rows.values_list("day", "address", "key"):
            found.setdefault(day, []).append((address, key))
        return cls(found)

    def begin(self, link: duckdb.DuckDBPyConnection) -> None:
        link.execute(_NONE)

    def leave_out(self, link: duckdb.DuckDBPyConnection) -> int:
        """Take known rows out of the table ``fit``; how many."""
        if not self.parts:
            return 0
        days = {row[0] for row in link.execute("SELECT DISTINCT moment::DATE FROM fit WHERE why IS NULL").fetchall()}
        if not days & self.parts.keys():
            return 0
        with self.lock:
            for day in sorted(days & self.parts.keys() - self.read):
                self._read(link, day)
            link.execute(_TWICE)
            found = link.execute("SELECT count(*) FROM twice").fetchone()
            if not found or not found[0]:
                return 0
            link.execute(_LEFT)
        link.execute("DELETE FROM fit WHERE n IN (SELECT n FROM twice)")
        return int(found[0])

    def _read(self, link: duckdb.DuckDBPyConnection, day: date) -> None:
        self.read.add(day)
        for address, key in self.parts[day]:
            try:
                file = Held(opened(address, key))
            except (NoKey, Missing):
                continue  # forgotten or lost: nobody can tell what stood there
            with file:
                link.execute(
                    f"INSERT INTO known SELECT DATE '{day.isoformat()}', digest, count(*) "
                    f"FROM read_parquet({quoted(file.path)}) WHERE digest IS NOT NULL GROUP BY digest"
                )
