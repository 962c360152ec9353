"""Was it received, and what shows it: the tests of receipt, from the customer's own message down to a bare scan."""

from __future__ import annotations

from wederhoor.facts import Facts, Outcome, Remedy
from wederhoor.law.countries.nl.late_delivery import money
from wederhoor.law.countries.nl.late_delivery.default import no_withdrawal
from wederhoor.law.countries.nl.non_delivery import elsewhere
from wederhoor.law.countries.nl.weights import UNDECIDED, decisive, scanned, score, shows_elsewhere, signed
from wederhoor.law.rule import CUSTOMER, SHOP, Case, Finding, Need, ask, deny, from_shop, helps, step

MONEY = frozenset({Remedy.REFUND, Remedy.CANCELLATION, Remedy.PARTIAL_REFUND, Remedy.PRICE_REDUCTION})
SCAN_CASE = "RBMNE 18-09-2019 ECLI:NL:RBMNE:2019:4491"
KINDS = (
    "delivery_evidence_gps",
    "delivery_evidence_photo",
    "delivery_evidence_signature",
    "delivery_evidence_code",
)
OUT = frozenset({Remedy.REFUND, Remedy.CANCELLATION})
_MESSAGE = "consumer_message_acknowledges_use"


def evidence(case: Case) -> bool:
    return any(not case.unknown(name) for name in (*KINDS, "delivery_evidence_scan"))


def withdrawn(case: Case) -> Finding | None:
    """G4: who asks the money back within the period wants out, whatever else is told."""
    if case.demand.remedy not in OUT or no_withdrawal(case) or not _reached(case):
        return None
    found = money.after_receipt(undenied(case))
    guessed = case.yes("consumer_later_collected") and case.day("received_date") is None
    return None if found and found.outcome is None and guessed else found


def _reached(case: Case) -> bool:
    """Shown, admitted, or left where the customer wanted it."""
    left = (elsewhere.neighbour(case), elsewhere.safe_place(case))
    named = any(found is not None and found.outcome is Outcome.SHOP_RIGHT for found in left)
    return receipt_shown(case) or has_it(case) or named


def undenied(case: Case) -> Case:
    """The case with the denial set aside, to count from the day receipt is shown for."""
    known = {name: fact for name, fact in case.facts.known.items() if name != "consumer_denies_receipt"}
    return Case(Facts(known), case.demand, case.on, case.doubted)


def has_it(case: Case) -> bool:
    """The customer says so himself: it was collected later, or it is not denied that it came."""
    taken = case.first_day("received_date", "delivered_date") is not None or case.yes("delivered") or scanned(case)
    return case.yes("consumer_later_collected") or (taken and case.no("consumer_denies_receipt"))


def later_received(case: Case) -> Finding | None:
    """In the end it came."""
    if not has_it(case):
        return None
    return deny("collected" if case.yes("consumer_later_collected") else "not_denied")


def pickup(case: Case) -> Finding | None:
    """A pick-up point stands for the carrier: until the customer collects, the risk is the shop's."""
    collected = case.day("carrier_status_collected_date")
    if not case.yes("pickup_point_offered_by_shop") and collected is None:
        return None
    if collected and case.yes("id_checked"):
        return deny("identified", also=("152 Rv",))
    if collected and case.unknown("id_checked") and "id_checked" in case.doubted:
        return ask("identity_unknown", from_shop("id_checked"))
    return step("no_identity")


def shown(case: Case) -> Finding | None:
    """Receipt shown: by the customer's own message, by a signature nobody disputes, or by two decisive pieces."""
    if not receipt_shown(case):
        return None
    deed = ("157 lid 2 Rv",) if signed(case) and case.no("signature_disputed") else ()
    return deny("shown", also=("152 Rv", "7:26 lid 1 BW", *deed))


def receipt_shown(case: Case) -> bool:
    heavy = decisive(case)
    if _MESSAGE in heavy or len(heavy) >= 2:
        return not case.yes("consumer_counter_evidence") or len(heavy) >= 2
    if heavy and case.no("consumer_counter_evidence"):
        return True
    undisputed = signed(case) and case.no("signature_disputed")
    return undisputed and not case.yes("consumer_counter_evidence")


def undecided(case: Case) -> Finding | None:
    """Something weighs, but not enough by itself: the shop looks further. Nothing is asked of the customer."""
    heavy = decisive(case)
    if not heavy and score(case) < UNDECIDED:
        return None
    helped = helps("consumer_counter_evidence")
    if "delivery_evidence_signature" in heavy and case.unknown("signature_disputed"):
        return ask("signature", from_shop("signature_disputed"), helped)
    if heavy and not case.yes("consumer_counter_evidence"):
        return ask("strong_piece", Need(_MESSAGE, SHOP, CUSTOMER, Outcome.SHOP_RIGHT), helped)
    return ask("contradicted" if heavy else "one_piece", from_shop(_MESSAGE), helped)


def inquiry_open(case: Case) -> Finding | None:
    """The shop's own inquiry is not done, and it could still show something: it has a few days for that."""
    unseen = [name for name in KINDS if case.unknown(name)]
    busy = case.no("carrier_investigation_done")
    nothing = not scanned(case) and not evidence(case) and not _told_lost(case)
    if shows_elsewhere(case) or not (busy or nothing):
        return None
    if not unseen:
        return None if _told_lost(case) else ask("open", from_shop("carrier_investigation_done"))
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
        return _signature_fails(case)
    if case.yes("delivery_evidence_photo") or case.yes("delivery_evidence_gps"):
        return step("place_only", also=(SCAN_CASE,))
    return step("scan_only", also=(SCAN_CASE,)) if scanned(case) else step("nothing")


def _signature_fails(case: Case) -> Finding:
    if case.yes("signature_disputed") or not case.no("signature_name_matches"):
        return step("signature_disputed", also=("159 lid 2 Rv",))
    return step("signature_of_another", also=("157 lid 2 Rv",))
