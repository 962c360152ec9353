"""What happened to orders, reported by the shop's own systems while it happens: kept once, journalled, and found again.

Most claims are decided by what nobody kept. An event costs two rows and is durable before it is acknowledged. The same
event twice is one: a system that got no answer may simply send again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from wederhoor.evidence import policy
from wederhoor.evidence.kinds import Happening
from wederhoor.evidence.models import OrderEvent
from wederhoor.evidence.plain import storable
from wederhoor.flow import Refused, require
from wederhoor.journal.many import columns, execute, record_beside, record_under
from wederhoor.journal.models import Line
from wederhoor.journal.record import Entry
from wederhoor.ledger.entry import canonical
from wederhoor.shops.kinds import Actor

ACT = "event.reported"
AHEAD = timedelta(minutes=5)
MOST_AT_ONCE = 1_000
LARGEST_DETAIL = 4_000  # bytes of canonical JSON
# What was reported before is left alone, also when somebody else reports it at this very moment. The place of the line
# in its own table is drawn here, so that the event knows its line and the line follows only for what is new.
_EVENT = """
    INSERT INTO evidence_orderevent (shop_id, order_number, what, at, reported_at, by, ref, line)
    VALUES (%s, %s, %s, %s, %s, %s, %s, nextval('journal_line_id_seq'))
    ON CONFLICT (shop_id, ref) DO NOTHING RETURNING ref, line
"""
_EVENTS = """
    INSERT INTO evidence_orderevent (shop_id, order_number, what, at, reported_at, by, ref, line)
    SELECT *, nextval('journal_line_id_seq') FROM unnest(%b::bigint[], %b::text[], %b::text[],
        %b::timestamptz[], %b::timestamptz[], %b::text[], %b::text[])
    ON CONFLICT (shop_id, ref) DO NOTHING RETURNING ref, line
"""


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


class Told(NamedTuple):
    """An event as it was reported, for showing; ``number`` is its line's place in the log, once it has one."""

    event: OrderEvent
    detail: Mapping[str, Any]
    number: int | None = None


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
    payloads = [event.payload() for event in events]
    _refuse_unfit(events, payloads, now)
    named = {event.ref or _known_by(said): said for event, said in zip(events, payloads, strict=True)}
    # In one order everywhere, so that two who report the same events never wait for each other in a circle.
    rows = [
        (shop_id, said["order"], said["what"], datetime.fromisoformat(said["at"]), now, by.code, ref)
        for ref, said in sorted(named.items())
    ]

    def entry(ref: str) -> Entry:
        return Entry(ACT, shop_code, by.code, {**named[ref], "ref": ref}, shop_id, now, key_of(shop_code, now))

    if len(rows) == 1:
        new = int(record_beside(_EVENT, rows[0], entry(rows[0][-1])))
    else:
        fresh: dict[str, int] = dict(execute(_EVENTS, columns(rows)))
        record_under({line: entry(ref) for ref, line in fresh.items()})
        new = len(fresh)
    return Reported(new, len(events) - new)


def events_of(order_number: str) -> list[Told]:
    """What happened to an order of the shop one is in, oldest first; forgotten detail is empty."""
    rows = list(OrderEvent.objects.filter(order_number=order_number).order_by("at", "id")[:MOST_AT_ONCE])
    lines = Line.objects.in_bulk([row.line for row in rows])
    found = ((row, lines[row.line]) for row in rows if row.line in lines)
    return [Told(row, (line.payload or {}).get("detail", {}), line.number) for row, line in found]


def key_of(shop_code: str, month: datetime) -> str:
    """The key of events that came in during a month; destroying it forgets them wherever they were copied."""
    return f"{shop_code}.{month:%Y-%m}"


def _refuse_unfit(events: Sequence[NewEvent], payloads: Sequence[Mapping[str, Any]], now: datetime) -> None:
    if len(events) > MOST_AT_ONCE:
        raise Refused("evidence.events.many")
    if any(event.at > now + AHEAD for event in events):
        raise Refused("evidence.events.ahead")
    if any(said["detail"] and len(canonical(said["detail"])) > LARGEST_DETAIL for said in payloads):
        raise Refused("evidence.events.large")


def _known_by(said: Mapping[str, Any]) -> str:
    """The name of an event that came without one: what it says."""
    return hashlib.sha256(canonical(said)).hexdigest()
