"""Was it received, and what shows it: the tests of receipt, from the customer's own message down to a bare scan."""

from __future__ import annotations

from datetime import date

from wederhoor.facts import Facts, Remedy
from wederhoor.law.countries.nl.clocks import message_day
from wederhoor.law.countries.nl.money.paid import paid_in_all
from wederhoor.law.countries.nl.weights import UNDECIDED, decisive, scanned, score, shows_elsewhere
from wederhoor.law.countries.nl.withdrawal.exceptions import excepted
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.rule import Case, Finding, ask, deny, from_shop, grant, helps, step

MONEY = frozenset({Remedy.REFUND, Remedy.CANCELLATION, Remedy.PARTIAL_REFUND, Remedy.PRICE_REDUCTION})
SCAN_CASE = "RBMNE 18-09-2019 ECLI:NL:RBMNE:2019:4491"
KINDS = (
    "delivery_evidence_gps",
    "delivery_evidence_photo",
    "delivery_evidence_signature",
    "delivery_evidence_code",
)
_NEIGHBOUR = ("neighbour", "neighbor", "buur", "buren")


def evidence(case: Case) -> bool:
    return any(not case.unknown(name) for name in (*KINDS, "delivery_evidence_scan"))


def withdrawn(case: Case) -> Finding | None:
    """G4: who asks the money back within the period wants out, whatever else is told."""
    if case.demand.remedy not in MONEY or excepted(case) or not receipt_shown(case):
        return None
    said, period = _said(case), eu.period_of(_received(case))
    if period.end is None:
        return None
    if period.first and said <= period.first.end:
        return grant("in_time", amount=paid_in_all(case), event="goods_back_or_dispatch", end=period.first.end)
    if period.info in {eu.Info.NOT_GIVEN, eu.Info.NO_FUNCTION} and period.in_time(said):
        return ask("longer", from_shop("withdrawal_info_given"), end=period.end)
    return step("over", end=period.end) if period.info is eu.Info.GIVEN else None


def _said(case: Case) -> date:
    return case.day("withdrawal_statement_date") or message_day(case) or case.on


def _received(case: Case) -> Case:
    """The case with the denial set aside, to count from the day receipt is shown for."""
    known = {name: fact for name, fact in case.facts.known.items() if name != "consumer_denies_receipt"}
    return Case(Facts(known), case.demand, case.on)


def later_received(case: Case) -> Finding | None:
    """In the end it came."""
    if case.yes("consumer_later_collected"):
        return deny("collected")
    taken = case.first_day("received_date", "delivered_date") is not None or case.yes("delivered") or scanned(case)
    return deny("not_denied") if taken and case.no("consumer_denies_receipt") else None


def neighbour(case: Case) -> Finding | None:
    """A neighbour counts only if the customer named him."""
    if not any(word in case.text("received_by") for word in _NEIGHBOUR):
        return None
    if case.no("neighbour_designated_by_consumer"):
        return step("not_named")
    if case.unknown("neighbour_designated_by_consumer"):
        return ask("naming_unknown", from_shop("neighbour_designated_by_consumer"))
    if case.yes("neighbour_denies") and not case.yes("neighbour_signed"):
        return ask("neighbour_denies", from_shop("neighbour_signed"))
    return deny("named")


def safe_place(case: Case) -> Finding | None:
    """A place the customer agreed to counts, if it was really left there."""
    if case.no("consumer_authorised_safe_place"):
        return step("not_agreed")
    if not case.yes("consumer_authorised_safe_place"):
        return None
    if shows_elsewhere(case):
        return step("other_place")
    if case.yes("delivery_evidence_photo") or (case.yes("delivery_evidence_gps") and scanned(case)):
        return deny("left_there")
    return ask("not_shown", from_shop("delivery_evidence_photo"))


def pickup(case: Case) -> Finding | None:
    """A pick-up point stands for the carrier: until the customer collects, the risk is the shop's."""
    collected = case.day("carrier_status_collected_date")
    if not case.yes("pickup_point_offered_by_shop") and collected is None:
        return None
    if collected and case.yes("id_checked"):
        return deny("identified", also=("152 Rv",))
    return step("no_identity")


def shown(case: Case) -> Finding | None:
    """Receipt shown: by the customer's own message, by a signature nobody disputes, or by two decisive pieces."""
    if not receipt_shown(case):
        return None
    return deny("shown", also=("152 Rv", "7:26 lid 1 BW"))


def receipt_shown(case: Case) -> bool:
    heavy = decisive(case)
    if "consumer_message_acknowledges_use" in heavy or len(heavy) >= 2:
        return not case.yes("consumer_counter_evidence") or len(heavy) >= 2
    if heavy and case.no("consumer_counter_evidence"):
        return True
    signed = case.yes("delivery_evidence_signature") and case.no("signature_disputed")
    return signed and not case.yes("consumer_counter_evidence")


def undecided(case: Case) -> Finding | None:
    """Something weighs, but not enough by itself: the shop looks further. Nothing is asked of the customer."""
    heavy = decisive(case)
    if not heavy and score(case) < UNDECIDED:
        return None
    if "delivery_evidence_signature" in heavy and case.unknown("signature_disputed"):
        return ask("signature", from_shop("signature_disputed"), helps("consumer_counter_evidence"))
    return ask("one_piece", from_shop("consumer_message_acknowledges_use"), helps("consumer_counter_evidence"))


def inquiry_open(case: Case) -> Finding | None:
    """The shop's own inquiry is not done, and it could still show something: it has a few days for that."""
    unseen = [name for name in KINDS if case.unknown(name)]
    busy = case.no("carrier_investigation_done")
    nothing = not scanned(case) and not evidence(case) and not _told_lost(case)
    if shows_elsewhere(case) or not unseen or not (busy or nothing):
        return None
    return ask("nothing_yet" if nothing else "open", *(from_shop(name) for name in unseen))


def _told_lost(case: Case) -> bool:
    return case.yes("lost_in_transit") or case.no("delivered") or case.yes("shop_refused_delivery")


def not_shown(case: Case) -> Finding | None:
    """Receipt is not shown: that is the shop's to show."""
    if case.yes("lost_in_transit"):
        return step("lost")
    if shows_elsewhere(case):
        return step("other_door", also=(SCAN_CASE,))
    if case.yes("delivery_evidence_signature"):
        return step("signature_disputed", also=("159 lid 2 Rv",))
    if case.yes("delivery_evidence_photo") or case.yes("delivery_evidence_gps"):
        return step("place_only", also=(SCAN_CASE,))
    return step("scan_only", also=(SCAN_CASE,)) if scanned(case) else step("nothing")
