"""How much a kind of document carries, and what it does not prove; said beside every document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from wederhoor.web.components.words import Words


@dataclass(frozen=True)
class Weight:
    """A grade from 1 (weak) to 3 (strong), in words, with what stays unproven."""

    grade: int
    says: Words
    not_proven: Words = ""


NONE = Weight(0, "")
CODE = Weight(
    3, _("Strong: a code of the customer was entered at the door."), _("It does not show what was in the box.")
)
SIGNATURE = Weight(
    2, _("Fairly strong: somebody signed."), _("It does not show what was in the box, nor by itself who signed.")
)
PHOTO = Weight(2, _("Fairly strong: a photo of the delivery."), _("It only counts if it shows the right door."))
SCAN = Weight(1, _("Weak: a scan by the carrier."), _("A scan does not prove who got the parcel."))
BY_SORT: Mapping[str, Weight] = {
    "message": Weight(2, _("The customer's own words."), _("They show what was said, not that it happened so.")),
    "correspondence": Weight(
        2, _("What was written at the time."), _("It shows what was said, not that it happened so.")
    ),
    "confirmation": Weight(2, _("Fairly strong: made when the order was placed."), _("It does not prove delivery.")),
    "order": Weight(2, _("Fairly strong: from the shop's own system."), _("It does not prove delivery.")),
    "payment": Weight(3, _("Strong: from the payment provider."), _("It does not prove delivery.")),
    "terms": Weight(2, _("The terms as they stood."), _("A clause only counts as far as the law lets it.")),
    "page": Weight(2, _("A saved page."), _("It does not show that the customer read it.")),
    "photo": Weight(2, _("Fairly strong: a picture."), _("It does not show when or how it came about.")),
    "receipt": Weight(3, _("Strong: sent automatically, with date and time.")),
    "notice": Weight(2, _("A message from a third party.")),
    "note": Weight(1, _("Weak: your own note."), _("The other side need not take it as proof.")),
    "letter": Weight(3, _("Strong: exactly as it was sent."), _("It does not show that it was read.")),
}
_PROOFS = (
    ("delivery_evidence_code", CODE),
    ("delivery_evidence_signature", SIGNATURE),
    ("delivery_evidence_photo", PHOTO),
    ("delivery_evidence_scan", SCAN),
)


def of(sort: str, facts: Mapping[str, Any]) -> Weight:
    """The weight of a document of this sort that shows these facts."""
    if sort == "tracking":
        return next((weight for name, weight in _PROOFS if facts.get(name) is True), SCAN if facts else NONE)
    return BY_SORT.get(sort, NONE)
