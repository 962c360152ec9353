"""What the work process does for this department every night; thin, the acts themselves are in ``minimising``."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from wederhoor.door.store import DAY
from wederhoor.logs.minimising import forget_due, minimise, sweep
from wederhoor.shops.models import Shop

log = logging.getLogger(__name__)


@app.periodic(cron="23 4 * * *")
@app.task(name="logs.minimise", queue="house", retry=1)
def minimise_all(timestamp: int) -> None:
    """Every night: addresses are cut short, and what is over its period goes."""
    for shop in Shop.objects.filter(frozen_today=None).order_by("pk"):
        try:
            minimise(shop)
            forget_due(shop)
        except Exception:
            # Whatever is wrong with this shop, the others have their dates as well; it is tried again tomorrow.
            log.exception("the logs of shop %s could not be cut short or forgotten", shop.code)
    sweep(DAY)
