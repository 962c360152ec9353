"""What happened to orders, as JSON: one at a time while it happens, or up to a thousand in a call."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field, StringConstraints

from wederhoor.evidence.happenings import MOST_AT_ONCE, NewEvent, events_of, report
from wederhoor.evidence.kinds import Happening
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop
from wederhoor.shops.queries import Sight

router = Router(tags=["events"])

Order = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class EventIn(Schema):
    """One event. ``at`` with its time zone, ``ref`` your own name for it: the same one twice is kept once."""

    order: Order
    what: Happening
    at: AwareDatetime
    ref: str = Field("", max_length=80)
    detail: dict[str, str | int | bool | None] = Field(default_factory=dict, max_length=40)

    def event(self) -> NewEvent:
        return NewEvent(self.order, self.what, self.at, self.ref, self.detail)


class BatchIn(Schema):
    """Up to a thousand events; all of them are kept, or none."""

    events: list[EventIn] = Field(min_length=1, max_length=MOST_AT_ONCE)


class KeptOut(Schema):
    """How many were new, and how many had been reported before."""

    new: int
    known: int


class EventOut(Schema):
    """An event as it was reported."""

    order: str
    what: str
    at: datetime
    reported_at: datetime
    ref: str
    detail: dict[str, Any]


@router.post("", response={201: KeptOut, 200: KeptOut}, summary="Report what happened to an order")
def report_event(request: HttpRequest, given: EventIn) -> Status[dict[str, int]]:
    """Kept for good before this answers: 201 when it is new, 200 when it was known."""
    return _reported(request, [given])


@router.post("/batch", response={201: KeptOut, 200: KeptOut}, summary="Report up to a thousand events")
def report_events(request: HttpRequest, given: BatchIn) -> Status[dict[str, int]]:
    """All of them or none, in one transaction; safe to send again when no answer came."""
    return _reported(request, given.events)


@router.get("", response=list[EventOut], summary="What happened to an order")
def listed(request: HttpRequest, order: Order) -> list[dict[str, Any]]:
    """Oldest first."""
    with inside(_sight(request).shop_id):
        return [
            {
                "order": told.event.order_number,
                "what": told.event.what,
                "at": told.event.at,
                "reported_at": told.event.reported_at,
                "ref": told.event.ref,
                "detail": told.detail,
            }
            for told in events_of(order)
        ]


def _reported(request: HttpRequest, given: list[EventIn]) -> Status[dict[str, int]]:
    sight = _sight(request)
    with inside(sight.shop_id):
        events = [one.event() for one in given]
        kept = report(sight.shop_id, _code_of(sight.shop_id), events, by=sight.actor("key"))
    return Status(201 if kept.new else 200, kept._asdict())


def _sight(request: HttpRequest) -> Sight:
    sight: Sight = request.auth  # type: ignore[attr-defined]  # ninja puts what the key gave there
    return sight


@cache
def _code_of(shop_id: int) -> str:
    """A shop's code never changes; asked once a process."""
    return Shop.objects.values_list("code", flat=True).get(pk=shop_id)
