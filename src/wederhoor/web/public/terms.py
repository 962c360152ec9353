"""A version of a shop's terms as it was when somebody accepted it, for whoever has the code of the receipt."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wederhoor.connect.contract import Unreadable
from wederhoor.door.keyring import NoKey
from wederhoor.door.store import Missing
from wederhoor.journal.proofs import NotYetProven, tlog_proof
from wederhoor.pages import queries
from wederhoor.pages.models import Acceptance, PageVersion
from wederhoor.pages.words import shown_html
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

DAY = 86_400


@require_safe
@never_cache
def terms(request: HttpRequest, receipt: str) -> HttpResponse:
    """The version, the moment and the proof; never the order, nor anything else of the customer."""
    shop_id = queries.shop_of_token(receipt)
    if shop_id is None:
        raise Http404
    with inside(shop_id):
        row = Acceptance.objects.select_related("version__page", "version__terms__exhibit").get(token=receipt)
        shop = Shop.objects.get(pk=shop_id)
        page = {"shop": shop, "row": row, "version": row.version, **looked(row.version), "code": receipt}
        return render(request, "public/terms.html", page)


@require_safe
@never_cache
def archive(request: HttpRequest, receipt: str) -> HttpResponse:
    """The same as it is kept: request and response as they went over the line (WARC)."""
    shop_id = queries.shop_of_token(receipt)
    if shop_id is None:
        raise Http404
    with inside(shop_id):
        row = Acceptance.objects.select_related("version__terms__exhibit").get(token=receipt)
        return archive_of(row.version)


def looked(version: PageVersion) -> dict[str, object]:
    """What a version says, as a page and as text, and the line that proves it; a fault where it cannot be read."""
    exhibit = version.terms.exhibit
    found: dict[str, object] = {"html": "", "text": "", "fault": False, "hash": _in_fours(exhibit.sha256)}
    try:
        body, content_type = queries.body_of(version)
        # Cleaned by connect.mail.html.safe_html: nothing in it runs, loads, styles or hides.
        found["html"] = shown_html(body, content_type)
        found["text"] = "" if found["html"] else queries.words_in(version)
    except (Missing, NoKey, Unreadable):
        found["fault"] = True
    lines = queries.lines_of(version)
    found["line"] = next((line for line in lines if line.number is not None), None)
    return found


def archive_of(version: PageVersion) -> HttpResponse:
    """A version's file as it is kept, for downloading; never shown by the browser itself."""
    exhibit = version.terms.exhibit
    try:
        data = queries.kept_of(version)
    except (Missing, NoKey):
        raise Http404 from None
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{_safe(exhibit.name)}"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def proof_of(version: PageVersion) -> str:
    """The proof that the version's bytes stand in the log (C2SP tlog-proof); empty while it has none."""
    for line in queries.lines_of(version):
        try:
            return tlog_proof(line)
        except NotYetProven:
            continue
    return ""


def _safe(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)[-80:] or "versie"


def _in_fours(text: str) -> list[str]:
    return [text[start : start + 8] for start in range(0, len(text), 8)]


@require_safe
def accept_script(request: HttpRequest) -> HttpResponse:
    """The script a shop puts in its checkout: one file, under two kilobytes on the line, without cookies."""
    data, etag = _script()
    known = request.headers.get("If-None-Match", "")
    if etag in known:
        answer = HttpResponse(status=304)
    else:
        is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
        answer = HttpResponse(gzip.compress(data, mtime=0) if is_packed else data, content_type="text/javascript")
        if is_packed:
            answer.headers["Content-Encoding"] = "gzip"
    answer.headers["ETag"] = etag
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = f"public, max-age={DAY}"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@cache
def _script() -> tuple[bytes, str]:
    data = Path(__file__).with_name("accept.js").read_bytes()
    return data, f'"{hashlib.sha256(data).hexdigest()[:32]}"'
