"""Left with a neighbour, or at a place: it counts when the customer named it, and terms never name it for him."""

from __future__ import annotations

from wederhoor.law.countries.nl.weights import EVIDENCE_FACTS, UNDECIDED, scanned, score, shows_elsewhere
from wederhoor.law.rule import Case, Finding, ask, deny, from_shop, step

NEIGHBOUR_FACTS = (
    "received_by",
    "neighbour_designated_by_consumer",
    "neighbour_refused_by_consumer",
    "designation_logged",
    "neighbour_denies",
    "neighbour_signed",
)
PLACE_FACTS = ("consumer_authorised_safe_place", "designation_logged", *EVIDENCE_FACTS)
_NAMED = "neighbour_designated_by_consumer"
_LOGGED = "designation_logged"
_AGREED = "consumer_authorised_safe_place"
_NEIGHBOURS = ("neighbour", "neighbor", "buur", "buren", "nachbar")
_PLACES = (
    "safe_place", "place", "plek", "shed", "schuur", "schuppen", "garden", "tuin", "garten", "porch", "portiek",
    "garage", "carport", "container", "bin", "doormat", "mat", "outside", "buiten",
)  # fmt: skip


def at_neighbour(case: Case) -> bool:
    by = case.text("received_by")
    return bool(by) and any(word in by for word in _NEIGHBOURS)


def at_place(case: Case) -> bool:
    by = case.text("received_by")
    return bool(by) and any(word in by for word in _PLACES)


def neighbour(case: Case) -> Finding | None:
    """A neighbour counts only if the customer named him, and the shop shows that."""
    if not at_neighbour(case):
        return None
    return left_with_neighbour(case)


def left_with_neighbour(case: Case) -> Finding | None:
    if case.yes("neighbour_refused_by_consumer"):
        return ask("named_and_refused", from_shop(_LOGGED)) if case.yes(_NAMED) else step("refused")
    if case.no(_NAMED):
        return step("not_named")
    if case.no(_LOGGED):
        return ask("not_logged", from_shop(_LOGGED)) if case.yes(_NAMED) else step("nothing_logged")
    if case.unknown(_NAMED) and not case.yes(_LOGGED):
        return ask("naming_unknown", from_shop(_NAMED))
    return _named(case)


def _named(case: Case) -> Finding:
    """Named by the customer: then what the neighbour took is received, if he took it."""
    if not case.yes("neighbour_denies") or case.yes("neighbour_signed"):
        return deny("named")
    nothing = case.no("neighbour_signed") and score(case) < UNDECIDED
    return step("not_taken") if nothing else ask("neighbour_denies", from_shop("neighbour_signed"))


def safe_place(case: Case) -> Finding | None:
    """A place the customer agreed to counts, if it was really left there."""
    if case.no(_AGREED):
        return step("not_agreed")
    if case.unknown(_AGREED) and not (at_place(case) and case.yes(_LOGGED)):
        return _agreement_unknown(case)
    if shows_elsewhere(case):
        return step("other_place")
    if at_place(case) or case.yes("delivery_evidence_photo") or (case.yes("delivery_evidence_gps") and scanned(case)):
        return deny("left_there")
    return ask("not_shown", from_shop("delivery_evidence_photo"))


def _agreement_unknown(case: Case) -> Finding | None:
    """Asked only where it was left at a place, or where somebody looked and could not tell."""
    if not at_place(case) and _AGREED not in case.doubted:
        return None
    return step("not_agreed") if case.no(_LOGGED) else ask("agreed_unknown", from_shop(_AGREED))
