"""Sealed case files as pages show them: when, why, who outside confirms it, and the file itself as a stream."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, StreamingHttpResponse
from django.utils.translation import gettext as _

from wederhoor import codes
from wederhoor.claims.bundles import bundle_stream, reasons_of, sealings_of
from wederhoor.claims.casefile import name_of
from wederhoor.claims.models import Claim
from wederhoor.claims.proving import proven
from wederhoor.evidence.models import Sealing
from wederhoor.web.components.words import day

MOST_SHOWN = 20


@dataclass(frozen=True)
class ShownSealing:
    """One sealed file: ``is_timed`` says whether anybody outside states the moment."""

    href: str
    moment: str
    size: int
    why: str
    is_timed: bool


def sealed_files(claim: Claim, href: Callable[[str], str]) -> list[ShownSealing]:
    """The last times this file was sealed, newest first; ``href`` gives the address of one by its code."""
    rows = list(sealings_of(claim)[:MOST_SHOWN])
    why = reasons_of(rows)
    return [
        ShownSealing(
            href(row.code),
            moment_of(claim, row.sealed_at),
            row.size,
            why.get(row.line, ""),
            bool(row.times or row.witnesses),
        )
        for row in rows
    ]


def moment_of(claim: Claim, at: datetime) -> str:
    """12 okt, 14.03 u.; where the calendar stands still, on the day it stands at."""
    local = at.astimezone(ZoneInfo(claim.shop.zone))
    on = claim.shop.today() if claim.shop.is_demonstration else local.date()
    return _("%(day)s, %(hours)s:%(minutes)s") % {
        "day": day(on, "j M" if on.year == claim.shop.today().year else "j M Y"),
        "hours": f"{local:%H}",
        "minutes": f"{local:%M}",
    }


def sealed_in(claim: Claim, code: str) -> Sealing:
    """The sealed file of this claim with this code, else 404."""
    try:
        found = sealings_of(claim).filter(code=codes.code_from(code)).first()
    except codes.NotACode:
        found = None
    if found is None:
        raise Http404
    return found


def handed_out(claim: Claim, sealing: Sealing) -> StreamingHttpResponse:
    """The file as a download, as well proven as it is by now. In transactions of its own, so not inside one."""
    size, pieces = bundle_stream(claim.shop_id, proven(claim.shop_id, sealing.code))
    name = name_of(claim, ".zip", sealing.sealed_at)
    headers = {"Content-Length": str(size), "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)
