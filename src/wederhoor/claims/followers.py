"""What claims do when something happens lower in the house."""

from __future__ import annotations

from wederhoor.claims.actions.fetching import fetch
from wederhoor.claims.gathering import is_settled, system_of
from wederhoor.claims.models import Claim
from wederhoor.journal.follow import follows
from wederhoor.journal.models import Line
from wederhoor.parcels.models import ParcelRecord
from wederhoor.parcels.queries import parcel_of
from wederhoor.shops.context import inside


@follows("parcel.packed", "parcel.returned", "parcel.corrected")
def lay_parcel_in(line: Line) -> None:
    """A box packed or unpacked for an order somebody complains about: its record and pictures come into the file.

    Only where it was settled before that this customer belongs to the order; where not, somebody of the shop says so.
    """
    if line.shop_id is None:
        return
    with inside(line.shop_id):
        record = ParcelRecord.objects.filter(code=line.subject).first()
        order = parcel_of(record).order_number if record is not None else ""
        if not order:
            return
        claims = Claim.objects.select_related("shop", "dossier", "message__exhibit").filter(order_number=order)
        for claim in claims.order_by("pk"):
            if claim.is_open and is_settled(claim):
                fetch(claim, by=system_of(claim.shop))
