"""Forgetting what was recorded of boxes nobody complained about: record by record, and then the month's key.

Of an order with a dossier it goes with that dossier. Afterwards the lines still prove that something was recorded when,
and nobody can read what.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from django.db.models import Max, Q

from wederhoor.door.keyring import NoKey
from wederhoor.evidence import policy, vault
from wederhoor.evidence.forgetters import Sought, forgetters
from wederhoor.evidence.kinds import Happening
from wederhoor.evidence.models import OrderEvent
from wederhoor.evidence.retention import rules_of, system_of
from wederhoor.flow import require
from wederhoor.journal.erasure import erase
from wederhoor.journal.ring import ring
from wederhoor.law.periods import plus_months
from wederhoor.parcels.actions import key_of
from wederhoor.parcels.models import ParcelRecord, Picture
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

RULE = "parcels"
AT_ONCE = 200
LOOKED_BACK = 36  # months behind the period in which a key may still be left
_ARRIVED = (Happening.DELIVERED.value, Happening.COLLECTED.value, Happening.RETURNED.value)


def fade(shop: Shop) -> int:
    """Forget the records whose period has passed, in transactions of its own; how many rows.

    Not for demonstration shops. May stop anywhere and be begun again.
    """
    if shop.is_demonstration:
        return 0
    gone, after = 0, 0
    while True:
        with inside(shop.pk):
            roots = _due(shop, after)
            rows = _rows(_nobodys(roots))
            files = files_of(rows)
            gone += _forgotten(shop, rows)
        # Outside: what no row points at any more; where this stops, the sweep of the store takes the rest.
        vault.remove(files)
        if len(roots) < AT_ONCE:
            break
        after = roots[-1].pk
    _destroy_empty_months(shop)
    return gone


def until(shop: Shop) -> date:
    """Records kept before this day, of what arrived before it, are forgotten."""
    return plus_months(shop.today(), -rules_of(shop.pk)[RULE].months)


def _due(shop: Shop, after: int) -> list[ParcelRecord]:
    """First records beyond their period, from behind ``after``."""
    rows = ParcelRecord.objects.filter(shop=shop, corrects=None, kept_at__date__lt=until(shop), pk__gt=after)
    return list(rows.order_by("pk")[:AT_ONCE])


def _nobodys(roots: Iterable[ParcelRecord]) -> list[ParcelRecord]:
    """Those that no dossier is about, and that arrived long enough ago."""
    found = []
    for root in roots:
        numbers = {root.order_number, *root.corrections.values_list("order_number", flat=True)} - {""}
        if not any(_is_wanted(root.shop_id, number) for number in numbers):
            found.append(root)
    return found


def _is_wanted(shop_id: int, order: str) -> bool:
    if any(forgetter.found(Sought(order=order)) for forgetter in forgetters()):
        return True
    arrived = OrderEvent.objects.filter(shop_id=shop_id, order_number=order, what__in=_ARRIVED)
    last = arrived.aggregate(last=Max("at"))["last"]
    return last is not None and last.date() >= until(Shop.objects.get(pk=shop_id))


def _rows(roots: Sequence[ParcelRecord]) -> list[ParcelRecord]:
    pks = [root.pk for root in roots]
    return list(ParcelRecord.objects.filter(Q(pk__in=pks) | Q(corrects__in=pks)))


def files_of(rows: Sequence[ParcelRecord]) -> list[tuple[str, str]]:
    """Hash and key of the pictures of these records that no other record has under the same key."""
    mine = Picture.objects.filter(record__in=rows).values_list("sha256", "record__key")
    hashes = {sha256 for sha256, _ in mine}
    others = Picture.objects.filter(sha256__in=hashes).exclude(record__in=rows).values_list("sha256", "record__key")
    return sorted(set(mine) - set(others))


def _forgotten(shop: Shop, rows: Sequence[ParcelRecord]) -> int:
    by = system_of(shop)
    require(policy.may_forget(by, ()))
    if rows:
        lines = [row.line for row in rows]
        ParcelRecord.objects.filter(pk__in=[row.pk for row in rows]).delete()
        erase(subject=f"{shop.code}.{RULE}", by=by.code, reason="due", shop_id=shop.pk, beside=lines)
    return len(rows)


def _destroy_empty_months(shop: Shop) -> None:
    day = until(shop) if not shop.is_demonstration else None
    if day is None:
        return
    with inside(shop.pk):
        left = set(ParcelRecord.objects.filter(shop=shop).order_by().values_list("key", flat=True).distinct())
    first = datetime(day.year, day.month, 1, tzinfo=UTC)
    for _ in range(LOOKED_BACK):
        first = (first - timedelta(days=1)).replace(day=1)
        name = key_of(shop.code, first)
        if name not in left and _has_key(name):
            ring().destroy(name, first)


def _has_key(name: str) -> bool:
    try:
        ring().of(name)
    except NoKey:
        return False
    return True
