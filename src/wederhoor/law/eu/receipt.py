"""Was it received, and what shows it (art. 20 of the Consumer Rights Directive): the risk is the shop's until then."""

from __future__ import annotations

from wederhoor.law.rule import Case, Finding, ask, deny, from_shop, helps, step

EVIDENCE_FACTS = (
    "consumer_message_acknowledges_use",
    "delivery_evidence_code",
    "code_sent_to_consumer_phone",
    "delivery_evidence_signature",
    "signature_disputed",
    "id_checked",
    "delivery_evidence_photo",
    "photo_matches_address",
    "delivery_evidence_gps",
    "delivery_evidence_scan",
    "carrier_status_delivered_date",
    "carrier_status_collected_date",
    "consumer_counter_evidence",
)
_LATER = ("delivery_evidence_photo", "delivery_evidence_gps", "delivery_evidence_signature", "delivery_evidence_code")
_NEIGHBOUR = ("neighbour", "neighbor", "buur", "buren", "nachbar")


def scanned(case: Case) -> bool:
    """Whether the carrier reports it as delivered or collected."""
    dated = case.first_day("carrier_status_delivered_date", "carrier_status_collected_date")
    return case.yes("delivery_evidence_scan") or dated is not None


def strong(case: Case) -> tuple[str, ...]:
    """The pieces that link the parcel to this customer, not merely to a place."""
    code = case.yes("delivery_evidence_code") and case.yes("code_sent_to_consumer_phone")
    signed = case.yes("delivery_evidence_signature") and not case.yes("signature_disputed")
    pieces = (
        ("consumer_message_acknowledges_use", case.yes("consumer_message_acknowledges_use")),
        ("delivery_evidence_code", code),
        ("delivery_evidence_signature", signed),
        ("id_checked", case.yes("id_checked")),
    )
    return tuple(name for name, there in pieces if there)


def is_shown(case: Case) -> bool:
    """The customer's own message, a signature that is not disputed, or two strong pieces, contradicted or not."""
    pieces = strong(case)
    if len(pieces) >= 2:
        return True
    signed = case.yes("delivery_evidence_signature") and case.no("signature_disputed")
    return (signed or "consumer_message_acknowledges_use" in pieces) and not case.yes("consumer_counter_evidence")


def came_after_all(case: Case) -> Finding | None:
    """In the end it came, or nobody says that it did not."""
    if case.yes("consumer_later_collected"):
        return deny("collected")
    there = case.first_day("received_date", "delivered_date") is not None or case.yes("delivered") or scanned(case)
    return deny("not_denied") if there and case.no("consumer_denies_receipt") else None


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
    if case.no("photo_matches_address"):
        return step("other_place")
    if case.yes("delivery_evidence_photo") or (case.yes("delivery_evidence_gps") and scanned(case)):
        return deny("left_there")
    return ask("not_shown", from_shop("delivery_evidence_photo"))


def shown(case: Case) -> Finding | None:
    return deny("shown") if is_shown(case) else None


def weighed(case: Case) -> Finding | None:
    """One strong piece points, it does not prove; the shop looks further, nothing is asked of the customer."""
    if not strong(case):
        return None
    return ask("one_piece", from_shop("consumer_message_acknowledges_use"), helps("consumer_counter_evidence"))


def inquiry(case: Case) -> Finding | None:
    """The shop's own inquiry is still open, or nothing of what the carrier recorded has been looked at."""
    if case.yes("lost_in_transit") or case.yes("shop_refused_delivery") or case.no("delivered"):
        return None
    if case.no("carrier_investigation_done") and any(case.unknown(name) for name in _LATER):
        return ask("open", *(from_shop(name) for name in _LATER if case.unknown(name)))
    looked = scanned(case) or any(not case.unknown(name) for name in (*_LATER, "delivery_evidence_scan"))
    told = case.yes("consumer_denies_receipt") or case.yes("carrier_investigation_done")
    return None if looked or told else ask("nothing_yet", from_shop("delivery_evidence_scan"))


def not_shown(case: Case) -> Finding | None:
    """What there is does not show that the customer received it, and the shop bears that."""
    if case.yes("lost_in_transit"):
        return step("lost")
    if case.yes("signature_disputed"):
        return step("signature_disputed")
    if case.yes("delivery_evidence_photo") or case.yes("delivery_evidence_gps"):
        return step("place_only")
    return step("scan_only" if scanned(case) else "nothing")
