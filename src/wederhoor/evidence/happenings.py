"""What happened to orders, reported by the shop's own systems while it happens: kept once, journalled, and found again.

Most claims are decided by what nobody kept. An event costs two rows and is durable before it is acknowledged. The same
event twice is one: a system that got no answer may simply send again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from wederhoor.evidence import policy
from wederhoor.evidence.kinds import Happening
from wederhoor.evidence.models import OrderEvent
from wederhoor.evidence.plain import storable
from wederhoor.flow import Refused, require
from wederhoor.journal.models import Line
from wederhoor.journal.record import Entry, record_all
from wederhoor.ledger.entry import canonical
from wederhoor.shops.kinds import Actor

ACT = "event.reported"
AHEAD = timedelta(minutes=5)
MOST_AT_ONCE = 1_000
LARGEST_DETAIL = 4_000  # bytes of canonical JSON


@dataclass(frozen=True)
class NewEvent:
    """One event. ``ref`` is the sender's own name for it; without one it is known by what it says."""

    order: str
    what: Happening
    at: datetime
    ref: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)

    def payload(self) -> dict[str, Any]:
        said = {"order": self.order, "what": self.what.value, "at": self.at.isoformat(), "detail": self.detail}
        return dict(storable(said))

    def known_as(self) -> str:
        return self.ref or hashlib.sha256(canonical(self.payload())).hexdigest()


class Told(NamedTuple):
    """An event as it was reported, for showing."""

    event: OrderEvent
    detail: Mapping[str, Any]


class Reported(NamedTuple):
    """How many events were new, and how many had been reported before."""

    new: int
    known: int


def report(shop_id: int, shop_code: str, events: Sequence[NewEvent], *, by: Actor) -> Reported:
    """Keep events of this shop, in the transaction one is in; all of them or none.

    Raises :class:`~wederhoor.flow.Refused` for a moment more than five minutes ahead of our clock, for more than a
    thousand at once, and for detail of more than 4 kB.
    """
    require(policy.may_add(by))
    now = timezone.now()
    _refuse_unfit(events, now)
    named = {event.known_as(): event for event in events}
    try:
        with transaction.atomic():
            fresh = named if len(named) == 1 else _without_known(shop_id, named)
            _keep(shop_id, shop_code, fresh, now, by)
    except IntegrityError:
        # Somebody reported one of these at the same moment; what is known by now is left out the second time.
        with transaction.atomic():
            fresh = _without_known(shop_id, named)
            _keep(shop_id, shop_code, fresh, now, by)
    return Reported(len(fresh), len(events) - len(fresh))


def events_of(order_number: str) -> list[Told]:
    """What happened to an order of the shop one is in, oldest first; forgotten detail is empty."""
    rows = list(OrderEvent.objects.filter(order_number=order_number).order_by("at", "id")[:MOST_AT_ONCE])
    lines = Line.objects.in_bulk([row.line for row in rows])
    return [Told(row, (lines[row.line].payload or {}).get("detail", {})) for row in rows if row.line in lines]


def key_of(shop_code: str, month: datetime) -> str:
    """The key of events that came in during a month; destroying it forgets them wherever they were copied."""
    return f"{shop_code}.{month:%Y-%m}"


def _refuse_unfit(events: Sequence[NewEvent], now: datetime) -> None:
    if len(events) > MOST_AT_ONCE:
        raise Refused("evidence.events.many")
    if any(event.at > now + AHEAD for event in events):
        raise Refused("evidence.events.ahead")
    if any(event.detail and len(canonical(storable(event.detail))) > LARGEST_DETAIL for event in events):
        raise Refused("evidence.events.large")


def _without_known(shop_id: int, named: Mapping[str, NewEvent]) -> dict[str, NewEvent]:
    refs = OrderEvent.objects.filter(shop_id=shop_id, ref__in=list(named)).values_list("ref", flat=True)
    known = set(refs)
    return {ref: event for ref, event in named.items() if ref not in known}


def _keep(shop_id: int, shop_code: str, fresh: Mapping[str, NewEvent], now: datetime, by: Actor) -> None:
    lines = record_all(_entries(shop_id, shop_code, fresh, now, by))
    OrderEvent.objects.bulk_create(
        OrderEvent(
            shop_id=shop_id,
            order_number=event.order,
            what=event.what.value,
            at=event.at,
            reported_at=now,
            by=by.code,
            ref=ref,
            line=line.pk,
        )
        for (ref, event), line in zip(fresh.items(), lines, strict=True)
    )


def _entries(shop_id: int, shop_code: str, fresh: Mapping[str, NewEvent], now: datetime, by: Actor) -> Iterator[Entry]:
    key = key_of(shop_code, now)
    for ref, event in fresh.items():
        yield Entry(ACT, shop_code, by.code, {**event.payload(), "ref": ref}, shop_id, now, key)
