"""The six fields of an order as a paper, in the form the adapters read: one order gives the same facts by every way."""

from __future__ import annotations

import json
from collections.abc import Mapping

from wederhoor.casework.shapes import Paper


def order_paper(fields: Mapping[str, str]) -> Paper:
    """What, amount, ordered, sent with, code, paid with: whichever were filled in."""
    return Paper(
        json.dumps({"six_fields": dict(fields)}).encode(),
        name="order.json",
        media_type="application/json",
        sort="order",
        source="shop",
    )
