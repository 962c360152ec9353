"""WooCommerce orders: the REST v3 shape and the older one wrapped in ``order``.

Shape: the documentation of the WooCommerce REST API, resource Orders. Amounts of lines are without VAT there, with the
VAT beside them; local times carry no offset, the ``_gmt`` ones are UTC.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from wederhoor.connect.answers import first, opened, rows, table, text
from wederhoor.connect.contract import Line, Order, PaperRead
from wederhoor.connect.figures import AMSTERDAM, amount_of, carrier_of, means_of, moment_of
from wederhoor.connect.limits import ORDER_LINES
from wederhoor.connect.platforms.sums import MADE_TO_MEASURE, option_of, order_from
from wederhoor.connect.sentences import said, unreadable, words

NAME = "woocommerce"
_WRAPS = ("order", "data")
_UNPAID = frozenset({"pending", "on-hold", "cancelled", "failed", "checkout-draft", "auto-draft"})
_TRACKING_KEYS = frozenset({"_wc_shipment_tracking_items", "wc_shipment_tracking_items"})
_CODE_KEYS = re.compile(r"(tracking_?(number|code|nummer)|track_?trace|barcode|postnl_barcode)$", re.I)
_VAT_KEYS = re.compile(r"^_?(billing_)?(eu_?)?(vat|btw)(_?(number|nummer|id))?$", re.I)


def recognises(answer: Any) -> bool:
    """Whether ``answer`` (opened JSON) is a WooCommerce order, in either shape, or a list that begins with one."""
    order = _order_in(answer)
    old = "order_number" in order and "payment_details" in order
    return "line_items" in order and (old or {"date_created", "date_created_gmt"} & order.keys() != set())


def read(data: bytes) -> PaperRead:
    """The order in ``data``; raises :class:`Unreadable` when number, date or total is not there."""
    answer = opened(data)
    order = _order_in(answer)
    placed_at = _moment(order, "date_created", "created_at")
    number = first(order.get("number"), order.get("order_number"), order.get("id"))
    total = amount_of(order.get("total"))
    if not number:
        raise unreadable("order_incomplete", source="WooCommerce", what=words("het nummer", "the number", "die Nummer"))
    if placed_at is None:
        raise unreadable("order_incomplete", source="WooCommerce", what=words("de datum", "the date", "das Datum"))
    if total is None:
        raise unreadable("order_incomplete", source="WooCommerce", what=words("het totaal", "the total", "die Summe"))
    made = _order(order, number, placed_at, total)
    return order_from(NAME, made, _several(answer, number))


def _order_in(answer: Any) -> Mapping[str, Any]:
    listed = rows(answer)
    order = listed[0] if listed else {}
    for wrap in _WRAPS:
        if isinstance(order.get(wrap), Mapping) and "line_items" not in order:
            order = order[wrap]
    return order


def _several(answer: Any, number: str) -> tuple[str, ...]:
    count = len(answer) if isinstance(answer, list) else 1
    return (said("note_several_orders", count=count, number=number),) if count > 1 else ()


def _order(order: Mapping[str, Any], number: str, placed_at: datetime, total: Decimal) -> Order:
    billing = table(order, "billing") or table(order, "billing_address")
    shipping = table(order, "shipping") or table(order, "shipping_address")
    means = first(order.get("payment_method_title"), table(order, "payment_details").get("method_title"))
    method = first(order.get("payment_method"), table(order, "payment_details").get("method_id"))
    carrier, code = _tracking(order)
    option = " ".join(text(row.get("method_title")) for row in rows(order.get("shipping_lines"))[:5])
    paid_at = _moment(order, "date_paid")
    return Order(
        number=number.lstrip("#"),
        placed=placed_at.date(),
        placed_at=placed_at,
        lines=tuple(_line(row) for row in rows(order.get("line_items"), ORDER_LINES)),
        goods_total=total - _delivery(order),
        delivery_cost=_delivery(order),
        total=total,
        payment_means=means_of(means or method),
        paid_at=paid_at,
        paid=_is_paid(order, paid_at),
        customer_name=_name(shipping) or _name(billing),
        customer_email=first(billing.get("email"), shipping.get("email")).lower(),
        address=_address(shipping) or _address(billing),
        country=(first(shipping.get("country"), billing.get("country")) or "NL").upper()[:2],
        company=first(billing.get("company"), shipping.get("company")),
        carrier=carrier,
        tracking_code=code,
        currency=(text(order.get("currency")) or "EUR").upper(),
        vat_id=_meta(order, _VAT_KEYS),
        delivery_option=option_of(option),
        web=text(order.get("created_via")) not in ("pos", "pos-rest-api"),
        extra={"status": text(order.get("status")), "terms": _meta(order, re.compile(r"terms|voorwaarden", re.I))},
    )


def _moment(order: Mapping[str, Any], *names: str) -> datetime | None:
    """UTC where the answer gives it, else the shop's own clock, which is taken to stand at Amsterdam."""
    for name in names:
        universal = moment_of(order.get(f"{name}_gmt"), UTC)
        if universal:
            return universal.astimezone(AMSTERDAM)
        local = moment_of(order.get(name))
        if local:
            return local
    return None


def _is_paid(order: Mapping[str, Any], paid_at: datetime | None) -> bool | None:
    old = table(order, "payment_details").get("paid")
    if isinstance(old, bool):
        return old
    if paid_at:
        return True
    return False if text(order.get("status")) in _UNPAID else None


def _with_tax(row: Mapping[str, Any], amount: str, tax: str) -> Decimal:
    return (amount_of(row.get(amount)) or Decimal(0)) + (amount_of(row.get(tax)) or Decimal(0))


def _delivery(order: Mapping[str, Any]) -> Decimal:
    if "shipping_total" in order:
        return _with_tax(order, "shipping_total", "shipping_tax")
    return _with_tax(order, "total_shipping", "shipping_tax")


def _line(row: Mapping[str, Any]) -> Line:
    # A line can hold 1,5 metre of cloth; what counts here is the line, so it is then one.
    raw = amount_of(row.get("quantity")) or Decimal(1)
    told = " ".join(f"{text(meta.get('key'))} {text(meta.get('value'))}" for meta in _metas(row)[:30])
    return Line(
        name=text(row.get("name")) or text(row.get("parent_name")),
        quantity=int(raw) if raw == int(raw) and raw >= 1 else 1,
        price=_with_tax(row, "total", "total_tax"),
        sku=text(row.get("sku")),
        custom_made=bool(MADE_TO_MEASURE.search(f"{text(row.get('name'))} {told}")),
    )


def _metas(row: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    return (*rows(row.get("meta_data")), *rows(row.get("meta")))


def _meta(order: Mapping[str, Any], key: re.Pattern[str]) -> str:
    return next((text(m.get("value")) for m in _metas(order) if key.search(text(m.get("key")))), "")


def _tracking(order: Mapping[str, Any]) -> tuple[str, str]:
    """Carrier and code where a shipping plug-in left them in the order's own data."""
    for meta in _metas(order):
        if text(meta.get("key")) in _TRACKING_KEYS:
            for item in rows(meta.get("value")):
                provider = first(item.get("tracking_provider"), item.get("custom_tracking_provider"))
                return carrier_of(provider) or provider, text(item.get("tracking_number"))
    code = _meta(order, _CODE_KEYS)
    method = " ".join(text(row.get("method_title")) for row in rows(order.get("shipping_lines"))[:5])
    return (
        carrier_of(f"{method} {_meta(order, re.compile(r'carrier|vervoerder', re.I))}") if code else carrier_of(method)
    ), code


def _name(address: Mapping[str, Any]) -> str:
    return f"{text(address.get('first_name'))} {text(address.get('last_name'))}".strip()


def _address(address: Mapping[str, Any]) -> str:
    street = f"{text(address.get('address_1'))} {text(address.get('address_2'))}".strip()
    town = f"{text(address.get('postcode'))} {text(address.get('city'))}".strip()
    return ", ".join(part for part in (street, town) if part)
