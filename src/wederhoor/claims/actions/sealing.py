"""Sealing a case file: the list of its files is journalled once, and both parties download what was sealed."""

from __future__ import annotations

import hashlib
import logging
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from wederhoor import codes
from wederhoor.casework.bundle import LARGEST_LOOKED_AT, Kept, NotTheExhibit, Pictures, exhibits_of, written_of
from wederhoor.casework.custody import ACTS as CUSTODY
from wederhoor.casework.custody import FORGOTTEN, Act, custody_json, custody_of, forgotten_of, shown
from wederhoor.claims import policy
from wederhoor.claims.bundles import BODY, HEAD, Entry, bytes_in, index_bytes, placed
from wederhoor.claims.casefile import Drawn, draw
from wederhoor.claims.models import Claim
from wederhoor.claims.proving import proven
from wederhoor.claims.queries import claim_by_code
from wederhoor.door.http import Unreachable
from wederhoor.door.keyring import NoKey
from wederhoor.door.store import Missing
from wederhoor.dossier.bundle import shared
from wederhoor.dossier.model import SharedPdf
from wederhoor.dossier.pdf import pdf_of
from wederhoor.dossier.signed import BadStamp, UnusableSeal, signed_pdf
from wederhoor.evidence import vault
from wederhoor.evidence.kinds import Layer
from wederhoor.evidence.models import Dossier, Exhibit, Sealing
from wederhoor.flow import Refused, require
from wederhoor.journal import cosigning, proofs
from wederhoor.journal.keys import log_key
from wederhoor.journal.models import Line
from wederhoor.journal.record import record
from wederhoor.journal.sealer import sealer
from wederhoor.journal.sequencer import number_now
from wederhoor.journal.stamps import stamper
from wederhoor.ledger import bundle as ledger
from wederhoor.ledger.sealed import NotOpened
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor

log = logging.getLogger(__name__)

# What of the journal belongs to both: acts, never an assessment, a note or a draft.
SHARED_ACTS = frozenset(
    {
        *CUSTODY,
        "dossier.opened",
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
VOUCHING = {
    "nl": "Dit dossier staat in het doorlopende register van {origin}.",
    "en": "This case file stands in the continuous record of {origin}.",
    "de": "Diese Akte steht im fortlaufenden Register von {origin}.",
}
WHY_LIMIT = 400
ROUNDS = 8  # of numbering and drawing; somebody who lays papers without end has to stop for a moment
APART = timedelta(hours=1)  # a row and its line are of one transaction, which may be a long one


@dataclass(frozen=True)
class _Laid:
    """A case as it lay on the table at one moment."""

    dossier: Dossier
    drawn: Drawn
    lines: list[ledger.BundleLine]
    waiting: bool


@dataclass(frozen=True)
class _Made:
    """A case file ready to be sealed."""

    manifest: bytes
    summary: bytes
    entries: list[Entry]


def seal(shop_id: int, code: str, *, by: Actor, why: str = "", language: str = "") -> Sealing:
    """Seal the shared layer of a case and have it proven. In transactions of its own, so not inside one.

    The lines so far get their numbers; the case is drawn at one moment; files and print are made from that; a line of
    its own seals them, together with the row that keeps them; then that line is proven. Whoever stops in between loses
    nothing: before the line nothing was sealed, after it :func:`~wederhoor.claims.proving.proven` goes on.
    """
    require(policy.may_seal(by))
    laid = _numbered(shop_id, code, language)
    try:
        sealing = _sealed(shop_id, laid, _made(laid), by, why.strip()[:WHY_LIMIT])
    except (NotTheExhibit, Missing, NoKey, NotOpened) as problem:
        log.error("case %s cannot be sealed: %s", code, problem)
        raise Refused("claims.seal.damaged") from problem
    return proven(shop_id, sealing.code)


def _numbered(shop_id: int, code: str, language: str) -> _Laid:
    """The case drawn at a moment at which every shared act in it has its number.

    What is laid between numbering and drawing would go along without its line: then both are done again.
    """
    for _ in range(ROUNDS):
        while unnumbered := _unnumbered(shop_id, code):
            number_now(unnumbered[-1])  # those before it go along
        with inside(shop_id):
            laid = _laid(code, language)
        if not laid.waiting:
            return laid
    raise Refused("claims.seal.busy")


def _unnumbered(shop_id: int, code: str) -> list[Line]:
    with inside(shop_id):
        return [line for line in proofs.lines_of(code) if line.number is None]


def _laid(code: str, language: str) -> _Laid:
    claim = claim_by_code(code)
    if claim is None:
        raise Claim.DoesNotExist(code)
    # Nothing is laid in the dossier between its exhibits and its lines are read.
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=claim.dossier_id)
    drawn = draw(claim, language)
    acts = [line for line in proofs.lines_of(code) if line.act in SHARED_ACTS]
    _on_record(acts, drawn.exhibits)
    return _Laid(dossier, drawn, _shared_lines(acts, drawn.exhibits), any(line.number is None for line in acts))


def _on_record(acts: Sequence[Line], exhibits: Collection[str]) -> None:
    """Raises :class:`~wederhoor.flow.Refused` for an exhibit that no line added: it came in behind the program's back.

    Its line need not have its number yet. A line of which the text was erased says no number any more; it is counted.
    """
    said = [line.payload for line in acts if line.act == "exhibit.added"]
    unknown = sorted(set(exhibits) - {str(one.get("exhibit")) for one in said if one})
    if len(unknown) > said.count(None):
        log.error("no line added %s", ", ".join(unknown))
        raise Refused("claims.seal.unrecorded")


def _shared_lines(acts: Sequence[Line], exhibits: Collection[str]) -> list[ledger.BundleLine]:
    """The lines of a case that both sides may have; what was done to an exhibit of another layer is not among them."""
    lines = [proofs.bundle_line(line) for line in acts if line.number]
    return [line for line in lines if _is_shared(line, exhibits)]


def _is_shared(line: ledger.BundleLine, exhibits: Collection[str]) -> bool:
    said = line.payload or {}
    if line.act in CUSTODY - {FORGOTTEN} and said.get("exhibit", "") not in ("", *exhibits):
        return False
    return bool(said.get("layer", Layer.SHARED) == Layer.SHARED)


def _made(laid: _Laid) -> _Made:
    """The files, their list, and the print that carries that list. Every exhibit is read here, once."""
    drawn = laid.drawn
    _as_recorded(laid)
    kept, pictures = _looked_at(drawn)
    acts = [Act(line.number, line.act, line.at, line.actor, line.payload) for line in laid.lines]
    held = custody_of(acts, {*drawn.exhibits, *forgotten_of(acts)})
    case = replace(drawn.case, custody=shown(held, ZoneInfo(drawn.view.claim.shop.zone)))
    written = written_of(case, custody_json(held))
    exhibits = exhibits_of(case, kept)
    files = ledger.contents(written, cosigning.policy_text(), exhibits, laid.lines)
    origin = log_key().name
    said = VOUCHING[case.language].format(origin=origin)
    about = ledger.manifest(ledger.Case(case.reference, origin, case.made_at, vouched=True, vouching=said), files)
    summary = _signed(pdf_of(case, made_at=case.made_at, pictures=pictures, manifest=about))
    rows = {file.name: drawn.exhibits[file.exhibit].pk for file in exhibits if file.exhibit}
    return _Made(about, summary, placed(ledger.listed(about, files, summary), rows))


def _as_recorded(laid: _Laid) -> None:
    """Raises :class:`NotTheExhibit` where a row says other bytes, or an earlier day, than the line that added it.

    The rows can be written over by whoever has the database; the lines cannot, and the list of files is made of rows.
    """
    for line in laid.lines:
        row = laid.drawn.exhibits.get(str((line.payload or {}).get("exhibit", "")))
        if line.act != "exhibit.added" or row is None or line.payload is None:
            continue
        # Terms were kept before they were laid in this dossier.
        is_early = row.key == laid.dossier.code and row.added_at < line.at - APART
        if row.sha256 != line.payload.get("sha256") or is_early:
            raise NotTheExhibit(f"{line.payload['exhibit']}: line {line.number} says otherwise")


def _signed(pdf: SharedPdf) -> bytes:
    """The print with the installation's signature in it, and a time-stamp as far as that can be had now."""
    shared(pdf)  # looked at first: what is signed is taken for the shared layer
    for asked in dict.fromkeys((stamper(), None)):
        try:
            return shared(signed_pdf(pdf, sealer(), at=timezone.now(), stamp=asked))
        except (Unreachable, BadStamp) as problem:
            log.warning("a case file is signed without a time-stamp in its print: %s", problem)
        except UnusableSeal as problem:
            log.error("a case file cannot be signed: %s", problem)
            raise Refused("claims.seal.certificate") from problem
    raise AssertionError("unreachable: without a time-stamp no authority is asked")


def _looked_at(drawn: Drawn) -> tuple[dict[str, Kept], dict[str, list[bytes]]]:
    """Each exhibit that is handed over, read once: it must be what was kept, and photos get their previews."""
    kept, pictures = {}, Pictures()
    for number, row in drawn.exhibits.items():
        if not row.others_data:
            kept[number] = _looked(number, row, pictures)
    return kept, pictures.found


def _looked(number: str, row: Exhibit, pictures: Pictures) -> Kept:
    digest, crc32, size, held = hashlib.sha256(), 0, 0, []
    is_shown = not row.quarantine and row.size <= LARGEST_LOOKED_AT and not pictures.is_full
    for piece in vault.stream(row.sha256, row.key):
        digest.update(piece)
        size += len(piece)
        if row.crc32 is None:  # kept before check sums were
            crc32 = zlib.crc32(piece, crc32)
        if is_shown:
            held.append(piece)
    if (digest.hexdigest(), size) != (row.sha256, row.size):
        raise NotTheExhibit(f"{number}: the bytes are not those of the exhibit")
    if is_shown:
        pictures.look(number, b"".join(held))
    return Kept(crc32 if row.crc32 is None else row.crc32, ())


def _sealed(shop_id: int, laid: _Laid, made: _Made, by: Actor, why: str) -> Sealing:
    """The line and the row in one transaction; what they point at was kept before."""
    key, payload = laid.dossier.code, ledger.seal_payload(made.manifest, made.summary, why)
    files = {"head": bytes_in(made.entries, HEAD), "body": bytes_in(made.entries, BODY)}
    kept = {name: vault.keep(data, key) for name, data in {**files, "index": index_bytes(made.entries)}.items()}
    now = timezone.now()
    with inside(shop_id):
        _stands(laid)
        line = record(ledger.SEAL_ACT, subject=key, actor=by.code, shop_id=shop_id, payload=payload, at=now)
        return Sealing.objects.create(
            shop_id=shop_id,
            dossier=laid.dossier,
            code=codes.new_code(),
            line=line.pk,
            sealed_at=now,
            by=by.code,
            side=by.side,
            **kept,
        )


def _stands(laid: _Laid) -> None:
    """Raises :class:`NotTheExhibit` when something was forgotten since it was drawn: the print would still show it."""
    rows = {row.pk for row in laid.drawn.exhibits.values()}
    dossier = Dossier.objects.select_for_update(no_key=True).filter(pk=laid.dossier.pk).first()
    if dossier is None or Exhibit.objects.filter(pk__in=rows).count() != len(rows):
        raise NotTheExhibit("something of it was forgotten while it was drawn")
