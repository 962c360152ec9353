"""What the work process does for this department; thin, the acts are in ``capturing`` and ``fading``."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from wederhoor.pages import capturing, fading
from wederhoor.shops.models import Shop

log = logging.getLogger(__name__)


@app.task(name="pages.look", queue="pages", retry=1)
def look(shop_id: int, page_id: int) -> None:
    """Look at one page at once: somebody asked, or the shop said that it changed."""
    capturing.look(shop_id, page_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="pages.go_round", queue="pages", retry=1)
def go_round(timestamp: int) -> None:
    """Every ten minutes: pages whose day is over, a few of each shop at a time."""
    for shop in Shop.objects.filter(frozen_today=None).order_by("pk"):
        for page_id in capturing.due(shop.pk, timezone.now()):
            try:
                capturing.look(shop.pk, page_id)
            except Exception:
                # One page that trips over something unforeseen does not keep the others from being looked at.
                log.exception("page %s of shop %s could not be looked at", page_id, shop.code)


@app.periodic(cron="37 4 * * *")
@app.task(name="pages.fade", queue="house", retry=1)
def fade(timestamp: int) -> None:
    """Every night: addresses after ninety days, acceptances once no claim can come any more."""
    for shop in Shop.objects.filter(frozen_today=None).order_by("pk"):
        try:
            fading.fade(shop)
        except Exception:
            log.exception("what shop %s holds of acceptances did not fade", shop.code)
