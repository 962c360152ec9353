"""Reads and writes the stored hashes of the tree, many at a time."""

from __future__ import annotations

from collections.abc import Iterable
from struct import Struct

from django.db import connection

from wederhoor.journal.rows import bare_cursor
from wederhoor.ledger.tree import Address, ReadNode

_READ = """
    SELECT level, index, hash FROM journal_node
    JOIN unnest(%s::smallint[], %s::bigint[]) AS asked (level, index) USING (level, index)
"""
# The hashes that became complete while the tree grew from one size to another, by level and index.
_BORN = """
    SELECT node.level, node.index, node.hash FROM generate_series(0, 62) AS grown (level)
    JOIN journal_node AS node ON node.level = grown.level
        AND node.index >= %(begin)s::bigint >> grown.level AND node.index < %(until)s::bigint >> grown.level
    ORDER BY node.level, node.index
"""
_COPY = "COPY journal_node (level, index, hash) FROM STDIN (FORMAT BINARY)"
# PostgreSQL's binary copy format: a head, rows of (columns, then length and bytes of each), an end.
_HEAD, _END = b"PGCOPY\n\xff\r\n\x00" + bytes(8), b"\xff\xff"
_ROW = Struct(">hihiqi32s")


def reader(addresses: Iterable[Address]) -> ReadNode:
    """A function that gives the hash at each of ``addresses``, read in one statement; another raises ``KeyError``."""
    asked = sorted(set(addresses))
    with connection.cursor() as cursor:
        cursor.execute(_READ, [[level for level, _ in asked], [index for _, index in asked]])
        found = {(level, index): bytes(digest) for level, index, digest in cursor.fetchall()}
    return lambda level, index: found[level, index]


def born(begin: int, until: int) -> list[tuple[int, int, bytes]]:
    """The stored nodes that became complete while the tree grew from ``begin`` to ``until`` leaves, in order."""
    with connection.wrap_database_errors, bare_cursor() as cursor:
        cursor.execute(_BORN, {"begin": begin, "until": until}, binary=True)
        return cursor.fetchall()


def store(grown: Iterable[tuple[int, int, bytes]]) -> None:
    """Keep nodes that became complete, as :meth:`wederhoor.ledger.tree.Tree.extend` gives them."""
    packed = _ROW.pack
    rows = b"".join([packed(3, 2, level, 8, index, 32, digest) for level, index, digest in grown])
    if rows:
        with connection.wrap_database_errors, bare_cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.write(b"".join((_HEAD, rows, _END)))
