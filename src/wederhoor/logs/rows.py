"""Blocks of a file become rows in the table ``fit``: web logs by DuckDB, payment exports by their layout."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wederhoor.connect.logs.formats import Format
from wederhoor.connect.logs.unpacking import Block, Came
from wederhoor.connect.payments.exports import Layout, Misfit, rows_of
from wederhoor.connect.payments.shapes import PaymentMoment
from wederhoor.logs.engine import Held
from wederhoor.logs.reading import PAYMENTS, names, quoted, read

if TYPE_CHECKING:
    import duckdb

AT_ONCE = 20_000


def hashed(secret: str, value: str) -> str:
    """What :func:`wederhoor.logs.reading.keyed` makes of a value, for what is looked for."""
    inner = hashlib.sha256((secret + value).encode()).hexdigest()
    return hashlib.sha256((secret + inner).encode()).hexdigest()[:16]


def read_web(link: duckdb.DuckDBPyConnection, format: Format, block: Block, secret: str, latest: datetime) -> None:
    """The lines of a block in the table ``fit``."""
    with Held([block.data]) as file:
        given = {"first": block.first, "key": secret, "latest": latest.astimezone(UTC).isoformat(" ")}
        link.execute(read(format, file.path), given)


def payment_lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        yield from block.data.decode("utf-8", "replace").split("\n")[:-1]


def batches(
    blocks: Iterable[Block], layout: Layout, came: Came, reasons: dict[str, int], secret: str, latest: datetime
) -> Iterator[bytes]:
    """Payments as lines of JSON, some thousands at a time; what fits nothing is counted in ``reasons`` and shown."""
    made: list[bytes] = []
    for number, found in rows_of(payment_lines(blocks), layout):
        if isinstance(found, PaymentMoment) and found.at > latest:
            found = Misfit(number, "ahead", f"{found.reference} {found.at.isoformat()}")
        if isinstance(found, Misfit):
            reasons[found.why] = reasons.get(found.why, 0) + 1
            came.aside(number, found.why, _told_of(found.text))
            continue
        made.append(_line(number, found, secret))
        if len(made) == AT_ONCE:
            yield b"\n".join(made)
            made = []
    if made:
        yield b"\n".join(made)


def _told_of(text: str) -> bytes:
    """Of a row of payments that fits nothing: numbers, days and codes; words alone would be names."""
    printable = "".join(c for c in text if c.isprintable() or c == "\t")
    return re.sub(r"[^,;\t]+", lambda cell: cell[0] if re.search(r"\d", cell[0]) else "…", printable).encode()[:120]


def read_payments(link: duckdb.DuckDBPyConnection, lines: bytes) -> None:
    """Lines of JSON in the table ``fit``."""
    kinds = ", ".join(f"{quoted(name)}: {quoted(kind)}" for name, kind in PAYMENTS)
    with Held([lines]) as file:
        link.execute(
            f"CREATE OR REPLACE TEMP TABLE fit AS SELECT {names(PAYMENTS)}, NULL::VARCHAR AS why, "
            f"NULL::VARCHAR AS line FROM read_json({quoted(file.path)}, columns = {{{kinds}}}, "
            "format = 'newline_delimited')"
        )


def _line(number: int, one: PaymentMoment, secret: str) -> bytes:
    at = one.at.astimezone(UTC)
    said = {
        "n": number,
        "moment": at.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "provider": one.provider,
        "kind": one.kind,
        "amount": None if one.amount is None else str(one.amount),
        "currency": one.currency,
        "reference": one.reference,
        "ord": one.order_number.upper(),
        "method": one.method,
        "last4": one.last4,
        "status": one.status,
        "mail": hashed(secret, one.email.strip().lower()) if one.email else "",
    }
    told = json.dumps(said, sort_keys=True)
    # The number of the line is no part of what a payment is: the next export has it elsewhere.
    same = json.dumps({**said, "n": 0}, sort_keys=True)
    digest = int.from_bytes(hashlib.sha256((secret + same).encode()).digest()[:8], "big")
    return (told[:-1] + f', "digest": {digest}}}').encode()
