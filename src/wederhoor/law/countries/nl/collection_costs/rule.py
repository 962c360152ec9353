"""The rules of collection costs: first which way they are asked, then the rules of that direction."""

from __future__ import annotations

from wederhoor.law.countries.nl.clocks import general_clocks
from wederhoor.law.countries.nl.collection_costs import from_customer as asked_of_customer
from wederhoor.law.countries.nl.collection_costs.tariff import tariff
from wederhoor.law.countries.nl.gates.rule import BEYOND, LAW
from wederhoor.law.periods import statutory_days
from wederhoor.law.rule import (
    CUSTOMER,
    Case,
    Finding,
    Rule,
    Topic,
    Turns,
    ask,
    from_customer,
    from_shop,
    grant,
    part,
    step,
)
from wederhoor.law.shapes import Clock


def _direction(case: Case) -> Finding | None:
    """A shop that asks costs from a customer keeps to the letter of fourteen days; said first, decided by the rest."""
    return step("against_customer") if asked_of_customer.against_customer(case) else None


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


def clocks(case: Case) -> tuple[Clock, ...]:
    """The last day to pay without costs, on top of what runs in every case."""
    received = case.day("reminder_received_date")
    if received is None:
        return general_clocks(case)
    last = statutory_days(received, asked_of_customer.LETTER_DAYS).end
    slots = {"event": "reminder_received_date"}
    return (*general_clocks(case), Clock("reminder_term", CUSTOMER, last, "6:96 lid 6 BW", slots))


def turns(case: Case) -> Turns:
    """A proper wording, and costs no higher than the tariff."""
    principal = case.euro("principal_eur")
    fitting = {"costs_claimed_eur": (tariff(principal),)} if principal is not None else {}
    return {"reminder_term_text": ("binnen 14 dagen na ontvangst van deze brief",), **fitting}


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    Rule(
        "nl.collection.direction",
        ("6:96 lid 6 BW",),
        asked_of_customer.DIRECTION_FACTS,
        _direction,
        procedural=True,
    ),
    *asked_of_customer.RULES,
    Rule(
        "nl.collection.costs",
        ("6:96 lid 2 sub c BW", "6:96 lid 6 BW", "6:119 BW", "Besluit BIK art. 2"),
        ("principal_eur", "costs_claimed_eur", "refund_already_paid", "refund_settled_date"),
        _costs,
        procedural=True,
        verify=True,
    ),
)

TOPIC = Topic("collection_costs", RULES, clocks, turns)
