"""Withdrawal in any country: was it said, was it in time, may the shop wait, and what comes back."""

from __future__ import annotations

from datetime import date, timedelta

from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.eu.build import CRD, CRD_SINCE, article, of_country, rule
from wederhoor.law.eu.clocks import withdrawal_clocks
from wederhoor.law.eu.country import Country
from wederhoor.law.eu.exceptions import exception
from wederhoor.law.eu.gates import clause, first, withdraws_as_consumer
from wederhoor.law.eu.refund import money_rules
from wederhoor.law.eu.withdrawal import Info, Start
from wederhoor.law.periods import REGULATION
from wederhoor.law.rule import Case, Finding, Rule, Topic, Turns, ask, deny, from_customer, from_shop, step

_PERIOD = ("withdrawal_statement_date", *eu.START_FACTS, *eu.INFO_FACTS)
_STARTS = {
    Start.LAST_ITEM: "9 lid 2 sub b onder i",
    Start.FIRST_DELIVERY: "9 lid 2 sub b onder iii",
    Start.CONTRACT: "9 lid 2 sub c",
}
_FUNCTION = ("withdrawal_function_available", "withdrawal_function_info_given")


def said(case: Case) -> date:
    """The day of the withdrawal, or that of the question."""
    return case.day("withdrawal_statement_date") or case.on


def _old_law(_case: Case) -> Finding | None:
    return ask("old", from_shop("contract_date"))


def _statement(case: Case) -> Finding | None:
    """Any clear statement will do; the customer must be able to show it."""
    day = case.day("withdrawal_statement_date")
    if day is None:
        return ask("none", from_customer("withdrawal_statement_date"))
    doubted = "withdrawal_statement_proven" in case.doubted and case.unknown("withdrawal_statement_proven")
    if case.no("withdrawal_statement_proven") or doubted:
        return ask("unproven", from_customer("withdrawal_statement_proven"), date=day)
    return step("said", date=day)


def _cites(period: eu.Withdrawal) -> tuple[str, ...]:
    start = article(CRD, _STARTS.get(period.start, "9 lid 2 sub b"))
    return (start, REGULATION) if period.first is not None and period.first.rolled else (start,)


def _in_time(country: Country, case: Case) -> Finding | None:
    """Within the period, or before anything was received."""
    day, period = said(case), eu.period_of(case, country.withdrawal)
    cites = _cites(period)
    if period.start in {Start.NOT_RECEIVED, Start.IN_PART}:
        return step("before_receipt", also=cites)
    if period.first is None or period.end is None:
        return _receipt_unknown(country, case, day)
    if day <= period.first.end:
        return step("in_time", also=cites, end=period.first.end, date=day)
    return deny("late", also=cites, end=period.end, date=day) if period.info is Info.GIVEN else None


def _receipt_unknown(country: Country, case: Case, day: date) -> Finding:
    """Nothing is received before it is ordered, so fourteen days from the order are safe whatever the day was."""
    ordered = case.day("contract_date")
    if ordered and day <= ordered + timedelta(days=country.withdrawal.days):
        return step("before_receipt")
    return ask("receipt_unknown", from_shop("received_date"))


def _after_the_first(country: Country, case: Case) -> eu.Withdrawal | None:
    """The period, where the statement came after its ordinary end."""
    period = eu.period_of(case, country.withdrawal)
    late = period.first is not None and period.end is not None and said(case) > period.first.end
    return period if late else None


def _function_unknown(country: Country, case: Case) -> Finding | None:
    period = _after_the_first(country, case)
    if period is None or period.info is not Info.UNKNOWN or not case.yes("withdrawal_info_given"):
        return None
    if _past_the_longest(case, period):
        return None
    return ask("unknown", *(from_shop(name) for name in _FUNCTION if case.unknown(name)))


def _past_the_longest(case: Case, period: eu.Withdrawal) -> bool:
    """Later than the law ever lets it be, whatever the customer was told."""
    return period.longest is not None and said(case) > period.longest


def _information(country: Country, case: Case) -> Finding | None:
    """Late by the ordinary period: the shop must show that it told the customer about the right."""
    period = _after_the_first(country, case)
    if period is None or period.first is None or period.info is Info.NO_FUNCTION:
        return None
    if _past_the_longest(case, period):
        return deny("late_after_telling", end=period.longest, date=said(case))
    if period.info is Info.UNKNOWN:
        return ask("told_unknown", from_shop("withdrawal_info_given"), end=period.first.end)
    if period.end is not None and said(case) > period.end:
        return deny("late_after_telling", end=period.end, date=said(case))
    return step("not_told" if period.info is Info.NOT_GIVEN else "told_later", end=period.end, date=said(case))


def _function(country: Country, case: Case) -> Finding | None:
    """The withdrawal function belongs to what must be told; without it the period is longer."""
    period = _after_the_first(country, case)
    if period is None or period.info is not Info.NO_FUNCTION:
        return None
    if _past_the_longest(case, period):
        return deny("late_after_telling", end=period.longest, date=said(case))
    return step("missing", end=period.end, date=said(case))


def turns(country: Country, case: Case) -> Turns:
    """A statement on the last day, or the day after."""
    end = eu.period_of(case, country.withdrawal).end
    return {"withdrawal_statement_date": (end, end + timedelta(days=1))} if end else {}


def _period_rules(country: Country) -> tuple[Rule, ...]:
    tail = (article(CRD, "10"), article(CRD, "6 lid 1 sub h"))
    function = (article(CRD, "11 bis"), *tail)
    since = country.withdrawal.function_since or date.max
    return (
        rule(
            country,
            "withdrawal.statement",
            (article(CRD, "11"),),
            ("withdrawal_statement_date", "withdrawal_statement_proven"),
            _statement,
        ),
        rule(country, "withdrawal.in_time", (article(CRD, "9 lid 1"),), _PERIOD, of_country(_in_time, country)),
        rule(
            country,
            "withdrawal.function_unknown",
            function,
            _PERIOD,
            of_country(_function_unknown, country),
            since=since,
        ),
        rule(country, "withdrawal.information", tail, _PERIOD, of_country(_information, country)),
        rule(country, "withdrawal.function", function, _PERIOD, of_country(_function, country), since=since),
    )


def withdrawal(country: Country) -> Topic:
    """The topic in ``country``."""
    old = rule(
        country, "withdrawal.old_law", (article(CRD, "28"),), ("contract_date",), _old_law, until=CRD_SINCE, verify=True
    )
    rules = (
        *first(country),
        old,
        *withdraws_as_consumer(country),
        exception(country),
        clause(country, CRD, "25"),
        *_period_rules(country),
        *money_rules(country),
    )
    return Topic("withdrawal", rules, lambda case: withdrawal_clocks(country, case), lambda case: turns(country, case))
