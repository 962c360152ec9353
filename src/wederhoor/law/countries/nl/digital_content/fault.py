"""Was it supplied, do the customer's devices fit, and is a fault presumed: the tests before the remedies."""

from __future__ import annotations

from datetime import date

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.conformity.complaint import appeared
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all
from wederhoor.law.countries.nl.non_conformity.rule import INSPECTION_FACTS, report_blames_use, report_finds_fault
from wederhoor.law.countries.nl.withdrawal.exceptions import EXCEPTION_FACTS, excepted
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.periods import years_after
from wederhoor.law.rule import (
    Case,
    Finding,
    Need,
    ask,
    deny,
    from_customer,
    from_shop,
    grant,
    helps,
    not_yet,
    step,
)

PRESUMED_YEARS = 1
_MONEY = (Remedy.REFUND, Remedy.CANCELLATION, Remedy.RETURN)
_IN_KIND = (Remedy.DELIVERY, Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.OTHER)
_CONSENT = ("performance_started", "express_prior_consent", "waiver_acknowledged", "confirmation_durable_medium")
_FAULT_DAYS = ("defect_appeared_date", "discovered_date", "notified_date")
_FAULT_SIGNS = ("defect_accepted_by_shop", "defect_reported", "public_statement_not_met", "inspection_report_available")
WITHDRAWAL_FACTS = (
    *_FAULT_DAYS,
    *_FAULT_SIGNS,
    *_CONSENT,
    *eu.START_FACTS,
    *eu.INFO_FACTS,
    *EXCEPTION_FACTS,
    "defect_type",
    "updates_provided",
    "withdrawal_statement_date",
    "withdrawal_period_over",
)
SUPPLY_FACTS = (
    "delivered",
    "notice_with_extra_time_given",
    "shop_refused_delivery",
    "delivery_date_essential",
    "essential_date_told_before_contract",
    "agreed_delivery_date",
    "claim_date",
    *PAID_FACTS,
)
ENVIRONMENT_FACTS = (
    "environment_meets_requirements",
    "environment_requirements_told",
    "consumer_cooperates_in_check",
    *INSPECTION_FACTS,
    "updates_provided",
    "public_statement_not_met",
)
FAULT_FACTS = (
    *ENVIRONMENT_FACTS,
    *_FAULT_DAYS,
    "claim_date",
    "delivered_date",
    "received_date",
    "contract_date",
    "digital_continuous_supply",
    "defect_type",
    "defect_reported",
    "update_installed_by_consumer",
    "update_consequences_told",
)


def fault_told(case: Case) -> bool:
    """Whether anything says that it does not work as it should."""
    signs = any(case.yes(name) for name in _FAULT_SIGNS) or case.no("updates_provided")
    return signs or bool(case.text("defect_type")) or case.first_day(*_FAULT_DAYS) is not None


def withdraws(case: Case) -> bool:
    """Whether this is about going back on the purchase; a withdrawal that fails gives way to a fault that is told."""
    if case.demand.remedy in (*_IN_KIND, Remedy.PRICE_REDUCTION, Remedy.COMPENSATION):
        return False
    said = case.day("withdrawal_statement_date")
    if not fault_told(case):
        return said is not None or any(not case.unknown(name) for name in _CONSENT)
    fails = excepted(case) or case.yes("withdrawal_period_over")
    return said is not None and not fails and eu.period_of(case).in_time(said) is not False


def supply(case: Case) -> Finding | None:
    """Not supplied: at once after a reminder; the money back when it still stays away."""
    if not case.no("delivered"):
        return None
    agreed = case.day("agreed_delivery_date")
    if agreed is not None and case.on < agreed:
        return not_yet("later", until=agreed, date=agreed)
    if case.demand.remedy in _IN_KIND:
        return grant("now")
    if case.demand.remedy not in _MONEY:
        return ask("loss", from_customer("loss_documented_eur"))
    return _not_supplied_money(case)


def _not_supplied_money(case: Case) -> Finding:
    at_once = ("shop_refused_delivery", "delivery_date_essential", "essential_date_told_before_contract")
    reminded = case.yes("notice_with_extra_time_given")
    amount = case.demand.amount or paid_in_all(case)
    if reminded or any(case.yes(name) for name in at_once):
        return grant("ended", amount=amount)
    if not excepted(case) and not case.yes("withdrawal_period_over") and _still_in_period(case):
        return grant("withdrawn", amount=amount, also=("6:230o lid 1 BW", "6:230r lid 1 BW"))
    return not_yet("remind_first", event="extra_time_passed", amount=amount)


def _still_in_period(case: Case) -> bool:
    said = case.day("withdrawal_statement_date") or case.day("claim_date") or case.on
    first = eu.period_of(case).first
    return first is not None and said <= first.end


def settled(case: Case) -> Finding | None:
    """Everything has been paid back already."""
    paid = case.yes("refund_already_paid") and not case.no("refund_amount_complete")
    return deny("paid") if paid else None


def told(case: Case) -> Finding | None:
    """Somebody must say what does not work."""
    return None if fault_told(case) else ask("what_is_wrong", from_customer("defect_reported"))


def _shown(case: Case) -> bool:
    """Shown without the presumption."""
    known = case.yes("defect_accepted_by_shop") or case.yes("series_fault_known") or report_finds_fault(case)
    return known or case.yes("public_statement_not_met") or case.no("updates_provided")


def report(case: Case) -> Finding | None:
    """An independent report that finds a cause outside the content."""
    if not report_blames_use(case) or _shown(case):
        return None
    if case.yes("inspection_independent") and not case.yes("consumer_counter_evidence"):
        return deny("from_outside")
    return ask("report_open", from_shop("inspection_independent"), helps("consumer_counter_evidence"))


def accepted(case: Case) -> Finding | None:
    """Agreed, known, found by a report, or not what was promised."""
    known = case.yes("defect_accepted_by_shop") or case.yes("series_fault_known") or report_finds_fault(case)
    if known:
        return step("shown")
    return step("not_as_said") if case.yes("public_statement_not_met") else None


def updates(case: Case) -> Finding | None:
    """Updates for the whole period, security first; one the customer left aside though told is at his own risk."""
    if case.no("updates_provided"):
        return step("none_given")
    if not case.no("update_installed_by_consumer") or _shown(case):
        return None
    if case.no("update_consequences_told"):
        return step("not_told")
    then = Outcome.SHOP_RIGHT if case.yes("update_consequences_told") else Outcome.CUSTOMER_RIGHT
    return ask("not_installed", Need("update_consequences_told", "shop", "shop", then))


def environment(case: Case) -> Finding | None:
    """Whether the customer's devices meet what was asked; the customer helps to find out, within reason."""
    if _shown(case) or case.yes("environment_meets_requirements"):
        return None
    if case.no("consumer_cooperates_in_check"):
        return ask("no_help", from_customer("consumer_cooperates_in_check"))
    if case.unknown("environment_meets_requirements"):
        return ask("unknown", from_customer("environment_meets_requirements"))
    if case.no("environment_requirements_told"):
        return step("not_told")
    return ask("does_not_fit", from_customer("inspection_report_available"))


def presumed(case: Case) -> Finding | None:
    """A year for what is supplied once, the whole period for what is supplied all the time."""
    if _shown(case):
        return None
    if case.yes("misuse_evidence"):
        return ask("use_alleged", from_shop("inspection_report_available"))
    if case.yes("digital_continuous_supply"):
        return step("whole_period")
    began, when = _supplied_on(case), appeared(case)
    if began is None or when is None:
        return ask("day_unknown", from_shop("delivered_date") if began is None else from_customer("discovered_date"))
    end = years_after(began, PRESUMED_YEARS, rolls=False).end
    return step("in_the_year", end=end) if when <= end else ask("after", from_customer("inspection_report_available"))


def _supplied_on(case: Case) -> date | None:
    return case.first_day("delivered_date", "received_date", "contract_date")
