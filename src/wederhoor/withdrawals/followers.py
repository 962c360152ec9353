"""When a shop changes what it says about itself, the card its page is drawn from is written anew."""

from __future__ import annotations

from wederhoor.journal.follow import follows
from wederhoor.journal.models import Line
from wederhoor.shops.context import inside
from wederhoor.withdrawals.tasks import lay_card


@follows("shop.changed", "withdrawal.switched")
def write_card(line: Line) -> None:
    """The card as the shop is now; written twice it is the same card."""
    if line.shop_id is None:
        return
    with inside(line.shop_id):
        lay_card(line.shop_id)
