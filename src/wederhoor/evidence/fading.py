"""Forgetting what systems reported about orders nobody complained about: order by order, and then the month's key.

Of an order with a dossier it goes with that dossier. Afterwards the lines still prove that something was reported when,
and nobody can read what.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db.models import Max

from wederhoor.door.keyring import NoKey
from wederhoor.evidence import policy
from wederhoor.evidence.forgetters import Sought, forgetters
from wederhoor.evidence.happenings import key_of
from wederhoor.evidence.models import OrderEvent
from wederhoor.evidence.retention import rules_of, system_of
from wederhoor.flow import require
from wederhoor.journal.erasure import erase
from wederhoor.journal.ring import ring
from wederhoor.law.periods import plus_months
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

RULE = "orders"
AT_ONCE = 500
LOOKED_BACK = 36  # months behind the period in which a key may still be left


def fade(shop: Shop) -> int:
    """Forget the events of orders whose period has passed, in transactions of its own; how many events.

    Not for demonstration shops. May stop anywhere and be begun again.
    """
    if shop.is_demonstration:
        return 0
    by, gone, after = system_of(shop), 0, ""
    while True:
        with inside(shop.pk):
            orders = _due(shop, after)
            gone += _forgotten(shop, _nobodys(orders), by=by)
        if len(orders) < AT_ONCE:
            break
        after = orders[-1]
    with inside(shop.pk):
        empty = _empty_months(shop)
    for month in empty:
        ring().destroy(key_of(shop.code, month), month)
    return gone


def _until(shop: Shop) -> date:
    return plus_months(shop.today(), -rules_of(shop.pk)[RULE].months)


def _due(shop: Shop, after: str) -> list[str]:
    """Orders of which nothing was reported since, in the order of their numbers, from behind ``after``."""
    rows = OrderEvent.objects.filter(shop=shop, order_number__gt=after).values("order_number")
    old = rows.annotate(last=Max("reported_at")).filter(last__date__lt=_until(shop)).order_by("order_number")
    return list(old.values_list("order_number", flat=True)[:AT_ONCE])


def _nobodys(orders: Iterable[str]) -> list[str]:
    """Those that no dossier is about; what is about a dossier goes with it."""
    return [order for order in orders if not any(f.found(Sought(order=order)) for f in forgetters())]


def _forgotten(shop: Shop, orders: list[str], *, by: Actor) -> int:
    require(policy.may_forget(by, ()))
    rows = OrderEvent.objects.filter(shop=shop, order_number__in=orders)
    lines = list(rows.values_list("line", flat=True))
    if lines:
        rows.delete()
        erase(subject=f"{shop.code}.{RULE}", by=by.code, reason="due", shop_id=shop.pk, beside=lines)
    return len(lines)


def _empty_months(shop: Shop) -> list[datetime]:
    """Months before the period of which nothing is left, and whose key is still there."""
    until = _until(shop)
    first = datetime(until.year, until.month, 1, tzinfo=UTC)
    rows = OrderEvent.objects.filter(shop=shop, reported_at__lt=first)
    left = set(rows.datetimes("reported_at", "month", tzinfo=UTC))
    before = [first := (first - timedelta(days=1)).replace(day=1) for _ in range(LOOKED_BACK)]
    return [month for month in before if month not in left and _has_key(key_of(shop.code, month))]


def _has_key(name: str) -> bool:
    try:
        ring().of(name)
    except NoKey:
        return False
    return True
