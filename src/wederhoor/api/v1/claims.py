"""Claims as JSON: fetch within sight, one act, answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Status

from wederhoor.api.v1.schemas import ClaimIn, ClaimOut, PageOut, PapersIn, PapersOut, WorkOut
from wederhoor.casework.shapes import Work
from wederhoor.casework.written import work_json
from wederhoor.claims import actions as claims
from wederhoor.claims.casefile import bundle_for
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
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


@router.get("/{code}/bundle", summary="The case file, to be handed over and checked by anyone")
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """A zip as described in ``docs/bundle.md``."""
    sight = _sight(request)
    with inside(sight.shop_id):
        _claim(code)
    data = bundle_for(sight.shop_id, code, by=_actor(request))
    name = f'attachment; filename="wederhoor-{code}.zip"'
    return HttpResponse(data, content_type="application/zip", headers={"Content-Disposition": name})


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
