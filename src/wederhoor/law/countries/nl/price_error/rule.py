"""The rules of a price that was a slip. How far it lies from the usual price only points; the rest must carry it."""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.clocks import general_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, LAW
from wederhoor.law.countries.nl.money.elsewhere import COSTS, RETURN_COST
from wederhoor.law.countries.nl.money.settled import settled_rule
from wederhoor.law.rule import (
    Case,
    Finding,
    Rule,
    Topic,
    Turns,
    ask,
    deny,
    from_customer,
    from_shop,
    grant,
    helps,
    only,
    step,
)

OBVIOUS, PLAUSIBLE = Decimal("0.25"), Decimal("0.5")
BULK = 5
SOON_HOURS = 72
_KEEPS = (
    Remedy.DELIVERY,
    Remedy.REPLACEMENT,
    Remedy.REPAIR,
    Remedy.PRICE_REDUCTION,
    Remedy.COMPENSATION,
    Remedy.OTHER,
)
_MONEY = (Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.CANCELLATION, Remedy.RETURN)
_PRICES = ("listed_price_eur", "normal_price_eur")
_ACTS = ("order_confirmation_automatic", "shop_reacted_within_hours")
_CARRIES = ("sale_context", "delivered", "order_confirmation_automatic", "shop_reacted_within_hours")
FACTS = (*_PRICES, *_CARRIES, "order_quantity", "price_error_shared_online", "buyer_knew_price_error")


class Leaning(IntEnum):
    """Which way price and circumstances point."""

    SLIP = 0
    OPEN = 1
    OFFER = 2


def ratio(case: Case) -> Decimal | None:
    """The price that stood there as a part of the usual one."""
    listed, normal = case.euro("listed_price_eur"), case.euro("normal_price_eur")
    return None if listed is None or normal is None or normal <= 0 else listed / normal


def leaning(case: Case, share: Decimal) -> Leaning:
    """A sale, a delivery, a person's confirmation and a long silence speak for the customer, a bulk order against."""
    if share >= PLAUSIBLE:
        return Leaning.OFFER
    start = Leaning.SLIP if share <= OBVIOUS else Leaning.OPEN
    for_customer = (
        case.yes("sale_context") + case.yes("delivered") + case.no("order_confirmation_automatic") + _held_long(case)
    )
    moved = start + for_customer - (_bulk(case) or case.yes("price_error_shared_online"))
    return Leaning(max(Leaning.SLIP, min(Leaning.OFFER, moved)))


def _held_long(case: Case) -> bool:
    return case.count("shop_reacted_within_hours") > SOON_HOURS


def _bulk(case: Case) -> bool:
    return case.count("order_quantity") >= BULK


def _prices(case: Case) -> Finding | None:
    """The shop says it was a slip, so the shop shows the usual price."""
    if ratio(case) is not None:
        return None
    unknown = [name for name in _PRICES if case.euro(name) is None] or ["normal_price_eur"]
    return ask("unknown", *(from_shop(name) for name in unknown))


def _knew(case: Case) -> Finding | None:
    """Who knew it was a slip did not rely on the price."""
    share = ratio(case)
    if not case.yes("buyer_knew_price_error") or share is None or share >= PLAUSIBLE or case.yes("delivered"):
        return None
    return deny("knew")


def carried(case: Case) -> tuple[str, ...]:
    """What is still unknown of what must carry a refusal: no sale, not delivered, and how the shop itself acted.

    Of the shop's acts one is enough, a confirmation by machine or a quick reaction; one against it is weighed before.
    """
    delivery_asked = case.demand.remedy is Remedy.DELIVERY and "delivered" not in case.doubted
    acted = any(not case.unknown(name) for name in _ACTS) and not any(name in case.doubted for name in _ACTS)
    taken = {*(("delivered",) if delivery_asked else ()), *(_ACTS if acted else ())}
    return tuple(name for name in _CARRIES if case.unknown(name) and name not in taken)


def _no_reliance(case: Case) -> Finding | None:
    """A price no one could take as meant, outside any sale, not sent, and only confirmed by machine or soon put right.

    The share alone decides nothing: the circumstances must be established, or the question stays open.
    """
    share = ratio(case)
    if share is None or leaning(case, share) is not Leaning.SLIP or carried(case):
        return None
    return deny("obvious", listed=case.euro("listed_price_eur"), normal=case.euro("normal_price_eur"))


def _points(case: Case) -> Finding | None:
    """It points to a slip, but that is experience and not yet enough."""
    share = ratio(case)
    if share is None or leaning(case, share) is Leaning.OFFER:
        return None
    unknown = carried(case)
    if unknown:
        return ask("circumstances", *(from_shop(name) for name in unknown))
    return ask("doubt", from_shop("normal_price_eur"), helps("sale_context"))


def _relied(case: Case) -> Finding | None:
    """The customer could take the price as meant."""
    share = ratio(case)
    if share is None:
        return None
    if share >= 1:
        return step("no_difference")
    return step("plausible" if share >= PLAUSIBLE else "circumstances")


@only(*_KEEPS)
def _bound(case: Case) -> Finding | None:
    if case.demand.remedy is Remedy.COMPENSATION:
        return ask("loss", from_customer("loss_documented_eur"))
    return grant("bound")


def _paid(case: Case) -> Decimal | None:
    listed = case.euro("listed_price_eur")
    return case.euro("total_paid_eur") or (None if listed is None else listed * max(1, case.count("order_quantity")))


@only(*_MONEY)
def _money(case: Case) -> Finding | None:
    """Contract or not: who does not get the thing gets back what he paid."""
    if case.no("order_paid"):
        return deny("not_paid")
    if case.yes("delivered"):
        return ask("delivered", from_customer("withdrawal_statement_date"))
    return grant("back", amount=case.demand.amount or _paid(case))


@only(Remedy.INTEREST)
def _interest(_case: Case) -> Finding | None:
    return ask("later", from_shop("refund_settled_date"))


def turns(_case: Case) -> Turns:
    """Put right at once, or after a week; one piece or many."""
    return {"shop_reacted_within_hours": (4, 200), "order_quantity": (1, 25)}


_LAW = ("3:33 BW", "3:35 BW", "6:217 BW")
_PAID_FACTS = ("order_paid", "delivered", "listed_price_eur", "order_quantity", "total_paid_eur")
RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    COSTS,
    RETURN_COST,
    Rule("nl.price.interest", ("6:119 BW",), ("refund_settled_date",), _interest),
    settled_rule("nl.price.settled", ("6:203 lid 2 BW", "150 Rv"), _paid, _PAID_FACTS),
    Rule(
        "nl.price.money_back",
        ("6:203 lid 2 BW", "6:217 BW"),
        (*_PAID_FACTS, "withdrawal_statement_date"),
        _money,
    ),
    Rule("nl.price.prices", (*_LAW, "150 Rv"), _PRICES, _prices),
    Rule("nl.price.knew", _LAW, FACTS, _knew),
    Rule("nl.price.no_reliance", (*_LAW, "6:228 BW"), FACTS, _no_reliance),
    Rule("nl.price.points", (*_LAW, "150 Rv"), FACTS, _points, heuristic=True),
    Rule("nl.price.reliance", (*_LAW, "150 Rv"), FACTS, _relied),
    Rule("nl.price.bound", _LAW, ("loss_documented_eur",), _bound),
)

TOPIC = Topic("price_error", RULES, general_clocks, turns)
