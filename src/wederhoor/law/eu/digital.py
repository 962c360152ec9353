"""Digital content and services in any country (Directive 2019/770): supplied, fitting, and kept in order."""

from __future__ import annotations

from wederhoor.law.eu.build import DCD, article, rule
from wederhoor.law.eu.country import Country
from wederhoor.law.eu.defects import DAY_FACTS, REPORT_FACTS, presumed, report_finds_fault
from wederhoor.law.eu.delivery import EXTRA_TIME, withdrawable
from wederhoor.law.eu.exceptions import EXCEPTION_FACTS
from wederhoor.law.eu.gates import clause
from wederhoor.law.eu.kinds import begins, on_conformity
from wederhoor.law.eu.paid import PAID_FACTS, up_to_what_was_paid
from wederhoor.law.eu.remedies import ALL_THE_MONEY, IN_KIND, SOME_MONEY, ladder
from wederhoor.law.rule import Case, Finding, Topic, ask, from_customer, grant, not_yet, only, step


def _not_supplied(case: Case) -> Finding | None:
    """Nothing was supplied: it may be asked at once, the money back after a call to supply that was not heard."""
    if not case.no("delivered"):
        return None
    if case.demand.remedy in IN_KIND:
        return grant("supply")
    if case.demand.remedy not in (*ALL_THE_MONEY, *SOME_MONEY):
        return None
    called = case.yes("notice_with_extra_time_given") or case.yes("shop_refused_delivery")
    if called or case.yes("delivery_date_essential"):
        return up_to_what_was_paid(case, "ended")
    return up_to_what_was_paid(case, "withdrawn") if withdrawable(case) else not_yet("call_first", event=EXTRA_TIME)


def _environment(case: Case) -> Finding | None:
    """The customer helps to find out whether the fault is in his own equipment; where it is, the burden is his."""
    if case.yes("defect_accepted_by_shop") or report_finds_fault(case):
        return step("accepted")
    if case.no("consumer_cooperates_in_check"):
        return ask("no_cooperation", from_customer("consumer_cooperates_in_check"))
    if case.no("environment_meets_requirements"):
        told = not case.no("environment_requirements_told")
        return ask("does_not_fit", from_customer("inspection_report_available")) if told else step("not_told")
    if case.unknown("environment_meets_requirements"):
        return ask("unknown", from_customer("environment_meets_requirements"))
    return None


def _while_supplied(case: Case) -> Finding | None:
    return step("all_the_time") if case.yes("digital_continuous_supply") else None


def _once(months: int, case: Case) -> Finding | None:
    return None if case.yes("digital_continuous_supply") else presumed(months)(case)


@only(*IN_KIND)
def _put_right(_case: Case) -> Finding | None:
    return grant("put_right")


def digital_content(country: Country) -> Topic:
    """A download, a stream, a service: supplied, fitting, and kept in order."""
    supply = ("delivered", "notice_with_extra_time_given", "shop_refused_delivery", "delivery_date_essential",
              "withdrawal_period_over", "distance_contract", *EXCEPTION_FACTS, *PAID_FACTS)  # fmt: skip
    fits = ("environment_meets_requirements", "environment_requirements_told", "consumer_cooperates_in_check",
            *REPORT_FACTS)  # fmt: skip
    needs = (*DAY_FACTS, *REPORT_FACTS, "defect_type", "photos_available", "digital_continuous_supply")
    months = country.burden.digital
    own = (
        rule(country, "digital.supply", (article(DCD, "5"), article(DCD, "13")), supply, _not_supplied),
        clause(country, DCD, "22"),
        rule(country, "digital.environment", (article(DCD, "12 lid 5"),), fits, _environment),
        rule(
            country, "digital.continuous", (article(DCD, "12 lid 3"),), ("digital_continuous_supply",), _while_supplied
        ),
        rule(country, "digital.presumption", (article(DCD, "12 lid 2"),), needs, lambda case: _once(months, case)),
        rule(country, "digital.remedy", (article(DCD, "14"),), (), _put_right),
    )
    return on_conformity("digital_content", country, (*begins(country), *own, *ladder(country)))
