"""A claim is found by what a person has at hand: a name, an order number, a reference, a thing."""

from __future__ import annotations

import pytest
from tests.messages import message, order
from tests.people import a_shop, actor_in

from wederhoor.claims.kinds import Channel
from wederhoor.claims.queries import found_by
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside


@pytest.mark.sql
@pytest.mark.usefixtures("database")
def test_claim_is_found_by_what_is_at_hand() -> None:
    shop = a_shop()
    with inside(shop.pk):
        claim, _, _ = receive(shop, message(), channel=Channel.PASTE, papers=[order()], by=actor_in(shop))
        for words in ("LH-2041", "lh2041"[:2], "2041", "Brand", "tessa bra", "Tafellamp", claim.code, claim.code[:4]):
            assert found_by(words) == [claim.pk], words
        assert found_by("LH-2042") == []
        assert found_by("' & | ! :* )(") == []
