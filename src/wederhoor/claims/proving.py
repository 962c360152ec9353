"""Brings a sealed case file under a checkpoint: proofs, cosignatures, time-stamps, signature; again when late.

Nobody outside is needed for it. A witness or time-stamp authority that fails leaves a bundle without its word, which
says so, and is made whole once that word is there. What was sealed stays as it was: only what proves it is added.
"""

from __future__ import annotations

import json
import logging

from django.utils import timezone

from wederhoor.claims.bundles import PROOF, Entry, bytes_in, index_bytes, index_of
from wederhoor.dossier.signed import UnusableSeal, signature_over
from wederhoor.evidence import vault
from wederhoor.evidence.models import Sealing
from wederhoor.flow import Refused
from wederhoor.journal import cosigning, proofs, stamps
from wederhoor.journal.models import Checkpoint, Line
from wederhoor.journal.sealer import sealer
from wederhoor.journal.sequencer import number_now
from wederhoor.ledger import bundle as ledger
from wederhoor.ledger import checkpoint as notes
from wederhoor.ledger import container
from wederhoor.shops.context import inside

log = logging.getLogger(__name__)


def proven(shop_id: int, code: str) -> Sealing:
    """The sealed file with this code, as well proven as is possible now. In transactions of its own, so not inside one.

    Asks the outside only when it was never proven, or when its checkpoint lacked the quorum and a newer one has it.
    """
    with inside(shop_id):
        sealing = Sealing.objects.select_related("dossier").get(code=code)
        line = Line.objects.get(pk=sealing.line)
    number = number_now(line).number or 0
    checkpoint = _better(sealing, number)
    if checkpoint is None:
        return sealing
    note = cosigning.note_of(checkpoint)
    try:
        entries = _entries(shop_id, sealing, line, checkpoint, note)
    except Refused:
        if sealing.proof:
            return sealing  # what proves it already goes on to hold, also while our certificate cannot be used
        raise
    return _kept(shop_id, sealing, checkpoint, note, entries)


def _better(sealing: Sealing, number: int) -> Checkpoint | None:
    """The checkpoint the bundle is to stand under from now on; ``None`` when it is best left as it is."""
    if sealing.checkpoint is None:
        return _asked(proofs.latest_checkpoint())
    if not sealing.is_met:
        met = cosigning.newest_met()
        if met is not None and met.size >= number:
            return _asked(met)
    if not sealing.times:
        own = Checkpoint.objects.get(size=sealing.checkpoint)
        return own if stamps.tokens_of(own) else None
    return None


def _asked(checkpoint: Checkpoint | None) -> Checkpoint:
    """The checkpoint kept for good, after witnesses and authorities were asked about it."""
    if checkpoint is None:
        raise proofs.NotYetProven("the log has no checkpoint yet")
    proofs.keep(checkpoint)
    for ask in (cosigning.cosign_now, stamps.stamp_now):
        try:
            ask(checkpoint)
        except Exception:
            # Whatever happens outside, the file was sealed and can be handed over; it says what it lacks.
            log.exception("%s failed for the checkpoint at %s", ask.__module__, checkpoint.size)
    return checkpoint


def _entries(shop_id: int, sealing: Sealing, seal: Line, checkpoint: Checkpoint, note: str) -> list[Entry]:
    """Every entry of the bundle, those from the seal on with their bytes; ``note`` is the checkpoint's, cosigned."""
    before = [entry for entry in index_of(sealing) if entry.lies != PROOF]
    with inside(shop_id):
        lines = [*Line.objects.filter(number__in=_numbers(sealing, before)).only("number"), seal]
        texts = proofs.tlog_proofs(lines, checkpoint)
    parts = ledger.proven(
        [entry.part for entry in before],
        proofs.bundle_line(seal),
        {number: text.replace(checkpoint.note, note) for number, text in texts.items()},
        note,
        times=stamps.tokens_of(checkpoint),
        sign=_signature,
    )
    return [*before, *(Entry(part, lies=PROOF) for part in parts)]


def _numbers(sealing: Sealing, before: list[Entry]) -> list[int]:
    """The lines the manifest lists, as they were written down when it was sealed."""
    # Where nothing is handed over but what we wrote, all of it lies in one run.
    place = next(place for place, entry in enumerate(before) if entry.part.name == ledger.LINES)
    lies, size = before[place].lies, before[place].part.size
    start = sum(entry.part.size for entry in before[:place] if entry.lies == lies)
    data = vault.kept(getattr(sealing, lies), sealing.dossier.code)[start : start + size]
    return [json.loads(row)["number"] for row in data.splitlines()]


def _signature(data: bytes) -> bytes:
    try:
        return signature_over(data, sealer(), at=timezone.now())
    except UnusableSeal as problem:
        log.error("a sealed case file cannot be signed: %s", problem)
        raise Refused("claims.seal.certificate") from problem


def _kept(shop_id: int, sealing: Sealing, checkpoint: Checkpoint, note: str, entries: list[Entry]) -> Sealing:
    """The row with its new proof, unless another process was first; then the row as that one left it."""
    key, found, policy = sealing.dossier.code, sealing.proof, cosigning.policy()
    names = [entry.part.name for entry in entries]
    changed = {
        "proof": vault.keep(bytes_in(entries, PROOF), key),
        "index": vault.keep(index_bytes(entries), key),
        "checkpoint": checkpoint.size,
        "times": sum(name.startswith("times/") for name in names),
        "witnesses": len(notes.split(note)[1]) - 1,
        "is_met": policy.met(policy.witnessed(note)),
        "size": container.size_of([entry.part for entry in entries]),
    }
    with inside(shop_id):
        Sealing.objects.filter(pk=sealing.pk, proof=found).update(**changed)
        return Sealing.objects.select_related("dossier").get(pk=sealing.pk)
