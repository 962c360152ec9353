"""The installation's key ring: the keys of dossiers, shops and people, in the key folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from wederhoor.door.keyring import KeyRing
from wederhoor.journal.across import across_shops

FOLDER = "dossiers"


def ring() -> KeyRing:
    """The ring in ``settings.KEYS``."""
    return _ring(settings.KEYS)


@cache
def _ring(folder: Path | str) -> KeyRing:
    return KeyRing(Path(folder) / FOLDER, may_begin=_nothing_is_sealed)


def _nothing_is_sealed() -> bool:
    """Whether this database holds no line that wants a key; asked once in the life of a folder, while it is empty."""
    with across_shops("key ring: may it be begun"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM journal_line WHERE substring(payload FROM 1 FOR 1) = %s)", [b"\x01"]
        )
        row: tuple[bool] = cursor.fetchone()
    return not row[0]
