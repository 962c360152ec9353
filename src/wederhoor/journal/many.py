"""Writing down many acts at once, under places in the table that were taken beforehand.

For what comes in by the thousand. The lines are the same as :func:`wederhoor.journal.record.record` makes; only the way
into the table is shorter: arrays instead of a row at a time, bound by the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import psycopg
from django.db import connection, transaction

from wederhoor.journal.record import Entry, row_of
from wederhoor.journal.ring import ring

_BESIDE = """
    INSERT INTO journal_line (id, act, at, actor, shop_id, subject, payload, salt, commitment)
    SELECT made.line, %s, %s, %s, %s, %s, %s, %s, %s FROM made RETURNING id
"""
_LINES = """
    INSERT INTO journal_line (id, act, at, actor, shop_id, subject, payload, salt, commitment)
    SELECT * FROM unnest(%b::bigint[], %b::text[], %b::timestamptz[], %b::text[], %b::bigint[], %b::text[],
        %b::bytea[], %b::bytea[], %b::bytea[])
"""


def record_under(entries: Mapping[int, Entry]) -> None:
    """Write down each entry as the line with the id it stands under; one INSERT, in the transaction one is in.

    The ids come from the table's own sequence (``nextval``), which an insert of another table may have drawn.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an act and its line stand in one transaction")
    if entries:
        key_of = cache(ring().make)  # once a call: a key destroyed meanwhile might as well have been so right after
        execute(_LINES, [list(entries), *columns(row_of(entry, key_of) for entry in entries.values())])


def record_beside(made: str, values: Sequence[Any], entry: Entry) -> bool:
    """A row and its line in one statement; whether there was such a row.

    ``made`` is an INSERT that returns the place of the line in a column called ``line``, or nothing when the row was
    there already; then nothing is written down either.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an act and its line stand in one transaction")
    return bool(execute(f"WITH made AS ({made}) {_BESIDE}", [*values, *row_of(entry)]))


def execute(statement: str, values: Sequence[Any]) -> list[Any]:
    """One statement, read and planned once a connection, whose values the server binds; what it returned.

    For acts that come by the thousand: planning them anew costs more than doing them, and arrays are long when written
    out. Not for what is searched: a plan made for an empty table would be kept.
    """
    connection.ensure_connection()
    raw: Any = connection.connection
    if connection.queries_logged:  # whoever counts statements must not miss these
        connection.queries_log.append({"sql": statement.strip(), "time": "0"})
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        cursor.execute(statement.encode(), values, prepare=True)
        return cursor.fetchall() if cursor.description else []


def columns(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Rows turned into columns, as ``unnest`` takes them."""
    return [list(column) for column in zip(*rows, strict=True)]
