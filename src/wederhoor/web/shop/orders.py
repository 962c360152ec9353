"""The life of one order, whoever wrote it down: all sources in one timeline, with what nobody told said plainly."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import DataError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wederhoor.claims.orders import recent_orders
from wederhoor.codes import is_code
from wederhoor.evidence.happenings import events_of
from wederhoor.evidence.moments import Moment
from wederhoor.journal.models import Line
from wederhoor.journal.proofs import NotYetProven, tlog_proof
from wederhoor.logs.engine import TooLong
from wederhoor.shops.models import Membership
from wederhoor.web.components.exhibits import SIDES
from wederhoor.web.components.words import Words, word
from wederhoor.web.shop.order_sources import GAPS, SOURCES, OrderSource, about
from wederhoor.web.shop.visits import Visit, in_shop

LONGEST = 40
# Who reports, where it is no person of the shop.
TELLERS: Mapping[str, Words] = {
    **SIDES,
    "key": gettext_lazy("your own systems"),
    "carrier": gettext_lazy("the carrier"),
    "platform": gettext_lazy("the webshop"),
    "payment": gettext_lazy("the payment provider"),
    "browser": gettext_lazy("the customer's browser"),
    "website": gettext_lazy("the log of the website"),
    "withdrawals": gettext_lazy("the withdrawal function"),
}
# Labels of a department that speaks no language of its own.
LABELS: Mapping[str, Words] = {
    "box": gettext_lazy("Beside the box"),
    "button": gettext_lazy("On the button"),
    "network": gettext_lazy("From the network"),
}
DAMAGED = (
    *(ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError),
    *(DataError, TooLong),
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ShownMoment:
    """A moment as the page draws it."""

    moment: Moment
    at: datetime
    teller: str
    source: OrderSource
    detail: Sequence[tuple[str, str]]
    told: datetime | None
    kept: datetime | None


@dataclass(frozen=True)
class ShownDay:
    """What happened on one day of the shop's calendar."""

    on: date
    moments: Sequence[ShownMoment]


@in_shop
def orders(visit: Visit) -> HttpResponse:
    """The orders something was heard of last, and a field to go to any other."""
    number = visit.request.GET.get("q", "").strip().lstrip("#")[:LONGEST].replace("\x00", "")
    if number:
        return redirect(visit.url("order", number=number))
    return render(visit.request, "shop/orders.html", {"visit": visit, "recent": recent_orders()})


@in_shop
def order(visit: Visit, number: str) -> HttpResponse:
    """The timeline of one order; also of one nothing is known of, which is then said."""
    number = number[:LONGEST].replace("\x00", "")
    if "proof" in visit.request.GET:
        return _proof(visit, number, visit.request.GET["proof"])
    told, damaged = everything(visit, number)
    wanted = visit.request.GET.get("from", "")
    present = [source for source in SOURCES if told.get(source.name)]
    only = [source for source in present if source.name == wanted] or present
    page = {
        "visit": visit,
        "number": number,
        "days": days_of(visit, {source: told[source.name] for source in only}),
        "sources": present,
        "only": wanted if len(only) == 1 and only[0].name == wanted else "",
        "gaps": gaps_of(told, damaged) if present else [],
        "damaged": damaged,
    }
    return render(visit.request, "shop/order.html", page)


def _proof(visit: Visit, number: str, place: str) -> HttpResponse:
    """What proves that an event of this order stood in the log when it was reported (C2SP tlog-proof)."""
    line = next((told.event.line for told in events_of(number) if str(told.number) == place), None)
    if line is None:
        raise Http404
    try:
        text = tlog_proof(Line.objects.get(pk=line))
    except NotYetProven:
        messages.info(visit.request, _("The proof is being made; it is there within a second or so."))
        return redirect(visit.url("order", number=number))
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="line-{place}.tlog-proof"'
    return answer


def everything(visit: Visit, number: str) -> tuple[dict[str, Sequence[Moment]], list[OrderSource]]:
    """What each source tells, and the sources whose rows cannot be read: those hide nothing of the others."""
    told, damaged = {}, []
    for source in SOURCES:
        try:
            with transaction.atomic():
                told[source.name] = source.moments(visit, number)
        except DAMAGED:
            log.exception("the moments of “%s” cannot be read for an order of shop %s", source.name, visit.shop.code)
            damaged.append(source)
    return told, damaged


def gaps_of(told: Mapping[str, Sequence[Moment]], damaged: Iterable[OrderSource] = ()) -> list[tuple[Words, Words]]:
    """What nobody told anything about, with how it gets known. What cannot be read is no silence."""
    known = {about(m, source) for source in SOURCES for m in told.get(source.name, ())}
    known |= {source.about for source in damaged}
    return [says for name, says in GAPS.items() if name not in known]


def days_of(visit: Visit, told: Mapping[OrderSource, Sequence[Moment]]) -> list[ShownDay]:
    """Moments by day of the shop's calendar, oldest first; at one moment in the order of the sources."""
    zone, names = ZoneInfo(visit.shop.zone), _people(visit, told.values())
    shown = [_shown(moment, source, zone, names) for source, moments in told.items() for moment in moments]
    shown.sort(key=lambda one: one.at)
    return [ShownDay(on, list(rows)) for on, rows in groupby(shown, key=lambda one: one.at.date())]


def _shown(moment: Moment, source: OrderSource, zone: ZoneInfo, names: Mapping[str, str]) -> ShownMoment:
    told = moment.kept_at.astimezone(zone) if moment.is_late and moment.kept_at else None
    detail = [(str(LABELS.get(label, label)), value) for label, value in moment.detail]
    kept = moment.kept_at.astimezone(zone) if moment.kept_at else None
    return ShownMoment(moment, moment.at.astimezone(zone), _teller(moment.source, names), source, detail, told, kept)


def _teller(code: str, names: Mapping[str, str]) -> str:
    if not code or code in names:
        return names.get(code, "")
    return _("somebody who worked here") if is_code(code) else word(TELLERS, code)


def _people(visit: Visit, told: Iterable[Sequence[Moment]]) -> dict[str, str]:
    """Names of people of the shop who reported something. One statement, or none."""
    codes = {moment.source for moments in told for moment in moments} - set(TELLERS) - {""}
    if not codes:
        return {}
    rows: Any = Membership.objects.filter(shop=visit.shop, person__code__in=codes).select_related("person")
    return {row.person.code: str(row.person) for row in rows}
