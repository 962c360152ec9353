"""What the work process does for this department: cards that are there and right, and receipts kept no longer."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop
from wederhoor.withdrawals import cards, spool
from wederhoor.withdrawals.fading import fade
from wederhoor.withdrawals.models import Offer

# How long a receipt can be opened again by its address; its mail and the file of the case stay.
RECEIPT_DAYS = 30


@app.periodic(cron="*/10 * * * *")
@app.task(name="withdrawals.cards", queue="house", retry=1)
def lay_cards(timestamp: int) -> None:
    """Every ten minutes: a card that was lost, or that a crash kept from being written, lies there again."""
    for shop_id in Shop.objects.order_by("pk").values_list("pk", flat=True):
        with inside(shop_id):
            lay_card(shop_id)


def lay_card(shop_id: int) -> None:
    """The card of a shop as it is now, or none; inside the shop."""
    shop = Shop.objects.get(pk=shop_id)
    if Offer.objects.filter(shop=shop, is_on=True).exists():
        card = cards.card_of(shop)
        if cards.card_at(shop.slug) != card:
            cards.put(card)
    elif cards.card_at(shop.slug) is not None:
        cards.take_away(shop.slug)


@app.periodic(cron="27 3 * * *")
@app.task(name="withdrawals.fade", queue="house", retry=1)
def fade_all(timestamp: int) -> None:
    """Every night: receipts and trials that were kept long enough."""
    now = timezone.now()
    spool.sweep(now - timedelta(days=RECEIPT_DAYS))
    for shop_id in Shop.objects.order_by("pk").values_list("pk", flat=True):
        with inside(shop_id):
            fade(shop_id, now)
