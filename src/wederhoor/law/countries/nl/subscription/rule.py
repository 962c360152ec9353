"""The rules of a subscription: ended as it was begun, and once it renews itself at any time with a month of notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW
from wederhoor.law.countries.nl.gates.underlying import CLAIM_RULES, clocks_of, turns_of
from wederhoor.law.countries.nl.unsettled import unsettled
from wederhoor.law.countries.nl.windows import LENGTHS
from wederhoor.law.countries.nl.withdrawal.exceptions import EXCEPTION_FACTS, excepted
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.periods import plus_months
from wederhoor.law.rule import (
    SHOP,
    Case,
    Finding,
    Rule,
    Topic,
    ask,
    from_customer,
    from_shop,
    grant,
    only,
    part,
    step,
)
from wederhoor.law.shapes import Clock

NOTICE_MONTHS: int = LENGTHS["subscription_notice"]["months"]
PRESS_RENEWAL_MONTHS: int = LENGTHS["press_renewal"]["months"]
LONGEST_TERM_MONTHS: int = LENGTHS["longest_term"]["months"]
_END = (Remedy.CANCELLATION, Remedy.OTHER)
_MONEY = (Remedy.REFUND, Remedy.PARTIAL_REFUND)
_SAID = ("cancellation_date", "withdrawal_statement_date")
_TERM_FACTS = (
    *_SAID,
    "subscription_renewed_silently",
    "subscription_press",
    "first_term_end_date",
    "contract_date",
    "contract_duration_months",
    "notice_period_months",
)


def _notice(case: Case) -> int:
    """The notice that counts: what was agreed, a month at most."""
    asked = case.value("notice_period_months")
    return NOTICE_MONTHS if asked is None else min(case.count("notice_period_months"), NOTICE_MONTHS)


def _other_way(case: Case) -> Finding | None:
    return step("as_it_began") if case.yes("cancel_only_other_way") else None


def _fixed_moment(case: Case) -> Finding | None:
    return step("any_moment") if case.yes("cancel_only_fixed_moment") else None


def _too_long_notice(case: Case) -> Finding | None:
    return step("a_month_at_most") if case.count("notice_period_months") > NOTICE_MONTHS else None


def _told(case: Case) -> Finding | None:
    """Duration and the way to end it belong to what is said before the order."""
    return step("not_told") if case.no("duration_info_given") else None


def _withdrawn(case: Case) -> Finding | None:
    """Within the period of reflection nothing of all this is needed (gate G4)."""
    return step("in_time") if _within_reflection(case) else None


def _within_reflection(case: Case) -> bool:
    said = case.day("withdrawal_statement_date")
    return said is not None and not excepted(case) and eu.period_of(case).in_time(said) is True


@dataclass(frozen=True)
class _End:
    """The last day of a subscription, and whether a first term still runs until then."""

    day: date
    first_term: bool


def _end_of(case: Case, said: date) -> _End | None:
    """``None`` where it is not known whether the first term is over."""
    first = case.day("first_term_end_date")
    after_notice = plus_months(said, _notice(case))
    if case.yes("subscription_renewed_silently"):
        return _End(_renewed(case, first, after_notice), first_term=False)
    if first is None:
        return None
    if first > said:
        return _End(_first_term(case, first, after_notice), first_term=True)
    return _End(_renewed(case, first, after_notice), first_term=False)


def _first_term(case: Case, first: date, after_notice: date) -> date:
    """A term of more than a year may be left after a year."""
    signed = case.day("contract_date")
    if signed is None or case.count("contract_duration_months") <= LONGEST_TERM_MONTHS:
        return first
    return min(first, max(plus_months(signed, LONGEST_TERM_MONTHS), after_notice))


def _renewed(case: Case, first: date | None, after_notice: date) -> date:
    return _press_end(first, after_notice) if first and case.yes("subscription_press") else after_notice


def _press_end(first: date, earliest: date) -> date:
    """A newspaper or magazine may renew itself by three months at a time; it ends with such a stretch."""
    months = 0
    while plus_months(first, months) < earliest:
        months += PRESS_RENEWAL_MONTHS
    return plus_months(first, months)


def _trial(case: Case) -> Finding | None:
    """A trial of a newspaper or magazine stops by itself."""
    trial = case.yes("subscription_trial") and case.yes("subscription_press")
    return grant("stops", amount=_paid_after(case)) if trial and case.demand.remedy in (*_END, *_MONEY) else None


def _paid_after(case: Case) -> Decimal | None:
    return case.euro("paid_after_cancellation_eur") if case.demand.remedy in _MONEY else None


@only(*_END)
def _cancelled(case: Case) -> Finding | None:
    if _within_reflection(case):
        return None
    said = case.first_day(*_SAID)
    if said is None:
        return ask("not_said", from_customer("cancellation_date", Outcome.NEEDS_EVIDENCE))
    end = _end_of(case, said)
    if end is None:
        return ask("term_unknown", from_shop("subscription_renewed_silently"), from_shop("first_term_end_date"))
    if end.first_term:
        return part("end_of_term", end=end.day, date=said)
    return grant("ends", end=end.day, date=said)


@only(*_MONEY)
def _money(case: Case) -> Finding | None:
    """What was taken after the last day was paid without a ground."""
    if _within_reflection(case):
        return None
    said = case.first_day(*_SAID)
    if said is None:
        return ask("not_said", from_customer("cancellation_date", Outcome.NEEDS_EVIDENCE))
    end = _end_of(case, said)
    if end is None:
        return ask("term_unknown", from_shop("subscription_renewed_silently"), from_shop("first_term_end_date"))
    return _paid_since(case, end.day)


def _paid_since(case: Case, end: date) -> Finding:
    paid, asked = case.euro("paid_after_cancellation_eur"), case.demand.amount
    if paid is None:
        return ask("sum_unknown", from_shop("paid_after_cancellation_eur"), end=end)
    return part("less", amount=paid, end=end) if asked and asked > paid else grant("paid_after", amount=paid, end=end)


def _ask(_case: Case) -> Finding | None:
    return ask("what_is_wanted", from_customer("cancellation_date", Outcome.NEEDS_EVIDENCE))


def _clocks(case: Case) -> tuple[Clock, ...]:
    """The dates of the claim itself, and the last day of the subscription where that is known."""
    said = None if _within_reflection(case) else case.first_day(*_SAID)
    end = _end_of(case, said) if said else None
    if end is None:
        return clocks_of(case)
    event = "cancellation_date" if case.day("cancellation_date") else "withdrawal_statement_date"
    return (*clocks_of(case), Clock("subscription_end", SHOP, end.day, "6:236 sub j BW", {"event": event}, verify=True))


_REFLECTION = (*eu.START_FACTS, *eu.INFO_FACTS, *EXCEPTION_FACTS)


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    unsettled("subscription.way", ("6:236 sub o BW", "6:230i lid 1 BW"), ("cancel_only_other_way",), _other_way),
    unsettled("subscription.moment", ("6:236 sub r BW",), ("cancel_only_fixed_moment",), _fixed_moment),
    unsettled("subscription.notice", ("6:236 sub j BW", "6:237 sub o BW"), ("notice_period_months",), _too_long_notice),
    unsettled(
        "subscription.told",
        ("6:230m lid 1 sub o BW", "6:230m lid 1 sub p BW", "6:230v lid 2 BW"),
        ("duration_info_given",),
        _told,
    ),
    unsettled("subscription.reflection", ("6:230o lid 1 BW",), (*_SAID, *_REFLECTION), _withdrawn),
    unsettled(
        "subscription.trial",
        ("6:236 sub s BW",),
        ("subscription_trial", "subscription_press", "paid_after_cancellation_eur"),
        _trial,
    ),
    unsettled(
        "subscription.end",
        ("6:236 sub j BW", "6:236 sub p BW", "6:237 sub k BW"),
        (*_TERM_FACTS, *_REFLECTION),
        _cancelled,
    ),
    unsettled(
        "subscription.money",
        ("6:203 lid 2 BW", "6:236 sub j BW"),
        (*_TERM_FACTS, *_REFLECTION, "paid_after_cancellation_eur"),
        _money,
    ),
    *CLAIM_RULES,
    unsettled("subscription.ask", ("6:230m lid 1 sub o BW",), ("cancellation_date",), _ask),
)

TOPIC = Topic("subscription", RULES, _clocks, turns_of)
