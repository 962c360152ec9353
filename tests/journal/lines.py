"""Lines for the tests of the journal, and a ledger that may be damaged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from wederhoor.journal.across import across_shops
from wederhoor.journal.kinds import Forgets, declare
from wederhoor.journal.models import Line
from wederhoor.journal.record import Entry, record_all

TOLD = declare("test.told", forgets=Forgets.PAYLOAD)
STOOD = declare("test.stood", forgets=Forgets.NOTHING)
NOW = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)

RunAsOwner = Callable[[str], list[Any]]


def write(*subjects: str, act: str = TOLD, shop_id: int | None = None) -> list[Line]:
    """One committed transaction with a line about each subject."""
    with in_shop(shop_id):
        return record_all(
            Entry(act, subject, "shop", {"about": subject}, shop_id=shop_id, at=NOW) for subject in subjects
        )


@contextmanager
def in_shop(shop_id: int | None) -> Iterator[None]:
    """A transaction that sees one shop, as pages and jobs do."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('wederhoor.shop', %s, true)", ["" if shop_id is None else str(shop_id)])
        yield


def everything() -> list[Line]:
    """Every line of every shop, oldest first."""
    with across_shops("tests: every line"):
        return list(Line.objects.order_by("id"))


def numbers() -> dict[str, int | None]:
    """The number of each line by its subject."""
    return {line.subject: line.number for line in everything()}


GUARDED = ("journal_line", "journal_node", "journal_checkpoint")


@contextmanager
def unguarded(as_owner: RunAsOwner) -> Iterator[RunAsOwner]:
    """The tables without their triggers, as an owner with bad intentions would have them; emptied afterwards."""
    for table in GUARDED:
        as_owner(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield as_owner
    finally:
        as_owner(f"TRUNCATE {', '.join(GUARDED)}, journal_cursor, journal_parkedline")
        for table in GUARDED:
            as_owner(f"ALTER TABLE {table} ENABLE TRIGGER USER")
