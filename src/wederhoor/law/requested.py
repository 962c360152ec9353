"""Reads what a file of cases asks (``requested_remedy``) into demands; the mapping is data, in ``requested.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Any

from wederhoor.facts import Facts, Remedy
from wederhoor.law.shapes import Demand

MAPPING: Mapping[str, Any] = tomllib.loads(files(__package__).joinpath("requested.toml").read_text("utf-8"))

_CUTS = re.compile(r"_(or|and|with|plus)_")
_IN_KIND = {Remedy.DELIVERY, Remedy.REPAIR, Remedy.REPLACEMENT}


def demands_of(topic: str, facts: Facts) -> tuple[Demand, ...]:
    """The demands of a flat case: from ``requested_remedy``, or what the topic asks by default."""
    asked = facts.value("requested_remedy")
    words = asked.casefold().strip() if isinstance(asked, str) else ""
    now = any(word in words for word in MAPPING["now"])
    found = _whole(words) or _cut(words, topic) or [(Remedy(MAPPING["default"].get(topic, "other")), False)]
    amount = _amount(words, facts)
    return tuple(
        Demand(remedy, amount if remedy is Remedy.REFUND else None, words, now, otherwise)
        for remedy, otherwise in dict.fromkeys(found)
    )


def _whole(words: str) -> list[tuple[Remedy, bool]]:
    return [(Remedy(name.rstrip("?")), name.endswith("?")) for name in MAPPING["whole"].get(words, ())]


def _cut(words: str, topic: str) -> list[tuple[Remedy, bool]]:
    """Piece by piece; of two things joined by "or" what is asked in kind stands first."""
    pieces = _CUTS.split(words)
    either = "or" in pieces[1::2]
    read = [remedy for piece in pieces[::2] if (remedy := _remedy(piece, topic)) is not None]
    if either:
        read.sort(key=lambda remedy: remedy not in _IN_KIND)
    return [(remedy, either and place > 0) for place, remedy in enumerate(dict.fromkeys(read))]


def _remedy(piece: str, topic: str) -> Remedy | None:
    rows = (row for row in MAPPING["word"] if topic in row.get("topics", (topic,)))
    return next((Remedy(row["remedy"]) for row in rows if _names(row, piece)), None)


def _names(row: Mapping[str, Any], piece: str) -> bool:
    """Whether one of the words of ``row`` is in ``piece``, and none that rules it out."""
    return any(word in piece for word in row["words"]) and not any(word in piece for word in row.get("unless", ()))


def _amount(words: str, facts: Facts) -> Decimal | None:
    """A figure only where the words name a part of the money: the price alone, or with standard delivery."""
    price = facts.value("price_eur")
    if not isinstance(price, Decimal):
        return None
    if words in {"refund_price", "refund_price_only", "price_only"}:
        return price
    if "standard_delivery" in words:
        return price + _standard_delivery(facts)
    return None


def _standard_delivery(facts: Facts) -> Decimal:
    for name in ("paid_standard_delivery_eur", "cheapest_standard_delivery_eur", "paid_delivery_eur"):
        if isinstance(cost := facts.value(name), Decimal):
            return cost
    return Decimal(0)
