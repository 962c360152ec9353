"""Defects between businesses: complain promptly, show the defect, repair first; the money back after a notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.conformity.complaint import BAR, KNOWN, NOTICE_FACTS, SETTLED, arrived, notified
from wederhoor.law.countries.nl.conformity.expected import PROMISE_FACTS
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all
from wederhoor.law.countries.nl.non_conformity.rule import INSPECTION_FACTS, report_blames_use, shown
from wederhoor.law.periods import days_after, statutory_months
from wederhoor.law.rule import (
    CUSTOMER,
    SHOP,
    Case,
    Finding,
    Need,
    Rule,
    ask,
    deny,
    from_customer,
    from_shop,
    grant,
    helps,
    not_yet,
    only,
    part,
    step,
)

PROMPT_DAYS = 14
LONG_MONTHS = 2
IN_KIND = (Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.DELIVERY, Remedy.OTHER)
ALL_THE_MONEY = (Remedy.REFUND, Remedy.CANCELLATION, Remedy.RETURN)
SOME_MONEY = (Remedy.PRICE_REDUCTION, Remedy.PARTIAL_REFUND)
DEFAULT_FACTS = (
    "notice_with_extra_time_given",
    "repair_or_replacement_possible",
    "shop_refused_repair",
    "shop_refused_delivery",
    "agreed_delivery_date",
)
_NOTICE = "notice_with_extra_time_given"
_EXTRA_TIME = "extra_time_passed"
_CLAUSES = ("terms", "voorwaarden", "exclu", "uitgesloten", "agb", "liability", "aansprakelijk")


def _should_have_found(case: Case) -> date | None:
    """The day from which a business must complain: when it found the defect, or should have."""
    found, came = case.first_day("discovered_date", "defect_appeared_date"), arrived(case)
    return came if case.yes("defect_visible_at_receipt") and came else found or came


def _complaint(case: Case) -> Finding | None:
    """No safe two months here: promptly after it was found or should have been found."""
    found, told = _should_have_found(case), notified(case)
    if found is None or told <= days_after(found, PROMPT_DAYS).end:
        return step("prompt", date=told)
    if case.no("shop_prejudiced"):
        return step("later_without_harm", date=told)
    long = told > statutory_months(found, LONG_MONTHS).end
    if long and case.yes("shop_prejudiced") and not case.text("reason_for_delay"):
        return deny("too_late", date=told)
    return ask("later", *_about_the_delay(long), date=told)


def _about_the_delay(long: bool) -> tuple[Need, ...]:
    then = Outcome.SHOP_RIGHT if long else Outcome.CUSTOMER_RIGHT
    return (Need("shop_prejudiced", SHOP, CUSTOMER if long else SHOP, then), from_customer("reason_for_delay"))


def _terms(case: Case) -> Finding | None:
    """Between businesses terms may limit much more, if the buyer could read them and they are not unreasonable."""
    defence = case.text("shop_defence").replace(" ", "_")
    if not any(word in defence for word in _CLAUSES):
        return None
    if case.no("terms_given_before_contract"):
        return step("not_given")
    return ask("test_them", from_shop("terms_given_before_contract"))


def _proof(case: Case) -> Finding | None:
    """No presumption of a year: the business that complains shows the defect."""
    if shown(case):
        return step("shown")
    if not report_blames_use(case):
        return ask("to_show", from_customer("inspection_report_available"), helps("series_fault_known"))
    if case.yes("inspection_independent") and not case.yes("consumer_counter_evidence"):
        return deny("use")
    return ask("report_open", from_customer("inspection_independent"))


@only(*IN_KIND)
def _in_kind(case: Case) -> Finding | None:
    if case.no("repair_or_replacement_possible"):
        return part("impossible", amount=paid_in_all(case))
    return grant("repair" if case.demand.remedy is Remedy.REPAIR else "replacement")


def in_default(case: Case) -> str | None:
    """Why the shop is in default, as the name of the sentence; ``None`` while it is not."""
    fixed = case.day("agreed_delivery_date")
    reasons = (
        ("impossible", case.no("repair_or_replacement_possible")),
        ("refused", case.yes("shop_refused_repair") or case.yes("shop_refused_delivery")),
        ("after_notice", case.yes(_NOTICE)),
        ("fixed_day", fixed is not None and case.on > fixed and arrived(case) is None),
    )
    return next((name for name, met in reasons if met), None)


def dissolved(case: Case) -> Finding:
    """The money back after default (6:265); before it, a notice with a reasonable term comes first."""
    reason, paid, asked = in_default(case), paid_in_all(case), case.demand.amount
    if reason is None and _NOTICE in case.doubted:
        return ask("notice_unknown", from_customer(_NOTICE))
    if reason is None:
        return not_yet("notice_first", event=_EXTRA_TIME, amount=paid)
    if case.yes("defect_minor"):
        return part("minor")
    if paid is not None and asked is not None and asked > paid:
        return part("no_more", amount=paid, total=paid)
    return grant(reason, amount=asked or paid)


@only(*ALL_THE_MONEY)
def _money_back(case: Case) -> Finding | None:
    return dissolved(case)


@only(*SOME_MONEY)
def _reduction(case: Case) -> Finding | None:
    """A lower price is a dissolution in part, unless the shop offers as much itself."""
    offered, asked = case.euro("price_reduction_offered_eur"), case.demand.amount
    if offered and (asked is None or asked <= offered):
        return grant("offered", amount=asked or offered)
    if in_default(case):
        return grant("in_part", amount=asked)
    return not_yet("notice_first", event=_EXTRA_TIME, amount=offered)


@only(Remedy.COMPENSATION)
def damages(case: Case) -> Finding | None:
    """Loss that is shown, once the shop is in default."""
    loss = case.euro("loss_documented_eur")
    if loss is None:
        return ask("loss", from_customer("loss_documented_eur"))
    if in_default(case) is None:
        return not_yet("notice_first", event=_EXTRA_TIME, amount=loss)
    return grant("shown", amount=loss)


@only(Remedy.RETURN_COST)
def _return_cost(case: Case) -> Finding | None:
    return grant("free", amount=case.demand.amount or case.euro("return_cost_paid_eur"))


_MONEY_FACTS = (*DEFAULT_FACTS, *PAID_FACTS, "defect_minor", "delivered_date", "received_date")

DEFECTS: tuple[Rule, ...] = (
    replace(SETTLED, name="nl.business.settled", cites=("150 Rv",)),
    BAR,
    KNOWN,
    Rule(
        "nl.business.complaint",
        ("7:23 lid 1 BW",),
        (*NOTICE_FACTS, "defect_visible_at_receipt", "shop_prejudiced", "reason_for_delay"),
        _complaint,
    ),
    Rule(
        "nl.business.terms",
        ("6:233 BW", "6:235 BW"),
        ("shop_defence", "terms_given_before_contract"),
        _terms,
    ),
    Rule("nl.business.proof", ("7:17 BW", "7:17 lid 2 BW", "150 Rv"), (*INSPECTION_FACTS, *PROMISE_FACTS), _proof),
    Rule("nl.business.repair", ("7:21 lid 1 BW",), ("repair_or_replacement_possible", *PAID_FACTS), _in_kind),
    Rule("nl.business.money_back", ("6:265 BW", "6:82 lid 1 BW", "7:17 BW"), _MONEY_FACTS, _money_back),
    Rule(
        "nl.business.reduction",
        ("6:265 BW", "6:82 lid 1 BW"),
        (*_MONEY_FACTS, "price_reduction_offered_eur"),
        _reduction,
    ),
    Rule("nl.business.damages", ("6:74 BW", "6:82 lid 1 BW"), (*_MONEY_FACTS, "loss_documented_eur"), damages),
    Rule("nl.business.return_cost", ("7:21 lid 1 BW",), ("return_cost_paid_eur",), _return_cost),
)
