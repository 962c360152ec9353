"""The rules of delivery: risk, receipt, evidence, and what the customer may ask when receipt is not shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from wederhoor.law.countries.nl.clocks import delivery_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW, clause_rule
from wederhoor.law.countries.nl.late_delivery import money
from wederhoor.law.countries.nl.late_delivery.default import DUE_FACTS, RIGHT_FACTS, last_day
from wederhoor.law.countries.nl.non_delivery import elsewhere, receipt
from wederhoor.law.countries.nl.non_delivery.remedies import (
    AGAIN,
    DAMAGES,
    MONEY_BACK,
    OTHER_SUMS,
    OWN_CARRIER_FACTS,
    PAID_BACK,
    own_carrier,
)
from wederhoor.law.countries.nl.weights import EVIDENCE_FACTS, scanned
from wederhoor.law.countries.nl.withdrawal.exceptions import EXCEPTION_FACTS, excepted
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.rule import Case, Finding, Rule, Topic, Turns, ask, deny, from_shop, not_yet, step


def _address(case: Case) -> Finding | None:
    """A wrong address given by the customer himself: the confirmation shows who made the slip."""
    if not case.yes("address_error_by_consumer"):
        return None
    if case.unknown(_CONFIRMATION):
        return ask("wrong", from_shop(_CONFIRMATION))
    return deny("own_slip") if case.yes(_CONFIRMATION) else step("not_shown")


def _due_later(case: Case) -> Finding | None:
    """Nothing says it was delivered or lost, and the day of delivery has not come."""
    if scanned(case) or case.yes("lost_in_transit") or case.yes("shop_refused_delivery") or receipt.evidence(case):
        return None
    if case.demand.remedy in receipt.MONEY and not excepted(case):
        return None
    last = last_day(case)
    if last is None or case.on > last or not (case.no("delivered") or case.day("agreed_delivery_date")):
        return None
    return not_yet("later", until=last + timedelta(days=1), date=last)


def turns(case: Case) -> Turns:
    """A statement while the period ran."""
    end = eu.period_of(case).end
    return {"withdrawal_statement_date": (end,)} if end else {}


_CONFIRMATION = "order_confirmation_automatic"
_CITES = ("7:9 lid 1 BW", "7:9 lid 2 BW", "7:11 lid 1 BW", "150 Rv")
_BEFORE_RECEIPT = (*EVIDENCE_FACTS, *EXCEPTION_FACTS, "lost_in_transit", "shop_refused_delivery", "delivered")
_PERIOD = (*money.WITHDRAWAL_FACTS, "consumer_later_collected")
_CAME = (
    "consumer_later_collected",
    "consumer_denies_receipt",
    "received_date",
    "delivered_date",
    "delivered",
    *EVIDENCE_FACTS,
)


def _weighed(name: str, test: Callable[[Case], Finding | None], *also: str, heuristic: bool = False) -> Rule:
    needs = (*EVIDENCE_FACTS, "carrier_investigation_done", "lost_in_transit", "delivered", "shop_refused_delivery")
    return Rule(f"nl.delivery.{name}", (*_CITES, *also), needs, test, heuristic=heuristic)


RECEIPT = _weighed("receipt", receipt.shown)
EVIDENCE = (
    RECEIPT,
    _weighed("weighing", receipt.undecided, "152 Rv", heuristic=True),
    _weighed("inquiry", receipt.inquiry_open),
    _weighed("not_shown", receipt.not_shown),
)
CAME_LATER = Rule("nl.delivery.came_later", ("7:9 lid 2 BW", "7:11 lid 1 BW", "149 Rv"), _CAME, receipt.later_received)
WITHDRAWAL = Rule(
    "nl.delivery.withdrawal",
    ("6:230o lid 1 BW", "6:230o lid 3 BW", "6:230r lid 1 BW"),
    (*_PERIOD, *_CAME, *RIGHT_FACTS, *elsewhere.NEIGHBOUR_FACTS, *elsewhere.PLACE_FACTS),
    receipt.withdrawn,
)
NEIGHBOUR = Rule(
    "nl.delivery.neighbour",
    ("7:11 lid 1 BW", "7:6 lid 1 BW"),
    (*elsewhere.NEIGHBOUR_FACTS, *EVIDENCE_FACTS),
    elsewhere.neighbour,
)
SAFE_PLACE = Rule(
    "nl.delivery.safe_place", ("7:11 lid 1 BW", "7:9 lid 2 BW"), elsewhere.PLACE_FACTS, elsewhere.safe_place
)

RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    PAID_BACK,
    Rule("nl.delivery.own_carrier", ("7:11 lid 2 BW",), OWN_CARRIER_FACTS, own_carrier),
    Rule(
        "nl.delivery.address",
        ("7:11 lid 1 BW", "150 Rv"),
        ("address_error_by_consumer", _CONFIRMATION),
        _address,
        verify=True,
    ),
    Rule(
        "nl.delivery.term",
        ("7:9 lid 4 BW", "7:19a lid 1 BW", "Vo. 1182/71 art. 3 lid 4"),
        (*_BEFORE_RECEIPT, *DUE_FACTS),
        _due_later,
    ),
    clause_rule(
        "nl.delivery.clause",
        ("7:6 lid 1 BW",),
        "scan_clause",
        "neighbour_clause",
        "carrier_first",
        "report_term",
    ),
    WITHDRAWAL,
    CAME_LATER,
    NEIGHBOUR,
    SAFE_PLACE,
    DAMAGES,
    OTHER_SUMS,
    Rule(
        "nl.delivery.pickup",
        ("7:11 lid 1 BW", "150 Rv"),
        ("pickup_point_offered_by_shop", *EVIDENCE_FACTS),
        receipt.pickup,
    ),
    *EVIDENCE,
    AGAIN,
    MONEY_BACK,
)

TOPIC = Topic("non_delivery", RULES, delivery_clocks, turns)
