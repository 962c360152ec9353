"""The six fields a person fills in who has no file at hand: what, amount, ordered, sent with, code, paid with."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from wederhoor.connect.carriers import links
from wederhoor.connect.contract import Line, Order, PaperRead, Parcel
from wederhoor.connect.figures import PAID_AT_ONCE, amount_spans, carrier_of, date_of, means_of, moment_of
from wederhoor.connect.platforms.sums import MADE_TO_MEASURE, order_from
from wederhoor.connect.sentences import said, unreadable, words

NAME = "six fields"
_DELIVERY = re.compile(r"verzend|bezorg|shipping|delivery|versand|porto|post", re.I)
_WITHIN = re.compile(r"waarvan|inclusief|incl\b|including|incl\.|davon|inkl|met\b|with\b|totaal|total|gesamt", re.I)
_COUNT = re.compile(r"^(?P<n>\d{1,3})\s?[x×]\s?|\s[x×]\s?(?P<m>\d{1,3})$", re.I)


def read_fields(
    what: str = "",
    amount: str = "",
    ordered: str = "",
    sent_with: str = "",
    code: str = "",
    paid_with: str = "",
    *,
    on: date | None = None,
    number: str = "",
) -> PaperRead:
    """The order and parcel the fields tell of; what is left open stays unknown. ``on`` is the day of writing.

    ``amount`` may hold the parts (``128 + 5,95 verzending`` or ``133,95 waarvan 5,95 verzending``); alone it is all
    that was paid. Raises :class:`Unreadable` for a field that is filled and cannot be read.
    """
    if not any(value.strip() for value in (what, amount, ordered, sent_with, code, paid_with)):
        raise unreadable("fields_empty")
    goods, delivery = _amounts(amount)
    placed = _placed(ordered, on)
    carrier, barcode = _parcel(sent_with, code)
    parcel = Parcel(carrier, barcode) if carrier or barcode else None
    if placed is None or goods is None:
        return PaperRead(NAME, parcel=parcel, facts=_loose(what, placed, goods, delivery, paid_with), notes=())
    moment = moment_of(ordered, near=on)
    order = Order(
        number=number.strip().lstrip("#"),
        placed=placed,
        placed_at=moment,
        lines=_lines(what, goods),
        goods_total=goods,
        delivery_cost=delivery or Decimal(0),
        total=goods + (delivery or Decimal(0)),
        payment_means=means_of(paid_with) if paid_with.strip() else "",
        paid=True if means_of(paid_with) in PAID_AT_ONCE else None,
        carrier=carrier,
        tracking_code=barcode,
        delivery_named=delivery is not None,
    )
    read = order_from(NAME, order)
    notes = (*read.notes, *((said("note_save_page"),) if links.links_in(code) else ()))
    return PaperRead(NAME, order=order, parcel=parcel, notes=notes)


def _amounts(field: str) -> tuple[Decimal | None, Decimal | None]:
    """Goods and delivery; delivery is ``None`` when the field does not name it."""
    if not field.strip():
        return None, None
    spans = amount_spans(field, marked=False)
    if not spans:
        raise unreadable("field_unclear", field=words("Bedrag", "Amount", "Betrag"), words=field[:60], example="133,95")
    values = [amount for amount, _ in spans]
    free = re.search(r"gratis|free|kostenlos|geen verzendkosten", field, re.I)
    if len(values) == 1:
        return values[0], Decimal("0.00") if free else None
    first, second = values[0], values[1]
    between = field[spans[0][1][1] :]
    if _WITHIN.search(between) or (
        _DELIVERY.search(between) and "+" not in field and not re.search(r"\bplus\b|\ben\b|\bund\b|\band\b", between)
    ):
        return first - second, second
    if len(values) == 2 and _DELIVERY.search(field[: spans[0][1][0]]):
        return second, first
    return first, second


def _placed(field: str, on: date | None) -> date | None:
    if not field.strip():
        return None
    placed = date_of(field, on)
    if placed is None:
        raise unreadable(
            "field_unclear", field=words("Besteld", "Ordered", "Bestellt"), words=field[:60], example="1-10-2026"
        )
    return placed


def _parcel(sent_with: str, code: str) -> tuple[str, str]:
    link = next(iter(links.links_in(f"{code} {sent_with}")), None)
    if link:
        return link.carrier, link.code
    barcode = re.sub(r"[\s.-]", "", code).upper()[:40]
    return carrier_of(sent_with) or links.carrier_of_code(barcode) or sent_with.strip()[:60], barcode


def _lines(what: str, goods: Decimal) -> tuple[Line, ...]:
    """The articles; a single one cost all of the goods' amount, of several the parts are not known."""
    names = [name.strip() for name in re.split(r"\s*(?:[;\n]|\s\+\s)\s*", what) if name.strip()][:50]
    return tuple(_line(name, goods if len(names) == 1 else Decimal(0)) for name in names)


def _line(name: str, price: Decimal) -> Line:
    match = _COUNT.search(name)
    count = int(match["n"] or match["m"]) if match else 1
    bare = _COUNT.sub("", name).strip()[:300]
    return Line(name=bare, quantity=max(1, count), price=price, custom_made=bool(MADE_TO_MEASURE.search(name)))


def _loose(
    what: str, placed: date | None, goods: Decimal | None, delivery: Decimal | None, paid_with: str
) -> dict[str, object]:
    """What is known without a whole order."""
    found: dict[str, object] = {}
    if placed:
        found["contract_date"] = placed
    if goods is not None:
        found["price_eur"] = goods
        found["total_paid_eur"] = goods + (delivery or Decimal(0))
    if delivery is not None:
        found["paid_standard_delivery_eur"] = delivery
    if what.strip():
        found["goods_description"] = described(_lines(what, Decimal(0)))
    if paid_with.strip():
        found["payment_method"] = means_of(paid_with)
    return found


def described(lines: tuple[Line, ...]) -> str:
    """The goods in one line: names, with their number where there is more than one."""
    return "; ".join(
        f"{line.quantity} × {line.name}" if line.quantity > 1 else line.name for line in lines if line.name
    )
