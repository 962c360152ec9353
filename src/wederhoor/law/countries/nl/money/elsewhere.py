"""Demands a money topic does not decide itself: another question first, and asked, never refused."""

from __future__ import annotations

from wederhoor.facts import Remedy
from wederhoor.law.rule import Case, Finding, Rule, ask, from_customer, from_shop, only

IN_KIND = (Remedy.DELIVERY, Remedy.REPLACEMENT, Remedy.REPAIR)


@only(*IN_KIND)
def _in_kind(_case: Case) -> Finding | None:
    return ask("asked", from_shop("defect_reported"))


@only(Remedy.COMPENSATION)
def _loss(_case: Case) -> Finding | None:
    """Extra money needs a failure of the shop and a loss that is shown."""
    return ask("loss", from_customer("loss_documented_eur"))


@only(Remedy.COLLECTION_COSTS)
def _costs(_case: Case) -> Finding | None:
    return ask("apart", from_customer("costs_claimed_eur"))


@only(Remedy.RETURN_COST)
def _return_cost(_case: Case) -> Finding | None:
    return ask("which", from_customer("return_cost_paid_eur"))


IN_KIND_RULE = Rule("nl.money.in_kind", ("7:9 lid 1 BW", "7:21 lid 1 BW"), ("defect_reported",), _in_kind)
LOSS = Rule("nl.money.loss", ("6:74 BW", "150 Rv"), ("loss_documented_eur",), _loss)
COSTS = Rule("nl.money.costs", ("6:96 lid 2 sub c BW",), ("costs_claimed_eur",), _costs)
RETURN_COST = Rule("nl.money.return_cost", ("6:230s lid 2 BW", "150 Rv"), ("return_cost_paid_eur",), _return_cost)
ELSEWHERE: tuple[Rule, ...] = (LOSS, COSTS, RETURN_COST)
"""Compensation, collection costs and the cost of a return."""
