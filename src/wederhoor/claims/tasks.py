"""What the work process does for claims; thin, the acts themselves are in ``actions``."""

from __future__ import annotations

from procrastinate.contrib.django import app

from wederhoor.claims.actions.carriers import keep_carrier


@app.task(name="claims.keep_carrier", queue="house", retry=2)
def keep(shop_id: int, claim_id: int, mark: str) -> None:
    """What the carrier says under one link now; asked twice it is kept once."""
    keep_carrier(shop_id, claim_id, mark)
