"""What may be asked for a defect, step by step (art. 13 to 16 of the Sale of Goods Directive)."""

from __future__ import annotations

from datetime import date

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.eu.build import CRD, SGD, article, of_country, rule
from wederhoor.law.eu.country import Country
from wederhoor.law.eu.defects import notified
from wederhoor.law.eu.delivery import BACK, withdrawable
from wederhoor.law.eu.exceptions import EXCEPTION_FACTS
from wederhoor.law.eu.paid import PAID_FACTS, paid_in_all, up_to_what_was_paid
from wederhoor.law.rule import (
    Case,
    Finding,
    Rule,
    ask,
    deny,
    from_customer,
    from_shop,
    grant,
    only,
    part,
    step,
)

REPAIR_DIRECTIVE = date(2026, 7, 31)
IN_KIND = (Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.DELIVERY, Remedy.OTHER)
ALL_THE_MONEY = (Remedy.REFUND, Remedy.CANCELLATION, Remedy.RETURN)
SOME_MONEY = (Remedy.PRICE_REDUCTION, Remedy.PARTIAL_REFUND)
LONG_FOR_A_REPAIR_DAYS = 42
FAILED = "repair_failed_refused_or_late"
STAGE_FACTS = (
    "repair_or_replacement_possible",
    "shop_refused_repair",
    "shop_offers_repair_or_replacement",
    "offered_within_days",
    "repair_attempts",
    "defect_reappeared",
    "defect_reappeared_date",
    "defect_serious",
    "repair_took_too_long",
    "defect_minor",
)


def _withdrawn(country: Country, case: Case) -> Finding | None:
    """The money back asked within the withdrawal period needs no defect at all."""
    period = eu.period_of(case, country.withdrawal)
    said = case.day("withdrawal_statement_date") or notified(case)
    if period.first is None or said > period.first.end or not withdrawable(case):
        return None
    amount, asked, end = paid_in_all(case), case.demand.amount, period.first.end
    if amount is not None and asked is not None and asked > amount:
        return part("no_more", amount=amount, total=amount, event=BACK, end=end)
    return grant("in_time", amount=asked or amount, event=BACK, end=end)


def still_withdrawable(country: Country) -> Rule:
    """Before any defect: the right to withdraw, as long as it runs."""
    needs = (
        *eu.START_FACTS,
        *eu.INFO_FACTS,
        *EXCEPTION_FACTS,
        *PAID_FACTS,
        "withdrawal_statement_date",
        "notified_date",
        "claim_date",
        "withdrawal_period_over",
        "distance_contract",
    )
    test = of_country(_withdrawn, country, *ALL_THE_MONEY)
    return rule(country, "conformity.withdrawal", (article(CRD, "9"), article(CRD, "13")), needs, test)


def came_back(case: Case) -> bool:
    return case.yes("defect_reappeared") or case.day("defect_reappeared_date") is not None


def solved(case: Case) -> Finding | None:
    """Repaired or replaced: whether anything is left depends on whether it came back, unless the repair fell short."""
    if case.count("repair_attempts") == 0 or came_back(case):
        return None
    if case.no("defect_reappeared"):
        return deny("solved")
    asks_money = case.demand.remedy in (*ALL_THE_MONEY, *SOME_MONEY) and case.count("repair_attempts") == 1
    failed = case.yes("repair_took_too_long") or case.yes("shop_refused_repair")
    return ask("come_back_unknown", from_customer("defect_reappeared")) if asks_money and not failed else None


def second_stage(case: Case) -> str | None:
    """Why repair or replacement no longer stands in the way, as the name of the sentence; ``None`` while it does."""
    attempts = case.count("repair_attempts")
    reasons = (
        ("impossible", case.no("repair_or_replacement_possible")),
        ("refused", case.yes("shop_refused_repair") or case.no("shop_offers_repair_or_replacement")),
        ("failed", attempts >= 2 or (attempts == 1 and came_back(case))),
        ("too_long", case.yes("repair_took_too_long")),
        ("serious", case.yes("defect_serious")),
    )
    return next((name for name, met in reasons if met), None)


def wait_for_repair(case: Case) -> Finding:
    """Repair comes first; how long is too long hangs on the thing, so a long wait is asked about."""
    if case.count("offered_within_days") > LONG_FOR_A_REPAIR_DAYS and case.unknown("repair_took_too_long"):
        return ask("long_wait", from_shop("repair_took_too_long"))
    return part("first_repair", event=FAILED, then=Outcome.CUSTOMER_RIGHT)


@only(*IN_KIND)
def _in_kind(case: Case) -> Finding | None:
    """Free, within a reasonable time, at the customer's choice."""
    if case.no("repair_or_replacement_possible"):
        return part("impossible", amount=paid_in_all(case))
    return grant("repair" if case.demand.remedy is Remedy.REPAIR else "replacement")


@only(*ALL_THE_MONEY)
def _money_back(case: Case) -> Finding | None:
    """All the money only when repair or replacement failed, and never for a trifle."""
    stage = second_stage(case)
    if stage is None:
        return wait_for_repair(case)
    return part("minor") if case.yes("defect_minor") else up_to_what_was_paid(case, stage)


@only(*SOME_MONEY)
def reduction(case: Case) -> Finding | None:
    """A lower price: in the second stage, or where the shop offers as much itself."""
    offered, asked = case.euro("price_reduction_offered_eur"), case.demand.amount
    if offered and asked and asked <= offered:
        return grant("offered", amount=asked)
    if second_stage(case):
        return grant("reduction", amount=asked)
    return part("first_repair", amount=offered, event=FAILED, then=Outcome.CUSTOMER_RIGHT)


@only(Remedy.RETURN_COST)
def return_cost(case: Case) -> Finding | None:
    return grant("free", amount=case.demand.amount or case.euro("return_cost_paid_eur"))


@only(Remedy.COMPENSATION)
def _damages(_case: Case) -> Finding | None:
    return ask("loss", from_customer("costs_claimed_eur"))


@only(Remedy.INTEREST)
def _interest(_case: Case) -> Finding | None:
    return ask("later", from_shop("refund_already_paid"))


@only(*IN_KIND, *ALL_THE_MONEY)
def _choice(_case: Case) -> Finding | None:
    return step("tell")


def ladder(country: Country) -> tuple[Rule, ...]:
    """The remedies in the order they are consulted; the last ones answer every demand."""
    attempts = (
        "repair_attempts",
        "defect_reappeared",
        "defect_reappeared_date",
        "repair_took_too_long",
        "shop_refused_repair",
    )
    repair, money = (article(SGD, "13 lid 2"), article(SGD, "14")), (article(SGD, "13 lid 4"), article(SGD, "16"))
    lower = (article(SGD, "13 lid 4"), article(SGD, "15"))
    reduced = (*STAGE_FACTS, "price_reduction_offered_eur")
    free = (article(SGD, "14 lid 2"),)
    return (
        rule(
            country,
            "conformity.choice_told",
            ("Richtlijn (EU) 2024/1799",),
            (),
            _choice,
            since=REPAIR_DIRECTIVE,
            procedural=True,
            verify=True,
            aside=True,
        ),
        rule(country, "conformity.solved", (article(SGD, "13"),), attempts, solved),
        rule(country, "conformity.repair", repair, ("repair_or_replacement_possible", *PAID_FACTS), _in_kind),
        rule(country, "conformity.money_back", money, (*STAGE_FACTS, *PAID_FACTS), _money_back),
        rule(country, "conformity.reduction", lower, reduced, reduction),
        rule(country, "conformity.return_cost", free, ("return_cost_paid_eur",), return_cost),
        rule(country, "conformity.damages", (article(SGD, "3 lid 6"),), ("costs_claimed_eur",), _damages),
        rule(country, "conformity.interest", (article(SGD, "13"),), ("refund_already_paid",), _interest),
    )
