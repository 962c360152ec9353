"""Reads and writes the stored hashes of the tree, many at a time."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from wederhoor.journal.models import Node
from wederhoor.ledger.tree import Address, ReadNode

_AT_ONCE = 5_000
_READ = """
    SELECT level, index, hash FROM journal_node
    JOIN unnest(%s::smallint[], %s::bigint[]) AS asked (level, index) USING (level, index)
"""


def reader(addresses: Iterable[Address]) -> ReadNode:
    """A function that gives the hash at each of ``addresses``, read in one statement; another raises ``KeyError``."""
    asked = sorted(set(addresses))
    with connection.cursor() as cursor:
        cursor.execute(_READ, [[level for level, _ in asked], [index for _, index in asked]])
        found = {(level, index): bytes(digest) for level, index, digest in cursor.fetchall()}
    return lambda level, index: found[level, index]


def store(grown: Iterable[tuple[int, int, bytes]]) -> None:
    """Keep nodes that became complete, as :meth:`wederhoor.ledger.tree.Tree.append` gives them."""
    rows = [Node(level=level, index=index, hash=digest) for level, index, digest in grown]
    Node.objects.bulk_create(rows, batch_size=_AT_ONCE)
