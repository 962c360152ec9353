"""Where parts of logs lie: sealed files in a folder of their own, or in a bucket; nothing plain on any disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache

from django.conf import settings

from wederhoor.door.store import Access, Store, store_at
from wederhoor.journal.ring import ring
from wederhoor.ledger.sealed import CHUNK, address, opened_file, sealed_file


def store() -> Store:
    """The store this installation is set to; raises :class:`~wederhoor.door.store.Unfit`."""
    return _store(str(settings.LOGS))


@cache
def _store(where: str) -> Store:
    return store_at(where, Access(**settings.S3))


def keep(data: bytes, key: str) -> tuple[str, str]:
    """Keep a file under the key named ``key``, durable when this returns; its SHA-256 and where it lies."""
    sha256 = hashlib.sha256(data).hexdigest()
    secret = ring().make(key)
    where = address(sha256, secret)
    pieces = (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))
    store().put(where, sealed_file(pieces, secret))
    return sha256, where


def opened(where: str, key: str) -> Iterator[bytes]:
    """The file in pieces, each checked.

    Raises :class:`~wederhoor.door.store.Missing`, :class:`~wederhoor.door.keyring.NoKey` (``Destroyed`` once forgotten)
    and :class:`~wederhoor.ledger.sealed.NotOpened`.
    """
    secret = ring().of(key)
    return opened_file(store().open(where), secret)
