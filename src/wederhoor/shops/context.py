"""The transaction that sees one shop's rows: opened for every page, job and act, and nothing is seen without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from wederhoor.journal.many import execute

SETTING = "wederhoor.shop"
# One statement, and materialised: what stood there before must be read before it is replaced.
_ENTER = (
    "WITH before AS MATERIALIZED (SELECT current_setting(%s, true) AS shop) "
    "SELECT before.shop, set_config(%s, %s, true) FROM before"
)
_ENTER_BY_KEY = "SELECT shop_id, set_config(%s, shop_id::text, true) FROM shop_of_key(%s)"
_PUT_BACK = "SELECT set_config(%s, %s, true)"


@contextmanager
def inside(shop_id: int) -> Iterator[None]:
    """One transaction in which the database shows the rows of ``shop_id`` and of no other shop.

    May stand inside another: what that one saw is put back. After an exception the database itself puts it back,
    because the setting belongs to the savepoint.
    """
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        before = _asked(_ENTER, SETTING, SETTING, shop_id)
        yield
        if is_nested:
            _asked(_PUT_BACK, SETTING, before or "")


@contextmanager
def inside_of_key(key_hash: bytes) -> Iterator[int | None]:
    """The same for the shop that a program's key opens, found and entered in one statement; ``None``: it opens none.

    Only the outermost transaction: nothing is put back.
    """
    with transaction.atomic(durable=True):
        rows = execute(_ENTER_BY_KEY, [SETTING, key_hash])
        yield rows[0][0] if rows else None


def current_shop() -> int | None:
    """The shop whose rows are visible now, or ``None`` outside every :func:`inside`."""
    shop = _asked("SELECT current_setting(%s, true)", SETTING)
    return int(shop) if shop else None


def _asked(statement: str, *values: object) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [str(value) for value in values])
        answer: str | None = cursor.fetchone()[0]
        return answer
