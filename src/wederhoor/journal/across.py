"""Work across shops: the one function that enters the role which row-level security lets through.

Callers are few, and ``tests/journal/test_across.py`` lists them: the sequencer, the followers' cursor, erasure, the
audit, the operator's desk. Everything else works inside one shop.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

log = logging.getLogger(__name__)


def house_role() -> str:
    """The role that sees every shop: named after the database, since roles belong to the whole cluster."""
    named: str | None = getattr(settings, "HOUSE_ROLE", None)
    return named or f"{connection.settings_dict['NAME']}_house"


@contextmanager
def across_shops(reason: str) -> Iterator[None]:
    """Work in the house's role inside a transaction, and leave in the role that was found.

    An exception rolls back to the savepoint taken here, which puts the role back too: an aborted transaction would not
    obey a second SET.
    """
    log.debug("across shops: %s", reason)
    with transaction.atomic():
        found = _role()
        _enter(house_role())
        yield
        _enter(found)


def _role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        row: tuple[str] = cursor.fetchone()
    return row[0]


def _enter(role: str) -> None:
    # set_config is the form of SET LOCAL ROLE that takes a parameter; "none" is the login's own role.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [role])
