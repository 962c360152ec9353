"""What the work process does for this department; thin, the acts themselves are in ``orphans`` and ``retention``."""

from __future__ import annotations

import logging

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from wederhoor.evidence.examining import examine
from wederhoor.evidence.fading import fade
from wederhoor.evidence.orphans import sweep
from wederhoor.evidence.retention import go_round
from wederhoor.shops.models import Shop

log = logging.getLogger(__name__)

# A key nobody answers for is asked again after one, two, three and four minutes; then that is written down.
KEY_TRIES = 5
_LATER = RetryStrategy(max_attempts=KEY_TRIES, wait=60, linear_wait=60)


@app.task(name="evidence.examine_mail", queue="house", retry=_LATER, pass_context=True)
def examine_mail(context: JobContext, shop_id: int, item_id: int) -> None:
    """The signatures of one mail that was laid in a dossier."""
    attempts = context.job.attempts if context.job else 0
    examine(shop_id, item_id, is_last=attempts + 1 >= KEY_TRIES)


@app.periodic(cron="41 3 * * *")
@app.task(name="evidence.sweep_orphans", queue="house", retry=1)
def sweep_orphans(timestamp: int) -> None:
    """Every night: files in the store that no row points at."""
    sweep()


@app.periodic(cron="13 4 * * *")
@app.task(name="evidence.forget_due", queue="house", retry=1)
def forget_due(timestamp: int) -> None:
    """Every night, after the backup most make at midnight: what was announced long enough ago is forgotten."""
    for shop in Shop.objects.filter(frozen_today=None).order_by("pk"):
        try:
            go_round(shop)
            fade(shop)
        except Exception:
            # Whatever is wrong with this shop, the others have their dates as well; it is tried again tomorrow.
            log.exception("the round of shop %s did not come to its end", shop.code)
