"""How many were ordered, packed and delivered, and what shows that some are missing."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from wederhoor.law.countries.nl.missing_contents.record import RECORD_FACTS, lighter, looked_for, recorded, same_weight
from wederhoor.law.rule import Case, Finding, ask, deny, from_shop, helps, step

COUNT_FACTS = ("ordered_quantity", "order_quantity", "delivered_quantity", "packing_list_quantity")
PARCEL_FACTS = ("lost_in_transit", "first_item_received_date", "second_item_received_date")
SEEN_FACTS = ("consumer_unboxing_photos", "consumer_counter_evidence", "photos_available")
FACTS = (
    *COUNT_FACTS,
    *PARCEL_FACTS,
    *SEEN_FACTS,
    *RECORD_FACTS,
    "carrier_weights_requested",
    "carrier_investigation_done",
    "defect_accepted_by_shop",
)
_CENT = Decimal("0.01")


def number(case: Case, *names: str) -> int | None:
    """The first of these counts that is known; nought is a count."""
    found = (case.value(name) for name in names)
    return next((one for one in found if isinstance(one, int) and not isinstance(one, bool)), None)


def ordered(case: Case) -> int | None:
    return number(case, "ordered_quantity", "order_quantity")


def missing(case: Case) -> int | None:
    """How many are missing, by what came or else by the shop's own list; ``None`` while that is unknown."""
    wanted, came = ordered(case), number(case, "delivered_quantity", "packing_list_quantity")
    return None if wanted is None or came is None else max(0, wanted - came)


def price_of_the_rest(case: Case) -> Decimal | None:
    """The share of the price for what is missing (euro), counted by the piece."""
    price, wanted, short = case.euro("price_eur"), ordered(case), missing(case)
    if price is None or not wanted or not short:
        return None
    return (price * short / wanted).quantize(_CENT, ROUND_HALF_UP)


def counted(case: Case) -> Finding | None:
    """The count itself: complete, admitted, short by the shop's own list, or short as far as anybody says."""
    came, listed, wanted = number(case, "delivered_quantity"), number(case, "packing_list_quantity"), ordered(case)
    if case.yes("defect_accepted_by_shop"):
        return step("accepted")
    if came is None or wanted is None:
        return _by_parcels(case, listed, wanted)
    if came >= wanted:
        return deny("complete")
    if listed is None or listed < wanted:
        return step("short" if listed is None else "list_short", ordered=wanted, came=came)
    return None


def complete(case: Case) -> bool:
    """Whether all of it came, as far as is told: then only withdrawing is left to ask the money by."""
    found = counted(case)
    return found is not None and found.sentence == "complete"


def _by_parcels(case: Case, listed: int | None, wanted: int | None) -> Finding | None:
    """Not counted by the piece: the list of the shop, or parcels that came apart."""
    if listed is not None and wanted is not None and listed < wanted:
        return step("list_short", ordered=wanted, came=listed)
    if case.yes("lost_in_transit"):
        return step("lost", also=("7:11 lid 1 BW",))
    if case.day("second_item_received_date"):
        return deny("complete")
    if case.day("first_item_received_date"):
        return step("rest_open", also=("7:11 lid 1 BW",))
    return ask("unknown", from_shop("delivered_quantity" if wanted is not None else "ordered_quantity"))


def contradicted(case: Case) -> bool:
    """The shop's list says all went in, the count at the door says less: then it is weighed."""
    came, listed, wanted = number(case, "delivered_quantity"), number(case, "packing_list_quantity"), ordered(case)
    if came is None or listed is None or wanted is None or case.yes("defect_accepted_by_shop"):
        return False
    return came < wanted <= listed


def weighed(case: Case) -> Finding | None:
    """A parcel lost or lighter on the way shows it; equal weights and a record point the other way."""
    if not contradicted(case):
        return None
    if case.yes("lost_in_transit"):
        return step("lost")
    if lighter(case):
        return step("lighter")
    seen = any(case.yes(name) for name in SEEN_FACTS)
    if same_weight(case):
        return _equal(case, seen)
    asked = case.yes("carrier_investigation_done") or case.yes("carrier_weights_requested")
    if case.unknown("weight_last_scan_kg") and asked and (looked_for(case) or seen):
        return step("nothing_found")
    return ask(
        "list_says_all", from_shop("weight_last_scan_kg"), from_shop("packing_record"), helps("photos_available")
    )


def _equal(case: Case, seen: bool) -> Finding:
    if seen:
        return ask("same_weight_but_seen", from_shop("packing_video"))
    if recorded(case):
        return deny("same_weight")
    return ask("same_weight_no_record", from_shop("packing_record"), helps("photos_available"))
