"""Delivery in any country: not received, or too late (art. 18 and 20 of the Consumer Rights Directive)."""

from __future__ import annotations

from datetime import date, timedelta

from wederhoor.facts import Facts, Remedy
from wederhoor.law.eu import receipt
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.eu.build import CRD, article, of_country, rule
from wederhoor.law.eu.clocks import delivery_clocks
from wederhoor.law.eu.country import Country
from wederhoor.law.eu.exceptions import EXCEPTION_FACTS, excepted
from wederhoor.law.eu.gates import buys_as_consumer, clause, first
from wederhoor.law.eu.paid import PAID_FACTS, paid_in_all, up_to_what_was_paid
from wederhoor.law.eu.withdrawing import turns
from wederhoor.law.periods import REGULATION, days_after
from wederhoor.law.rule import (
    Case,
    Finding,
    Rule,
    Topic,
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

MONEY = (Remedy.REFUND, Remedy.CANCELLATION, Remedy.PARTIAL_REFUND, Remedy.PRICE_REDUCTION)
IN_KIND = (Remedy.DELIVERY, Remedy.REPLACEMENT, Remedy.REPAIR, Remedy.RETURN, Remedy.OTHER)
EXTRA_TIME = "extra_time_passed"
BACK = "goods_back_or_dispatch"
ESSENTIAL_FACTS = (
    "delivery_date_essential",
    "essential_date",
    "essential_date_told_before_contract",
    "essential_date_told_proven",
    "notice_with_extra_time_given",
    "shop_refused_delivery",
    "repair_or_replacement_possible",
)
_CAME = ("received_date", "delivered_date", "delivered", "consumer_denies_receipt")
_SAID = ("withdrawal_statement_date", "claim_date", "notified_date", "withdrawal_period_over", "distance_contract")


def paid_back(case: Case) -> Finding | None:
    """Paid back in full: nothing is left to ask, in money or in kind."""
    if not case.yes("refund_already_paid"):
        return None
    if case.no("refund_same_means"):
        return ask("other_means", from_shop("refund_reference_available"))
    return step("in_part") if case.no("refund_amount_complete") else deny("paid")


def own_carrier(case: Case) -> Finding | None:
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
    return ask("wrong", from_shop("order_confirmation_automatic")) if case.yes("address_error_by_consumer") else None


def last_day(country: Country, case: Case) -> date | None:
    """The agreed day, or the last of the days the law gives; ``None`` where neither is known."""
    agreed, signed = case.day("agreed_delivery_date"), case.day("contract_date")
    if agreed or signed is None:
        return agreed
    return days_after(signed, country.delivery_days, where=country.calendar).end


def withdrawable(case: Case) -> bool:
    """Whether this is a purchase that can be withdrawn from at all."""
    return not (excepted(case) or case.no("distance_contract") or case.yes("withdrawal_period_over"))


def _lost(case: Case) -> bool:
    return case.yes("lost_in_transit") or case.yes("shop_refused_delivery")


def _not_due(country: Country, case: Case) -> Finding | None:
    """The day of delivery has not come, and nothing says that it was delivered or lost."""
    last = last_day(country, case)
    if last is None or case.on > last or _lost(case) or receipt.scanned(case) or receipt.strong(case):
        return None
    if case.demand.remedy in MONEY and withdrawable(case):
        return None
    waits = case.no("delivered") or case.day("agreed_delivery_date") is not None
    return not_yet("later", until=last + timedelta(days=1), also=(REGULATION,), date=last) if waits else None


def said(case: Case) -> date:
    """The day the customer asked: a withdrawal, a complaint, or the day of the question."""
    return case.first_day("withdrawal_statement_date", "claim_date", "notified_date") or case.on


def _withdrawn(country: Country, case: Case) -> Finding | None:
    """Who asks the money back within the period wants out, also where receipt is shown."""
    if not withdrawable(case) or not (receipt.is_shown(case) or _is_there(case)):
        return None
    period = eu.period_of(_as_received(case), country.withdrawal)
    if period.first is None or period.end is None:
        return None
    if said(case) <= period.first.end:
        return _in_time(case, period.first.end)
    return step("over", end=period.end) if period.info is eu.Info.GIVEN else None


def _in_time(case: Case, end: date) -> Finding:
    paid, asked = paid_in_all(case), case.demand.amount
    if paid is not None and asked is not None and asked > paid:
        return part("no_more", amount=paid, event=BACK, total=paid, end=end)
    return grant("in_time", amount=paid if asked is None else asked, event=BACK, end=end)


def _is_there(case: Case) -> bool:
    return case.first_day("received_date", "delivered_date") is not None and not case.yes("consumer_denies_receipt")


def _as_received(case: Case) -> Case:
    """The case with the denial set aside, to count from the day receipt is shown for."""
    known = {name: fact for name, fact in case.facts.known.items() if name != "consumer_denies_receipt"}
    return Case(Facts(known), case.demand, case.on)


@only(Remedy.COMPENSATION)
def _damages(_case: Case) -> Finding | None:
    return ask("loss", from_customer("costs_claimed_eur"))


@only(Remedy.INTEREST, Remedy.RETURN_COST)
def _other_sums(_case: Case) -> Finding | None:
    return ask("later", from_shop("refund_already_paid"))


@only(*IN_KIND)
def _again(case: Case) -> Finding | None:
    if case.no("repair_or_replacement_possible"):
        return part("impossible", amount=paid_in_all(case))
    return grant("again")


@only(*MONEY)
def _money_back(case: Case) -> Finding | None:
    """At once where the shop refuses, time was of the essence or extra time passed; else by withdrawing."""
    refused = case.yes("shop_refused_delivery") or case.no("repair_or_replacement_possible")
    if refused or _essential(case) or case.yes("notice_with_extra_time_given"):
        return up_to_what_was_paid(case, "dissolved")
    if withdrawable(case):
        return up_to_what_was_paid(case, "withdrawn")
    if case.yes("essential_date_told_before_contract") and "essential_date_told_proven" in case.doubted:
        return ask("essential_unproven", from_customer("essential_date_told_proven"))
    return not_yet("extra_time", event=EXTRA_TIME, amount=paid_in_all(case))


def _essential(case: Case) -> bool:
    told = case.yes("essential_date_told_before_contract") and not case.no("essential_date_told_proven")
    doubted = "essential_date_told_proven" in case.doubted and case.unknown("essential_date_told_proven")
    return case.yes("delivery_date_essential") or (told and not doubted)


@only(*IN_KIND)
def _came(case: Case) -> Finding | None:
    """It has come: too late perhaps, but there is nothing left to deliver."""
    return deny("came") if _is_there(case) or case.yes("consumer_later_collected") else None


@only(*MONEY)
def _came_late(case: Case) -> Finding | None:
    """It has come, and withdrawing is over: money back only if the purchase was ended before it came."""
    return ask("ended_before", from_customer("notice_with_extra_time_given")) if _is_there(case) else None


def _term_unknown(country: Country, case: Case) -> Finding | None:
    withdraws = case.demand.remedy in MONEY and withdrawable(case)
    if last_day(country, case) is not None or _lost(case) or withdraws:
        return None
    return ask("day_unknown", from_shop("contract_date"))


_CARRIER = ("carrier_chosen_by_consumer", "carrier_offered_by_shop", "handover_signed_by_carrier",
            "handed_to_carrier_date")  # fmt: skip
_BACK = ("refund_already_paid", "refund_same_means", "refund_amount_complete", "refund_reference_available")
_DUE = (*receipt.EVIDENCE_FACTS, *EXCEPTION_FACTS, *_SAID, "agreed_delivery_date", "contract_date", "delivered",
        "lost_in_transit", "shop_refused_delivery")  # fmt: skip
_PERIOD = (*eu.START_FACTS, *eu.INFO_FACTS, *_SAID, *receipt.EVIDENCE_FACTS, *EXCEPTION_FACTS, *PAID_FACTS)


def own_carrier_rule(country: Country) -> Rule:
    """The risk with a carrier of the customer's own."""
    return rule(country, "delivery.own_carrier", (article(CRD, "20"),), _CARRIER, own_carrier)


def paid_back_rule(country: Country) -> Rule:
    """What has been paid back already."""
    return rule(country, "delivery.paid_back", (article(CRD, "13"),), _BACK, paid_back, everywhere=True)


def _term(country: Country) -> Rule:
    return rule(country, "delivery.term", (article(CRD, "18 lid 1"),), _DUE, of_country(_not_due, country))


def _withdrawal(country: Country) -> Rule:
    test = of_country(_withdrawn, country, *MONEY)
    return rule(country, "delivery.withdrawal", (article(CRD, "9"), article(CRD, "13")), _PERIOD, test)


def _sums(country: Country) -> tuple[Rule, ...]:
    return (
        rule(country, "delivery.damages", (article(CRD, "18"),), ("costs_claimed_eur",), _damages),
        rule(country, "delivery.other_sums", (article(CRD, "18"),), ("refund_already_paid",), _other_sums),
    )


def _remedies(country: Country) -> tuple[Rule, ...]:
    possible = ("repair_or_replacement_possible", *PAID_FACTS)
    needs = (*ESSENTIAL_FACTS, *EXCEPTION_FACTS, *PAID_FACTS, *_SAID)
    return (
        rule(country, "delivery.again", (article(CRD, "18 lid 1"), article(CRD, "20")), possible, _again),
        rule(country, "delivery.money_back", (article(CRD, "18 lid 2"), article(CRD, "18 lid 3")), needs, _money_back),
    )


def _after_receipt(country: Country) -> tuple[Rule, ...]:
    """What shows receipt, from what counts by itself down to a bare scan."""
    risk = (article(CRD, "20"),)
    evidence = (*receipt.EVIDENCE_FACTS, "carrier_investigation_done", "lost_in_transit", "delivered",
                "shop_refused_delivery")  # fmt: skip
    beside = ("received_by", "neighbour_designated_by_consumer", "neighbour_denies", "neighbour_signed")
    place = ("consumer_authorised_safe_place", *receipt.EVIDENCE_FACTS)
    return (
        rule(country, "delivery.neighbour", risk, beside, receipt.neighbour),
        rule(country, "delivery.safe_place", risk, place, receipt.safe_place),
        rule(country, "delivery.receipt", risk, evidence, receipt.shown),
        rule(country, "delivery.weighing", risk, evidence, receipt.weighed, heuristic=True),
        rule(country, "delivery.inquiry", risk, (*evidence, "consumer_denies_receipt"), receipt.inquiry),
        rule(country, "delivery.not_shown", risk, evidence, receipt.not_shown),
    )


def _before_all(country: Country) -> tuple[Rule, ...]:
    return (*first(country), buys_as_consumer(country), paid_back_rule(country))


def non_delivery(country: Country) -> Topic:
    """Not received: the shop must show receipt."""
    arrived = ("consumer_later_collected", *_CAME, *receipt.EVIDENCE_FACTS)
    address = ("address_error_by_consumer", "order_confirmation_automatic")
    rules = (
        *_before_all(country),
        own_carrier_rule(country),
        rule(country, "delivery.address", (article(CRD, "20"),), address, _address, verify=True),
        _term(country),
        clause(country, CRD, "25"),
        rule(country, "delivery.came_later", (article(CRD, "18"),), arrived, receipt.came_after_all),
        _withdrawal(country),
        *_sums(country),
        *_after_receipt(country),
        *_remedies(country),
    )
    return _topic("non_delivery", country, rules)


def late_delivery(country: Country) -> Topic:
    """Too late: after the agreed day, or after the days the law gives."""
    there = (*_CAME, "consumer_later_collected")
    ended = (*_CAME, "notice_with_extra_time_given")
    rules = (
        *_before_all(country),
        _term(country),
        clause(country, CRD, "25"),
        _withdrawal(country),
        *_sums(country),
        rule(country, "delivery.came", (article(CRD, "18 lid 1"),), there, _came),
        rule(country, "delivery.came_late", (article(CRD, "18 lid 2"),), ended, _came_late),
        rule(country, "delivery.term_unknown", (article(CRD, "18 lid 1"),), _DUE, of_country(_term_unknown, country)),
        *_remedies(country),
    )
    return _topic("late_delivery", country, rules)


def _topic(name: str, country: Country, rules: tuple[Rule, ...]) -> Topic:
    return Topic(name, rules, lambda case: delivery_clocks(country, case), lambda case: turns(country, case))
