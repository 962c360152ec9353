"""A shop that offers the function, and somebody who withdraws at its counter, for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.people import a_shop, actor_in

from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop
from wederhoor.withdrawals import desk
from wederhoor.withdrawals.actions import switch
from wederhoor.withdrawals.cards import Card, card_of
from wederhoor.withdrawals.said import Said
from wederhoor.withdrawals.spool import Kept

SHOWN = datetime(2026, 11, 20, 13, 2, 1, tzinfo=UTC)
SAID = Said("Tessa de Vries", "LH-2041", "tessa@post.example", "", "nl")


def a_shop_with_the_function(name: str = "Lampenhuis", **details: object) -> Shop:
    """Switched on by its owner; its calendar runs, since moments of the counter are real ones."""
    shop = a_shop(name, **{"frozen_today": None, **details})
    with inside(shop.pk):
        switch(shop, True, f"https://klaar.example/withdraw/{shop.slug}/", by=actor_in(shop))
    return shop


def card(shop: Shop) -> Card:
    return card_of(shop)


def confirmed(shop: Shop, said: Said = SAID, *, at: datetime = SHOWN + timedelta(minutes=2), **more: str) -> Kept:
    """Both steps taken: what lies on disk."""
    filled = desk.new_filled(card(shop), said, SHOWN, SHOWN + timedelta(minutes=1))
    return desk.receive(card(shop), filled, at, **more)
