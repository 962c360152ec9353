"""Whether a paper belongs to this claim: another customer's order proves nothing here, and is set aside aloud."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from wederhoor.casework.shapes import Exhibit, Message
from wederhoor.connect.contract import Order
from wederhoor.connect.matching import mismatches
from wederhoor.facts import value_of
from wederhoor.language.shapes import Reading

PLACED = ("order", "confirmation")


def fitted(exhibit: Exhibit, reading: Reading, message: Message, written: date, language: str) -> Exhibit:
    """The exhibit as it is, or without its facts and with one sentence when it is not of this claim."""
    order = _order_of(exhibit)
    if order is None:
        return exhibit
    found = mismatches(order, order_numbers=reading.order_numbers, email=message.sender, mailed=written)
    if not found:
        return exhibit
    return replace(exhibit, facts={}, problem=found[0].says(language))


def _order_of(exhibit: Exhibit) -> Order | None:
    number, placed = exhibit.facts.get("order_number"), exhibit.facts.get("contract_date")
    day = value_of("contract_date", placed)
    if exhibit.sort not in PLACED or not number or not isinstance(day, date):
        return None
    nothing = Decimal(0)
    return Order(str(number), day, (), nothing, nothing, nothing)
