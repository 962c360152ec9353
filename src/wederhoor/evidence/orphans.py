"""The sweep of orphans: files in the store that no row points at, left by an act that was rolled back or a crash.

Bytes are kept before the row that points at them, so for a moment every new file is an orphan. What was put within the
last day is therefore let be, and putting a file again makes it new: a filing that is under way loses nothing.
"""

from __future__ import annotations

import logging
from array import array
from bisect import bisect_left
from collections.abc import Iterable

from django.db import transaction

from wederhoor.door.store import DAY
from wederhoor.evidence import vault
from wederhoor.evidence.queries import addresses_in_use
from wederhoor.journal.record import record
from wederhoor.journal.tiles import refuse_older_record

_log = logging.getLogger(__name__)
_PREFIX = 16  # hexadecimal digits; two addresses that share them are both let be


def sweep(seconds: float = DAY) -> int:
    """Take away what is older than ``seconds`` and nobody's; how many files.

    Nothing at all is taken away while a key cannot be found: then nobody can say what is in use. Nor while the record
    is older than what was published of it: a database put back from a copy does not know what came after. Raises
    :class:`~wederhoor.door.keyring.NoKey` and :class:`~wederhoor.journal.broken.LedgerBroken` for these.
    """
    refuse_older_record()
    store = vault.store()
    drafts = store.drop_drafts(seconds)
    candidates = list(store.older_than(seconds))
    gone = _removed(candidates, seconds) if candidates else 0
    if gone or drafts:
        _log.warning("%d orphans and %d drafts were taken out of the store", gone, drafts)
    if gone:
        with transaction.atomic():
            record("vault.swept", subject="vault", actor="system", payload={"files": gone})
    return gone


def _removed(candidates: Iterable[str], seconds: float) -> int:
    # Read after the list of candidates: whoever points at an old file from now on has made it new first.
    used = _known(addresses_in_use())
    orphans = (one for one in candidates if not _is_among(used, one))
    return sum(vault.store().remove_older(one, seconds) for one in orphans)


def _known(addresses: Iterable[str]) -> array[int]:
    """Addresses by their first 64 bits, in order: 8 bytes each, so that millions fit."""
    return array("Q", sorted(array("Q", (int(one[:_PREFIX], 16) for one in addresses))))


def _is_among(known: array[int], address: str) -> bool:
    wanted = int(address[:_PREFIX], 16)
    place = bisect_left(known, wanted)
    return place < len(known) and known[place] == wanted
