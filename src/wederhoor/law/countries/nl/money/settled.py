"""Has it been paid back? Paying is the shop's defence, so the shop shows it (150 Rv): settled, in full, same means."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from wederhoor.facts import Remedy
from wederhoor.law.rule import Case, Finding, Rule, ask, deny, from_shop, grant, only, part

MONEY = (
    Remedy.REFUND,
    Remedy.PARTIAL_REFUND,
    Remedy.CANCELLATION,
    Remedy.RETURN,
    Remedy.PRICE_REDUCTION,
    Remedy.OTHER,
)
SETTLED_FACTS = (
    "already_refunded",
    "refund_already_paid",
    "refund_settled_date",
    "refund_same_means",
    "other_means_consented",
    "refund_reference_available",
    "refund_amount_complete",
    "refund_paid_eur",
)
Due = Callable[[Case], Decimal | None]


def said_paid(case: Case) -> bool:
    """Established in so many words that it has been paid back."""
    return case.yes("already_refunded") or case.yes("refund_already_paid")


def arrived(case: Case) -> bool:
    """Whether a payment back has reached the customer's side, whatever its sum and means."""
    day = case.day("refund_settled_date")
    return said_paid(case) or (day is not None and day <= case.on)


def settled_rule(name: str, cites: tuple[str, ...], due: Due, needs: tuple[str, ...]) -> Rule:
    """The rule for a topic; ``due`` is what had to come back, ``needs`` the facts that sum hangs on."""

    def test(case: Case) -> Finding | None:
        if not arrived(case):
            begun = case.yes("refund_reference_available")
            return ask("started", from_shop("refund_settled_date")) if begun else None
        return _other_means(case, due) or _unproven(case) or _sum(case, due(case))

    return Rule(name, cites, (*SETTLED_FACTS, *needs), only(*MONEY)(test))


def _other_means(case: Case, due: Due) -> Finding | None:
    """Paid to another account without the customer's express consent is not paid at all."""
    if not case.no("refund_same_means") or case.yes("other_means_consented"):
        return None
    return grant("other_means", amount=case.demand.amount or due(case), also=("6:32 BW", "6:34 BW"))


def _unproven(case: Case) -> Finding | None:
    """A day alone shows nothing: the reference, and to which account it went, are the shop's to show."""
    reference = "refund_reference_available"
    doubted = case.unknown(reference) and (reference in case.doubted or not said_paid(case))
    if case.no(reference) or doubted:
        return ask("no_reference", from_shop(reference))
    if case.unknown("refund_same_means") and ("refund_same_means" in case.doubted or not said_paid(case)):
        return ask("means_unknown", from_shop("refund_same_means"))
    return None


def _sum(case: Case, due: Decimal | None) -> Finding:
    complete, paid = "refund_amount_complete", case.euro("refund_paid_eur")
    if case.yes(complete):
        return deny("paid")
    if paid is not None and due is not None:
        return deny("paid") if paid >= due else _still_due(case, due, paid)
    if case.no(complete):
        return grant("short") if _asks_the_rest(case, None) else part("short")
    told = said_paid(case) and complete not in case.doubted and paid is None
    return deny("paid") if told else ask("sum_unknown", from_shop(complete))


def _still_due(case: Case, due: Decimal, paid: Decimal) -> Finding:
    left = due - paid
    outcome = grant if _asks_the_rest(case, left) else part
    return outcome("in_part", amount=left, paid=paid, left=left)


def _asks_the_rest(case: Case, left: Decimal | None) -> bool:
    """Whether no more is asked than what is still missing."""
    asked = case.demand.amount
    if case.demand.remedy is not Remedy.PARTIAL_REFUND:
        return False
    return asked is None or left is None or asked <= left
