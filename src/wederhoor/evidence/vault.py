"""The vault: exhibits' bytes under their hash, sealed with their dossier's key before they reach a disk or a store.

Two exhibits of one dossier with the same bytes are one file. Across dossiers nothing is shared: each has its own key.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cache

from django.conf import settings

from wederhoor.door.store import Access, Store, store_at
from wederhoor.journal.ring import ring
from wederhoor.ledger.sealed import address, opened_file, sealed_file, sealed_size


def store() -> Store:
    """The store this installation is set to; raises :class:`~wederhoor.door.store.Unfit`."""
    return _store(str(settings.STORE))


@cache
def _store(where: str) -> Store:
    return store_at(where, Access(**settings.S3))


def keep(data: bytes, key: str) -> str:
    """Keep bytes under the key named ``key``, durable before any row points at them; returns their SHA-256."""
    sha256 = hashlib.sha256(data).hexdigest()
    secret = ring().make(key)
    store().put(address(sha256, secret), sealed_file([data], secret), sealed_size(len(data)))
    return sha256


def address_of(sha256: str, key: str) -> str:
    """Where bytes with this hash lie under the key named ``key``; raises :class:`~wederhoor.door.keyring.NoKey`."""
    return address(sha256, ring().of(key)) if key else sha256  # without a key: from before sealing


def stream(sha256: str, key: str) -> Iterator[bytes]:
    """The bytes kept under a hash and a key, in pieces of 1 MiB, each checked before it is given out.

    Raises :class:`~wederhoor.door.store.Missing`, :class:`~wederhoor.door.keyring.NoKey` (``Destroyed`` once
    forgotten) and :class:`~wederhoor.ledger.sealed.NotOpened` for bytes that were changed behind our back.
    """
    if not key:
        return store().open(sha256)  # from before sealing
    secret = ring().of(key)
    return opened_file(store().open(address(sha256, secret)), secret)


def kept(sha256: str, key: str) -> bytes:
    """All of them at once, for what is small."""
    return b"".join(stream(sha256, key))


def remove(pairs: Iterable[tuple[str, str]]) -> int:
    """Take files out of the store, by hash and key; how many. Their key must still be there."""
    gone = 0
    for sha256, key in pairs:
        store().remove(address_of(sha256, key))
        gone += 1
    return gone


def answers() -> None:
    """Put something, read it back and take it away; raises ``OSError`` or ``ValueError`` with a sentence."""
    said = os.urandom(32)
    where = hashlib.sha256(b"wederhoor asks whether the store answers\n" + said).hexdigest()
    store().put(where, [said])
    found = b"".join(store().open(where))
    store().remove(where)
    if found != said:
        raise OSError("the store gave back other bytes than were put there")
