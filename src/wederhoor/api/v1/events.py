"""What happened to orders, as JSON: one at a time while it happens, or up to a thousand in a call."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from wederhoor.api.v1.keys import KeyAtTheDoor, entered
from wederhoor.evidence.happenings import MOST_AT_ONCE, NewEvent, events_of, report
from wederhoor.evidence.kinds import Happening
from wederhoor.shops.models import Shop

router = Router(tags=["events"], auth=KeyAtTheDoor())

# Without control signs, of which the database keeps some not at all; numbers that every reader of JSON keeps exactly.
_PLAIN = r"^[^\x00-\x1f\x7f]*$"
Order = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=_PLAIN)]
Whole = Annotated[int, Field(ge=-(2**53) + 1, le=2**53 - 1)]


# A plain model: ninja's own asks Python about every single one, which a thousand at a time would feel.
class EventIn(BaseModel):
    """One event. ``at`` with its time zone, ``ref`` your own name for it: the same one twice is kept once."""

    order: Order
    what: Happening
    at: AwareDatetime
    ref: str = Field("", max_length=80, pattern=_PLAIN)
    detail: dict[str, str | Whole | bool | None] = Field(default_factory=dict, max_length=40)

    def event(self) -> NewEvent:
        return NewEvent(self.order, self.what, self.at, self.ref, self.detail)


class BatchIn(BaseModel):
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
    with entered(request):
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
    with entered(request) as sight:
        events = [one.event() for one in given]
        kept = report(sight.shop_id, _code_of(sight.shop_id), events, by=sight.actor("key"))
    return Status(201 if kept.new else 200, kept._asdict())


@cache
def _code_of(shop_id: int) -> str:
    """A shop's code never changes; asked once a process."""
    return Shop.objects.values_list("code", flat=True).get(pk=shop_id)
