"""Sealed case files as they are kept and handed out: what lies where, and the stream that both parties download."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from django.db.models import QuerySet

from wederhoor.claims.models import Claim
from wederhoor.evidence import vault
from wederhoor.evidence.models import Exhibit, Sealing
from wederhoor.journal.models import Line
from wederhoor.ledger import container
from wederhoor.ledger.bundle import Part
from wederhoor.shops.context import inside

HEAD, BODY, PROOF = "head", "body", "proof"


@dataclass(frozen=True)
class Entry:
    """An entry of a kept bundle, and where its bytes are: an exhibit's row, or one of the row's own three files."""

    part: Part
    exhibit: int | None = None
    lies: str = ""

    def as_json(self) -> list[object]:
        part = self.part
        return [part.name, part.size, part.crc32, part.sha256, self.exhibit or self.lies]


def placed(parts: Sequence[Part], exhibits: dict[str, int]) -> list[Entry]:
    """Where each entry up to the seal is to lie; ``exhibits`` are ids of rows by the name of the entry."""
    before = len(list(takewhile(lambda part: part.name not in exhibits, parts)))
    return [
        Entry(part, exhibits.get(part.name), "" if part.name in exhibits else HEAD if place < before else BODY)
        for place, part in enumerate(parts)
    ]


def bytes_in(entries: Sequence[Entry], lies: str) -> bytes:
    """The bytes of the entries that lie there, one after another."""
    return b"".join(piece for entry in entries if entry.lies == lies for piece in entry.part.data)


def index_bytes(entries: Sequence[Entry]) -> bytes:
    return json.dumps([entry.as_json() for entry in entries], separators=(",", ":")).encode()


def index_of(sealing: Sealing) -> list[Entry]:
    """The entries of a kept bundle without their bytes; the dossier must have been fetched along."""
    rows = json.loads(vault.kept(sealing.index, sealing.dossier.code))
    return [_entry(*row) for row in rows]


def _entry(name: str, size: int, crc32: int, sha256: str, where: int | str) -> Entry:
    part = Part(name, size, crc32, sha256)
    return Entry(part, exhibit=where) if isinstance(where, int) else Entry(part, lies=where)


def sealings_of(claim: Claim) -> QuerySet[Sealing]:
    """Every time this file was sealed, the last first. Inside the shop."""
    return Sealing.objects.filter(dossier_id=claim.dossier_id).select_related("dossier")


def reasons_of(sealings: Sequence[Sealing]) -> dict[int, str]:
    """Why each was sealed, by the id of its line, as far as anybody said so. Inside the shop."""
    rows = Line.objects.filter(pk__in=[sealing.line for sealing in sealings]) if sealings else ()
    return {row.pk: str((row.payload or {}).get("why") or "") for row in rows}


def bundle_stream(shop_id: int, sealing: Sealing) -> tuple[int, Iterator[bytes]]:
    """The length of a bundle and its bytes, the same for whoever asks. Not inside a transaction.

    What the rows know is read first, in a transaction of its own, so that none is open while somebody downloads for an
    hour. Bytes that are gone or changed end the stream before its length is reached.
    """
    entries = index_of(sealing)
    with inside(shop_id):
        rows = Exhibit.objects.only("sha256", "key").in_bulk([e.exhibit for e in entries if e.exhibit])
    runs = {lies: _Run(getattr(sealing, lies), sealing.dossier.code) for lies in (HEAD, BODY, PROOF)}
    parts = [_with(e.part, _exhibit(rows[e.exhibit]) if e.exhibit else runs[e.lies].take(e.part.size)) for e in entries]
    return container.size_of(parts), container.pack(parts)


def _with(part: Part, data: Iterator[bytes]) -> Part:
    return Part(part.name, part.size, part.crc32, part.sha256, data)


def _exhibit(row: Exhibit) -> Iterator[bytes]:
    # A generator of its own: the file is opened when its turn comes, and not a thousand at once.
    yield from vault.stream(row.sha256, row.key)


class _Run:
    """A file of the vault that holds several entries one after another, taken from the front."""

    def __init__(self, sha256: str, key: str) -> None:
        self._sha256, self._key = sha256, key
        self._pieces: Iterator[bytes] | None = None
        self._rest = memoryview(b"")

    def take(self, size: int) -> Iterator[bytes]:
        """The next ``size`` bytes; each call's are read before the next one's."""
        if self._pieces is None:
            self._pieces = vault.stream(self._sha256, self._key)
        while size:
            if not self._rest:
                self._rest = memoryview(next(self._pieces, b""))
            if not self._rest:
                return  # too short, which the container finds
            taken, self._rest = self._rest[:size], self._rest[size:]
            size -= len(taken)
            yield bytes(taken)
