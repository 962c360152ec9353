"""The rules of a box without its contents: the carrier's weights, the packing record, and whose risk silence is."""

from __future__ import annotations

from decimal import Decimal

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.clocks import delivery_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW, clause_rule
from wederhoor.law.countries.nl.money.paid import PAID_FACTS
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.rule import Case, Finding, Need, Rule, Topic, Turns, ask, deny, from_shop, grant, helps, only, step

LOST_SHARE = Decimal("0.05")
LOST_KG = Decimal("0.10")
_CITES = ("7:9 BW", "7:9 lid 1 BW", "7:9 lid 2 BW", "7:11 lid 1 BW", "7:17 lid 3 BW", "7:21 lid 1 sub a BW", "150 Rv")
_SCAN_CASE = "RBMNE 18-09-2019 ECLI:NL:RBMNE:2019:4491"
_RECORDS = (
    "weight_at_pack_kg",
    "weight_last_scan_kg",
    "packing_video",
    "packing_record",
    "consumer_unboxing_photos",
    "consumer_counter_evidence",
    "carrier_weights_requested",
    "carrier_investigation_done",
    "ordered_quantity",
    "packing_list_quantity",
    "delivered_quantity",
    "refund_already_paid",
)


def _sent_back(case: Case) -> Finding | None:
    return deny("paid") if case.yes("refund_already_paid") else None


def _packing_list(case: Case) -> Finding | None:
    """The shop's own list already says that fewer went in."""
    ordered, packed = case.count("ordered_quantity"), case.count("packing_list_quantity")
    return grant("list_short") if packed and packed < ordered and _in_kind_or_money(case) else None


def _in_kind_or_money(case: Case) -> bool:
    return case.demand.remedy not in {Remedy.COMPENSATION, Remedy.INTEREST, Remedy.COLLECTION_COSTS}


@only(Remedy.COMPENSATION, Remedy.INTEREST, Remedy.COLLECTION_COSTS)
def _extra(_case: Case) -> Finding | None:
    return ask("later", from_shop("weight_last_scan_kg"))


def _weights(case: Case) -> Finding | None:
    """Lighter at the last scan than at packing: it was lost on the way. Equal, with a record: it went in and came."""
    packed, last = case.euro("weight_at_pack_kg"), case.euro("weight_last_scan_kg")
    if packed is None or last is None:
        return None
    if packed - last > max(LOST_KG, packed * LOST_SHARE):
        return grant("lighter", packed=f"{packed.normalize():f}", last=f"{last.normalize():f}")
    recorded = case.yes("packing_video") or case.yes("packing_record")
    seen = case.yes("consumer_unboxing_photos") or case.yes("consumer_counter_evidence")
    if recorded and not seen:
        return deny("same_weight")
    if seen:
        return ask("same_weight_but_seen", from_shop("packing_video"))
    return ask("same_weight_no_record", from_shop("packing_record"), helps("consumer_unboxing_photos"))


def _nothing_found(case: Case) -> Finding | None:
    """Everything was looked for and nothing shows that it went in: delivering is for the shop to show."""
    nothing = case.unknown("weight_last_scan_kg") and not case.yes("packing_video") and not case.yes("packing_record")
    return grant("nothing_found") if nothing and case.yes("carrier_investigation_done") else None


def _look(_case: Case) -> Finding | None:
    record = Need("packing_record", "shop", "shop", Outcome.CUSTOMER_RIGHT)
    return ask("look", from_shop("weight_last_scan_kg"), record, helps("consumer_unboxing_photos"))


def _last_item(case: Case) -> Finding | None:
    """As long as something of the order is missing the withdrawal period has not begun."""
    return step("not_begun") if case.day("second_item_received_date") is None else None


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    Rule("nl.contents.paid_back", ("6:230r lid 2 BW", "150 Rv"), ("refund_already_paid",), _sent_back),
    clause_rule("nl.contents.clause", ("7:6 lid 1 BW",), "scan_clause", "report_term", "carrier_first"),
    Rule(
        "nl.contents.withdrawal",
        ("6:230o lid 1 sub b onder 2 BW",),
        ("second_item_received_date", *eu.START_FACTS),
        _last_item,
        aside=True,
    ),
    Rule("nl.contents.packing_list", (*_CITES, "6:29 BW"), _RECORDS, _packing_list),
    Rule("nl.contents.extra", ("6:74 BW", "150 Rv"), _RECORDS, _extra),
    Rule("nl.contents.weights", (*_CITES, _SCAN_CASE), (*_RECORDS, *PAID_FACTS), _weights, verify=True),
    Rule("nl.contents.nothing_found", (*_CITES, _SCAN_CASE), _RECORDS, _nothing_found, verify=True),
    Rule("nl.contents.look", (*_CITES, _SCAN_CASE), _RECORDS, _look, verify=True),
)


def turns(case: Case) -> Turns:
    """The last scan half as heavy as the box was when packed."""
    packed = case.euro("weight_at_pack_kg")
    return {"weight_last_scan_kg": ((packed / 2).quantize(Decimal("0.01")),)} if packed else {}


TOPIC = Topic("missing_contents", RULES, delivery_clocks, turns)
