"""The rules of digital content: withdrawal with its own exception; else supply, devices, fault.

Titel 7.1AA is cited as a range: the articles of Directive (EU) 2019/770 are sure, the Dutch numbers are to be read.
"""

from __future__ import annotations

from collections.abc import Callable

from wederhoor.law.countries.nl.clocks import general_clocks, withdrawal_clocks
from wederhoor.law.countries.nl.digital_content import fault
from wederhoor.law.countries.nl.digital_content.remedies import REMEDIES
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, CONSUMER_WITHDRAWAL, LAW, clause_rule
from wederhoor.law.countries.nl.gates.underlying import heard_when
from wederhoor.law.countries.nl.non_conformity.rule import NEW_SALES_LAW
from wederhoor.law.countries.nl.withdrawal.rule import RULES as WITHDRAWAL
from wederhoor.law.countries.nl.withdrawal.rule import turns
from wederhoor.law.rule import Case, Finding, Rule, Topic, ask, from_customer
from wederhoor.law.shapes import Clock

RANGE = "7:50aa-7:50ap BW"
_DIRECTIVE = "Richtlijn (EU) 2019/770"


def _rule(name: str, articles: tuple[str, ...], needs: tuple[str, ...], test: Callable[[Case], Finding | None]) -> Rule:
    cites = (RANGE, *(f"{_DIRECTIVE} art. {article}" for article in articles))
    return Rule(f"nl.digital.{name}", cites, (*needs, *fault.WITHDRAWAL_FACTS), test, recheck=(RANGE,))


def _old_law(_case: Case) -> Finding | None:
    """Before titel 7.1AA other rules held; they are not in this program."""
    return ask("before", from_customer("defect_appeared_date"))


_GATES = (LAW, *BEYOND, CONSUMER_WITHDRAWAL)
_WITHDRAWAL = tuple(
    heard_when(fault.withdraws, rule, fault.WITHDRAWAL_FACTS) for rule in WITHDRAWAL if rule not in _GATES
)
_CONFORMITY = (
    _rule("supply", ("5", "13"), fault.SUPPLY_FACTS, fault.supply),
    _rule("settled", ("14",), ("refund_already_paid", "refund_amount_complete"), fault.settled),
    _rule("told", ("7",), fault.FAULT_FACTS, fault.told),
    _rule("report", ("12",), fault.FAULT_FACTS, fault.report),
    _rule("accepted", ("12",), fault.FAULT_FACTS, fault.accepted),
    _rule("updates", ("8",), fault.FAULT_FACTS, fault.updates),
    _rule("environment", ("12",), fault.ENVIRONMENT_FACTS, fault.environment),
    _rule("presumed", ("11", "12"), fault.FAULT_FACTS, fault.presumed),
    *(_rule(name, articles, needs, test) for name, articles, needs, test in REMEDIES),
)

RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    *_WITHDRAWAL,
    clause_rule("nl.digital.clause", ("7:6 lid 1 BW",), "guarantee", "maker"),
    Rule("nl.digital.before", ("7:17 BW",), ("defect_appeared_date",), _old_law, until=NEW_SALES_LAW, verify=True),
    *_CONFORMITY,
)


def _clocks(case: Case) -> tuple[Clock, ...]:
    return withdrawal_clocks(case) if fault.withdraws(case) else general_clocks(case)


TOPIC = Topic("digital_content", RULES, _clocks, turns)
