"""Was it said, was it in time: the tests of the statement and of the period."""

from __future__ import annotations

from datetime import date, timedelta

from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.eu.withdrawal import Info, Start
from wederhoor.law.periods import REGULATION, statutory_years
from wederhoor.law.rule import Case, Finding, ask, deny, from_customer, from_shop, step

PRESCRIPTION_YEARS = 5
_FUNCTION_WORDS = ("function", "functie", "button", "knop", "schaltfl")


def statement(case: Case) -> Finding | None:
    """Any clear statement will do; the customer must be able to show it."""
    said = case.day("withdrawal_statement_date")
    if said is None:
        return ask("none", from_customer("withdrawal_statement_date"))
    by_function = ("6:230oa BW",) if _by_function(case) else ()
    if case.yes("withdrawal_acknowledged"):
        return step("acknowledged", date=said, also=by_function)
    doubted = "withdrawal_statement_proven" in case.doubted and case.unknown("withdrawal_statement_proven")
    if case.no("withdrawal_statement_proven") or doubted:
        return _unproven(case, said)
    return step("said", date=said, also=by_function)


def _by_function(case: Case) -> bool:
    return any(word in case.text("withdrawal_statement_channel") for word in _FUNCTION_WORDS)


def _unproven(case: Case, said: date) -> Finding:
    """Said through the shop's own withdrawal function: the shop must have confirmed it at once, so it looks too."""
    shows = from_customer("withdrawal_statement_proven")
    if _by_function(case):
        also = ("6:230oa lid 4 BW", "6:230o lid 4 BW")
        return ask("unproven_function", shows, from_shop("withdrawal_acknowledged"), also=also, date=said)
    return ask("unproven", shows, date=said)


def old_law(_case: Case) -> Finding | None:
    """Before the directive of 2011 other rules held; they are not in this program."""
    return ask("old", from_shop("contract_date"))


def period_cites(case: Case, period: eu.Withdrawal) -> tuple[str, ...]:
    """The letter of 6:230o lid 1 that sets the period off, and the regulation where a day of rest moved its end."""
    item = "onder 3" if case.yes("goods_delivered_in_lots") else "onder 2"
    letter = {
        Start.LAST_ITEM: f"6:230o lid 1 sub b {item} BW",
        Start.IN_PART: f"6:230o lid 1 sub b {item} BW",
        Start.FIRST_DELIVERY: "6:230o lid 1 sub b onder 4 BW",
        Start.CONTRACT: f"6:230o lid 1 sub {'a' if eu.is_service(case) else 'c'} BW",
    }.get(period.start, "6:230o lid 1 sub b BW")
    rolled = period.first is not None and period.first.rolled
    return (letter, *((REGULATION,) if rolled else ()))


def in_time(case: Case) -> Finding | None:
    """Within the period, or before anything was received."""
    day, period = said(case), eu.period_of(case)
    cites = period_cites(case, period)
    if period.start is Start.NOT_RECEIVED:
        return step("before_receipt", also=cites)
    if period.start is Start.IN_PART:
        return step("part_came", also=cites)
    if period.first is None or period.end is None:
        return _receipt_unknown(case, day)
    if day <= period.first.end:
        return step("in_time", also=cites, end=period.first.end, date=day)
    if period.info is Info.GIVEN or (period.longest and day > period.longest):
        return deny("late", also=cites, end=period.end, date=day)
    return None


def said(case: Case) -> date:
    return case.day("withdrawal_statement_date") or case.on


def _receipt_unknown(case: Case, said: date) -> Finding:
    """Nothing is received before it is ordered, so fourteen days from the order are safe whatever the day was."""
    ordered = case.day("contract_date")
    if ordered and said <= ordered + timedelta(days=eu.DAYS):
        return step("before_receipt")
    if case.yes("withdrawal_period_over"):
        return deny("over", date=said)
    return ask("receipt_unknown", from_shop("received_date"))


def extended(case: Case) -> Finding | None:
    """Late by the fourteen days: the shop must show that it told the customer about the right."""
    day, period = said(case), eu.period_of(case)
    if period.first is None or period.end is None or day <= period.first.end:
        return None
    if period.info is Info.UNKNOWN:
        return ask("told_unknown", from_shop("withdrawal_info_given"), end=period.first.end)
    if period.info is Info.NO_FUNCTION:
        return None
    if day > period.end:
        return deny("late_after_telling", end=period.end, date=day)
    if period.info is Info.LATER:
        return step("told_later", end=period.end, date=day)
    form_alone = case.no("model_form_given") and not case.no("withdrawal_info_given")
    return step("no_form" if form_alone else "not_told", end=period.end, date=day)


def no_function(case: Case) -> Finding | None:
    """Since 19 June 2026 the withdrawal function belongs to what must be told; without it the period is longer."""
    day, period = said(case), eu.period_of(case)
    if period.first is None or period.end is None or day <= period.first.end:
        return None
    return step("missing", end=period.end, date=day) if period.info is Info.NO_FUNCTION else None


def function_unknown(case: Case) -> Finding | None:
    day, period = said(case), eu.period_of(case)
    late = period.first is not None and day > period.first.end
    if not late or not case.yes("withdrawal_info_given") or period.info is not Info.UNKNOWN:
        return None
    names = ("withdrawal_function_available", "withdrawal_function_info_given")
    return ask("unknown", *(from_shop(name) for name in names if case.unknown(name)))


def prescribed(case: Case) -> Finding | None:
    """Five years after the refund was due; the shop must invoke it."""
    last = statutory_years(eu.refund_due(said(case)), PRESCRIPTION_YEARS).end
    if not case.yes("shop_invokes_prescription") or (case.day("claim_date") or case.on) <= last:
        return None
    if case.day("interruption_date"):
        return ask("interruption", from_customer("interruption_proven"))
    return deny("passed", end=last)
