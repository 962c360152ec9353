"""What the work process does for this department: the nightly forgetting; thin, the act itself is in ``fading``."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from wederhoor.parcels.fading import fade
from wederhoor.shops.models import Shop

log = logging.getLogger(__name__)


@app.periodic(cron="37 4 * * *")
@app.task(name="parcels.forget_due", queue="house", retry=1)
def forget_due(timestamp: int) -> None:
    """Every night: what was recorded of boxes long ago, where nobody complained."""
    for shop in Shop.objects.filter(frozen_today=None).order_by("pk"):
        try:
            fade(shop)
        except Exception:
            # Whatever is wrong with this shop, the others have their dates as well; it is tried again tomorrow.
            log.exception("what was recorded of parcels of shop %s could not be forgotten", shop.code)
