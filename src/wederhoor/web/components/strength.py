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
    "attachment": Weight(1, _("Came with a message."), _("What it is worth depends on what it is.")),
    "statement": Weight(1, _("One side's own words."), _("They show what was said, not that it happened so.")),
    "measure": Weight(
        2,
        _("Fairly strong: read off a scale or a label."),
        _("It does not show that this item, and nothing else, went into the box."),
    ),
    "log": Weight(
        2,
        _("Fairly strong: written down by a system at that moment."),
        _("It does not show who sat at the device, and it comes from one's own system."),
    ),
    "call": Weight(
        1,
        _("Weak: what one side remembers of a call."),
        _("The other side need not take it as proof. Confirm the call by mail the same day: then it counts."),
    ),
    "receipt": Weight(3, _("Strong: sent automatically, with date and time.")),
    "notice": Weight(2, _("A message from a third party.")),
    "note": Weight(1, _("Weak: your own note."), _("The other side need not take it as proof.")),
    "letter": Weight(3, _("Strong: exactly as it was sent."), _("It does not show that it was read.")),
}
# What a document of this sort can show by itself; the first is what it is usually added for.
PROVES: Mapping[str, tuple[str, ...]] = {
    "confirmation": ("contract_date", "order_confirmation_automatic", "withdrawal_info_given", "price_eur"),
    "order": ("contract_date", "goods_description", "price_eur", "order_paid"),
    "tracking": ("delivered", "handed_to_carrier_date", "delivered_date", "proof_of_return_dispatch"),
    "payment": ("order_paid", "payment_date", "already_refunded", "refund_settled_date"),
    "terms": ("withdrawal_info_given", "return_cost_info_given"),
    "page": ("known_defect_disclosed", "disclosure_on_product_page_archived", "withdrawal_info_given"),
    "correspondence": ("notified_date", "defect_reported", "withdrawal_statement_date", "shop_answered_date"),
    "photo": ("photos_available", "delivery_evidence_photo", "defect_visible_at_receipt", "packing_record"),
    "receipt": ("order_receipt_confirmed", "withdrawal_info_given"),
    "notice": ("payment_dispute_opened_date", "trustmark_complaint_date"),
    "measure": (
        "packing_record",
        "serial_recorded_at_dispatch",
        "serial_matches_return",
        "return_weight_matches_original",
    ),
    "log": ("order_receipt_confirmed", "strong_account_login", "contract_date"),
    "call": ("notified_date", "defect_reported", "refund_promised"),
}
BESIDE = Weight(
    1, _("Weak for this: such a document is not made to show it."), _("Look for one that shows it directly.")
)
# Sorts made for one purpose, which need not be told; the others may be there for anything.
_PLAIN = frozenset({"confirmation", "order", "tracking", "payment", "terms", "receipt", "measure", "log"})
CLOSED = Weight(0, _("Nobody can say yet: this file is not opened here."))
_PROOFS = (
    ("delivery_evidence_code", CODE),
    ("delivery_evidence_signature", SIGNATURE),
    ("delivery_evidence_photo", PHOTO),
    ("delivery_evidence_scan", SCAN),
)


def proves_by_itself(sort: str, facts: Mapping[str, Any]) -> str:
    """The fact a document of this sort is usually added for: one it was read to show, else its usual one; or none."""
    usual = PROVES.get(sort, ())
    return next((name for name in usual if name in facts), usual[0] if sort in _PLAIN else "")


def for_fact(sort: str, facts: Mapping[str, Any], proves: str) -> Weight:
    """How much it carries for the fact it should prove: what it shows by itself or was read to show counts in full."""
    direct = not proves or proves in facts or proves in PROVES.get(sort, ())
    return of(sort, facts) if direct else BESIDE


def of(sort: str, facts: Mapping[str, Any]) -> Weight:
    """The weight of a document of this sort that shows these facts."""
    if sort == "tracking":
        return next((weight for name, weight in _PROOFS if facts.get(name) is True), SCAN if facts else NONE)
    return BY_SORT.get(sort, NONE)
