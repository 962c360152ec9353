"""The case file of a claim: a print and a bundle of the shared layer that a stranger can check; own print apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from wederhoor.casework.bundle import files_of, pictures_of
from wederhoor.casework.casefile import FileInput, Occasion, case_file_of, own_part_of
from wederhoor.casework.words import phrase
from wederhoor.claims.models import Claim
from wederhoor.claims.queries import CaseView, case_of, claim_by_code
from wederhoor.dossier import model
from wederhoor.dossier.pdf import pdf_of
from wederhoor.evidence.actions import bytes_of
from wederhoor.evidence.kinds import Layer, Sort
from wederhoor.evidence.models import DossierItem
from wederhoor.journal import proofs
from wederhoor.journal.keys import log_key
from wederhoor.journal.models import Line
from wederhoor.journal.record import record
from wederhoor.journal.sequencer import number_now
from wederhoor.ledger import bundle as ledger
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor

# What of the journal belongs to both: acts, never an assessment, a note or a draft.
SHARED_ACTS = frozenset(
    {
        "dossier.opened",
        "exhibit.added",
        "claim.filed",
        "claim.answered",
        "claim.contested",
        "claim.settled",
        "claim.rested",
        "claim.reopened",
        "claim.withdrawal_declared",
        "letter.sent",
        "link.made",
        "link.confirmed",
    }
)
SPOKEN = {Sort.LETTER: model.Side.SHOP, Sort.MESSAGE: model.Side.CONSUMER}
VOUCHING = {
    "nl": "Dit dossier staat in het doorlopende register van {origin}.",
    "en": "This case file stands in the continuous record of {origin}.",
    "de": "Diese Akte steht im fortlaufenden Register von {origin}.",
}
BANNER = {
    "nl": "Demonstratie: personen en bedragen zijn verzonnen.",
    "en": "Demonstration: people and amounts are invented.",
    "de": "Demonstration: Personen und Beträge sind erfunden.",
}


@dataclass(frozen=True)
class Drawn:
    """The shared case file, the bytes of its exhibits, and the view it was drawn from."""

    case: model.CaseFile
    data: dict[str, bytes]
    view: CaseView


def draw(claim: Claim, language: str = "") -> Drawn:
    """The shared layer of the dossier as a case file, in the claim's language unless another is asked."""
    view = case_of(claim)
    shared = [item for item in view.items if item.exhibit.layer == Layer.SHARED]
    data = {item.label: bytes_of(item.exhibit) for item in shared if not item.exhibit.others_data}
    return Drawn(case_file_of(_input(view, shared, language or claim.shop.language)), data, view)


def _input(view: CaseView, shared: Sequence[DossierItem], language: str) -> FileInput:
    claim = view.claim
    zone = ZoneInfo(claim.shop.zone)
    return FileInput(
        reference=claim.code,
        title=claim.subject or claim.goods or claim.code,
        language=language,
        made_at=timezone.now().astimezone(zone),
        opened=claim.message_at.astimezone(zone).date(),
        shop=claim.shop.card(),
        customer=model.Party(model.Side.CONSUMER, claim.customer_name, tuple(filter(None, (claim.customer_email,)))),
        work=view.work,
        exhibits=tuple(_exhibit(item, zone) for item in shared),
        occasions=tuple(_occasions(view, shared, language, zone)),
        shop_words=tuple(s.text for s in view.statements if s.side == "shop" and s.layer == Layer.SHARED),
        consumer_words=tuple(s.text for s in view.statements if s.side == "consumer" and s.layer == Layer.SHARED),
        banner=BANNER[language] if claim.shop.is_demonstration else "",
        installation=claim.shop.name,
    )


def _exhibit(item: DossierItem, zone: ZoneInfo) -> model.Exhibit:
    row = item.exhibit
    return model.Exhibit(
        number=item.label,
        title=row.title,
        sort=row.sort,
        source=row.source,
        added_by=model.Side.of(row.added_side),
        added_at=row.added_at.astimezone(zone),
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        name=row.name,
        shows=row.shows,
        does_not_show=row.does_not_show,
        strength=row.strength or None,
        text=row.text,
        withheld=row.others_data,
    )


def _occasions(view: CaseView, shared: Sequence[DossierItem], language: str, zone: ZoneInfo) -> list[Occasion]:
    claim = view.claim
    found = []
    for item in shared:
        row = item.exhibit
        if row.sort not in (Sort.MESSAGE, Sort.LETTER, Sort.STATEMENT):
            continue
        is_message = item.pk == claim.message_id
        at = claim.message_at.astimezone(zone) if is_message else None
        side = SPOKEN.get(Sort(row.sort)) or model.Side.of(row.added_side)
        words = row.title if row.sort == Sort.STATEMENT else phrase("file", row.sort, language)
        on = at.date() if at else row.dated or row.added_at.astimezone(zone).date()
        found.append(Occasion(on, side, words, item.label, row.text, row.title, at))
    return found


def pdf_for(claim: Claim, *, own: bool = False, language: str = "") -> bytes:
    """The print. With ``own`` the shop's own reading is added and every page says that it is not shared."""
    drawn = draw(claim, language)
    case, pictures = drawn.case, pictures_of(drawn.case, drawn.data)
    part = own_part_of(drawn.view.work, case.language, [n.text for n in claim.notes.all()]) if own else None
    if part is not None:
        return bytes(pdf_of(case, own=part, made_at=case.made_at, pictures=pictures))
    return bytes(pdf_of(case, made_at=case.made_at, pictures=pictures))


def bundle_for(shop_id: int, code: str, *, by: Actor, language: str = "") -> bytes:
    """The bundle, sealed in the journal and proven under one checkpoint. In transactions of its own, so not inside one.

    The order: the lines so far get their numbers; the manifest that lists them is sealed by a line of its own; that
    line gets its number; then all proofs are read under one checkpoint, which is kept for good.
    """
    for line in _unnumbered(shop_id, code):
        number_now(line)
    with inside(shop_id):
        claim = claim_by_code(code)
        if claim is None:
            raise Claim.DoesNotExist(code)
        lines = shared_lines(code)
        files, listed = _listed(claim, lines, language)
        seal = record(
            "casefile.sealed", subject=code, actor=by.code, shop_id=shop_id, payload=ledger.seal_payload(listed)
        )
    number_now(seal)
    with inside(shop_id):
        return _assembled(files, listed, [*lines, Line.objects.get(pk=seal.pk)])


def _unnumbered(shop_id: int, code: str) -> list[Line]:
    with inside(shop_id):
        return [line for line in proofs.lines_of(code) if line.number is None]


def shared_lines(code: str) -> list[Line]:
    """The lines of a case that both sides may have; an exhibit of another layer is not among them."""
    # A line written a moment ago may not have its number yet; it belongs to a later bundle.
    lines = [line for line in proofs.lines_of(code) if line.act in SHARED_ACTS and line.number is not None]
    return [line for line in lines if (line.payload or {}).get("layer", Layer.SHARED) == Layer.SHARED]


def _listed(claim: Claim, lines: Sequence[Line], language: str) -> tuple[list[ledger.CaseFile], bytes]:
    drawn = draw(claim, language)
    case = drawn.case
    pdf = pdf_of(case, made_at=case.made_at, pictures=pictures_of(case, drawn.data))
    listed = ledger.lines_file([proofs.bundle_line(line) for line in lines])
    files = [*files_of(case, drawn.data, pdf), listed]
    origin = log_key().name
    said = VOUCHING[case.language].format(origin=origin)
    about = ledger.Case(claim.code, origin, case.made_at, vouched=True, vouching=said)
    return files, ledger.manifest(about, files)


def _assembled(files: list[ledger.CaseFile], listed: bytes, lines: Sequence[Line]) -> bytes:
    """``lines`` are those the manifest's own list holds, and the seal last."""
    checkpoint = proofs.latest_checkpoint()
    if checkpoint is None:
        raise proofs.NotYetProven(lines[-1].subject)
    texts = proofs.tlog_proofs(lines, checkpoint)
    proofs.keep(checkpoint)
    return ledger.assemble(listed, files, proofs.bundle_line(lines[-1]), texts, checkpoint.note, log_key().vkey)


def name_of(claim: Claim, suffix: str, at: datetime | None = None) -> str:
    """A file name for a download: the reference and the day."""
    day = (at or timezone.now()).strftime("%Y-%m-%d")
    return f"wederhoor-{claim.code}-{day}{suffix}"
