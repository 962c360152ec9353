"""Reads lines as bare rows, many at a time, and looks whether each says what it committed to.

The sequencer and the audit read every line there is; objects with fields that know their own names take most of the
time of doing so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum, auto
from typing import Any, NamedTuple

from django.db import connection
from psycopg import Cursor

from wederhoor.door.keyring import Destroyed, NoKey
from wederhoor.journal.ring import ring
from wederhoor.ledger.entry import SALT_BYTES, commitment
from wederhoor.ledger.sealed import NotOpened, is_sealed, unseal

_READ = "SELECT id, number, act, at, actor, subject, payload, salt, commitment FROM journal_line WHERE "
_WAITING = _READ + "number IS NULL AND id > %s ORDER BY id LIMIT %s"
_NUMBERED = _READ + "number > %s AND number <= %s ORDER BY number"


class Row(NamedTuple):
    """One line as it is stored; ``at`` is aware."""

    id: int
    number: int | None
    act: str
    at: datetime
    actor: str
    subject: str
    payload: bytes | None
    salt: bytes | None
    commitment: bytes

    @property
    def named(self) -> str:
        """How a person finds it: its number, or its key where it has none yet."""
        return f"line {self.number or f'without a number ({self.id})'}"


class State(Enum):
    """What a line is found to be; ``UNREADABLE`` is one whose key is not here, so that nobody can tell."""

    HOLDS = auto()
    FORGOTTEN = auto()
    CHANGED = auto()
    UNREADABLE = auto()


class Checker:
    """Tells what lines are, asking for each key once; for one batch, since a key may be destroyed meanwhile."""

    def __init__(self, key_of: Callable[[str], bytes] | None = None) -> None:
        self._key_of = key_of or ring().of
        self._known: dict[str, bytes | NoKey] = {}

    def state(self, row: Row) -> State:
        """What this line is found to be."""
        if row.payload is None:
            return State.FORGOTTEN
        text, salt = row.payload, row.salt or b""
        if is_sealed(text):
            try:
                whole = unseal(text, self._key)
            except Destroyed:
                return State.FORGOTTEN
            except NoKey:
                return State.UNREADABLE
            except NotOpened:
                return State.CHANGED
            text, salt = whole[SALT_BYTES:], whole[:SALT_BYTES]
        if len(salt) != SALT_BYTES:
            return State.CHANGED
        holds = commitment(row.act, row.at, row.actor, row.subject, text, salt) == row.commitment
        return State.HOLDS if holds else State.CHANGED

    def _key(self, name: str) -> bytes:
        known = self._known.get(name)
        if known is None:
            try:
                known = self._key_of(name)
            except NoKey as gone:
                known = gone
            self._known[name] = known
        if isinstance(known, NoKey):
            raise known
        return known


def waiting(most: int, after: int = 0) -> list[Row]:
    """Committed lines without a number, oldest first, behind the row with id ``after``."""
    return _rows(_WAITING, (after, most))


def numbered(after: int, until: int) -> list[Row]:
    """The lines with numbers above ``after`` up to ``until``, in order."""
    return _rows(_NUMBERED, (after, until))


def bare_cursor() -> Cursor[Any]:
    """A cursor of the driver itself on Django's connection: binary, with parameters the database puts in place.

    Use it inside ``connection.wrap_database_errors``, so that what goes wrong is Django's kind of error.
    """
    connection.ensure_connection()
    return Cursor(connection.connection)


def _rows(statement: str, values: Sequence[int]) -> list[Row]:
    with connection.wrap_database_errors, bare_cursor() as cursor:
        cursor.execute(statement, values, binary=True)
        return list(map(Row._make, cursor.fetchall()))
