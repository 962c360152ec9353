"""Delivery and costs between businesses: who bore the risk on the way, default, and forty euro without a letter."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.b2b.defects import ALL_THE_MONEY, DEFAULT_FACTS, SOME_MONEY, damages, dissolved
from wederhoor.law.countries.nl.collection_costs.tariff import tariff
from wederhoor.law.countries.nl.money.paid import PAID_FACTS
from wederhoor.law.countries.nl.non_delivery import receipt
from wederhoor.law.countries.nl.weights import EVIDENCE_FACTS, UNDECIDED, scanned, score
from wederhoor.law.rule import (
    Case,
    Finding,
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

FLAT_SUM = Decimal(40)
_CARRIER = ("carrier_chosen_by_consumer", "carrier_offered_by_shop")


def _not_due(case: Case) -> Finding | None:
    fixed = case.day("agreed_delivery_date")
    if fixed is None or case.on > fixed or case.yes("shop_refused_delivery"):
        return None
    return not_yet("later", until=fixed + timedelta(days=1), date=fixed)


def _received(case: Case) -> Finding | None:
    """The seller shows that the buyer had it; experience alone never refuses."""
    if receipt.receipt_shown(case):
        return deny("shown")
    if score(case) >= UNDECIDED:
        return ask("weighs", from_shop("consumer_message_acknowledges_use"), helps("consumer_counter_evidence"))
    return None


def _risk(case: Case) -> Finding | None:
    """Between businesses who bears the way there hangs on what was agreed; 7:11 protects consumers only."""
    sent = case.day("handed_to_carrier_date") is not None or case.yes("lost_in_transit") or scanned(case)
    if not sent:
        return None
    if case.yes("carrier_offered_by_shop"):
        return step("shop_sends")
    if case.yes("carrier_chosen_by_consumer") and case.no("carrier_offered_by_shop"):
        return deny("own_carrier")
    return ask("agreed_unknown", from_shop("carrier_offered_by_shop"))


@only(*ALL_THE_MONEY, *SOME_MONEY)
def _money_back(case: Case) -> Finding | None:
    return dissolved(case)


@only(Remedy.DELIVERY, Remedy.REPLACEMENT, Remedy.REPAIR, Remedy.OTHER)
def _again(case: Case) -> Finding | None:
    return part("impossible") if case.no("repair_or_replacement_possible") else grant("still_owed")


@only(Remedy.COLLECTION_COSTS)
def _costs(case: Case) -> Finding | None:
    """From the day a business pays late: forty euro at least, without any letter; above it the tariff."""
    if case.no("consumer_in_default") or case.yes("paid_within_term"):
        return grant("not_late")
    if case.unknown("consumer_in_default"):
        return ask("late_unknown", from_shop("consumer_in_default"))
    claimed, principal = case.euro("costs_claimed_eur"), case.euro("principal_eur")
    if claimed is None or claimed <= FLAT_SUM:
        return deny("forty")
    if principal is None:
        return ask("principal_unknown", from_shop("principal_eur"))
    highest = tariff(principal)
    return deny("by_tariff", total=highest) if claimed <= highest else part("above", amount=highest, total=highest)


@only(Remedy.INTEREST, Remedy.RETURN_COST)
def _other_sums(_case: Case) -> Finding | None:
    return ask("later", from_customer("loss_documented_eur"))


_MONEY_FACTS = (*DEFAULT_FACTS, *PAID_FACTS, "defect_minor", "delivered_date", "received_date", "loss_documented_eur")

DELIVERY: tuple[Rule, ...] = (
    Rule("nl.business.term", ("7:9 lid 1 BW",), ("agreed_delivery_date", "shop_refused_delivery"), _not_due),
    Rule("nl.business.received", ("7:9 lid 2 BW", "150 Rv", "152 Rv"), EVIDENCE_FACTS, _received),
    Rule(
        "nl.business.risk",
        ("7:9 lid 1 BW", "7:9 lid 2 BW"),
        (*EVIDENCE_FACTS, *_CARRIER, "handed_to_carrier_date", "lost_in_transit"),
        _risk,
    ),
    Rule("nl.business.delivery", ("7:9 lid 1 BW",), ("repair_or_replacement_possible",), _again),
    Rule("nl.business.dissolution", ("6:265 BW", "6:82 lid 1 BW", "7:9 lid 1 BW"), _MONEY_FACTS, _money_back),
    Rule("nl.business.delivery_damages", ("6:74 BW", "6:82 lid 1 BW"), _MONEY_FACTS, damages),
)
COSTS: tuple[Rule, ...] = (
    Rule(
        "nl.business.costs",
        ("6:96 lid 4 BW", "Besluit BIK art. 2"),
        ("consumer_in_default", "paid_within_term", "costs_claimed_eur", "principal_eur"),
        _costs,
        procedural=True,
    ),
)
OTHER_SUMS = Rule("nl.business.other_sums", ("6:74 BW",), ("loss_documented_eur",), _other_sums)
