"""What comes back when a customer ends it: by withdrawing, in time and without reason, or because the shop failed."""

from __future__ import annotations

from datetime import date, timedelta

from wederhoor.law.countries.nl.clocks import message_day
from wederhoor.law.countries.nl.late_delivery.default import came_on, no_withdrawal
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all, surplus_of
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.eu.withdrawal import Info
from wederhoor.law.rule import Case, Finding, ask, from_shop, grant, part, step

SURPLUS_FACTS = (*PAID_FACTS, "cheapest_standard_delivery_eur", "delivery_option_chosen_by_consumer")
WITHDRAWAL_FACTS = (
    *SURPLUS_FACTS,
    *eu.START_FACTS,
    *eu.INFO_FACTS,
    "withdrawal_statement_date",
    "claim_date",
    "notified_date",
    "withdrawal_period_over",
)
_NOT_TOLD = {Info.NOT_GIVEN, Info.NO_FUNCTION, Info.LATER}


def back(case: Case, sentence: str, *also: str) -> Finding:
    """All that was paid, a dearer delivery included; a higher figure only for that part."""
    paid, asked = paid_in_all(case), case.demand.amount
    if paid is not None and asked is not None and asked > paid:
        return part("no_more", amount=paid, also=also, total=paid)
    return grant(sentence, amount=asked if paid is None else asked or paid, also=also)


def said(case: Case) -> date:
    """The day the customer asked the money back."""
    return case.day("withdrawal_statement_date") or message_day(case) or case.on


def withdrawn(case: Case) -> Finding | None:
    """G4: who asks the money back within the period, or before anything came, wants out; no reason is needed."""
    if no_withdrawal(case) or case.yes("withdrawal_period_over"):
        return None
    if not case.yes("delivered") and came_on(case) is None:
        return _sum(case, "before_receipt", None)
    return after_receipt(case)


def after_receipt(case: Case) -> Finding | None:
    """The same once it came: within fourteen days, or longer where the customer was not told of the right."""
    period, day = eu.period_of(case), said(case)
    if period.first is None or period.end is None:
        return _sum(case, "soon", "goods_back_or_dispatch") if safe(case) else None
    if day <= period.first.end:
        return _sum(case, "in_time", "goods_back_or_dispatch", end=period.first.end)
    if period.info in _NOT_TOLD and day <= period.end:
        return _sum(case, "not_told", "goods_back_or_dispatch", ("6:230o lid 2 BW",), end=period.end)
    if period.info is Info.UNKNOWN and period.longest and day <= period.longest:
        return _told_unknown(case, period.first.end)
    return step("over", end=period.end) if period.info is Info.GIVEN else None


def _told_unknown(case: Case, end: date) -> Finding | None:
    """Where somebody looked and could not tell: that the customer was told is the shop's to show."""
    asked = [name for name in eu.INFO_FACTS if name in case.doubted and case.unknown(name)]
    return (
        ask("told_unknown", *(from_shop(name) for name in asked), also=("6:230n lid 4 BW",), end=end) if asked else None
    )


def safe(case: Case) -> bool:
    """Nothing is received before it is ordered: fourteen days from the order are safe whatever the day was."""
    ordered = case.day("contract_date")
    return ordered is not None and said(case) <= ordered + timedelta(days=eu.DAYS)


def _sum(case: Case, sentence: str, event: str | None, also: tuple[str, ...] = (), **slots: date) -> Finding:
    """What was paid, less what a dearer delivery of the customer's own choice cost more."""
    paid, surplus, asked = paid_in_all(case), surplus_of(case), case.demand.amount
    if paid is None:
        return grant(sentence, amount=asked, event=event, also=also, **slots)
    most = paid - surplus
    if surplus and (asked is None or asked > most):
        return part(
            "less_surplus", amount=most, event=event, also=(*also, "6:230r lid 3 BW"), total=most, surplus=surplus
        )
    if asked is not None and asked > most:
        return part("no_more", amount=most, event=event, also=also, total=most)
    return grant(sentence, amount=asked or most, event=event, also=also, **slots)
