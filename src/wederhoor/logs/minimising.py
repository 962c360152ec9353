"""What of a log stays and for how long: addresses cut short after ninety days, whole parts forgotten in the end.

Recital 49 and article 6(1)(f) GDPR carry an address for a short while. With payments by card it may stay longer, when
the shop wrote down why its interest outweighs the visitor's: card schemes ask for it in disputes (CE 3.0).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from wederhoor.connect.logs.addresses import ADDRESS_DAYS, is_short, shortened
from wederhoor.connect.payments.shapes import CARDS
from wederhoor.door.keyring import NoKey
from wederhoor.door.store import Missing
from wederhoor.evidence.plain import storable
from wederhoor.evidence.retention import rules_of, system_of
from wederhoor.flow import require
from wederhoor.journal.record import record
from wederhoor.journal.ring import ring
from wederhoor.law.periods import plus_months
from wederhoor.logs import policy
from wederhoor.logs.kinds import Kind
from wederhoor.logs.models import Intake, LogChoice, Part, PaymentMoment, PaymentNotice, key_of
from wederhoor.logs.reading import quoted
from wederhoor.logs.rewriting import drop, put, rewritten
from wederhoor.logs.search import held
from wederhoor.logs.store import store
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

if TYPE_CHECKING:
    import duckdb

RULES = {Kind.WEB: "web_logs", Kind.PAYMENTS: "payment_logs"}
LOOKED_BACK = 120  # months in which a key may still be left


def choice_of(shop: Shop) -> LogChoice:
    """What the shop chose, or the usual."""
    return LogChoice.objects.filter(shop=shop).first() or LogChoice(shop=shop, address_days=ADDRESS_DAYS)


def choose(shop: Shop, days: int, card_days: int, test: str, *, by: Actor) -> LogChoice:
    """How long addresses stay whole; ``card_days`` 0 asks for no balancing test. Inside the shop.

    Raises :class:`~wederhoor.flow.Refused`.
    """
    require(policy.may_choose(by))
    require(policy.may_keep_addresses(days, card_days, test))
    choice = choice_of(shop)
    choice.address_days, choice.card_days = days, card_days
    if choice.test != test or not choice.test_at:
        choice.test, choice.test_by = storable(test.strip()), by.code if test.strip() else ""
        choice.test_at = timezone.now() if test.strip() else None
    choice.save()
    said = {"address_days": days, "card_days": card_days, "test": choice.test}
    record("log.settings_changed", subject=shop.code, actor=by.code, shop_id=shop.pk, payload=said)
    return choice


def minimise(shop: Shop) -> int:
    """Cut short the addresses whose days have passed, part by part in transactions of its own; how many parts.

    May stop anywhere and be begun again. Not for demonstration shops.
    """
    if shop.is_demonstration:
        return 0
    today = shop.today()
    with inside(shop.pk):
        choice = choice_of(shop)
        due = Q(is_short=False, day__lt=today - timedelta(days=choice.address_days)) | Q(whole_until__lt=today)
        if not choice.card_days:
            due |= Q(whole_until__isnull=False)
        parts = list(Part.objects.filter(due, shop=shop, kind=Kind.WEB).select_related("intake").order_by("day"))
        cards = card_orders(shop) if choice.card_days and parts else set()
    return sum(_minimised(shop, part, cards, choice, today) for part in parts)


def _minimised(shop: Shop, part: Part, cards: set[str], choice: LogChoice, today: date) -> int:
    until = part.day + timedelta(days=choice.card_days)
    stay = sorted(cards) if choice.card_days and until >= today else []
    left = 0

    def shorten(link: duckdb.DuckDBPyConnection) -> None:
        nonlocal left
        left = _shorten(link, stay)

    try:
        made = rewritten(shop, part, shorten)
    except (NoKey, Missing):
        return 0
    said = {"intake": part.intake.code, "before": part.sha256, "after": made.sha256 if made else "", "whole": left}

    def line() -> None:
        record("log.minimised", subject=part.intake.code, actor="system", shop_id=shop.pk, payload=said)

    return int(put(shop, part, made, line, is_short=True, whole_until=until if left else None))


def _shorten(link: duckdb.DuckDBPyConnection, stay: list[str]) -> int:
    """Addresses without their last part, but for those with orders that stay; how many lines keep theirs."""
    found = [row[0] for row in link.execute("SELECT DISTINCT addr FROM fit WHERE addr <> ''").fetchall()]
    pairs = [(one, shortened(one)) for one in found if not is_short(one)]
    link.execute("CREATE TEMP TABLE short (whole VARCHAR, cut VARCHAR)")
    link.execute("INSERT INTO short SELECT unnest($w::VARCHAR[]), unnest($c::VARCHAR[])", _columns(pairs))
    kept = "fit.ord <> '' AND fit.ord IN (SELECT unnest($stay::VARCHAR[]))"
    link.execute(f"UPDATE fit SET addr = s.cut FROM short s WHERE s.whole = fit.addr AND NOT ({kept})", {"stay": stay})
    # The hash of a whole line would give an address away to whoever tries all of them.
    link.execute("UPDATE fit SET digest = NULL")
    row = link.execute("SELECT count(*) FROM fit WHERE addr IN (SELECT whole FROM short)").fetchone()
    return int(row[0]) if row else 0


def _columns(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    return {"w": [whole for whole, _ in pairs], "c": [cut for _, cut in pairs]}


def card_orders(shop: Shop) -> set[str]:
    """Orders that were paid by card, as payment providers told. Inside the shop."""
    told = PaymentMoment.objects.filter(shop=shop, is_card=True).exclude(order_number="")
    found = {number.upper() for number in told.values_list("order_number", flat=True)}
    for part in Part.objects.filter(shop=shop, kind=Kind.PAYMENTS):
        found |= set(_card_orders_in(part))
    return found


def _card_orders_in(part: Part) -> Iterator[str]:
    from wederhoor.logs.engine import engine

    try:
        with engine() as link, held(part) as file:
            rows = link.execute(
                f"SELECT DISTINCT ord FROM read_parquet({quoted(file.path)}) "
                "WHERE ord <> '' AND lower(method) IN (SELECT unnest($cards))",
                {"cards": sorted(CARDS)},
            ).fetchall()
    except (NoKey, Missing):
        return
    yield from (row[0] for row in rows)


def forget_due(shop: Shop) -> int:
    """Forget whole parts whose period has passed, then the keys of months of which nothing is left; how many parts."""
    if shop.is_demonstration:
        return 0
    by, today, files = system_of(shop), shop.today(), []
    with inside(shop.pk):
        rules = rules_of(shop.pk)
        until = {kind: plus_months(today, -rules[name].months) for kind, name in RULES.items()}
        for kind, day in until.items():
            rows = Part.objects.filter(shop=shop, kind=kind, day__lt=day)
            found = list(rows.values_list("address", "sha256"))
            if found:
                rows.delete()
                said = {"rule": RULES[kind], "before": day.isoformat(), "parts": len(found)}
                record("log.forgotten", subject=shop.code, actor=by.code, shop_id=shop.pk, payload=said)
            files += [address for address, _ in found]
        PaymentNotice.objects.filter(shop=shop, reported_at__date__lt=until[Kind.PAYMENTS]).delete()
        months = list(_empty_months(shop, min(until.values())))
    drop(shop, files)
    for month in months:
        ring().destroy(key_of(shop.code, month), timezone.now())
    return len(files)


def _empty_months(shop: Shop, until: date) -> Iterator[datetime]:
    """Months before ``until`` of which no part is left, and whose key is still there."""
    left = set(Part.objects.filter(shop=shop).values_list("key", flat=True))
    notices = PaymentNotice.objects.filter(shop=shop).datetimes("reported_at", "month", tzinfo=UTC)
    left |= {key_of(shop.code, month) for month in notices}
    fresh = Intake.objects.filter(shop=shop, taken_at__date__gte=until).datetimes("taken_at", "month", tzinfo=UTC)
    left |= {key_of(shop.code, month) for month in fresh}
    month = datetime(until.year, until.month, 1, tzinfo=UTC)
    for _ in range(LOOKED_BACK):
        month = (month - timedelta(days=1)).replace(day=1)
        name = key_of(shop.code, month)
        if name not in left and _has_key(name):
            yield month


def _has_key(name: str) -> bool:
    try:
        ring().of(name)
    except NoKey:
        return False
    return True


def sweep(seconds: float) -> int:
    """Take files out of the store that no part points at, left by a crash; how many."""
    from wederhoor.journal.across import across_shops

    old = list(store().older_than(seconds))
    if not old:
        return 0
    with across_shops("sweep: parts of logs that are in use"):
        used = set(Part.objects.filter(address__in=old).values_list("address", flat=True))
    return sum(store().remove_older(one, seconds) for one in old if one not in used)
