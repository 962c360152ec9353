"""What every order shares, whatever paper it came from: checks on its sums, and the words that mark made-to-measure."""

from __future__ import annotations

import re
from decimal import Decimal

from wederhoor.connect.contract import Order, PaperRead
from wederhoor.connect.sentences import said

MADE_TO_MEASURE = re.compile(
    r"\bop maat\b|maatwerk|made[- ]to[- ]measure|custom[- ]made|nach ma(?:ß|ss)\b|ma(?:ß|ss)anfertigung|gegraveerd|"
    r"gepersonaliseerd|personali[sz]ed|\bgraver(?:ing|ung)\b|engrav(?:ed|ing)|\bafmetingen? opgegeven\b",
    re.I,
)
_FASTER = re.compile(
    r"express|spoed|same[- ]?day|vandaag|avondlevering|avondbezorg|evening|zaterdag|zondag|saturday|next day|eil", re.I
)
_PICK_UP = re.compile(r"afhalen|pick[- ]?up|ophalen|abhol|pakketpunt|servicepunt|parcel ?shop|locker", re.I)


def option_of(method: str) -> str:
    """``express`` or ``pickup`` where the delivery is not the ordinary one; empty where it is."""
    if _FASTER.search(method):
        return "express"
    return "pickup" if _PICK_UP.search(method) else ""


def order_from(adapter: str, order: Order, notes: tuple[str, ...] = ()) -> PaperRead:
    """The reading of an order, with a remark where its lines do not add up or are not in euro."""
    remarks = list(notes)
    priced = sum((line.price for line in order.lines), Decimal(0))
    if order.currency != "EUR":
        remarks.append(said("note_other_currency", currency=order.currency))
    elif priced and abs(priced + order.delivery_cost - order.total) > Decimal("0.05"):
        remarks.append(said("note_sums_differ", lines=priced + order.delivery_cost, total=order.total))
    if not order.delivery_named:
        remarks.append(said("note_delivery_not_named"))
    return PaperRead(adapter, order=order, notes=tuple(remarks))
