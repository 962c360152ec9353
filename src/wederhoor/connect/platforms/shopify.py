"""Shopify orders: the Order resource of the Admin REST API, bare, wrapped in ``order``, or in a list ``orders``.

``price`` of a line is per piece and includes VAT when ``taxes_included``; discounts stand beside it per line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from wederhoor.connect.answers import first, opened, rows, table, text
from wederhoor.connect.contract import Line, Order, PaperRead
from wederhoor.connect.figures import amount_of, carrier_of, means_of, moment_of
from wederhoor.connect.limits import ORDER_LINES
from wederhoor.connect.platforms.sums import MADE_TO_MEASURE, option_of, order_from
from wederhoor.connect.sentences import said, unreadable, words

NAME = "shopify"
_PAID: Mapping[str, bool] = {
    "paid": True,
    "partially_refunded": True,
    "refunded": True,
    "pending": False,
    "authorized": False,
    "voided": False,
    "expired": False,
}


def recognises(answer: Any) -> bool:
    """Whether ``answer`` (opened JSON) is a Shopify order or a list that begins with one."""
    order = _order_in(answer)
    return "line_items" in order and {"financial_status", "total_price", "admin_graphql_api_id"} & order.keys() != set()


def read(data: bytes) -> PaperRead:
    """The order in ``data``; raises :class:`Unreadable` when number, date or total is not there."""
    answer = opened(data)
    order = _order_in(answer)
    number = first(order.get("name"), order.get("order_number"), order.get("number"))
    placed_at = moment_of(order.get("created_at")) or moment_of(order.get("processed_at"))
    total = amount_of(order.get("total_price"))
    if not number:
        raise unreadable("order_incomplete", source="Shopify", what=words("het nummer", "the number", "die Nummer"))
    if placed_at is None:
        raise unreadable("order_incomplete", source="Shopify", what=words("de datum", "the date", "das Datum"))
    if total is None:
        raise unreadable("order_incomplete", source="Shopify", what=words("het totaal", "the total", "die Summe"))
    count = len(rows(table(answer).get("orders")))
    notes = (said("note_several_orders", count=count, number=number),) if count > 1 else ()
    return order_from(NAME, _order(order, number, placed_at, total), notes)


def _order_in(answer: Any) -> Mapping[str, Any]:
    listed = rows(answer)
    order = listed[0] if listed else {}
    wrapped = rows(order.get("order")) or rows(order.get("orders"))
    return wrapped[0] if wrapped and "line_items" not in order else order


def _order(order: Mapping[str, Any], number: str, placed_at: datetime, total: Decimal) -> Order:
    address = table(order, "shipping_address") or table(order, "billing_address")
    billing = table(order, "billing_address")
    delivery = _delivery(order)
    carrier, code = _tracking(order)
    paid = _PAID.get(text(order.get("financial_status")))
    means = " ".join(str(name) for name in _gateways(order))
    return Order(
        number=number.lstrip("#"),
        placed=placed_at.date(),
        placed_at=placed_at,
        lines=tuple(_line(row, order) for row in rows(order.get("line_items"), ORDER_LINES)),
        goods_total=total - delivery,
        delivery_cost=delivery,
        total=total,
        payment_means=means_of(means),
        paid=paid,
        paid_at=moment_of(order.get("processed_at")) if paid else None,
        customer_name=first(address.get("name"), _full_name(address), _full_name(table(order, "customer"))),
        customer_email=first(
            order.get("email"), order.get("contact_email"), table(order, "customer").get("email")
        ).lower(),
        address=_address(address),
        country=(text(address.get("country_code")) or "NL").upper()[:2],
        company=first(billing.get("company"), address.get("company")),
        carrier=carrier,
        tracking_code=code,
        currency=(text(order.get("currency")) or "EUR").upper(),
        vat_id=_attribute(order, re.compile(r"^(vat|btw)", re.I)),
        delivery_option=option_of(" ".join(text(row.get("title")) for row in rows(order.get("shipping_lines"))[:5])),
        web=text(order.get("source_name")) not in ("pos", "shopify_draft_order"),
        extra={"status": text(order.get("financial_status")), "cancelled": text(order.get("cancelled_at"))},
    )


def _gateways(order: Mapping[str, Any]) -> list[str]:
    names = order.get("payment_gateway_names")
    listed = [text(name) for name in names[:5]] if isinstance(names, list) else []
    return listed or [text(order.get("gateway"))]


def _delivery(order: Mapping[str, Any]) -> Decimal:
    told = amount_of(table(order, "total_shipping_price_set", "shop_money").get("amount"))
    if told is not None:
        return told
    prices = (
        amount_of(row.get("discounted_price")) or amount_of(row.get("price"))
        for row in rows(order.get("shipping_lines"))
    )
    return sum((price for price in prices if price), Decimal(0))


def _line(row: Mapping[str, Any], order: Mapping[str, Any]) -> Line:
    pieces = amount_of(row.get("quantity")) or Decimal(1)
    price = (amount_of(row.get("price")) or Decimal(0)) * pieces
    discounts = (amount_of(cut.get("amount")) or Decimal(0) for cut in rows(row.get("discount_allocations")))
    price -= sum(discounts, Decimal(0))
    if order.get("taxes_included") is False:
        price += sum((amount_of(tax.get("price")) or Decimal(0) for tax in rows(row.get("tax_lines"))), Decimal(0))
    told = " ".join(f"{text(p.get('name'))} {text(p.get('value'))}" for p in rows(row.get("properties"))[:30])
    name = text(row.get("title")) or text(row.get("name"))
    return Line(
        name=name,
        quantity=int(pieces) if pieces >= 1 else 1,
        price=price,
        sku=text(row.get("sku")),
        custom_made=bool(MADE_TO_MEASURE.search(f"{name} {told}")),
    )


def _tracking(order: Mapping[str, Any]) -> tuple[str, str]:
    for fulfilment in rows(order.get("fulfillments")):
        numbers = fulfilment.get("tracking_numbers")
        code = text(fulfilment.get("tracking_number")) or (
            text(numbers[0]) if isinstance(numbers, list) and numbers else ""
        )
        company = text(fulfilment.get("tracking_company"))
        if code:
            return carrier_of(f"{company} {text(fulfilment.get('tracking_url'))}") or company, code
    return "", ""


def _attribute(order: Mapping[str, Any], name: re.Pattern[str]) -> str:
    return next(
        (text(row.get("value")) for row in rows(order.get("note_attributes")) if name.search(text(row.get("name")))), ""
    )


def _full_name(person: Mapping[str, Any]) -> str:
    return f"{text(person.get('first_name'))} {text(person.get('last_name'))}".strip()


def _address(address: Mapping[str, Any]) -> str:
    street = f"{text(address.get('address1'))} {text(address.get('address2'))}".strip()
    town = f"{text(address.get('zip'))} {text(address.get('city'))}".strip()
    return ", ".join(part for part in (street, town) if part)
