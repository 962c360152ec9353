"""What stands at the address of a case that was forgotten: when, why, by whom, and the certificate."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wederhoor import codes
from wederhoor.dossier.certificate import counted, words
from wederhoor.evidence import certificates, forgetting
from wederhoor.evidence.models import Erasure
from wederhoor.web.components.shown import reader_language
from wederhoor.web.shop.visits import Visit, in_shop


def _erasure(code: str) -> Erasure:
    """What stays known of a forgotten case, else 404."""
    try:
        found = forgetting.erasure_of(codes.code_from(code))
    except codes.NotACode:
        found = None
    if found is None:
        raise Http404
    return found


def gone(visit: Visit, code: str) -> HttpResponse:
    """The page at the address of a case that was forgotten (410); 404 where there never was one."""
    found, say = _erasure(code), words(reader_language())
    page = {
        "visit": visit,
        "gone": found,
        "by": say["roles"].get(found.role, found.role),
        "why": say["reasons"].get(found.why, found.why),
        "counts": counted(found.counts, reader_language()),
    }
    return render(visit.request, "shop/gone.html", page, status=410)


@in_shop
def certificate(visit: Visit, code: str) -> HttpResponse:
    """The certificate of a case that was forgotten."""
    found = _erasure(code)
    if not found.certificate:
        raise Http404
    name = _("erased")  # apart, since texts are not gathered from within a formatted one
    answer = HttpResponse(certificates.certificate(found), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="wederhoor-{found.code}-{name}.pdf"'
    return answer
