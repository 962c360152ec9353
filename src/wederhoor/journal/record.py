"""``record()``: the one way to write down an act, inside the act's own transaction.

It inserts and does nothing else: no number, no lock, no notification. Numbers come after the commit, from the
sequencer, so acts never wait for one another.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from wederhoor.journal.kinds import Forgets, forgetting
from wederhoor.journal.models import Line
from wederhoor.journal.ring import ring
from wederhoor.ledger import entry as committed
from wederhoor.ledger.sealed import seal

_INSERT = """
    INSERT INTO journal_line (act, at, actor, shop_id, subject, payload, salt, commitment)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""
_AS_IT_IS = {str, int, bool, type(None)}


@dataclass(frozen=True)
class Entry:
    """An act to write down. ``subject`` and ``actor`` are public codes or role names; ``at`` is now when left out.

    Dates and amounts in ``payload`` are kept as text, as in JSON everywhere; floats are refused. ``key`` names the key
    a forgetting line is sealed under; its subject's when left out.
    """

    act: str
    subject: str
    actor: str
    payload: Mapping[str, Any]
    shop_id: int | None = None
    at: datetime | None = None
    key: str = ""


def record(
    act: str,
    *,
    subject: str,
    actor: str,
    payload: Mapping[str, Any],
    shop_id: int | None = None,
    at: datetime | None = None,
) -> Line:
    """Write one act down; one INSERT. Outside a transaction, or for an undeclared act, it raises."""
    return record_all([Entry(act, subject, actor, payload, shop_id, at)])[0]


def record_all(entries: Iterable[Entry]) -> list[Line]:
    """Write several acts down in the order given; one INSERT."""
    if not connection.in_atomic_block:
        # A line in a transaction of its own would survive an act that was rolled back, or the other way round.
        raise transaction.TransactionManagementError("an act and its line stand in one transaction")
    lines = [Line(**row_of(entry)._asdict()) for entry in entries]
    return [_inserted(lines[0])] if len(lines) == 1 else Line.objects.bulk_create(lines)


def _inserted(line: Line) -> Line:
    """One line without the machinery for many, which takes longer than the database does; every act comes by here."""
    values: list[Any] = [line.act, line.at, line.actor, line.shop_id, line.subject]
    values += [line.payload_bytes, line.salt, line.commitment]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        line.pk = cursor.fetchone()[0]
    line._state.adding, line._state.db = False, connection.alias
    return line


class Row(NamedTuple):
    """A line as its table takes it."""

    act: str
    at: datetime
    actor: str
    shop_id: int | None
    subject: str
    payload_bytes: bytes
    salt: bytes | None
    commitment: bytes


def row_of(entry: Entry, key_of: Callable[[str], bytes] | None = None) -> Row:
    """The line of an act, sealed where its kind forgets, and not yet in the table.

    ``key_of`` makes or finds the key of a name; the ring's own way when left out.
    """
    forgets = forgetting(entry.act)
    at = entry.at or timezone.now()
    text, salt = committed.canonical(_written(entry.payload)), os.urandom(committed.SALT_BYTES)
    proof = committed.commitment(entry.act, at, entry.actor, entry.subject, text, salt)
    row = Row(entry.act, at, entry.actor, entry.shop_id, entry.subject, text, salt, proof)
    if forgets is Forgets.NOTHING:
        return row
    name = entry.key or entry.subject
    return row._replace(payload_bytes=seal(salt + text, name, (key_of or ring().make)(name)), salt=None)


def _written(value: Any) -> Any:
    """``value`` with dates, amounts and vocabulary words as the text that JSON keeps of them."""
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, Mapping):
        return {key: _written(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_written(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.value if isinstance(value, Enum) else value
