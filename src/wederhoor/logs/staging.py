"""Files that came in pieces and wait for somebody's word: each piece sealed in the store, named by its hash.

Nothing is kept in the database meanwhile: whoever uploads holds the names. What nobody takes in is swept after a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from wederhoor.connect.logs.masking import masked
from wederhoor.connect.logs.unpacking import Block, Bomb, Came, blocks
from wederhoor.flow import Refused
from wederhoor.journal.ring import ring
from wederhoor.ledger.sealed import address
from wederhoor.logs import reading
from wederhoor.logs.engine import engine
from wederhoor.logs.intake import AHEAD, secret_of
from wederhoor.logs.kinds import Kind
from wederhoor.logs.models import key_of
from wederhoor.logs.parts import COLUMNS, at
from wederhoor.logs.rows import batches, read_payments, read_web
from wederhoor.logs.sources import Detected, Source, detect
from wederhoor.logs.store import keep, opened, store
from wederhoor.shops.models import Shop

PIECE = 8 << 20
MOST = 512 << 20  # bytes that come in through the browser; longer files come by the command line
ROWS = 8
_HEX = frozenset("0123456789abcdef")


@dataclass
class Preview:
    """How the first lines of a file would be read: columns with rows, and lines that fit nothing."""

    found: Detected
    columns: tuple[str, ...] = ()
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    aside: list[tuple[int, str, str]] = field(default_factory=list)


def stage(shop: Shop, piece: bytes) -> str:
    """Keep one piece, sealed and durable; its name. Raises :class:`~wederhoor.flow.Refused` when it is too large."""
    if not 0 < len(piece) <= PIECE:
        raise Refused("logs.piece")
    return keep(piece, key_of(shop.code, timezone.now()))[0]


def stage_all(shop: Shop, data: Iterable[bytes]) -> list[str]:
    """A whole file, in pieces; their names."""
    made, waiting, total = [], b"", 0
    for one in data:
        total += len(one)
        if total > MOST:
            raise Refused("logs.large")
        waiting += one
        if len(waiting) >= PIECE:
            made.append(stage(shop, waiting[:PIECE]))
            waiting = waiting[PIECE:]
    return [*made, stage(shop, waiting)] if waiting else made


def staged(shop: Shop, pieces: Sequence[str], name: str, origin: str = "") -> Source:
    """The file those pieces make; raises :class:`~wederhoor.flow.Refused` when one is not there (any more)."""
    places = [_place(shop, piece) for piece in pieces[: MOST // PIECE + 1]]
    if not places or len(places) != len(pieces):
        raise Refused("logs.piece")

    def read() -> Iterator[bytes]:
        for where, key in places:
            yield from opened(where, key)

    return Source(name, read, origin)


def _place(shop: Shop, piece: str) -> tuple[str, str]:
    """A piece lies under the key of the month it came in: this one, or on the first of a month the one before."""
    if len(piece) != 64 or not set(piece) <= _HEX:
        raise Refused("logs.piece")
    now = timezone.now()
    for month in (now, _month_before(now)):
        key = key_of(shop.code, month)
        where = address(piece, ring().make(key))
        if store().has(where):
            return where, key
    raise Refused("logs.piece")


def _month_before(now: datetime) -> datetime:
    return datetime(now.year - (now.month == 1), (now.month - 2) % 12 + 1, 1, tzinfo=UTC)


def preview(shop: Shop, source: Source) -> Preview | None:
    """How a file would be read; ``None`` when it is nothing known."""
    found = detect(source)
    if found is None:
        return None
    made = Preview(found)
    with engine() as link:
        came, reasons = Came(), dict[str, int]()
        try:
            each = list(blocks([source.head()], came))
        except Bomb:
            return None
        _read(link, shop, found, each, came, reasons)
        _show(link, made)
    made.aside = [*came.shown, *made.aside][:ROWS]
    return made


def _read(link: Any, shop: Shop, found: Detected, each: list[Block], came: Came, reasons: dict[str, int]) -> None:
    secret, latest = secret_of(shop.code), timezone.now() + AHEAD
    if found.layout is None:
        for block in each[:1]:
            read_web(link, found.web, block, secret, latest)
        return
    lines = list(batches(each, found.layout, came, reasons, secret, latest))
    read_payments(link, lines[0] if lines else b"")


_HIDDEN = {"digest", "n", "mail", "session"}


def _show(link: Any, made: Preview) -> None:
    columns = tuple(name for name, _ in COLUMNS[Kind(made.found.kind)] if name not in _HIDDEN)
    listed = ", ".join("epoch_us(moment)" if name == "moment" else name for name in columns)
    rows = link.execute(f"SELECT {listed} FROM fit WHERE why IS NULL ORDER BY n LIMIT {ROWS}").fetchall()
    made.columns = columns
    made.rows = [(at(row[0]), *row[1:]) for row in rows]
    aside = link.execute(reading.ASIDE).fetchall()[:ROWS]
    made.aside = [(number, why, masked(line)) for number, why, line in aside]
