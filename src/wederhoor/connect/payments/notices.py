"""What payment providers report at the door: Stripe and PayPal events, Adyen notifications, and Mollie's bare ids.

Shapes: https://docs.stripe.com/api/events, https://developer.paypal.com/api/rest/webhooks/event-names,
https://docs.adyen.com/development-resources/webhooks/webhook-types, https://docs.mollie.com/reference/webhooks.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qs

from wederhoor.connect.contract import Unreadable
from wederhoor.connect.payments.shapes import PaymentMoment, kind_of, order_of

PROVIDERS = ("stripe", "mollie", "paypal", "adyen")
LARGEST = 256 * 1024  # bytes
STRIPE_PATIENCE = 300  # seconds a signature may be old
MOST = 200  # notifications in one report
FIRST_YEAR = 1995  # a year before it is no moment of a payment on the web
# Currencies without cents, and with three decimals, in the smallest unit of which Stripe and Adyen count.
_WHOLE = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_THREE = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def moments_in(provider: str, raw: bytes, came: datetime) -> list[PaymentMoment]:
    """What a report tells; an empty list for one that is about something else. Raises :class:`Unreadable`."""
    if provider == "mollie":
        return [_mollie(raw, came)]
    said = _opened(raw)
    try:
        return list({"stripe": _stripe, "paypal": _paypal, "adyen": _adyen}[provider](said, came))
    except (AttributeError, TypeError, ValueError, OverflowError, OSError, InvalidOperation):
        raise Unreadable("this is not a report of the kind this provider sends") from None


def signature_holds(provider: str, raw: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> bool | None:
    """Whether a report was signed with the shop's secret; ``None`` for a provider that signs nothing we can check."""
    if not secret or provider not in ("stripe", "adyen"):
        return None
    if provider == "stripe":
        return _stripe_holds(raw, headers.get("stripe-signature", ""), secret, now)
    return _adyen_holds(raw, secret)


def _opened(raw: bytes) -> dict[str, Any]:
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Unreadable("this is not whole JSON")
    return said


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _smallest(value: Any, currency: str) -> Decimal | None:
    """An amount told in the smallest unit of its currency."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 10**15:
        return None
    return Decimal(value).scaleb(0 if currency in _WHOLE else -3 if currency in _THREE else -2)


def _plain(value: Any, most: int = 80) -> str:
    return "".join(c for c in str(value if value is not None else "") if c.isprintable())[:most]


# ------------------------------------------------------------------------------------------------------------- stripe


def _stripe(said: Mapping[str, Any], came: datetime) -> Iterator[PaymentMoment]:
    about = _table(_table(said.get("data")).get("object"))
    if not isinstance(said.get("type"), str) or not about:
        raise Unreadable("this is not an event")
    currency = _plain(about.get("currency"), 3).upper()
    means = _table(about.get("payment_method_details"))
    metadata = _table(about.get("metadata"))
    amount = about.get("amount_refunded") if "refund" in said["type"] and "amount_refunded" in about else None
    yield PaymentMoment(
        provider="stripe",
        at=_in_time(datetime.fromtimestamp(int(said["created"]), UTC), came) if said.get("created") else came,
        kind=kind_of(_plain(about.get("status")) if "failed" in said["type"] else "", said["type"]),
        reference=_plain(about.get("payment_intent") or about.get("charge") or about.get("id")),
        amount=_smallest(about.get("amount") if amount is None else amount, currency),
        currency=currency,
        order_number=order_of(
            *(metadata.get(n) for n in ("order_number", "order_id", "order")), about.get("description")
        ),
        method=_plain(means.get("type"), 30),
        last4=_plain(_table(means.get("card")).get("last4"), 4),
        status=_plain(about.get("status") or said["type"], 60),
        email=_plain(about.get("receipt_email") or _table(about.get("billing_details")).get("email"), 254),
    )


def _stripe_holds(raw: bytes, header: str, secret: str, now: datetime) -> bool:
    """https://docs.stripe.com/webhooks#verify-manually: HMAC-SHA256 over ``t.body``, any of the v1 signatures."""
    pairs = [part.strip().split("=", 1) for part in header.split(",") if "=" in part]
    moments = [value for name, value in pairs if name == "t" and value.isascii() and value.isdigit()][:1]
    if not moments or len(moments[0]) > 11 or abs(now.timestamp() - int(moments[0])) > STRIPE_PATIENCE:
        return False
    made = hmac.new(secret.encode(), moments[0].encode() + b"." + raw, hashlib.sha256).hexdigest()
    return any(hmac.compare_digest(made.encode(), value.encode()) for name, value in pairs if name == "v1")


# ------------------------------------------------------------------------------------------------------------- adyen


def _adyen_items(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = said.get("notificationItems")
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST:
        raise Unreadable("there are no notifications in it")
    return [_table(_table(one).get("NotificationRequestItem")) for one in listed]


def _adyen(said: Mapping[str, Any], came: datetime) -> Iterator[PaymentMoment]:
    for item in _adyen_items(said):
        money, more = _table(item.get("amount")), _table(item.get("additionalData"))
        currency = _plain(money.get("currency"), 3).upper()
        went = str(item.get("success")).lower() == "true"
        event = _plain(item.get("eventCode"), 40)
        yield PaymentMoment(
            provider="adyen",
            at=_moment(item.get("eventDate"), came),
            kind=kind_of(event) if went else "failed",
            reference=_plain(item.get("originalReference") or item.get("pspReference")),
            amount=_smallest(money.get("value"), currency),
            currency=currency,
            order_number=order_of(item.get("merchantReference")),
            method=_plain(item.get("paymentMethod"), 30),
            last4=_plain(more.get("cardSummary"), 4),
            status=f"{event} {'success' if went else 'no success'}",
            email=_plain(more.get("shopperEmail"), 254),
        )


def _adyen_holds(raw: bytes, secret: str) -> bool:
    """Each item is signed: https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures."""
    try:
        key, items = bytes.fromhex(secret), _adyen_items(_opened(raw))
    except (ValueError, Unreadable):
        return False
    return all(hmac.compare_digest(_adyen_signature(item, key), _adyen_said(item)) for item in items)


def _adyen_signature(item: Mapping[str, Any], key: bytes) -> bytes:
    money = _table(item.get("amount"))
    names = ("pspReference", "originalReference", "merchantAccountCode", "merchantReference")
    said = [item.get(name, "") for name in names]
    said += [money.get("value", ""), money.get("currency", ""), item.get("eventCode", ""), item.get("success", "")]
    told = ":".join("" if one is None else str(one) for one in said)
    return base64.b64encode(hmac.new(key, told.encode(), hashlib.sha256).digest())


def _adyen_said(item: Mapping[str, Any]) -> bytes:
    return str(_table(item.get("additionalData")).get("hmacSignature", "")).encode()


# ----------------------------------------------------------------------------------------------------- paypal, mollie


def _paypal(said: Mapping[str, Any], came: datetime) -> Iterator[PaymentMoment]:
    about = _table(said.get("resource"))
    if not isinstance(said.get("event_type"), str) or not about:
        raise Unreadable("this is not an event")
    money = _table(about.get("amount") or about.get("dispute_amount"))
    value = money.get("value", money.get("total"))
    yield PaymentMoment(
        provider="paypal",
        at=_moment(said.get("create_time"), came),
        kind=kind_of(said["event_type"]),
        reference=_plain(about.get("id") or about.get("dispute_id")),
        amount=Decimal(str(value)[:20]) if value is not None else None,
        currency=_plain(money.get("currency_code") or money.get("currency"), 3),
        order_number=order_of(about.get("invoice_id"), about.get("invoice_number"), about.get("custom_id")),
        method="paypal",
        status=_plain(about.get("status") or about.get("state") or said["event_type"], 60),
        email=_plain(_table(about.get("payer")).get("email_address"), 254),
    )


def _mollie(raw: bytes, came: datetime) -> PaymentMoment:
    """Mollie names the payment and says nothing of it; that it did so at this moment is all this shows."""
    try:
        given = parse_qs(raw.decode("ascii", "replace"), max_num_fields=5)
    except ValueError:
        given = {}  # more fields than it ever sends
    reference = (given.get("id") or [""])[0]
    if not reference.replace("_", "").isalnum() or len(reference) > 60:
        raise Unreadable("there is no id in it")
    return PaymentMoment("mollie", came, "other", reference, status="reported")


def _moment(said: Any, otherwise: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(str(said))
    except ValueError:
        return otherwise
    return _in_time(at, otherwise) if at.tzinfo else otherwise


def _in_time(at: datetime, otherwise: datetime) -> datetime:
    return at if at.year >= FIRST_YEAR else otherwise
