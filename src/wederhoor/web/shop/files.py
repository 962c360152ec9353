"""What one can take along: a document as it came, the case file as PDF and sealed, the shop's own print."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wederhoor.claims import actions
from wederhoor.claims.casefile import name_of, pdf_for
from wederhoor.claims.models import Claim
from wederhoor.evidence import handling, policy
from wederhoor.evidence.actions import bytes_of
from wederhoor.evidence.models import DossierItem, Exhibit
from wederhoor.flow import require
from wederhoor.shops.context import inside
from wederhoor.shops.queries import Sight, sight_of
from wederhoor.web.components.sealed import handed_out, sealed_in
from wederhoor.web.components.shown import reader_language
from wederhoor.web.shop.case import claim_in
from wederhoor.web.shop.visits import Visit, in_shop

# What a browser may show by itself: raster pictures and plain text. Everything else is downloaded.
_SHOWN = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)


def file_answer(exhibit: Exhibit) -> HttpResponse:
    """The bytes as they came. Nothing in them can run here: own policy, no sniffing, pictures by their bytes.

    A file in quarantine is only ever saved, never shown.
    """
    data = bytes_of(exhibit)
    shown = () if exhibit.quarantine else _SHOWN
    media_type = next((kind for magic, kind in shown if data.startswith(magic)), "")
    answer = HttpResponse(data, content_type=media_type or "application/octet-stream")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if not media_type:
        answer.headers["Content-Disposition"] = _attachment(exhibit.name)
    return answer


def _attachment(name: str) -> str:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-") else "_" for c in name) or "stuk"
    return f'attachment; filename="{plain}"'


def download(data: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to keep."""
    answer = HttpResponse(data, content_type=media_type)
    answer.headers["Content-Disposition"] = _attachment(name)
    return answer


def item_in(claim: Claim, number: str) -> DossierItem:
    """The document with this number in the file, else 404."""
    if not (number.startswith("B") and number[1:].isdigit() and len(number) < 8):
        raise Http404
    found = claim.dossier.items.select_related("exhibit").filter(number=int(number[1:])).first()
    if found is None:
        raise Http404
    found.dossier, found.shop = claim.dossier, claim.shop
    return found


@in_shop
def exhibit(visit: Visit, code: str, number: str) -> HttpResponse:
    """One document as it came; that it was taken along is written down, for the auditor."""
    item = item_in(claim_in(code), number)
    require(policy.may_read(visit.actor, item.exhibit))
    handling.read(item, handling.How.DOWNLOADED, by=visit.actor)
    return file_answer(item.exhibit)


@in_shop
def case_pdf(visit: Visit, code: str) -> HttpResponse:
    """The case file, of the shared layer."""
    claim = claim_in(code)
    return download(pdf_for(claim, language=reader_language()), name_of(claim, ".pdf"), "application/pdf")


@in_shop
def own_print(visit: Visit, code: str) -> HttpResponse:
    """The shop's own print with its reading; every page says that it is not shared."""
    claim = claim_in(code)
    data = pdf_for(claim, own=True, language=reader_language())
    return download(data, name_of(claim, "-eigen.pdf"), "application/pdf")


@login_required
@never_cache
@require_POST
def seal(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Seal the case file; that takes transactions of its own, so it stands outside the page's."""
    sight, claim = _within_sight(request, slug, code)
    person: Any = request.user
    by, why = sight.actor(person.code, str(person)), request.POST.get("why", "")
    actions.seal(sight.shop_id, claim.code, by=by, why=why, language=reader_language())
    messages.success(request, _("Recorded. You and the customer can both download this file."))
    return redirect(reverse("claim", kwargs={"slug": slug, "code": claim.code}) + "#sealed")


@login_required
@never_cache
def bundle(request: HttpRequest, slug: str, code: str, sealed: str) -> HttpResponseBase:
    """A sealed file; no transaction is open while it is downloaded."""
    sight, claim = _within_sight(request, slug, code)
    with inside(sight.shop_id):
        sealing = sealed_in(claim, sealed)
    return handed_out(claim, sealing)


def _within_sight(request: HttpRequest, slug: str, code: str) -> tuple[Sight, Claim]:
    sight = sight_of(slug, request.user.pk or 0)
    if sight is None:
        raise Http404
    with inside(sight.shop_id):
        return sight, claim_in(code)
