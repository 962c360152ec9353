"""Mollie payments: the Payment resource of API v2, with means, amounts and the check of the card (3-D Secure)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wederhoor.connect.answers import first, opened, rows, table, text
from wederhoor.connect.contract import PaperRead, Payment
from wederhoor.connect.figures import amount_of, means_of, moment_of
from wederhoor.connect.sentences import said, unreadable, words

NAME = "mollie"


def recognises(answer: Any) -> bool:
    """Whether ``answer`` (opened JSON) is a Mollie payment or a list of them."""
    payment = _payment_in(answer)
    return payment.get("resource") == "payment" or (text(payment.get("id")).startswith("tr_") and "amount" in payment)


def read(data: bytes) -> PaperRead:
    """The payment in ``data``; raises :class:`Unreadable` when its amount is not there."""
    payment = _payment_in(opened(data))
    amount = _euro(payment, "amount")
    currency = text(table(payment, "amount").get("currency")) or "EUR"
    if amount is None:
        raise unreadable("payment_incomplete", source="Mollie", what=words("het bedrag", "the amount", "der Betrag"))
    paid_at = moment_of(payment.get("paidAt"))
    security = text(table(payment, "details").get("cardSecurity"))
    made = Payment(
        provider="Mollie",
        reference=text(payment.get("id")),
        means=means_of(text(payment.get("method"))),
        amount=amount,
        paid=text(payment.get("status")) == "paid" or paid_at is not None,
        paid_at=paid_at,
        order_number=_order_number(payment),
        refunded=_euro(payment, "amountRefunded") or Decimal(0),
        charged_back=_euro(payment, "amountChargedBack") or Decimal(0),
        three_d_secure={"3dsecure": True, "normal": False}.get(security),
    )
    notes = (said("note_other_currency", currency=currency),) if currency != "EUR" else ()
    return PaperRead(NAME, payment=made if currency == "EUR" else None, notes=notes)


def _payment_in(answer: Any) -> Mapping[str, Any]:
    listed = rows(answer)
    payment = listed[0] if listed else {}
    embedded = rows(table(payment, "_embedded").get("payments"))
    return embedded[0] if embedded and payment.get("resource") != "payment" else payment


def _euro(payment: Mapping[str, Any], name: str) -> Decimal | None:
    return amount_of(table(payment, name).get("value"))


def _order_number(payment: Mapping[str, Any]) -> str:
    metadata = table(payment, "metadata")
    named = first(metadata.get("order_number"), metadata.get("order_id"), metadata.get("orderNumber"))
    if named:
        return named.lstrip("#")
    words_said = text(payment.get("description")).split()
    return next((w.strip("#.,") for w in words_said if any(sign.isdigit() for sign in w)), "")
