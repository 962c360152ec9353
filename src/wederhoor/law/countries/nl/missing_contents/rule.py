"""The rules of a box without its contents: the carrier's weights, the packing record, and whose risk silence is."""

from __future__ import annotations

from decimal import Decimal

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.clocks import delivery_clocks
from wederhoor.law.countries.nl.conformity.complaint import COMPLAINT
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW, clause_rule
from wederhoor.law.countries.nl.late_delivery import default
from wederhoor.law.countries.nl.missing_contents.record import (
    RECORD_FACTS,
    both_weights,
    lighter,
    looked_for,
    recorded,
    same_weight,
)
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all
from wederhoor.law.countries.nl.non_delivery.remedies import PAID_BACK
from wederhoor.law.countries.nl.partial_delivery.rule import ALL_THE_MONEY
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.rule import (
    Case,
    Finding,
    Rule,
    Test,
    Topic,
    Turns,
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

IN_KIND = (Remedy.DELIVERY, Remedy.REPLACEMENT, Remedy.REPAIR, Remedy.OTHER)
_CITES = ("7:9 BW", "7:9 lid 1 BW", "7:9 lid 2 BW", "7:11 lid 1 BW", "7:17 lid 3 BW", "7:21 lid 1 sub a BW", "150 Rv")
_SCAN_CASE = "RBMNE 18-09-2019 ECLI:NL:RBMNE:2019:4491"
_SCALES = ("weight_last_scan_kg", "weight_at_pack_kg")
_SEEN = ("consumer_unboxing_photos", "consumer_counter_evidence")
_RECORDS = (
    *RECORD_FACTS,
    *_SEEN,
    "seal_intact_at_handover",
    "carrier_weights_requested",
    "carrier_investigation_done",
    "ordered_quantity",
    "packing_list_quantity",
    "defect_accepted_by_shop",
    "lost_in_transit",
)


def _seen(case: Case) -> bool:
    return any(case.yes(name) for name in _SEEN)


def admitted(case: Case) -> str | None:
    """What of the shop's or the carrier's own says that less went in or came: the name of the sentence."""
    ordered, packed = case.count("ordered_quantity"), case.count("packing_list_quantity")
    reasons = (
        ("list_short", 0 < packed < ordered),
        ("accepted", case.yes("defect_accepted_by_shop")),
        ("lost", case.yes("lost_in_transit")),
    )
    return next((name for name, met in reasons if met), None)


def _admitted(case: Case) -> Finding | None:
    said = admitted(case)
    return step(said) if said else None


def _open_box(case: Case) -> Finding | None:
    """Open or taped anew when it was handed over: what is missing went on the way."""
    return step("open") if case.no("seal_intact_at_handover") and not admitted(case) else None


def _weights(case: Case) -> Finding | None:
    """Lighter at the last scan than at packing: it was lost on the way. Equal, with a record: it went in and came."""
    known = both_weights(case)
    if known is None or admitted(case) or case.no("seal_intact_at_handover"):
        return None
    if lighter(case):
        return step("lighter", packed=_kilos(known[0]), last=_kilos(known[1]))
    if _seen(case):
        return ask("same_weight_but_seen", from_shop("packing_video"))
    if recorded(case):
        return deny("same_weight")
    return ask("same_weight_no_record", from_shop("packing_record"), helps("consumer_unboxing_photos"))


def _kilos(weight: Decimal) -> str:
    return f"{weight.normalize():f}"


def shown(case: Case) -> bool:
    """Whether it is shown that the contents did not arrive."""
    return admitted(case) is not None or case.no("seal_intact_at_handover") or lighter(case)


def _nothing_found(case: Case) -> Finding | None:
    """Everything was looked for and nothing shows that it went in: delivering is for the shop to show."""
    if shown(case) or same_weight(case) or recorded(case) or case.value("weight_last_scan_kg") is not None:
        return None
    asked = case.yes("carrier_weights_requested") and not case.no("carrier_investigation_done")
    answered = case.yes("carrier_investigation_done") or (asked and looked_for(case))
    return step("nothing_found") if answered else None


def _look(case: Case) -> Finding | None:
    """Not looked for yet: the shop asks the carrier and searches its own table."""
    if shown(case) or _nothing_found(case):
        return None
    weights = [name for name in _SCALES if case.unknown(name)]
    needs = (*weights, *(() if recorded(case) else ("packing_record",)))
    return ask("look", *(from_shop(name) for name in needs), helps("consumer_unboxing_photos"))


def _last_item(case: Case) -> Finding | None:
    """As long as something of the order is missing the withdrawal period has not begun."""
    return step("not_begun") if case.day("second_item_received_date") is None else None


@only(*IN_KIND)
def _again(case: Case) -> Finding | None:
    if case.no("repair_or_replacement_possible"):
        return part("impossible", amount=paid_in_all(case))
    return grant("again")


@only(*ALL_THE_MONEY, Remedy.PARTIAL_REFUND, Remedy.PRICE_REDUCTION)
def _money(case: Case) -> Finding | None:
    """Out of the purchase: by withdrawing, or where that is excepted once sending it failed."""
    paid, asked = paid_in_all(case), case.demand.amount
    if default.no_withdrawal(case) and not _failed(case):
        return not_yet("first_again", event="extra_time_passed", amount=paid)
    if paid is not None and asked is not None and asked > paid:
        return part("no_more", amount=paid, total=paid)
    whole = paid if case.demand.remedy in ALL_THE_MONEY else None
    return grant("money", amount=asked or whole)


def _failed(case: Case) -> bool:
    rest = Case(case.facts.without(("received_date", "delivered_date", "delivered")), case.demand, case.on)
    return default.ground(rest) is not None or case.yes("notice_with_extra_time_given")


@only(Remedy.COMPENSATION, Remedy.INTEREST, Remedy.COLLECTION_COSTS, Remedy.RETURN_COST)
def _extra(case: Case) -> Finding | None:
    if not shown(case):
        return ask("later", from_shop("weight_last_scan_kg"))
    return ask("loss", from_customer("costs_claimed_eur"))


def _unsure(name: str, test: Test) -> Rule:
    return Rule(f"nl.contents.{name}", (*_CITES, _SCAN_CASE), _RECORDS, test, verify=True)


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    PAID_BACK,
    clause_rule("nl.contents.clause", ("7:6 lid 1 BW",), "scan_clause", "report_term", "carrier_first"),
    COMPLAINT,
    Rule(
        "nl.contents.withdrawal",
        ("6:230o lid 1 sub b onder 2 BW",),
        ("second_item_received_date", *eu.START_FACTS),
        _last_item,
        aside=True,
    ),
    Rule("nl.contents.packing_list", (*_CITES, "6:29 BW"), _RECORDS, _admitted),
    _unsure("open_box", _open_box),
    _unsure("weights", _weights),
    _unsure("nothing_found", _nothing_found),
    Rule("nl.contents.extra", ("6:74 BW", "150 Rv"), (*_RECORDS, "costs_claimed_eur"), _extra),
    _unsure("look", _look),
    Rule(
        "nl.contents.again",
        ("7:9 lid 1 BW", "7:21 lid 1 sub a BW"),
        ("repair_or_replacement_possible", *PAID_FACTS),
        _again,
    ),
    Rule(
        "nl.contents.money",
        ("6:230o lid 1 sub b onder 2 BW", "6:230o lid 3 BW", "6:230r lid 1 BW", "7:19a lid 1 BW"),
        (*default.GROUND_FACTS, *default.RIGHT_FACTS, *PAID_FACTS, "notice_with_extra_time_given"),
        _money,
    ),
)


def turns(case: Case) -> Turns:
    """The last scan half as heavy as the box was when packed."""
    packed = case.euro("weight_at_pack_kg")
    return {"weight_last_scan_kg": ((packed / 2).quantize(Decimal("0.01")),)} if packed else {}


TOPIC = Topic("missing_contents", RULES, delivery_clocks, turns)
