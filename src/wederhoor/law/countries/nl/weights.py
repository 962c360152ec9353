"""How much each piece of evidence of delivery weighs, 0 to 5: experience, not law; no refusal rests on it alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wederhoor.law.rule import Case

RULE = "nl.delivery.weighing"
EXPERIENCE = ""
_SCAN_CASE = "RBMNE 18-09-2019 ECLI:NL:RBMNE:2019:4491"


@dataclass(frozen=True)
class Weight:
    """One row of the table: a kind of evidence, its weight 0–5, why, and where that comes from.

    ``why`` is the sentence under the rule :data:`RULE` that says it in each language; ``source`` a citation, or
    :data:`EXPERIENCE` when it rests on no text of law and no judgment.
    """

    name: str
    weight: int
    why: str
    source: str = EXPERIENCE


WEIGHTS: tuple[Weight, ...] = (
    Weight("own_message", 5, "weight_own_message"),
    Weight("code_to_own_phone", 5, "weight_code_to_own_phone"),
    Weight("signature", 4, "weight_signature", "157 lid 2 Rv"),
    Weight("identity_checked", 4, "weight_identity_checked"),
    Weight("photo_in_hands_and_location", 3, "weight_photo_in_hands_and_location"),
    Weight("code_of_unknown_phone", 3, "weight_code_of_unknown_phone"),
    Weight("several_consistent", 3, "weight_several_consistent", "152 Rv"),
    Weight("photo_in_hands", 2, "weight_photo_in_hands"),
    Weight("photo_outside_and_location", 2, "weight_photo_outside_and_location", _SCAN_CASE),
    Weight("photo_outside", 1, "weight_photo_outside", _SCAN_CASE),
    Weight("location", 1, "weight_location", "7:11 lid 1 BW"),
    Weight("code_to_another_phone", 1, "weight_code_to_another_phone"),
    Weight("signature_disputed", 1, "weight_signature_disputed", "159 lid 2 Rv"),
    Weight("signature_of_another", 1, "weight_signature_of_another", "157 lid 2 Rv"),
    Weight("scan", 1, "weight_scan", _SCAN_CASE),
    Weight("photo_elsewhere", 0, "weight_photo_elsewhere", "150 Rv"),
)
"""The whole table, heaviest first; a book of the rules can print it."""

_OF: Mapping[str, int] = {row.name: row.weight for row in WEIGHTS}
DECISIVE = 4
UNDECIDED = 3
_SEVERAL = 3

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
_PLACE = {"delivery_evidence_scan", "delivery_evidence_gps"}
_HANDED_OVER = ("hand", "hallway", "gang", "hal_", "inside", "binnen", "holding", "recipient")
_ELSEWHERE = ("other", "another", "different", "andere", "wrong", "verkeerde", "neighbour_door", "not_the")


def weights(case: Case) -> Mapping[str, int]:
    """The pieces there are, each with its weight. A photo of another place weighs nothing for the shop."""
    return case.once("weights", _weights)


def _weights(case: Case) -> Mapping[str, int]:
    return {name: _OF[row] for name, row in _rows(case).items() if row and _OF[row]}


def _rows(case: Case) -> dict[str, str]:
    """For each kind of evidence the row of the table it falls under; empty where it is not there."""
    return {
        "consumer_message_acknowledges_use": _if(case.yes("consumer_message_acknowledges_use"), "own_message"),
        "delivery_evidence_code": _code(case),
        "delivery_evidence_signature": _signature(case),
        "id_checked": _if(case.yes("id_checked"), "identity_checked"),
        "delivery_evidence_photo": _photo(case),
        "delivery_evidence_gps": _if(case.yes("delivery_evidence_gps") and not shows_elsewhere(case), "location"),
        "delivery_evidence_scan": _if(scanned(case), "scan"),
    }


def score(case: Case) -> int:
    """The weight of all together: the heaviest piece, or more where independent pieces say the same."""
    found = weights(case)
    heaviest = max(found.values(), default=0)
    return max(heaviest, _OF["several_consistent"]) if _agreeing(case, found) else heaviest


def _agreeing(case: Case, found: Mapping[str, int]) -> bool:
    """Three pieces or more, of which one shows a person: a scan, a location and a photo show one place only."""
    persons = set(found) - _PLACE - ({"delivery_evidence_photo"} if not _in_hands(case) else set())
    return len(found) >= _SEVERAL and bool(persons)


def sources(case: Case) -> tuple[str, ...]:
    """The texts of law and judgments behind the rows of the table that the pieces fall under."""
    found = set(_rows(case).values())
    return tuple(dict.fromkeys(row.source for row in WEIGHTS if row.name in found and row.source))


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


def signed(case: Case) -> bool:
    """Whether there is a signature that is not another's, as far as anybody knows."""
    return case.yes("delivery_evidence_signature") and not case.no("signature_name_matches")


def _if(found: bool, row: str) -> str:
    return row if found else ""


def _code(case: Case) -> str:
    if not case.yes("delivery_evidence_code"):
        return ""
    if case.no("code_sent_to_consumer_phone"):
        return "code_to_another_phone"
    return "code_to_own_phone" if case.yes("code_sent_to_consumer_phone") else "code_of_unknown_phone"


def _signature(case: Case) -> str:
    if not case.yes("delivery_evidence_signature"):
        return ""
    if case.yes("signature_disputed"):
        return "signature_disputed"
    return "signature" if signed(case) else "signature_of_another"


def _in_hands(case: Case) -> bool:
    return any(word in case.text("photo_shows") for word in _HANDED_OVER)


def _photo(case: Case) -> str:
    if not case.yes("delivery_evidence_photo"):
        return ""
    if shows_elsewhere(case):
        return "photo_elsewhere"
    place = "photo_in_hands" if _in_hands(case) else "photo_outside"
    return f"{place}_and_location" if case.yes("delivery_evidence_gps") else place
