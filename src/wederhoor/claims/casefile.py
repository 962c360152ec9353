"""The case file of a claim: the shared layer drawn once for print and bundle alike; the shop's own print apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from wederhoor.casework.bundle import LARGEST_LOOKED_AT, Pictures
from wederhoor.casework.casefile import FileInput, Occasion, case_file_of, own_part_of
from wederhoor.casework.words import phrase
from wederhoor.claims.models import Claim
from wederhoor.claims.queries import CaseView, case_of
from wederhoor.dossier import model
from wederhoor.dossier.pdf import pdf_of
from wederhoor.evidence.actions import bytes_of
from wederhoor.evidence.kinds import Layer, Sort
from wederhoor.evidence.models import DossierItem, Exhibit

SPOKEN = {Sort.LETTER: model.Side.SHOP, Sort.MESSAGE: model.Side.CONSUMER}
BANNER = {
    "nl": "Demonstratie: personen en bedragen zijn verzonnen.",
    "en": "Demonstration: people and amounts are invented.",
    "de": "Demonstration: Personen und Beträge sind erfunden.",
}


@dataclass(frozen=True)
class Drawn:
    """The shared case file, its exhibits' rows by number, and the view it was drawn from."""

    case: model.CaseFile
    exhibits: dict[str, Exhibit]
    view: CaseView


def draw(claim: Claim, language: str = "") -> Drawn:
    """The shared layer of the dossier as a case file, in the claim's language unless another is asked."""
    view = case_of(claim)
    shared = [item for item in view.items if item.exhibit.layer == Layer.SHARED]
    rows = {item.label: item.exhibit for item in shared}
    return Drawn(case_file_of(_input(view, shared, language or claim.shop.language)), rows, view)


def pictures_of(drawn: Drawn) -> dict[str, list[bytes]]:
    """Previews for the print, by number; one exhibit is read at a time."""
    pictures = Pictures()
    for number, row in drawn.exhibits.items():
        if not (row.others_data or row.quarantine) and row.size <= LARGEST_LOOKED_AT and not pictures.is_full:
            pictures.look(number, bytes_of(row))
    return pictures.found


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
    """One exhibit for the file; of what is withheld for other people's sake none of its words go along."""
    row = item.exhibit
    return model.Exhibit(
        number=item.label,
        title="" if row.others_data else row.title,
        sort=row.sort,
        source=row.source,
        added_by=model.Side.of(row.added_side),
        added_at=row.added_at.astimezone(zone),
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        name=row.name,
        shows="" if row.others_data else row.shows,
        does_not_show="" if row.others_data else row.does_not_show,
        strength=row.strength or None,
        text="" if row.others_data else row.text,
        withheld=row.others_data,
    )


def _occasions(view: CaseView, shared: Sequence[DossierItem], language: str, zone: ZoneInfo) -> list[Occasion]:
    claim = view.claim
    found = []
    for item in shared:
        row = item.exhibit
        if row.others_data or row.sort not in (Sort.MESSAGE, Sort.LETTER, Sort.STATEMENT):
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
    case, pictures = drawn.case, pictures_of(drawn)
    part = own_part_of(drawn.view.work, case.language, [n.text for n in claim.notes.all()]) if own else None
    if part is not None:
        return bytes(pdf_of(case, own=part, made_at=case.made_at, pictures=pictures))
    return bytes(pdf_of(case, made_at=case.made_at, pictures=pictures))


def name_of(claim: Claim, suffix: str, at: datetime | None = None) -> str:
    """A file name for a download: the reference and the day."""
    day = (at or timezone.now()).strftime("%Y-%m-%d")
    return f"wederhoor-{claim.code}-{day}{suffix}"
