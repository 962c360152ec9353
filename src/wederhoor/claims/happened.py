"""What systems reported about an order, as an exhibit: the log itself, its words, and the facts it shows."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.happenings import Told, events_of
from wederhoor.evidence.kinds import Happening, Sort
from wederhoor.shops.models import Shop

LATE = timedelta(days=1)
# What a report shows when it was made while it happened. What was told only later is the shop's word, not a record.
_DATES: Mapping[str, str] = {
    Happening.PLACED: "contract_date",
    Happening.PAID: "payment_date",
    Happening.HANDED_OVER: "handed_to_carrier_date",
    Happening.DELIVERED: "carrier_status_delivered_date",
    Happening.WITHDRAWN: "withdrawal_statement_date",
}
_YES: Mapping[str, str] = {Happening.PAID: "order_paid"}
# Told against the teller's own interest: it counts whenever it was told.
_ADVERSE = frozenset({Happening.WITHDRAWN})


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def says(name: str, language: str, **slots: object) -> str:
    """The words for an event, or a line of the log, in nl, en or de; an event that is not known is named as it came."""
    words = _words().get(language, _words()["en"])
    return words.get(name, name).format(**slots)


def is_late(told: Told) -> bool:
    """Whether it was reported more than a day after it happened."""
    return told.event.reported_at - told.event.at > LATE


def papers_of(shop: Shop, order_number: str) -> list[NewExhibit]:
    """The log of what was reported about an order, as one exhibit; none when nothing was. Two statements.

    The same reports give the same bytes.
    """
    reported = events_of(order_number)
    if not reported:
        return []
    zone, language = ZoneInfo(shop.zone), shop.language
    return [
        NewExhibit(
            data=_written(order_number, reported),
            name="gebeurtenissen.json",
            sort=Sort.LOG,
            source="shop",
            title=says("title", language, order=order_number),
            media_type="application/json",
            dated=max(told.event.at for told in reported).astimezone(zone).date(),
            facts=facts_of(reported, zone),
            text="\n".join(_lines(order_number, reported, zone, language)),
            shows=says("shows", language),
            does_not_show=says("does_not_show", language),
        )
    ]


def facts_of(reported: Sequence[Told], zone: ZoneInfo) -> dict[str, Any]:
    """What the reports show by the law's names; of two reports of one thing the first counts."""
    found: dict[str, Any] = {}
    for told in reported:
        what, on = told.event.what, told.event.at.astimezone(zone).date()
        if is_late(told) and what not in _ADVERSE:
            continue
        if what in _DATES:
            found.setdefault(_DATES[what], on.isoformat())
        if what in _YES:
            found.setdefault(_YES[what], True)
    return found


def _written(order_number: str, reported: Sequence[Told]) -> bytes:
    events = [
        {
            "what": told.event.what,
            "at": told.event.at.isoformat(),
            "told_at": told.event.reported_at.isoformat(),
            "by": told.event.by,
            "ref": told.event.ref,
            "detail": dict(told.detail),
        }
        for told in reported
    ]
    return json.dumps({"order": order_number, "events": events}, ensure_ascii=False, indent=1).encode()


def _lines(order_number: str, reported: Sequence[Told], zone: ZoneInfo, language: str) -> Iterator[str]:
    yield says("head", language, order=order_number)
    yield ""
    for told in reported:
        at = told.event.at.astimezone(zone)
        late = f" ({says('late', language, told=_day(told.event.reported_at.astimezone(zone).date()))})"
        yield f"{_day(at.date())} {at:%H:%M}  {says(told.event.what, language)}{late if is_late(told) else ''}"
        yield from (f"    {label}: {value}" for label, value in told.detail.items())


def _day(on: date) -> str:
    return f"{on.day}-{on.month}-{on.year}"
