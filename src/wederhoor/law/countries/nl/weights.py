"""How much each piece of evidence of delivery weighs, 0 to 5: experience, not law; no refusal rests on it alone."""

from __future__ import annotations

from collections.abc import Mapping

from wederhoor.law.rule import Case

OWN_MESSAGE = 5
CODE_TO_OWN_PHONE = 5
SIGNATURE_UNDISPUTED = 4
IDENTITY_CHECKED = 4
PHOTO_IN_HANDS_AND_GPS = 3
CODE_OF_UNKNOWN_PHONE = 3
PHOTO_OUTSIDE_AND_GPS = 2
PHOTO_IN_HANDS = 2
SIGNATURE_DISPUTED = 1
PHOTO_OUTSIDE = 1
GPS = 1
SCAN = 1
SEVERAL_CONSISTENT = 3
DECISIVE = 4
UNDECIDED = 3

EVIDENCE_FACTS = (
    "delivery_evidence_scan",
    "delivery_evidence_gps",
    "delivery_evidence_photo",
    "delivery_evidence_signature",
    "delivery_evidence_code",
    "code_sent_to_consumer_phone",
    "consumer_message_acknowledges_use",
    "signature_disputed",
    "signature_name_matches",
    "id_checked",
    "photo_shows",
    "photo_matches_address",
    "carrier_status_delivered_date",
    "carrier_status_collected_date",
    "consumer_counter_evidence",
    "neighbour_signed",
    "received_by",
)
_HANDED_OVER = ("hand", "hallway", "gang", "hal_", "inside", "binnen", "holding", "recipient")
_ELSEWHERE = ("other", "another", "different", "andere", "wrong", "verkeerde", "neighbour_door", "not_the")


def weights(case: Case) -> Mapping[str, int]:
    """The pieces there are, each with its weight. A photo of another place weighs nothing for the shop."""
    found = {
        "consumer_message_acknowledges_use": OWN_MESSAGE * case.yes("consumer_message_acknowledges_use"),
        "delivery_evidence_code": _code(case),
        "delivery_evidence_signature": _signature(case),
        "id_checked": IDENTITY_CHECKED * case.yes("id_checked"),
        "delivery_evidence_photo": _photo(case),
        "delivery_evidence_gps": GPS * (case.yes("delivery_evidence_gps") and not shows_elsewhere(case)),
        "delivery_evidence_scan": SCAN * scanned(case),
    }
    return {name: weight for name, weight in found.items() if weight}


def score(case: Case) -> int:
    """The weight of all together: the heaviest piece, or three where three independent pieces agree."""
    found = weights(case)
    heaviest = max(found.values(), default=0)
    agreeing = sum(name != "delivery_evidence_scan" for name in found) >= 2 and len(found) >= 3
    return max(heaviest, SEVERAL_CONSISTENT) if agreeing and found.get("delivery_evidence_photo", 0) != 2 else heaviest


def decisive(case: Case) -> tuple[str, ...]:
    """The pieces that could decide it, were there no other."""
    return tuple(name for name, weight in weights(case).items() if weight >= DECISIVE)


def scanned(case: Case) -> bool:
    """Whether the carrier reports it as delivered or collected."""
    dated = case.first_day("carrier_status_delivered_date", "carrier_status_collected_date")
    return case.yes("delivery_evidence_scan") or dated is not None


def shows_elsewhere(case: Case) -> bool:
    """Whether the photo shows a place that is not the customer's."""
    return case.no("photo_matches_address") or any(word in case.text("photo_shows") for word in _ELSEWHERE)


def _code(case: Case) -> int:
    if not case.yes("delivery_evidence_code"):
        return 0
    if case.no("code_sent_to_consumer_phone"):
        return SCAN
    return CODE_TO_OWN_PHONE if case.yes("code_sent_to_consumer_phone") else CODE_OF_UNKNOWN_PHONE


def _signature(case: Case) -> int:
    if not case.yes("delivery_evidence_signature"):
        return 0
    return SIGNATURE_DISPUTED if case.yes("signature_disputed") else SIGNATURE_UNDISPUTED


def _photo(case: Case) -> int:
    if not case.yes("delivery_evidence_photo") or shows_elsewhere(case):
        return 0
    gps = case.yes("delivery_evidence_gps")
    if any(word in case.text("photo_shows") for word in _HANDED_OVER):
        return PHOTO_IN_HANDS_AND_GPS if gps else PHOTO_IN_HANDS
    return PHOTO_OUTSIDE_AND_GPS if gps else PHOTO_OUTSIDE
