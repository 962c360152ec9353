"""The packing table and the table of returns: one page for the phone, that works on without a line."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from pydantic import ValidationError

from wederhoor.flow import Refused
from wederhoor.parcels.actions import Kept, NewRecord, keep
from wederhoor.parcels.envelope import LARGEST, NotOpened, opened, public_key
from wederhoor.parcels.given import RecordIn
from wederhoor.parcels.kinds import Clock, Part, Way
from wederhoor.parcels.queries import Parcel, kilograms, latest
from wederhoor.parcels.scans import LABELS
from wederhoor.web.components.refusals import sentence_of
from wederhoor.web.components.shown import reader_language
from wederhoor.web.shop.packing_words import texts
from wederhoor.web.shop.visits import Visit, in_shop

READER = "wederhoor/packing-reader/"
ASSETS = (
    "wederhoor/wederhoor.css",
    "wederhoor/packing.css",
    "wederhoor/wederhoor.js",
    "wederhoor/packing-queue.js",
    "wederhoor/packing-scan.js",
    "wederhoor/packing.js",
    f"{READER}reader.js",
    f"{READER}reader.wasm",
    "wederhoor/mark.svg",
    "wederhoor/fonts/source-sans-3-latin-wght-normal.woff2",
    "wederhoor/fonts/source-serif-4-latin-wght-normal.woff2",
)
# Compiling the reader of barcodes is allowed here and on no other page; pictures are shown before they are sent.
_MORE = {"script-src": ["'self'", "'wasm-unsafe-eval'"], "img-src": ["'self'", "data:", "blob:"]}


@ensure_csrf_cookie
@in_shop
def table(visit: Visit, way: str = Way.PACKED.value) -> HttpResponse:
    """The table itself; what it needs to work without a line comes along with it."""
    page = {"visit": visit, "way": way, "about": _about(visit, way), "texts": texts(way), "steps": _steps(way)}
    answer = render(visit.request, "shop/packing.html", page)
    policy = {**settings.SECURE_CSP, **_MORE, "worker-src": ["'self'"]}
    answer.headers["Content-Security-Policy"] = "; ".join(f"{name} {' '.join(said)}" for name, said in policy.items())
    answer.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    return answer


def _steps(way: str) -> list[str]:
    """What is looked at, in the order in which it comes to hand."""
    if way == Way.RETURNED:
        return [Part.CLOSED.value, Part.CONTENTS.value, Part.SCALE.value]
    return [Part.CONTENTS.value, Part.SCALE.value, Part.CLOSED.value]


def _about(visit: Visit, way: str) -> dict[str, Any]:
    """What the script has to know; nothing in it is a secret."""
    person: Any = visit.request.user
    return {
        "way": way,
        "shop": visit.shop.code,
        "packer": person.code,
        "key": public_key(visit.shop.code),
        "send": visit.url("packing_records"),
        "worker": visit.url("packing_worker"),
        "scope": visit.url("packing"),
        "login": f"{reverse(settings.LOGIN_URL)}?next={visit.request.path}",
        "csrf": settings.CSRF_COOKIE_NAME,
        "labels": LABELS,
        "reader": static(f"{READER}reader.js"),
        "wasm": static(f"{READER}reader.wasm"),
        "may": visit.may_work,
        "steps": _steps(way),
        "language": reader_language(),
        "texts": texts(way),
    }


@in_shop
def worker(visit: Visit) -> HttpResponse:
    """The service worker of this table: keeps its page and what it needs, and nothing else."""
    assets = [static(name) for name in ASSETS]
    pages = [visit.url("packing"), visit.url("packing_returns")]
    given = {"assets": json.dumps(assets), "pages": json.dumps(pages), "version": _version(), "code": visit.shop.code}
    answer = render(visit.request, "shop/packing_worker.js", given, content_type="text/javascript; charset=utf-8")
    answer.headers["Service-Worker-Allowed"] = visit.url("packing")
    return answer


@cache
def _version() -> str:
    """Changes when anything it keeps does."""
    known = hashlib.sha256()
    for name in ASSETS:
        found = finders.find(name)
        if isinstance(found, str):
            with open(found, "rb") as file:
                known.update(file.read())
    return known.hexdigest()[:12]


@in_shop
def records(visit: Visit) -> HttpResponse:
    """By GET the parcels of today; by POST one envelope: 201 when it is new, 200 when it was known."""
    if visit.request.method != "POST":
        return JsonResponse({"parcels": [_row(visit, one) for one in _todays(visit)]})
    if _length(visit.request) > LARGEST:
        return _no(_("That is more than one record with its pictures can be."), 413)
    try:
        kept = _kept(visit)
    except (NotOpened, ValidationError):
        return _no(_("This record could not be read here. It stays on your device; nothing else is touched."), 422)
    except Refused as no:
        return _no(sentence_of(no.reason), 409)
    return JsonResponse(_answer(visit, kept), status=201 if kept.is_new else 200)


def _kept(visit: Visit) -> Kept:
    """The record in an envelope, kept; whoever is signed in sends it, and the device says who packed."""
    envelope = opened(visit.request.body, visit.shop.code)
    said, given = envelope.said, RecordIn.model_validate(envelope.said)
    parts = [str(picture.get("part", "")) for picture in said.get("pictures") or [] if isinstance(picture, dict)]
    pictures = [(Part(part), data) for part, data in zip(parts, envelope.pictures, strict=False) if part in set(Part)]
    count = said.get("count")
    return keep(
        visit.shop,
        new_of(
            given,
            pictures,
            packer=str(said.get("packer", ""))[:60],
            device=str(said.get("device", ""))[:16],
            device_count=count if isinstance(count, int) and 0 <= count < 2**53 else None,
            device_now=_device_now(visit.request),
        ),
        by=visit.actor,
    )


def _device_now(request: HttpRequest) -> datetime | None:
    """What the clock of the device said when it sent this; nothing where that cannot be read."""
    try:
        said = datetime.fromisoformat(request.headers.get("X-Device-Clock", ""))
    except ValueError:
        return None
    return said if said.tzinfo is not None else None


def new_of(given: RecordIn, pictures: list[tuple[Part, bytes]], **more: Any) -> NewRecord:
    """The record as its act takes it."""
    return NewRecord(
        way=given.way,
        ref=given.ref,
        tracking=given.tracking,
        order_number=given.order,
        grams=given.grams,
        serials=given.serials,
        products=given.products,
        contents=given.contents,
        condition=given.condition,
        complete=given.complete,
        device_at=given.at,
        corrects=given.corrects,
        is_void=given.void,
        pictures=pictures,
        **more,
    )


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdigit() else LARGEST + 1


def _no(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"says": sentence}, status=status)


def _answer(visit: Visit, kept: Kept) -> dict[str, Any]:
    says = []
    if kept.left_out:
        says.append(_("A picture could not be read and was left out. Everything else is kept."))
    if kept.record.clock == Clock.AHEAD:
        says.append(_("The clock of this device runs ahead. What counts is the moment this arrived here."))
    if kept.record.clock == Clock.BEHIND:
        says.append(_("The clock of this device runs behind. What counts is the moment this arrived here."))
    return {"code": kept.record.code, "order": kept.record.order_number, "says": " ".join(says)}


def _todays(visit: Visit) -> list[Parcel]:
    words = visit.request.GET.get("q", "")[:60]
    zone = ZoneInfo(visit.shop.zone)
    midnight = datetime.combine(timezone.now().astimezone(zone).date(), time.min, zone)
    return latest(None if words.strip() else midnight, words)


def _row(visit: Visit, parcel: Parcel) -> dict[str, Any]:
    local = parcel.at.astimezone(ZoneInfo(visit.shop.zone))
    return {
        "code": parcel.code,
        "ref": str(parcel.first.ref),
        "way": parcel.way.value,
        "number": parcel.tracking or parcel.order_number,
        "order": parcel.order_number,
        "at": f"{local:%H:%M}",
        "weight": kilograms(parcel.grams, reader_language()) if parcel.grams else "",
        "pictures": len(parcel.pictures),
        "void": parcel.is_void,
        "href": visit.url("parcel", parcel=parcel.code),
    }
