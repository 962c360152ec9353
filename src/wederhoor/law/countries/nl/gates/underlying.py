"""What a claim rests on, read from the facts: for topics that are about who asks or how, not about what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.clocks import (
    conformity_clocks,
    delivery_clocks,
    general_clocks,
    withdrawal_clocks,
)
from wederhoor.law.countries.nl.conformity.remedies import STILL_WITHDRAWABLE
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, CONSUMER_WITHDRAWAL, LAW
from wederhoor.law.countries.nl.non_conformity.rule import TOPIC as DEFECT
from wederhoor.law.countries.nl.non_delivery.rule import TOPIC as DELIVERY
from wederhoor.law.countries.nl.withdrawal.exceptions import EXCEPTION_FACTS, excepted
from wederhoor.law.countries.nl.withdrawal.rule import TOPIC as WITHDRAWAL
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.eu.remedies import IN_KIND
from wederhoor.law.rule import Case, Finding, Rule, Test, Turns
from wederhoor.law.shapes import Clock


class Ground(StrEnum):
    """What a claim rests on."""

    DELIVERY = "delivery"
    DEFECT = "defect"
    WITHDRAWAL = "withdrawal"
    NONE = "none"


_NOT_THERE = ("consumer_denies_receipt", "lost_in_transit", "shop_refused_delivery")
_DEFECT_DAYS = ("defect_appeared_date", "discovered_date", "defect_reappeared_date")
_DEFECT_SIGNS = (
    "defect_accepted_by_shop",
    "defect_reported",
    "inspection_report_available",
    "series_fault_known",
    "known_defect_disclosed",
    "public_statement_not_met",
)
_SENT_BACK = ("goods_returned_received_date", "return_dispatched_date", "withdrawal_statement_date")
_RECEIVED = ("received_date", "delivered_date", "first_item_received_date")
GROUND_FACTS = (
    *_NOT_THERE,
    *_DEFECT_DAYS,
    *_DEFECT_SIGNS,
    *_SENT_BACK,
    *_RECEIVED,
    *eu.START_FACTS,
    *eu.INFO_FACTS,
    *EXCEPTION_FACTS,
    "defect_type",
    "agreed_delivery_date",
    "withdrawal_period_over",
)


def ground_of(case: Case) -> Ground:
    """What the claim rests on; a withdrawal that fails gives way to a defect that is told beside it."""
    if "ground" not in case.memo:
        case.memo["ground"] = _ground(case)
    found: Ground = case.memo["ground"]
    return found


def _ground(case: Case) -> Ground:
    if _not_there(case):
        return Ground.DELIVERY
    broken = defect_told(case)
    if _sent_back(case) and not (broken and (case.demand.remedy in IN_KIND or _withdrawal_fails(case))):
        return Ground.WITHDRAWAL
    return Ground.DEFECT if broken else Ground.NONE


def _not_there(case: Case) -> bool:
    if any(case.yes(name) for name in _NOT_THERE) or case.no("delivered"):
        return True
    awaited = case.day("agreed_delivery_date") is not None and not defect_told(case)
    return awaited and case.first_day(*_RECEIVED) is None and not case.yes("delivered")


def defect_told(case: Case) -> bool:
    """Whether anything says that something is wrong with the thing."""
    signs = any(case.yes(name) for name in _DEFECT_SIGNS) or bool(case.text("defect_type"))
    return signs or case.first_day(*_DEFECT_DAYS) is not None


def _sent_back(case: Case) -> bool:
    return any(case.day(name) is not None for name in _SENT_BACK)


def _withdrawal_fails(case: Case) -> bool:
    said = case.day("withdrawal_statement_date")
    late = said is not None and eu.period_of(case).in_time(said) is False
    return late or case.yes("withdrawal_period_over") or excepted(case)


_GATES = (LAW, *BEYOND, CONSUMER, CONSUMER_WITHDRAWAL)


def _resting_on(ground: Ground, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(heard_when(lambda case: ground_of(case) is ground, rule) for rule in rules if rule not in _GATES)


def heard_when(applies: Callable[[Case], bool], rule: Rule, needs: tuple[str, ...] = GROUND_FACTS) -> Rule:
    """``rule``, heard only where ``applies`` says so; ``needs`` names what that looks at."""
    test: Test = rule.test
    return replace(
        rule, test=lambda case: test(case) if applies(case) else None, needs=tuple(dict.fromkeys((*rule.needs, *needs)))
    )


CLAIM_RULES: tuple[Rule, ...] = (
    *_resting_on(Ground.DELIVERY, DELIVERY.rules),
    *_resting_on(Ground.DEFECT, DEFECT.rules),
    *_resting_on(Ground.WITHDRAWAL, WITHDRAWAL.rules),
    *_resting_on(Ground.NONE, (STILL_WITHDRAWABLE,)),
)
"""The rules of delivery, of defects and of withdrawal, each heard only when the claim rests on it; the gates left out.

Nothing decides where the claim rests on nothing told: a topic ends with a rule of its own.
"""
CLAIM_FACTS = tuple(dict.fromkeys(need for rule in CLAIM_RULES for need in rule.needs))


def outcome_of(case: Case, rules: Iterable[Rule] = CLAIM_RULES) -> Outcome | None:
    """The outcome ``rules`` give, as the engine reads it: what is unsure never refuses. ``None`` when none decides."""
    contract = case.day("contract_date") or case.on
    sure = True
    for rule in rules:
        found = rule.test(case) if rule.in_force(_day(rule, case, contract)) else None
        if found is None:
            continue
        sure = sure and (rule.may_refuse or rule.aside)
        if found.outcome is not None:
            return _read(found, sure)
    return None


def _day(rule: Rule, case: Case, contract: date) -> date:
    return case.on if rule.procedural else contract


def _read(found: Finding, sure: bool) -> Outcome | None:
    return Outcome.NEEDS_EVIDENCE if found.outcome is Outcome.SHOP_RIGHT and not sure else found.outcome


MONEY = frozenset(
    {Remedy.REFUND, Remedy.CANCELLATION, Remedy.RETURN, Remedy.PARTIAL_REFUND, Remedy.PRICE_REDUCTION, Remedy.OTHER}
)


def clocks_of(case: Case) -> tuple[Clock, ...]:
    """The dates that run for what the claim rests on."""
    return _CLOCKS[ground_of(case)](case)


def turns_of(case: Case) -> Turns:
    """What may turn a claim of that kind."""
    return _TURNS[ground_of(case)](case)


_CLOCKS: Mapping[Ground, Callable[[Case], tuple[Clock, ...]]] = {
    Ground.DELIVERY: delivery_clocks,
    Ground.DEFECT: conformity_clocks,
    Ground.WITHDRAWAL: withdrawal_clocks,
    Ground.NONE: general_clocks,
}
_TURNS: Mapping[Ground, Callable[[Case], Turns]] = {
    Ground.DELIVERY: DELIVERY.turns,
    Ground.DEFECT: DEFECT.turns,
    Ground.WITHDRAWAL: WITHDRAWAL.turns,
    Ground.NONE: lambda _case: {},
}
