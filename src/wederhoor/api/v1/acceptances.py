"""What customers accepted: told by the shop's own system with its key, and by the script in its checkout."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from wederhoor.api.browsers import Busy, address_of, allowed_to, origin_in
from wederhoor.api.v1.keys import KeyAtTheDoor, entered
from wederhoor.codes import NotACode, code_from
from wederhoor.flow import Refused
from wederhoor.pages import queries, watching
from wederhoor.pages.accepting import MOST_AT_ONCE, NewAcceptance, Outcome, accept
from wederhoor.pages.kinds import Teller
from wederhoor.pages.models import WatchedPage
from wederhoor.pages.receipts import address_of as page_of
from wederhoor.pages.receipts import receipt_of
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

router = Router(tags=["acceptances"], auth=KeyAtTheDoor())
LARGEST = 8_192  # bytes from a browser
_PLAIN = r"^[^\x00-\x1f\x7f]*$"
_HASH = r"^([0-9a-f]{64})?$"
Order = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=_PLAIN)]

ASIDE = {
    "unknown": "No version of this name or with these bytes is known here; it was set aside for the shop to look at.",
    "not_yet": "This version was not seen yet at that moment; it was set aside for the shop to look at.",
    "no_longer": "Another version stood there by then; it was set aside for the shop to look at.",
    "added": "This version was only added afterwards; it was set aside for the shop to look at.",
    "no_terms": "This page is no page of terms; it was set aside for the shop to look at.",
    "differs": "Another version was told before under this order and ref; it was set aside for the shop to look at.",
}


class AcceptanceIn(BaseModel):
    """One acceptance. Name the version by its code, or by the SHA-256 of the terms as you served them."""

    order: Order
    at: AwareDatetime
    version: str = Field("", max_length=12)
    sha256: str = Field("", pattern=_HASH)
    ref: str = Field("", max_length=60, pattern=_PLAIN)
    box: str = Field("", max_length=400)
    button: str = Field("", max_length=80)
    was_preticked: bool | None = None
    is_ticked: bool | None = None
    address: str = Field("", max_length=60)
    language: Literal["", "nl", "en", "de"] = ""

    def new(self) -> NewAcceptance:
        said = {"box": self.box, "button": self.button, "ref": self.ref, "address": self.address}
        ticked = {"was_preticked": self.was_preticked, "is_ticked": self.is_ticked}
        return NewAcceptance(self.order, self.at, self.version, self.sha256, **said, **ticked)  # type: ignore[arg-type]  # said by name


class ManyIn(BaseModel):
    """Up to a thousand acceptances; what fits no version is set aside, and the others are kept."""

    acceptances: list[AcceptanceIn] = Field(min_length=1, max_length=MOST_AT_ONCE)


class AcceptanceOut(Schema):
    """What became of one. ``receipt`` is a sentence for the confirmation mail; ``address`` shows that version again."""

    order: str
    state: str
    version: str = ""
    receipt: str = ""
    address: str = ""
    detail: str = ""


class AnswersOut(Schema):
    """In the order in which they were told."""

    acceptances: list[AcceptanceOut]


class ChangedIn(Schema):
    """Which page changed; without an address all of them are looked at."""

    url: str = Field("", max_length=500)


class SoonOut(Schema):
    """How many pages are looked at now."""

    pages: int


@router.post(
    "", response={201: AcceptanceOut, 200: AcceptanceOut, 202: AcceptanceOut}, summary="Tell what was accepted"
)
def report_one(request: HttpRequest, given: AcceptanceIn) -> Status[dict[str, Any]]:
    """Kept for good before this answers: 201 new, 200 known before, 202 set aside because it fits no version."""
    (told,) = _told(request, [given])
    return Status({"kept": 201, "known": 200}.get(told["state"], 202), told)


@router.post("/batch", response={200: AnswersOut}, summary="Tell up to a thousand acceptances")
def report_many(request: HttpRequest, given: ManyIn) -> dict[str, Any]:
    """Safe to send again when no answer came."""
    return {"acceptances": _told(request, given.acceptances)}


@router.post("/changed", response={202: SoonOut}, summary="Say that a page changed, so that it is looked at now")
def changed(request: HttpRequest, given: ChangedIn) -> Status[dict[str, int]]:
    """For the end of a deploy. The work process looks within seconds; looking twice does no harm."""
    with entered(request) as sight:
        pages = WatchedPage.objects.filter(shop_id=sight.shop_id, ended_at=None)
        return Status(202, {"pages": watching.look_soon(pages.filter(url=given.url) if given.url else pages)})


def _told(request: HttpRequest, given: list[AcceptanceIn]) -> list[dict[str, Any]]:
    with entered(request) as sight:
        shop = Shop.objects.get(pk=sight.shop_id)
        news = [one.new() for one in given]
        outcomes = accept(shop.pk, shop.code, news, Teller.SHOP, by=sight.actor("key"))
        return [_said(one, outcome, shop) for one, outcome in zip(given, outcomes, strict=True)]


def _said(one: AcceptanceIn, outcome: Outcome, shop: Shop) -> dict[str, Any]:
    row = outcome.acceptance
    if row is None:
        return {"order": one.order, "state": "aside", "detail": ASIDE[str(outcome.why)]}
    receipt = receipt_of(row, shop, one.language)
    said = {"order": one.order, "state": outcome.how, "version": row.version.code}
    return {**said, "receipt": receipt, "address": page_of(row)}


# --------------------------------------------------------------------------------------------- from the checkout itself


class BrowserIn(BaseModel):
    """What the script tells; everything in it is the browser's word, the moment is ours."""

    order: Order
    version: str = Field("", max_length=12)
    sha256: str = Field("", pattern=_HASH)
    box: str = Field("", max_length=400)
    button: str = Field("", max_length=80)
    was_preticked: bool | None = None
    is_ticked: bool | None = None


@router.get("/{shop}/version", auth=None, include_in_schema=False)
def version_now(request: HttpRequest, shop: str, terms: str = "") -> HttpResponse:
    """The version of the terms that is on show, for the script: tiny, and kept a minute by whoever asks."""
    found = _shop(shop)
    if found is None:
        return _answer({"detail": "There is no such shop."}, 404)
    with inside(found.pk):
        version = queries.version_now(found, terms[:500])
        sites = queries.sites_of(found)
    answer = _answer({"version": version.code if version else "", "sha256": version.body_sha256 if version else ""})
    answer.headers["Cache-Control"] = "public, max-age=60"
    return allowed_to(request, answer, sites)


@router.post("/{shop}/browser", auth=None, include_in_schema=False)
def from_browser(request: HttpRequest, shop: str) -> HttpResponse:
    """What a customer's browser tells when the form is sent. Never in the way of the checkout: nobody waits for it."""
    found = _shop(shop)
    if found is None:
        return _answer({"detail": "There is no such shop; nothing was kept."}, 404)
    address = address_of(request)
    with inside(found.pk):
        sites = queries.sites_of(found)
        if not origin_in(request, sites):
            return _answer({"detail": "This is not one of the shop's own sites; nothing was kept."}, 403)
        try:
            Busy.count(f"{found.pk}|{address}")
            given = BrowserIn(**_body(request))
            by = Actor("browser", "consumer", found.pk)
            (outcome,) = accept(found.pk, found.code, [_new(given, address)], Teller.BROWSER, by=by)
        except (Busy, ValueError, Refused) as why:
            return allowed_to(request, _refused(why), sites)
        _look_when_other_bytes(found, given)
    return allowed_to(request, _answer({"state": outcome.how}, 202 if outcome.how == "aside" else 201), sites)


def _new(given: BrowserIn, address: str) -> NewAcceptance:
    said = {"box": given.box, "button": given.button, "address": address, "ref": ""}
    ticked = {"was_preticked": given.was_preticked, "is_ticked": given.is_ticked}
    return NewAcceptance(given.order, timezone.now(), given.version, given.sha256, **said, **ticked)  # type: ignore[arg-type]  # said by name


def _look_when_other_bytes(shop: Shop, given: BrowserIn) -> None:
    """The customer's browser had other bytes than we saw: perhaps the page changed. It is looked at, once an hour."""
    version = queries.version_now(shop) if given.sha256 else None
    if version is None or version.body_sha256 == given.sha256 or shop.is_demonstration:
        return
    looked = version.page.looked_at
    if looked is None or (timezone.now() - looked).total_seconds() > 3_600:
        watching.look_soon([version.page])


def _refused(why: Exception) -> HttpResponse:
    if isinstance(why, Busy):
        answer = _answer({"detail": "Too much came from this address at once; nothing was kept."}, 429)
        answer.headers["Retry-After"] = "60"
        return answer
    if isinstance(why, Refused):
        return _answer({"refused": why.reason, "detail": "This cannot be kept as things stand."}, 409)
    return _answer({"detail": "This is not what the script sends; nothing was kept."}, 422)


def _body(request: HttpRequest) -> Mapping[str, Any]:
    """The few fields as JSON, whatever type they came under; raises ``ValueError``. Sized before it is read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise ValueError("too large")
    found = json.loads(request.body)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _shop(code: str) -> Shop | None:
    try:
        return Shop.objects.filter(code=code_from(code)).first()
    except NotACode:
        return None


def _answer(said: Mapping[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(dict(said), status=status)
