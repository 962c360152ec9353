"""Reads of this department: what was taken in, and the moments of one order as payments and visits tell them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wederhoor.evidence.moments import Moment
from wederhoor.logs.kinds import Kind
from wederhoor.logs.models import Intake, PaymentMoment
from wederhoor.logs.search import Found, Wanted, look
from wederhoor.logs.words import says
from wederhoor.shops.models import Shop

MOST_LISTED = 100
MOST_MOMENTS = 40
_SHOWN = ("amount", "method", "last4", "status", "reference")


def intakes_of(shop: Shop) -> list[Intake]:
    """What was taken in last, newest first. Inside the shop."""
    return list(Intake.objects.filter(shop=shop).select_related("shop").order_by("-taken_at")[:MOST_LISTED])


def moments_of(shop: Shop, order_number: str) -> list[Moment]:
    """What payment providers and the website's log tell of an order, oldest first. Inside the shop; bounded."""
    if not order_number.strip():
        return []
    told = [*_notices(shop, order_number), *_exports(shop, order_number), *_visits(shop, order_number)]
    return sorted(told, key=lambda moment: moment.at)


def payments_found(shop: Shop, order_number: str) -> Found:
    """Rows of payment exports about an order."""
    return look(shop, Wanted(order=order_number), kind=Kind.PAYMENTS, most=MOST_MOMENTS)


def notices_of(shop: Shop, order_number: str) -> list[PaymentMoment]:
    """Moments that providers reported about an order, also those that only bear the reference of such a payment."""
    number = order_number.strip().lstrip("#").upper()
    rows = PaymentMoment.objects.filter(shop=shop).select_related("notice__shop")
    mine = list(rows.filter(order_number=number).order_by("at", "pk")[:MOST_MOMENTS])
    if not mine:
        return []
    # A report without a reference is about no payment one could name: it must not join everybody's.
    same = rows.filter(reference__in={one.reference for one in mine} - {""}, order_number="")
    return sorted([*mine, *same[:MOST_MOMENTS]], key=lambda one: (one.at, one.pk))


def _notices(shop: Shop, order_number: str) -> Iterator[Moment]:
    for one in notices_of(shop, order_number):
        detail = (*_detail(one.said, shop.language), _signature(one, shop.language))
        kind = str(one.said.get("kind", "other"))
        title = f"{says(kind, shop.language)} ({one.notice.provider})"
        yield Moment(one.at, f"payment_{kind}", title, one.notice.provider, one.notice.reported_at, detail)


def _signature(one: PaymentMoment, language: str) -> tuple[str, str]:
    return says("signature", language), says(f"checked_{one.notice.checked}", language)


def _exports(shop: Shop, order_number: str) -> Iterator[Moment]:
    for hit in payments_found(shop, order_number).sought:
        row, kept_at = hit.row, hit.part.intake.taken_at
        said = {**row, "amount": row["amount"] if row["amount"] is not None else ""}
        title = f"{says(row['kind'], shop.language)} ({row['provider']})"
        detail = _detail(said, shop.language)
        yield Moment(hit.at, f"payment_{row['kind']}", title, row["provider"], kept_at, detail)


def _visits(shop: Shop, order_number: str) -> Iterator[Moment]:
    found = look(shop, Wanted(order=order_number), around=False, most=MOST_MOMENTS)
    for hit in found.sought:
        what = f"{hit.row['method']} {hit.row['target']}"[:160]
        detail = (("HTTP", str(hit.row["status"] or "")), (says("address", shop.language), hit.row["addr"] or ""))
        title = says("visit", shop.language, what=what)
        yield Moment(hit.at, "visit", title, "website", hit.part.intake.taken_at, detail)


def _detail(said: Mapping[str, Any], language: str) -> tuple[tuple[str, str], ...]:
    pairs = {name: str(said.get(name) or "") for name in _SHOWN}
    if pairs["amount"]:
        amount = pairs["amount"].rstrip("0").rstrip(".") if pairs["amount"].endswith("000") else pairs["amount"]
        pairs["amount"] = f"{amount} {said.get('currency', '')}".strip()
    return tuple((says(name, language), value) for name, value in pairs.items() if value)
