"""What a customer may ask for digital content that falls short: first put right, then a lower price or the end."""

from __future__ import annotations

from collections.abc import Callable

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all
from wederhoor.law.eu.remedies import STAGE_FACTS, second_stage
from wederhoor.law.rule import Case, Finding, ask, deny, from_customer, from_shop, grant, only, part

_FAILED = "repair_failed_refused_or_late"


def _solved(case: Case) -> Finding | None:
    came_back = case.yes("defect_reappeared") or case.day("defect_reappeared_date") is not None
    return deny("solved") if case.count("repair_attempts") and case.no("defect_reappeared") and not came_back else None


@only(Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.DELIVERY, Remedy.OTHER)
def _put_right(case: Case) -> Finding | None:
    if case.no("repair_or_replacement_possible"):
        return part("impossible", amount=paid_in_all(case))
    return grant("free")


@only(Remedy.REFUND, Remedy.CANCELLATION, Remedy.RETURN)
def _ended(case: Case) -> Finding | None:
    """The end of the contract, once putting it right failed; not for a trifle, unless it was paid with data."""
    stage, amount = second_stage(case), case.demand.amount or paid_in_all(case)
    if stage is None:
        return part("first_put_right", event=_FAILED, then=Outcome.CUSTOMER_RIGHT)
    if case.yes("paid_with_personal_data"):
        return grant("data")
    if case.yes("defect_minor"):
        return part("minor")
    return grant("ended", amount=amount)


@only(Remedy.PRICE_REDUCTION, Remedy.PARTIAL_REFUND)
def _reduction(case: Case) -> Finding | None:
    offered, asked = case.euro("price_reduction_offered_eur"), case.demand.amount
    if offered and (asked is None or asked <= offered):
        return grant("offered", amount=asked or offered)
    if case.yes("paid_with_personal_data"):
        return ask("no_price", from_shop("price_eur"))
    if second_stage(case):
        return grant("reduction", amount=asked)
    return part("first_put_right", event=_FAILED, then=Outcome.CUSTOMER_RIGHT)


def _other(_case: Case) -> Finding | None:
    return ask("loss", from_customer("loss_documented_eur"))


_STAGE = (*STAGE_FACTS, *PAID_FACTS, "paid_with_personal_data")

REMEDIES: tuple[tuple[str, tuple[str, ...], tuple[str, ...], Callable[[Case], Finding | None]], ...] = (
    ("solved", ("14",), ("repair_attempts", "defect_reappeared", "defect_reappeared_date"), _solved),
    ("put_right", ("14",), ("repair_or_replacement_possible", *PAID_FACTS), _put_right),
    ("ended", ("14",), _STAGE, _ended),
    ("reduction", ("14",), (*_STAGE, "price_reduction_offered_eur"), _reduction),
    ("other", ("3",), ("loss_documented_eur",), _other),
)
"""Name, articles of the directive, facts, test."""
