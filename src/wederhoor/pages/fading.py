"""Forgetting what nobody asks for any more: full addresses after ninety days, acceptances once no claim can come.

What belongs to an order with a dossier stays until that goes. A month's key goes when its last row has gone; with it
whatever copy still lies in a backup.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from wederhoor.door.keyring import NoKey
from wederhoor.evidence import policy
from wederhoor.evidence.forgetters import Sought, forgetters
from wederhoor.evidence.retention import rules_of, system_of
from wederhoor.flow import require
from wederhoor.journal.erasure import erase
from wederhoor.journal.ring import ring
from wederhoor.law.periods import plus_months
from wederhoor.pages.accepting import address_key_of, key_of
from wederhoor.pages.models import Acceptance, AcceptedFrom, SetAside
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

RULE = "acceptances"
ADDRESS_DAYS = 90
AT_ONCE = 500
LOOKED_BACK = 96  # months in which a key may still be left


def fade(shop: Shop, now: datetime | None = None) -> tuple[int, int]:
    """Forget what is due, in transactions of its own; how many addresses and how many acceptances.

    Not for demonstration shops. May stop anywhere and be begun again.
    """
    if shop.is_demonstration:
        return 0, 0
    now = now or timezone.now()
    by = system_of(shop)
    addresses = _addresses(shop, now, by)
    kept = sum(_orders(shop, table, now, by) for table in (Acceptance, SetAside))
    with inside(shop.pk):
        empty = [*_empty(shop, now, AcceptedFrom), *_empty(shop, now, Acceptance, SetAside)]
    for name in empty:
        ring().destroy(name, now)
    return addresses, kept


def _addresses(shop: Shop, now: datetime, by: Actor) -> int:
    gone = 0
    while True:
        with inside(shop.pk):
            due = AcceptedFrom.objects.filter(shop=shop, kept_at__lt=now - timedelta(days=ADDRESS_DAYS))
            found = _removed(shop, due.order_by("id"), "addresses", by)
        gone += found
        if found < AT_ONCE:
            return gone


def _orders(shop: Shop, table: type[Acceptance] | type[SetAside], now: datetime, by: Actor) -> int:
    gone, after = 0, ""
    while True:
        with inside(shop.pk):
            until = plus_months(now.date(), -rules_of(shop.pk)[RULE].months)
            rows: Any = table._default_manager.filter(shop=shop)
            old = rows.filter(order_number__gt=after, kept_at__date__lt=until).order_by("order_number")
            orders = list(old.values_list("order_number", flat=True).distinct()[:AT_ONCE])
            mine = rows.filter(order_number__in=_nobodys(orders), kept_at__date__lt=until)
            gone += _removed(shop, mine.order_by("id"), RULE, by, most=None)
        if len(orders) < AT_ONCE:
            return gone
        after = orders[-1]


def _nobodys(orders: Iterable[str]) -> list[str]:
    """Those that no dossier is about; what is about a dossier goes with it."""
    return [order for order in orders if not any(f.found(Sought(order=order)) for f in forgetters())]


def _removed(shop: Shop, due: QuerySet[Any, Any], what: str, by: Actor, most: int | None = AT_ONCE) -> int:
    require(policy.may_forget(by, ()))
    rows = list(due.values_list("pk", "line")[:most])
    if rows:
        pks, lines = [pk for pk, _ in rows], [line for _, line in rows]
        if due.model is Acceptance:
            lines += AcceptedFrom.objects.filter(acceptance__in=pks).values_list("line", flat=True)
        due.model._default_manager.filter(pk__in=pks).delete()
        erase(subject=f"{shop.code}.{what}", by=by.code, reason="due", shop_id=shop.pk, beside=lines)
    return len(rows)


def _empty(shop: Shop, now: datetime, *tables: type[Any]) -> list[str]:
    """Keys of months that are over, whose period is over too, and of which nothing is left."""
    is_address = AcceptedFrom in tables
    name = address_key_of if is_address else key_of
    until = now - timedelta(days=ADDRESS_DAYS) if is_address else now - timedelta(days=ADDRESS_DAYS * 2)
    first = datetime(until.year, until.month, 1, tzinfo=UTC)
    left = {m for t in tables for m in t.objects.filter(shop=shop).datetimes("kept_at", "month", tzinfo=UTC)}
    months = [first := (first - timedelta(days=1)).replace(day=1) for _ in range(LOOKED_BACK)]
    return [name(shop.code, month) for month in months if month not in left and _has_key(name(shop.code, month))]


def _has_key(name: str) -> bool:
    try:
        ring().of(name)
    except NoKey:
        return False
    return True
