"""What letters do when something happens lower in the house."""

from __future__ import annotations

from wederhoor.claims.models import Claim
from wederhoor.journal.follow import follows
from wederhoor.journal.models import Line
from wederhoor.letters.actions.receiving import confirm
from wederhoor.shops.context import inside


@follows("claim.filed")
def send_receipt(line: Line) -> None:
    """A new claim: its receipt goes out, if the shop has allowed that."""
    if line.shop_id is None:
        return
    with inside(line.shop_id):
        claim = Claim.objects.select_related("shop").filter(code=line.subject).first()
        if claim is not None:
            confirm(claim)
