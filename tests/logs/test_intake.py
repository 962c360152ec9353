"""Files of logs are taken in once, whole, without secrets, and found again."""

from __future__ import annotations

from tests.logs.lines import FIRST, file, visit
from tests.people import a_shop, actor_in

from wederhoor.logs.intake import take_in
from wederhoor.logs.search import Wanted, search
from wederhoor.shops.context import inside


def test_lines_of_a_visit_are_found_by_their_order(database: dict[str, str]) -> None:
    shop = a_shop()
    by = actor_in(shop)
    others = visit("LH-9", addr="203.0.113.4", sid="s9")
    intake, is_new = take_in(shop, file(*visit(), *others), by=by)
    assert (is_new, intake.rows, intake.aside) == (True, 12, 0)
    with inside(shop.pk):
        found = search(shop, Wanted(order="#lh-2041"), by=by)
    assert [(hit.row["target"], hit.is_context) for hit in found.hits] == [
        ("/lamp/12?sid=…", True),
        ("/cart?sid=…", True),
        ("/checkout?sid=…", True),
        ("/checkout/order-received/LH-2041?sid=…", False),
        ("/account?sid=…", True),
        ("/logout?sid=…", True),
    ]
    assert found.sought[0].at == FIRST.replace(minute=31)
