"""The rules of delivery: risk, receipt, evidence, and what the customer may ask when receipt is not shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.clocks import delivery_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW, clause_rule
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all
from wederhoor.law.countries.nl.non_delivery import receipt
from wederhoor.law.countries.nl.weights import EVIDENCE_FACTS, scanned
from wederhoor.law.countries.nl.withdrawal.exceptions import EXCEPTION_FACTS, excepted
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.periods import days_after
from wederhoor.law.rule import (
    Case,
    Finding,
    Rule,
    Topic,
    Turns,
    ask,
    deny,
    from_customer,
    from_shop,
    grant,
    not_yet,
    only,
    part,
    step,
)

DELIVERY_DAYS = 30
_IN_KIND = (Remedy.DELIVERY, Remedy.REPLACEMENT, Remedy.REPAIR, Remedy.RETURN, Remedy.OTHER)


def _already_paid(case: Case) -> Finding | None:
    """Paid back in full: nothing is left to ask, in money or in kind."""
    if not case.yes("refund_already_paid"):
        return None
    if case.no("refund_same_means"):
        return ask("other_means", from_shop("refund_reference_available"))
    if case.no("refund_amount_complete"):
        return step("in_part")
    return deny("paid")


def _own_carrier(case: Case) -> Finding | None:
    """A carrier the customer found himself, not offered by the shop: the risk passed when it took the goods."""
    if not case.yes("carrier_chosen_by_consumer") or case.yes("carrier_offered_by_shop"):
        return None
    if case.unknown("carrier_offered_by_shop"):
        return ask("offer_unknown", from_shop("carrier_offered_by_shop"))
    handed = case.yes("handover_signed_by_carrier") or case.day("handed_to_carrier_date") is not None
    if handed and not case.no("handover_signed_by_carrier"):
        return deny("risk_passed")
    return ask("handover_unknown", from_shop("handover_signed_by_carrier"))


def _address(case: Case) -> Finding | None:
    """A wrong address given by the customer himself: the confirmation shows who made the slip."""
    if not case.yes("address_error_by_consumer"):
        return None
    return ask("wrong", from_shop("order_confirmation_automatic"))


def _due_later(case: Case) -> Finding | None:
    """Nothing says it was delivered or lost, and the day of delivery has not come."""
    if scanned(case) or case.yes("lost_in_transit") or case.yes("shop_refused_delivery") or receipt.evidence(case):
        return None
    if case.demand.remedy in receipt.MONEY and not excepted(case):
        return None
    last = _last_day(case)
    if last is None or case.on > last or not (case.no("delivered") or case.day("agreed_delivery_date")):
        return None
    return not_yet("later", until=last + timedelta(days=1), date=last)


def _last_day(case: Case) -> date | None:
    agreed, signed = case.day("agreed_delivery_date"), case.day("contract_date")
    return agreed or (days_after(signed, DELIVERY_DAYS).end if signed else None)


@only(*_IN_KIND)
def _redelivery(case: Case) -> Finding | None:
    if case.no("repair_or_replacement_possible"):
        return part("impossible", amount=paid_in_all(case))
    return grant("again")


@only(*receipt.MONEY)
def _money_back(case: Case) -> Finding | None:
    """Dissolution: at once where the shop refuses or time was of the essence, else after a reasonable extra term."""
    refused = case.yes("shop_refused_delivery") or case.no("repair_or_replacement_possible")
    essential = case.yes("delivery_date_essential") or case.yes("essential_date_told_before_contract")
    if refused or essential or case.yes("notice_with_extra_time_given"):
        return _up_to_the_price(case, "dissolved", ("7:19a lid 2 BW", "7:19a lid 3 BW"))
    if not excepted(case):
        return _up_to_the_price(case, "withdrawn", ("6:230o lid 1 BW", "6:230o lid 3 BW", "6:230r lid 1 BW"))
    also = ("7:19a lid 1 BW", "6:230p BW")
    return not_yet("extra_time", event="extra_time_passed", amount=paid_in_all(case), also=also)


def _up_to_the_price(case: Case, sentence: str, also: tuple[str, ...]) -> Finding:
    """What was paid comes back; a higher figure only for that part."""
    paid, asked = paid_in_all(case), case.demand.amount
    if paid is not None and asked is not None and asked > paid:
        return part("no_more", amount=paid, also=also, total=paid)
    return grant(sentence, amount=asked if paid is None else asked or paid, also=also)


@only(Remedy.COMPENSATION)
def _damages(case: Case) -> Finding | None:
    """Extra money needs a failure of the shop and a loss that is shown."""
    if receipt.receipt_shown(case):
        return deny("no_ground")
    return ask("loss", from_customer("costs_claimed_eur"))


@only(Remedy.INTEREST, Remedy.COLLECTION_COSTS, Remedy.RETURN_COST)
def _other_sums(case: Case) -> Finding | None:
    return deny("no_ground") if receipt.receipt_shown(case) else ask("later", from_shop("refund_already_paid"))


def turns(case: Case) -> Turns:
    """A statement while the period ran."""
    end = eu.period_of(case).end
    return {"withdrawal_statement_date": (end,)} if end else {}


_CITES = ("7:9 lid 1 BW", "7:9 lid 2 BW", "7:11 lid 1 BW", "150 Rv")
_BEFORE_RECEIPT = (*EVIDENCE_FACTS, *EXCEPTION_FACTS, "lost_in_transit", "shop_refused_delivery", "delivered")
_PERIOD = (*eu.START_FACTS, *eu.INFO_FACTS, "withdrawal_statement_date", "claim_date", "notified_date")


def _weighed(name: str, test: Callable[[Case], Finding | None], *, heuristic: bool = False) -> Rule:
    needs = (*EVIDENCE_FACTS, "carrier_investigation_done", "lost_in_transit", "delivered", "shop_refused_delivery")
    return Rule(f"nl.delivery.{name}", _CITES, needs, test, heuristic=heuristic)


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    Rule(
        "nl.delivery.paid_back",
        ("6:230r lid 2 BW", "150 Rv"),
        ("refund_already_paid", "refund_same_means", "refund_amount_complete", "refund_reference_available"),
        _already_paid,
    ),
    Rule(
        "nl.delivery.own_carrier",
        ("7:11 lid 2 BW",),
        (
            "carrier_chosen_by_consumer",
            "carrier_offered_by_shop",
            "handover_signed_by_carrier",
            "handed_to_carrier_date",
        ),
        _own_carrier,
    ),
    Rule(
        "nl.delivery.address",
        ("7:11 lid 1 BW", "150 Rv"),
        ("address_error_by_consumer", "order_confirmation_automatic"),
        _address,
        verify=True,
    ),
    Rule(
        "nl.delivery.term",
        ("7:9 lid 4 BW", "7:19a lid 1 BW", "Vo. 1182/71 art. 3 lid 4"),
        (*_BEFORE_RECEIPT, "agreed_delivery_date", "contract_date"),
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
    Rule(
        "nl.delivery.came_later",
        ("7:9 lid 2 BW", "149 Rv"),
        (
            "consumer_later_collected",
            "consumer_denies_receipt",
            "received_date",
            "delivered_date",
            "delivered",
            *EVIDENCE_FACTS,
        ),
        receipt.later_received,
    ),
    Rule(
        "nl.delivery.withdrawal",
        ("6:230o lid 1 BW", "6:230o lid 3 BW"),
        (*_PERIOD, *EVIDENCE_FACTS, *EXCEPTION_FACTS, *PAID_FACTS),
        receipt.withdrawn,
    ),
    Rule("nl.delivery.damages", ("6:74 BW", "150 Rv"), (*EVIDENCE_FACTS, "costs_claimed_eur"), _damages),
    Rule("nl.delivery.other_sums", ("6:74 BW", "6:119 BW"), (*EVIDENCE_FACTS, "refund_already_paid"), _other_sums),
    Rule(
        "nl.delivery.neighbour",
        ("7:11 lid 1 BW", "7:6 lid 1 BW"),
        ("received_by", "neighbour_designated_by_consumer", "neighbour_denies", "neighbour_signed"),
        receipt.neighbour,
    ),
    Rule(
        "nl.delivery.safe_place",
        ("7:11 lid 1 BW", "7:9 lid 2 BW"),
        ("consumer_authorised_safe_place", *EVIDENCE_FACTS),
        receipt.safe_place,
    ),
    Rule(
        "nl.delivery.pickup",
        ("7:11 lid 1 BW", "150 Rv"),
        ("pickup_point_offered_by_shop", *EVIDENCE_FACTS),
        receipt.pickup,
    ),
    _weighed("receipt", receipt.shown),
    _weighed("weighing", receipt.undecided, heuristic=True),
    _weighed("inquiry", receipt.inquiry_open),
    _weighed("not_shown", receipt.not_shown),
    Rule(
        "nl.delivery.again",
        ("7:9 lid 1 BW", "7:11 lid 1 BW"),
        ("repair_or_replacement_possible", *PAID_FACTS),
        _redelivery,
    ),
    Rule(
        "nl.delivery.money_back",
        ("7:9 lid 1 BW", "7:11 lid 1 BW"),
        (
            "shop_refused_delivery",
            "repair_or_replacement_possible",
            "delivery_date_essential",
            "essential_date_told_before_contract",
            "notice_with_extra_time_given",
            *EXCEPTION_FACTS,
            *PAID_FACTS,
        ),
        _money_back,
    ),
)

TOPIC = Topic("non_delivery", RULES, delivery_clocks, turns)
