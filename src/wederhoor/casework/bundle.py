"""The files of a case bundle, for the server and the command line alike: the print, the raw exhibits, the verifier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from secrets import token_bytes

from wederhoor.dossier import bundle
from wederhoor.dossier.model import CaseFile, SharedPdf
from wederhoor.dossier.preview import NoPreview, preview_of
from wederhoor.ledger import bundle as ledger
from wederhoor.ledger.checkpoint import Signer
from wederhoor.ledger.entry import SALT_BYTES, Entry


def files_of(case: CaseFile, data: Mapping[str, bytes], pdf: SharedPdf) -> list[ledger.CaseFile]:
    """How to check it, the print, the data, and every exhibit that may be shown, byte for byte as it came."""
    return [ledger.CaseFile(**vars(file)) for file in bundle.files_of(case, data, pdf)]


def pictures_of(case: CaseFile, data: Mapping[str, bytes]) -> dict[str, list[bytes]]:
    """Previews of photos and PDFs by exhibit number; papers that have none are shown as text by the print itself."""
    found: dict[str, list[bytes]] = {}
    for exhibit in case.exhibits:
        if exhibit.withheld or exhibit.number not in data:
            continue
        try:
            found[exhibit.number] = [preview.data for preview in preview_of(data[exhibit.number])]
        except NoPreview:
            continue
    return found


def sealed_alone(case: CaseFile, data: Mapping[str, bytes], pdf: SharedPdf, *, signer: Signer, at: datetime) -> bytes:
    """A bundle made without a server: a small tree of its own, for which nobody outside vouches, and it says so."""
    entries = [Entry("claim.filed", at, "shop", case.reference, {"language": case.language})]
    entries += [
        Entry("exhibit.added", at, "shop", case.reference, {"exhibit": e.number, "sha256": e.sha256, "title": e.title})
        for e in case.exhibits
    ]
    return ledger.seal(
        case.reference,
        files_of(case, data, pdf),
        entries,
        signer=signer,
        at=at,
        salts=lambda: token_bytes(SALT_BYTES),
        language=case.language,
    )
