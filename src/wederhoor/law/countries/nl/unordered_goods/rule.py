"""The rules of goods nobody ordered: who asks a price shows the order."""

from __future__ import annotations

from decimal import Decimal

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.clocks import general_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW
from wederhoor.law.countries.nl.money.elsewhere import IN_KIND_RULE, LOSS
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all
from wederhoor.law.countries.nl.money.settled import settled_rule
from wederhoor.law.rule import (
    CUSTOMER,
    SHOP,
    Case,
    Finding,
    Need,
    Rule,
    Topic,
    ask,
    deny,
    from_shop,
    grant,
    only,
    part,
    step,
)

_FREE = (Remedy.CANCELLATION, Remedy.OTHER, Remedy.RETURN, Remedy.COLLECTION_COSTS, Remedy.RETURN_COST)
_BACK = (Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.PRICE_REDUCTION)
_SEND_BACK = ("return", "send_back", "sent_back", "terug", "retour", "zurück")
_COUNTS = ("orders_placed", "ordered_quantity", "delivered_quantity", "sent_by_mistake")


def _orders(case: Case) -> int | None:
    found = case.value("orders_placed")
    return found if isinstance(found, int) else None


def _extra(case: Case) -> int:
    """How many pieces came beyond what was ordered."""
    return max(0, case.count("delivered_quantity") - case.count("ordered_quantity"))


def _ordered(case: Case) -> Finding | None:
    """What was ordered is paid for; pieces beyond it were not ordered."""
    orders = _orders(case)
    if orders is None:
        return ask("unknown", from_shop("orders_placed"))
    if orders == 0:
        return step("not_ordered")
    if case.count("ordered_quantity") and _extra(case):
        return step("more", extra=_extra(case))
    if "sent_by_mistake" in case.doubted:
        return ask("mistake_unknown", Need("sent_by_mistake", SHOP, CUSTOMER, Outcome.SHOP_RIGHT))
    return deny("ordered", also=("7:26 lid 1 BW",))


def _demanded(case: Case) -> Finding | None:
    """Asking money or the goods back for what nobody ordered is itself not allowed."""
    wants_it_back = any(word in case.text("shop_defence") for word in _SEND_BACK)
    return step("aggressive") if case.yes("payment_demanded") or wants_it_back else None


def _mistake(case: Case) -> Finding | None:
    """A plain slip in sending: nothing to pay; whether it may be kept is not settled."""
    return part("nothing_to_pay") if case.yes("sent_by_mistake") and case.demand.remedy in _FREE else None


@only(*_FREE)
def _free(case: Case) -> Finding | None:
    silence = case.demand.remedy in {Remedy.COLLECTION_COSTS, Remedy.RETURN_COST}
    return grant("no_costs" if silence else "keep")


@only(*_BACK)
def _back(case: Case) -> Finding | None:
    """Paid for what was not ordered: paid without a ground."""
    return grant("paid", amount=case.demand.amount or _due(case))


def _due(case: Case) -> Decimal | None:
    return paid_in_all(case)


@only(Remedy.INTEREST)
def _interest(_case: Case) -> Finding | None:
    return ask("later", from_shop("refund_settled_date"))


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    LOSS,
    IN_KIND_RULE,
    Rule("nl.unordered.interest", ("6:119 BW",), ("refund_settled_date",), _interest),
    settled_rule("nl.unordered.settled", ("6:203 lid 2 BW", "150 Rv"), _due, PAID_FACTS),
    Rule("nl.unordered.order", ("7:7 lid 1 BW", "150 Rv"), _COUNTS, _ordered),
    Rule("nl.unordered.demanded", ("6:193i sub f BW",), ("payment_demanded", "shop_defence"), _demanded),
    Rule("nl.unordered.mistake", ("7:7 lid 1 BW", "7:7 lid 2 BW"), ("sent_by_mistake",), _mistake, verify=True),
    Rule("nl.unordered.free", ("7:7 lid 1 BW", "7:7 lid 2 BW"), (), _free),
    Rule("nl.unordered.paid", ("7:7 lid 2 BW", "6:203 lid 2 BW"), PAID_FACTS, _back),
)

TOPIC = Topic("unordered_goods", RULES, general_clocks)
