"""Parts that are written anew with less in them: addresses cut short, or the lines of somebody who is forgotten.

The new file is durable before the row points at it, and the old one goes after; a crash in between leaves a file that
nobody points at. The journal's line names the old hash and the new, so a manifest of then can still be followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from wederhoor.logs.engine import engine
from wederhoor.logs.kinds import Kind
from wederhoor.logs.models import Part
from wederhoor.logs.parts import COLUMNS, Written, write_days
from wederhoor.logs.reading import names, quoted
from wederhoor.logs.search import held
from wederhoor.logs.store import store
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

if TYPE_CHECKING:
    import duckdb

Change = Callable[["duckdb.DuckDBPyConnection"], None]


def rewritten(shop: Shop, part: Part, change: Change) -> Written | None:
    """The part after ``change`` worked on the table ``fit``; ``None`` when no line is left."""
    kind = Kind(part.kind)
    with engine("512MB") as link:
        with held(part) as file:
            link.execute(
                f"CREATE TEMP TABLE fit AS SELECT {names(COLUMNS[kind])}, NULL::VARCHAR AS why "
                f"FROM read_parquet({quoted(file.path)})"
            )
        change(link)
        made = write_days(link, kind, shop.code)
    return made[0] if made else None


def put(shop: Shop, part: Part, made: Written | None, written_down: Callable[[], Any], **more: Any) -> bool:
    """The row points at the new file, or goes; with its line, in one transaction. Then the old file goes.

    ``False`` when somebody else wrote the part anew meanwhile: then nothing was changed or written down.
    """
    old = part.address
    with inside(shop.pk):
        rows = Part.objects.filter(pk=part.pk, address=old)
        if made is None:
            did, _ = rows.delete()
        else:
            said = {name: value for name, value in vars(made).items() if name not in ("kind", "day")}
            did = rows.update(**said, before=part.sha256, **more)
        if did:
            written_down()
    drop(shop, [old] if did else [made.address] if made else [])
    return bool(did)


def drop(shop: Shop, addresses: Iterable[str]) -> None:
    """Take files away that no part points at any more; equal parts are one file."""
    for address in set(addresses):
        with inside(shop.pk):
            is_used = Part.objects.filter(address=address).exists()
        if not is_used:
            store().remove(address)
