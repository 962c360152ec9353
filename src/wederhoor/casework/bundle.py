"""The files of a case bundle, for the server and the command line alike: what we wrote, the raw exhibits, the print."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_bytes

from wederhoor.casework.custody import Act, custody_json, custody_of
from wederhoor.dossier import bundle
from wederhoor.dossier.model import CaseFile, SharedPdf
from wederhoor.dossier.preview import NoPreview, preview_of
from wederhoor.ledger import bundle as ledger
from wederhoor.ledger.checkpoint import Signer
from wederhoor.ledger.entry import SALT_BYTES, Entry

# The print shows no more pictures than this, some forty: whoever has thousands of photos looks at them in the bundle
# itself. Setting them takes seven times their size in memory, and a process that seals stays under 300 MB.
MOST_PICTURES = 8 * 1024 * 1024
LARGEST_LOOKED_AT = 32 * 1024 * 1024


class NotTheExhibit(ValueError):
    """The bytes given for an exhibit are missing or not those its hash was taken of; the message names it."""


@dataclass(frozen=True)
class Kept:
    """An exhibit's bytes where they are kept: their CRC-32, and how to read them piece by piece."""

    crc32: int
    data: Iterable[bytes] = field(repr=False, compare=False)


def written_of(case: CaseFile, custody: bytes) -> list[ledger.CaseFile]:
    """README.txt, dossier.json and custody.json."""
    return [
        ledger.CaseFile(ledger.Part.of(file.name, file.data), file.title, file.sort)
        for file in bundle.written_of(case, custody)
    ]


def exhibits_of(case: CaseFile, kept: Mapping[str, Kept]) -> list[ledger.CaseFile]:
    """Every exhibit that may be shown, by number in ``kept``; one that is missing raises :class:`NotTheExhibit`."""
    return [_exhibit(file, kept.get(file.exhibit)) for file in bundle.exhibits_of(case)]


def _exhibit(file: bundle.ExhibitFile, kept: Kept | None) -> ledger.CaseFile:
    if kept is None:
        raise NotTheExhibit(f"{file.exhibit}: the bytes are missing")
    part = ledger.Part(file.name, file.size, kept.crc32, file.sha256, kept.data)
    return ledger.CaseFile(part, file.title, file.sort, file.exhibit, file.added_at, file.added_by)


def at_hand(case: CaseFile, data: Mapping[str, bytes]) -> dict[str, Kept]:
    """The same from bytes in memory, which must be those the case states, else :class:`NotTheExhibit`."""
    stated = {exhibit.number: exhibit.sha256 for exhibit in case.exhibits if not exhibit.withheld}
    given = {number: data[number] for number in stated if number in data}
    for number, raw in given.items():
        if hashlib.sha256(raw).hexdigest() != stated[number]:
            raise NotTheExhibit(f"{number}: the bytes are not those of the exhibit")
    return {number: Kept(zlib.crc32(raw), (raw,)) for number, raw in given.items()}


class Pictures:
    """Previews of photos and PDFs for the print, as many as it takes; papers without one are shown as text."""

    def __init__(self) -> None:
        self.found: dict[str, list[bytes]] = {}
        self._room = MOST_PICTURES

    @property
    def is_full(self) -> bool:
        return self._room <= 0

    def look(self, number: str, data: bytes) -> None:
        """Make the previews of this exhibit, if there is still room for them."""
        if self.is_full:
            return
        try:
            views = [preview.data for preview in preview_of(data)]
        except NoPreview:
            return
        self._room -= sum(map(len, views))
        self.found[number] = views


def pictures_of(case: CaseFile, data: Mapping[str, bytes]) -> dict[str, list[bytes]]:
    """Previews by exhibit number of what may be shown and is not too large to look at."""
    pictures = Pictures()
    for exhibit in case.exhibits:
        if not exhibit.withheld and exhibit.number in data and exhibit.size <= LARGEST_LOOKED_AT:
            pictures.look(exhibit.number, data[exhibit.number])
    return pictures.found


def alone_entries(case: CaseFile, at: datetime) -> list[Entry]:
    """What happened to a case that was worked without a server: it was read, and each paper was added, all at once."""
    return [
        Entry("claim.filed", at, "shop", case.reference, {"language": case.language}),
        *(
            Entry("exhibit.added", at, "shop", case.reference, _added(e.number, e.sha256, e.title, str(e.added_by)))
            for e in case.exhibits
        ),
    ]


def _added(number: str, sha256: str, title: str, side: str) -> dict[str, str]:
    return {"exhibit": number, "sha256": sha256, "side": side, "title": title}


def sealed_alone(
    case: CaseFile, data: Mapping[str, bytes], pdf: SharedPdf, *, signer: Signer, at: datetime
) -> Iterator[bytes]:
    """A bundle made without a server: a small tree of its own, for which nobody outside vouches, and it says so."""
    entries = alone_entries(case, at)
    acts = [Act(number, e.act, e.at, e.actor, e.payload) for number, e in enumerate(entries, 1)]
    custody = custody_json(custody_of(acts, {exhibit.number for exhibit in case.exhibits}))
    return ledger.seal(
        case.reference,
        written_of(case, custody),
        exhibits_of(case, at_hand(case, data)),
        bundle.shared(pdf),
        entries,
        signer=signer,
        at=at,
        salts=lambda: token_bytes(SALT_BYTES),
        language=case.language,
    )
