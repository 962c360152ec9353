"""Claims as JSON: fetch within sight, one act, answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Router, Status

from wederhoor.api.v1.schemas import ClaimIn, ClaimOut, PageOut, PapersIn, PapersOut, SealedOut, SealIn, WorkOut
from wederhoor.casework.shapes import Work
from wederhoor.casework.written import work_json
from wederhoor.claims import actions as claims
from wederhoor.claims.bundles import bundle_stream, sealings_of
from wederhoor.claims.casefile import name_of
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.claims.proving import proven
from wederhoor.claims.queries import case_of, claim_by_code, page_of
from wederhoor.letters import actions as letters
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop
from wederhoor.shops.queries import Sight

router = Router(tags=["claims"])


def _sight(request: HttpRequest) -> Sight:
    sight: Sight = request.auth  # type: ignore[attr-defined]  # ninja puts what the key gave there
    return sight


def _actor(request: HttpRequest) -> Actor:
    return _sight(request).actor("key")


@router.post("", response={201: WorkOut, 200: WorkOut}, summary="File a message")
def file_message(request: HttpRequest, given: ClaimIn) -> Status[dict[str, Any]]:
    """The same mail twice is the same claim: 201 when it is new, 200 when it was there."""
    sight = _sight(request)
    message = replace(given.message.paper("message"), source="consumer")
    with inside(sight.shop_id):
        shop = Shop.objects.get(pk=sight.shop_id)
        filed = letters.receive(
            shop,
            message,
            channel=Channel.API,
            papers=[paper.paper() for paper in given.papers],
            customer=(given.customer_name, given.customer_email),
            by=_actor(request),
        )
        return Status(201 if filed.is_new else 200, _written(filed.claim, filed.work))


@router.get("", response=PageOut, summary="The list, the earliest date first")
def listed(request: HttpRequest, search: str = "", after: str = "", only: str = "open") -> dict[str, Any]:
    """A page of the shop's claims."""
    with inside(_sight(request).shop_id):
        page = page_of(search=search[:200], after=after, only=only)
        return {"claims": [ClaimOut.from_orm(row) for row in page.rows], "after": page.after}


@router.get("/{code}", response=WorkOut, summary="One claim, assessed as it stands today")
def one(request: HttpRequest, code: str) -> dict[str, Any]:
    """A claim outside this shop is 404, as if it did not exist."""
    with inside(_sight(request).shop_id):
        claim = _claim(code)
        return _written(claim, case_of(claim).work)


@router.post("/{code}/papers", response={201: PapersOut}, summary="Lay papers in the file")
def lay(request: HttpRequest, code: str, given: PapersIn) -> Status[dict[str, Any]]:
    """They are read, numbered and assessed at once."""
    with inside(_sight(request).shop_id):
        items = claims.lay(_claim(code), *(paper.paper() for paper in given.papers), by=_actor(request))
        return Status(201, {"numbers": [item.label for item in items]})


@router.post("/{code}/bundle", response={201: SealedOut}, summary="Seal the case file")
def seal(request: HttpRequest, code: str, given: SealIn) -> Status[dict[str, Any]]:
    """Seal the file as it stands now; both parties download the same bytes."""
    claim = _within_sight(request, code)
    sealing = claims.seal(claim.shop_id, claim.code, by=_actor(request), why=given.why)
    said = {name: getattr(sealing, name) for name in ("code", "sealed_at", "size", "times", "witnesses")}
    return Status(201, {**said, "why": given.why})


@router.get("/{code}/bundle", summary="The case file, to be handed over and checked by anyone")
def bundle(request: HttpRequest, code: str) -> HttpResponseBase:
    """The file as it was last sealed, a zip as described in ``docs/bundle.md``; sealed now when it never was."""
    claim = _within_sight(request, code)
    with inside(claim.shop_id):
        sealing = sealings_of(claim).first()
    if sealing is None:
        sealing = claims.seal(claim.shop_id, claim.code, by=_actor(request))
    size, pieces = bundle_stream(claim.shop_id, proven(claim.shop_id, sealing.code))
    name = f'attachment; filename="{name_of(claim, ".zip", sealing.sealed_at)}"'
    headers = {"Content-Disposition": name, "Content-Length": str(size)}
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)


def _within_sight(request: HttpRequest, code: str) -> Claim:
    with inside(_sight(request).shop_id):
        return _claim(code)


def _claim(code: str) -> Claim:
    claim = claim_by_code(code)
    if claim is None:
        raise Http404
    return claim


def _written(claim: Claim, work: Work) -> dict[str, Any]:
    outcome = str(work.assessment.outcome) if work.assessment else None
    shown = ClaimOut.from_orm(claim).dict()
    said = work_json(work, claim.shop.language)
    # How hard a demand is pressed is weighed when a person looks, and leaves the house in no answer to a program.
    said["reading"]["pressure"].pop("grade")
    return {**shown, "outcome": outcome, "work": said}
