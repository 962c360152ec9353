"""The six fields of an order as a paper: one order gives the same facts by every way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from wederhoor.casework.shapes import Paper
from wederhoor.connect.papers import facts_of
from wederhoor.connect.platforms.fields import read_fields
from wederhoor.facts import VOCABULARY, json_of


def order_paper(fields: Mapping[str, str], on: date) -> Paper:
    """What, amount, ordered, sent with, code, paid with: whichever were filled in. Raises ``Unreadable``."""
    read = read_fields(
        fields.get("what", ""),
        fields.get("amount", ""),
        fields.get("ordered", ""),
        fields.get("carrier", ""),
        fields.get("code", ""),
        fields.get("paid", ""),
        on=on,
    )
    facts = {name: json_of(value) for name, value in facts_of(read).items() if name in VOCABULARY}
    text = "\n".join(value for value in fields.values() if value)
    return Paper(
        text.encode(),
        media_type="text/plain",
        sort="note",
        source="shop",
        title=_("The order, as filled in"),
        facts=facts,
    )
