"""From scans to a parcel: when it was handed over, when it was said to be delivered, and what shows that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from wederhoor.connect.carriers import signs
from wederhoor.connect.contract import Parcel, ParcelEvent
from wederhoor.connect.limits import PARCEL_EVENTS

_ARRIVED = (signs.DELIVERED, signs.COLLECTED, signs.NEIGHBOUR)
_RETURN_SERVICE = re.compile(r"\bretour|\breturn|rücksend|antwoordnummer", re.I)
_ENDED = (*_ARRIVED, signs.RETURNED, signs.LOST)


@dataclass(frozen=True)
class Seen:
    """What an adapter took from its paper, before it is put in order."""

    carrier: str
    code: str
    events: tuple[ParcelEvent, ...] = ()
    told: tuple[str, ...] = ()
    status: str = ""
    proof: frozenset[str] = frozenset()
    delivered_at: datetime | None = None
    received_by: str = ""
    weights_kg: tuple[Decimal, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def parcel_from(seen: Seen) -> Parcel:
    """The parcel in order of time; a scan counts as proof only when it says the parcel arrived."""
    events = tuple(sorted(dict.fromkeys(seen.events), key=lambda event: event.at)[:PARCEL_EVENTS])
    kinds = [(signs.kind_of(event.says), event) for event in events]
    arrived = [event for kind, event in kinds if kind in _ARRIVED]
    delivered_at = seen.delivered_at or (arrived[-1].at if arrived else None)
    told = (*(event.says for event in events), seen.status, *seen.told)
    kind = next((kind for kind, _ in reversed(kinds) if kind in _ARRIVED), "") or signs.kind_of(seen.status)
    return Parcel(
        carrier=seen.carrier,
        code=seen.code,
        events=events,
        handed_over=_handed_over(kinds),
        delivered_at=delivered_at,
        proof=_proof(seen, told) if delivered_at else frozenset(),
        received_by=seen.received_by or signs.receiver_in(told),
        status=seen.status or (events[-1].says if events else ""),
        weights_kg=seen.weights_kg,
        returned=any(kind == signs.RETURNED for kind, _ in kinds) or signs.kind_of(seen.status) == signs.RETURNED,
        extra={
            **seen.extra,
            "arrival": kind if delivered_at else "",
            "code_sent": signs.code_was_sent(told),
            **({"direction": "return"} if _RETURN_SERVICE.search(str(seen.extra.get("service", ""))) else {}),
        },
    )


def _proof(seen: Seen, told: Iterable[str]) -> frozenset[str]:
    return seen.proof | signs.proof_in(told) | {"scan"}


def _handed_over(kinds: list[tuple[str, ParcelEvent]]) -> Any:
    """The day the carrier first had it: the hand-over itself, else the first scan that is more than an announcement."""
    own = [event.at.date() for kind, event in kinds if kind == signs.HANDED_OVER]
    moved = [event.at.date() for kind, event in kinds if kind not in ("", signs.ANNOUNCED, *_ENDED)]
    return min(own[:1] + moved[:1], default=None)
