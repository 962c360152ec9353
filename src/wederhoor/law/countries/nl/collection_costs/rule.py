"""The costs a customer claims from the shop with a collection letter: the tariff, and that no reminder was needed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from wederhoor.law.countries.nl.clocks import general_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, LAW
from wederhoor.law.rule import Case, Finding, Rule, Topic, ask, from_customer, from_shop, grant, part

LEAST, MOST = Decimal(40), Decimal(6775)
_STEPS: tuple[tuple[Decimal, Decimal], ...] = (
    (Decimal(2500), Decimal("0.15")),
    (Decimal(2500), Decimal("0.10")),
    (Decimal(5000), Decimal("0.05")),
    (Decimal(190000), Decimal("0.01")),
)
_REST = Decimal("0.005")


def tariff(principal: Decimal) -> Decimal:
    """The highest collection costs over ``principal`` (euro): art. 2 Besluit BIK, at least 40, at most 6,775."""
    costs, left = Decimal(0), principal
    for width, share in _STEPS:
        costs += min(left, width) * share
        left = max(Decimal(0), left - width)
    costs += left * _REST
    return min(MOST, max(LEAST, costs)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _direction(case: Case) -> Finding | None:
    """A letter of the shop to a customer is another question; it has no rules here yet."""
    claims_from_customer = case.day("reminder_sent_date") is not None or case.yes("consumer_in_default")
    return ask("against_customer", from_shop("reminder_received_date")) if claims_from_customer else None


def _costs(case: Case) -> Finding | None:
    """A business that pays late owes the costs by tariff; the fourteen-day letter is for consumers who owe."""
    principal = case.euro("principal_eur")
    if principal is None:
        return ask("no_principal", from_customer("principal_eur"))
    if case.yes("refund_already_paid"):
        return ask("paid", from_shop("refund_settled_date"))
    claimed, highest = case.demand.amount or case.euro("costs_claimed_eur"), tariff(principal)
    if claimed is not None and claimed > highest:
        return part("above_tariff", amount=highest, total=highest)
    return grant("by_tariff", amount=claimed or highest, total=highest)


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    Rule(
        "nl.collection.direction",
        ("6:96 lid 6 BW",),
        ("reminder_sent_date", "consumer_in_default", "reminder_received_date"),
        _direction,
        procedural=True,
        verify=True,
    ),
    Rule(
        "nl.collection.costs",
        ("6:96 lid 2 sub c BW", "6:96 lid 6 BW", "6:119 BW", "Besluit BIK art. 2"),
        ("principal_eur", "costs_claimed_eur", "refund_already_paid", "refund_settled_date"),
        _costs,
        procedural=True,
        verify=True,
    ),
)

TOPIC = Topic("collection_costs", RULES, general_clocks)
