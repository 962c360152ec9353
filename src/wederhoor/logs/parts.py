"""Writing rows as parts: one Parquet file per day, sealed and durable, with the fingerprints it is found by."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from wederhoor.door.keyring import NoKey
from wederhoor.journal.ring import ring
from wederhoor.ledger.sealed import seal, unseal
from wederhoor.logs.engine import Held
from wederhoor.logs.kinds import Kind
from wederhoor.logs.models import Part, key_of
from wederhoor.logs.reading import PAYMENTS, WEB, names
from wederhoor.logs.store import keep

if TYPE_CHECKING:
    import duckdb

COLUMNS = {Kind.WEB: WEB, Kind.PAYMENTS: PAYMENTS}
# What is found by: fingerprints of few (orders, people, payments) and of many (visits).
FEW = {Kind.WEB: ("ord", "mail"), Kind.PAYMENTS: ("ord", "mail", "reference")}
MANY: dict[Kind, tuple[str, ...]] = {Kind.WEB: ("session", "addr"), Kind.PAYMENTS: ()}
_OPTIONS = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 61440, USE_TMP_FILE false"


@dataclass(frozen=True)
class Written:
    """A part that lies in the store, and is nobody's until its row is there."""

    kind: Kind
    day: date
    key: str
    address: str
    sha256: str
    size: int
    rows: int
    first_at: datetime
    last_at: datetime
    few: bytes
    many: bytes

    def as_json(self) -> dict[str, Any]:
        """As the manifest names it."""
        return {
            "day": self.day.isoformat(),
            "sha256": self.sha256,
            "size": self.size,
            "rows": self.rows,
            "first": self.first_at.isoformat(),
            "last": self.last_at.isoformat(),
        }

    def row(self, shop_id: int, intake_id: int, **more: Any) -> Part:
        said = {name: value for name, value in vars(self).items() if name != "kind"}
        return Part(shop_id=shop_id, intake_id=intake_id, kind=self.kind.value, **said, **more)


def write_days(link: duckdb.DuckDBPyConnection, kind: Kind, shop_code: str) -> list[Written]:
    """The rows of the table ``fit`` that fit, one part a day."""
    days = link.execute(
        "SELECT moment::DATE, count(*), epoch_us(min(moment)), epoch_us(max(moment)) FROM fit WHERE why IS NULL "
        "GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return [_written(link, kind, shop_code, day, rows, first, last, len(days) == 1) for day, rows, first, last in days]


def _written(
    link: duckdb.DuckDBPyConnection, kind: Kind, shop: str, day: date, rows: int, first: int, last: int, alone: bool
) -> Written:
    where = "why IS NULL" if alone else f"why IS NULL AND moment::DATE = DATE '{day.isoformat()}'"
    key = key_of(shop, datetime(day.year, day.month, 1, tzinfo=UTC))
    with Held() as out:
        link.execute(f"COPY (SELECT {names(COLUMNS[kind])} FROM fit WHERE {where}) TO '{out.path}' ({_OPTIONS})")
        data = out.bytes()
    sha256, address = keep(data, key)
    few, many = (_fingerprints(link, group[kind], where) for group in (FEW, MANY))
    secret = ring().make(key)
    return Written(
        *(kind, day, key, address, sha256, len(data), rows, at(first), at(last)),
        few=seal(few, key, secret),
        many=seal(many, key, secret),
    )


def at(microseconds: int) -> datetime:
    """A moment as DuckDB counts them."""
    return datetime.fromtimestamp(microseconds // 1_000_000, UTC).replace(microsecond=microseconds % 1_000_000)


def _fingerprints(link: duckdb.DuckDBPyConnection, columns: tuple[str, ...], where: str) -> bytes:
    """Four bytes of every different value, in order: enough to leave out all but a few of the parts."""
    if not columns:
        return b""
    each = " UNION ALL ".join(
        f"SELECT DISTINCT {name} AS v FROM fit WHERE {where} AND {name} <> ''" for name in columns
    )
    found = link.execute(f"SELECT DISTINCT md5_number_lower(v)::UBIGINT >> 32 AS f FROM ({each}) ORDER BY f").fetchall()
    return array("I", (row[0] for row in found)).tobytes()


def fingerprint(value: str) -> int:
    """The same four bytes, of what is looked for."""
    return int.from_bytes(hashlib.md5(value.encode(), usedforsecurity=False).digest()[8:], "little") >> 32


def may_hold(sealed: bytes, wanted: Iterable[int], key_of: Callable[[str], bytes]) -> bool:
    """Whether a part may hold one of these; now and then it says so and does not. Unreadable parts hold nothing."""
    try:
        known = memoryview(unseal(sealed, key_of)).cast("I")
    except NoKey:
        return False
    return any(_among(known, one) for one in wanted)


def _among(known: memoryview, wanted: int) -> bool:
    place = bisect_left(known, wanted)
    return place < len(known) and known[place] == wanted
