"""The certificate of an erasure: made from what stays known, signed with the seal, and kept under the shop's key."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

from wederhoor.dossier.certificate import Certificate, certificate_of
from wederhoor.dossier.model import SharedPdf
from wederhoor.dossier.signed import UnusableSeal, signed_pdf
from wederhoor.evidence import vault
from wederhoor.evidence.models import Erasure
from wederhoor.journal.models import Line
from wederhoor.journal.sealer import sealer
from wederhoor.journal.sequencer import number_now
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

log = logging.getLogger(__name__)


def kept_for(gone: Erasure) -> str:
    """Make the certificate and keep it; its SHA-256. Not inside a transaction: the line gets its number first."""
    with inside(gone.shop_id):
        shop, line = Shop.objects.get(pk=gone.shop_id), Line.objects.get(pk=gone.line)
    number_now(line)
    paper = _signed(certificate_of(_paper(gone, shop, line)), gone)
    return vault.keep(bytes(paper), shop.code)


def certificate(gone: Erasure) -> bytes:
    """The certificate as it was kept; raises :class:`~wederhoor.door.store.Missing` while there is none."""
    return vault.kept(gone.certificate, gone.shop.code)


def _paper(gone: Erasure, shop: Shop, line: Line) -> Certificate:
    from wederhoor.evidence.retention import schedule

    rule = schedule().get(gone.rule)
    return Certificate(
        reference=gone.code,
        shop=shop.name,
        erased_at=gone.erased_at.astimezone(ZoneInfo(shop.zone)),
        role=gone.role,
        why=gone.why,
        counts=gone.counts,
        gone_by=gone.gone_by,
        act=line.act,
        commitment=bytes(line.commitment).hex(),
        number=line.number,
        period=rule.says("title", shop.language) if rule else "",
        language=shop.language,
    )


def _signed(paper: SharedPdf, gone: Erasure) -> SharedPdf:
    """With the seal where there is a good one: an erasure does not wait for a certificate that has ended."""
    try:
        return signed_pdf(paper, sealer(), at=gone.erased_at)
    except (UnusableSeal, ImproperlyConfigured) as bad:
        log.warning("the certificate about %s is not signed: %s", gone.code, bad)
        return paper
