"""The dates that run in a case of any country: withdrawal, refund and return, delivery, complaint and presumption."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.eu.build import CRD, SGD, article
from wederhoor.law.eu.country import Country
from wederhoor.law.eu.exceptions import excepted
from wederhoor.law.periods import days_after, months_after
from wederhoor.law.rule import CUSTOMER, SHOP, Case
from wederhoor.law.shapes import Clock


def withdrawal_clocks(country: Country, case: Case) -> tuple[Clock, ...]:
    """Receipt at once, refund, return; and the last day of the period itself."""
    return tuple(_withdrawal(country, case))


def delivery_clocks(country: Country, case: Case) -> tuple[Clock, ...]:
    """The last day of delivery, read cautiously, and of the period to withdraw as long as it runs."""
    return (*_delivery(country, case), *_still_withdrawable(country, case))


def conformity_clocks(country: Country, case: Case) -> tuple[Clock, ...]:
    """The last safe day to tell of a defect, and the end of the presumption."""
    return tuple(_conformity(country, case))


def no_clocks(_case: Case) -> tuple[Clock, ...]:
    return ()


def _source(country: Country, rule: str, european: str) -> tuple[str, bool]:
    """The national article of a rule, the European one where there is none; and whether that is to be read again."""
    own = country.cited(rule)
    return (own[0].text, own[0].verify) if own else (european, True)


def _clock(country: Country, what: str, who: str, due: date, rule: str, european: str) -> Clock:
    source, unsure = _source(country, rule, european)
    return Clock(what, who, due, source, verify=unsure)


def _withdrawal(country: Country, case: Case) -> Iterator[Clock]:
    period, none = eu.period_of(case, country.withdrawal), excepted(case)
    if period.end and not none:
        yield _clock(country, "withdrawal_end", CUSTOMER, period.end, "withdrawal.in_time", article(CRD, "9"))
    said = case.day("withdrawal_statement_date")
    if said is None:
        return
    yield _clock(country, "withdrawal_receipt", SHOP, said, "withdrawal.function", article(CRD, "11 lid 3"))
    if period.in_time(said) is not False and not none:
        due = eu.refund_due(said)
        yield _clock(country, "refund", SHOP, due, "withdrawal.refund", article(CRD, "13 lid 1"))
        if case.day("goods_returned_received_date") is None:
            back = eu.return_due(said, country.calendar)
            yield _clock(country, "return_sending", CUSTOMER, back, "withdrawal.wait", article(CRD, "14 lid 1"))


def _still_withdrawable(country: Country, case: Case) -> Iterator[Clock]:
    end = eu.period_of(case, country.withdrawal).end
    if end and end >= case.on and not excepted(case):
        yield _clock(country, "withdrawal_end", CUSTOMER, end, "withdrawal.in_time", article(CRD, "9"))


def _delivery(country: Country, case: Case) -> Iterator[Clock]:
    agreed, signed = case.day("agreed_delivery_date"), case.day("contract_date")
    due = agreed or (days_after(signed, country.delivery_days, rolls=False).end if signed else None)
    if due and not case.yes("consumer_message_acknowledges_use"):
        yield _clock(country, "delivery", SHOP, due, "delivery.term", article(CRD, "18 lid 1"))


def _conformity(country: Country, case: Case) -> Iterator[Clock]:
    found, months = case.first_day("discovered_date", "defect_appeared_date"), country.complaint.months
    if months == 2 and found and case.day("notified_date") is None:
        due = months_after(found, months, where=country.calendar).end
        yield _clock(country, "complaint_two_months", CUSTOMER, due, "conformity.complaint", article(SGD, "12"))
    came, signed = case.first_day("delivered_date", "received_date"), case.day("contract_date") or case.on
    if came:
        presumed = country.burden.goods if signed >= country.burden.since else country.burden.before
        end = months_after(came, presumed, rolls=False).end
        yield _clock(country, "presumption_end", SHOP, end, "conformity.presumption", article(SGD, "11"))
