"""Finding lines again: which parts may hold what is sought, and the lines in them with what stood around them.

Fingerprints leave out nearly every part before one is opened, so a question takes as long as its answer is, and hardly
longer when there are twice as many lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from wederhoor.connect.logs.addresses import as_written, shortened
from wederhoor.door.keyring import NoKey
from wederhoor.door.store import Missing
from wederhoor.flow import require
from wederhoor.journal.ring import ring
from wederhoor.ledger.sealed import NotOpened
from wederhoor.logs import policy
from wederhoor.logs.engine import Held, TooLong, engine, patience
from wederhoor.logs.intake import secret_of
from wederhoor.logs.kinds import Kind
from wederhoor.logs.models import Part
from wederhoor.logs.parts import COLUMNS, at, fingerprint, may_hold
from wederhoor.logs.reading import names, quoted
from wederhoor.logs.rows import hashed
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

if TYPE_CHECKING:
    import duckdb

MOST_LINES = 200
MOST_PARTS = 150
AROUND = timedelta(minutes=30)
EACH_SIDE = 5  # lines before and after
MOST_VISITS = 50  # whose context is looked for
MOST_CONTEXT = 600


@dataclass(frozen=True)
class Wanted:
    """What is sought; what is left empty is not looked at. Days are of UTC, both counted."""

    order: str = ""
    email: str = ""
    session: str = ""
    address: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.order or self.email or self.session or self.address or self.since or self.until)

    @property
    def names_somebody(self) -> bool:
        return bool(self.order or self.email or self.session or self.address)


@dataclass(frozen=True)
class Hit:
    """One line, as a mapping of its columns; ``is_context`` when it was not sought but stood around what was."""

    part: Part
    row: Mapping[str, Any]
    is_context: bool = False

    @property
    def at(self) -> datetime:
        moment: datetime = self.row["moment"]
        return moment

    @property
    def number(self) -> int:
        return int(self.row["n"])


@dataclass
class Found:
    """What a search gave: lines in the order of their moments, parts opened, and what could not be looked at.

    ``is_cut``: there is more than is shown; ``unread``: parts that are forgotten or damaged.
    """

    wanted: Wanted
    kind: Kind
    hits: list[Hit] = field(default_factory=list)
    parts: int = 0
    looked_in: int = 0
    is_cut: bool = False
    unread: int = 0

    @property
    def sought(self) -> list[Hit]:
        return [hit for hit in self.hits if not hit.is_context]

    @property
    def by_address(self) -> bool:
        """Whether lines are here because they share an address: those may be somebody else's."""
        sessions = {hit.row.get("session") for hit in self.sought} - {""}
        return bool(self.wanted.address) or any(
            hit.is_context and hit.row.get("session") not in sessions for hit in self.hits
        )


def search(shop: Shop, wanted: Wanted, *, kind: Kind = Kind.WEB, around: bool = True, by: Actor) -> Found:
    """Lines of this shop, inside the shop; nothing is sought by nothing. Raises :class:`~wederhoor.flow.Refused`."""
    require(policy.may_search(by))
    return look(shop, wanted, kind=kind, around=around)


def look(shop: Shop, wanted: Wanted, *, kind: Kind = Kind.WEB, around: bool = True, most: int = MOST_LINES) -> Found:
    """The same for what the program itself puts together, such as the timeline of an order."""
    found = Found(wanted, kind)
    if wanted.is_empty:
        return found
    asked = asked_for(shop, wanted, kind)
    parts = candidates(shop, wanted, kind, asked)
    found.parts, found.is_cut = len(parts), len(parts) > MOST_PARTS
    if not parts:
        return found
    with engine() as link:
        try:
            with patience(link):
                _look_in(link, parts[:MOST_PARTS], asked, found, around, most)
        except TooLong:
            found.is_cut = True
    found.hits.sort(key=lambda hit: (hit.at, hit.part.pk, hit.number))
    return found


def asked_for(shop: Shop, wanted: Wanted, kind: Kind) -> dict[str, tuple[str, ...]]:
    """Column by column the values that fit; an address also as it stands where it was cut short."""
    asked: dict[str, tuple[str, ...]] = {}
    if wanted.order:
        asked["ord"] = (wanted.order.strip().lstrip("#").upper()[:40],)
    if wanted.email:
        asked["mail"] = (hashed(secret_of(shop.code), wanted.email.strip().lower()),)
    if kind is Kind.WEB and wanted.session:
        given = wanted.session.strip()
        asked["session"] = (given, hashed(secret_of(shop.code), given))
    if kind is Kind.WEB and wanted.address:
        address = as_written(wanted.address)
        asked["addr"] = tuple(filter(None, (address, shortened(address))))
    return asked


def candidates(shop: Shop, wanted: Wanted, kind: Kind, asked: Mapping[str, Iterable[str]]) -> list[Part]:
    """Parts that may hold what is sought, newest first; fingerprints of visits are read only when asked by them."""
    rows = Part.objects.filter(shop=shop, kind=kind).order_by("-day", "-id")
    if wanted.since:
        rows = rows.filter(day__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(day__lte=wanted.until)
    by_few = {name: values for name, values in asked.items() if name in ("ord", "mail")}
    by_many = {name: values for name, values in asked.items() if name in ("session", "addr")}
    columns = [*(["few"] if by_few else []), *(["many"] if by_many else [])]
    kept, key_of = [], cache(ring().of)
    for pk, *sealed in rows.values_list("pk", *columns).iterator(500):
        groups = [group for group in (by_few, by_many) if group]
        if all(_fits(bytes(one), group, key_of) for one, group in zip(sealed, groups, strict=True)):
            kept.append(pk)
    known = Part.objects.defer("few", "many").select_related("intake").in_bulk(kept[: MOST_PARTS + 1])
    return [known[pk] for pk in kept[: MOST_PARTS + 1]]


def _fits(sealed: bytes, group: Mapping[str, Iterable[str]], key_of: Callable[[str], bytes]) -> bool:
    return all(may_hold(sealed, [fingerprint(value) for value in values], key_of) for values in group.values())


def _look_in(
    link: duckdb.DuckDBPyConnection,
    parts: list[Part],
    asked: Mapping[str, tuple[str, ...]],
    found: Found,
    around: bool,
    most: int,
) -> None:
    for part in parts:
        if len(found.sought) >= most:
            found.is_cut = True
            return
        try:
            with held(part) as file:
                _look_at(link, file.path, part, asked, found, around, most)
            found.looked_in += 1
        except (NoKey, Missing, NotOpened):
            found.unread += 1


def held(part: Part) -> Held:
    """A part unsealed in memory."""
    from wederhoor.logs.store import opened

    return Held(opened(part.address, part.key))


def _look_at(
    link: duckdb.DuckDBPyConnection,
    path: str,
    part: Part,
    asked: Mapping[str, tuple[str, ...]],
    found: Found,
    around: bool,
    most: int,
) -> None:
    where = " AND ".join(f"{name} IN (SELECT unnest(${name}))" for name in asked) or "true"
    given = {name: list(values) for name, values in asked.items()}
    room = most - len(found.sought)
    sought = list(
        _rows(link, f"{_from(found.kind, path)} WHERE {where} ORDER BY moment, n LIMIT {room + 1}", given, found.kind)
    )
    if len(sought) > room:
        found.is_cut = True
        del sought[room:]
    found.hits += [Hit(part, row) for row in sought]
    if around and sought and found.kind is Kind.WEB and asked:
        found.hits += [Hit(part, row, True) for row in _around(link, path, sought)]


def _from(kind: Kind, path: str) -> str:
    shown = ", ".join(
        "epoch_us(moment) AS moment" if name == "moment" else name for name, _ in COLUMNS[kind] if name != "digest"
    )
    return f"SELECT {shown} FROM read_parquet({quoted(path)})"


def _rows(
    link: duckdb.DuckDBPyConnection, statement: str, given: Mapping[str, Any], kind: Kind
) -> Iterator[dict[str, Any]]:
    columns = [name for name in names(COLUMNS[kind]).split(", ") if name != "digest"]
    for values in link.execute(statement, dict(given)).fetchall():
        row = dict(zip(columns, values, strict=True))
        row["moment"] = at(row["moment"])
        yield row


def _around(link: duckdb.DuckDBPyConnection, path: str, sought: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The nearest lines of the same visit, or where no visit is known of the same address, within half an hour."""
    given = {
        "sessions": sorted({row["session"] for row in sought} - {"", None})[:MOST_VISITS],
        "addresses": sorted({row["addr"] for row in sought if not row["session"] and "/" not in row["addr"]} - {""})[
            :MOST_VISITS
        ],
        "first": int((min(row["moment"] for row in sought) - AROUND).timestamp() * 1e6),
        "last": int((max(row["moment"] for row in sought) + AROUND).timestamp() * 1e6),
    }
    if not given["sessions"] and not given["addresses"]:
        return []
    statement = (
        f"{_from(Kind.WEB, path)} WHERE moment BETWEEN make_timestamp($first) AND make_timestamp($last) "
        "AND (session IN (SELECT unnest($sessions::VARCHAR[])) OR addr IN (SELECT unnest($addresses::VARCHAR[]))) "
        f"ORDER BY moment, n LIMIT {MOST_CONTEXT}"
    )
    known = {row["n"] for row in sought}
    near = [row for row in _rows(link, statement, given, Kind.WEB) if row["n"] not in known]
    return [row for row in near if row["n"] in _nearest(near, sought)]


def _nearest(near: list[dict[str, Any]], sought: list[dict[str, Any]]) -> set[int]:
    chosen: set[int] = set()
    for hit in sought:
        same = [row for row in near if _is_same(row, hit) and abs(row["moment"] - hit["moment"]) <= AROUND]
        before = [row["n"] for row in same if (row["moment"], row["n"]) < (hit["moment"], hit["n"])]
        after = [row["n"] for row in same if (row["moment"], row["n"]) > (hit["moment"], hit["n"])]
        chosen |= {*before[-EACH_SIDE:], *after[:EACH_SIDE]}
    return chosen


def _is_same(row: Mapping[str, Any], hit: Mapping[str, Any]) -> bool:
    return bool(row["session"] == hit["session"] if hit["session"] else row["addr"] == hit["addr"])
