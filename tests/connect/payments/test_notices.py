"""Reports of providers: moments out of them, signatures that hold and that do not, and bytes that are no report."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from wederhoor.connect.contract import Unreadable
from wederhoor.connect.payments.notices import MOST, moments_in, signature_holds

NOW = datetime(2026, 10, 5, 9, 31, tzinfo=UTC)
SECRET, KEY = "whsec_test", "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"


def stripe(**about: Any) -> bytes:
    usual = {"id": "ch_1", "payment_intent": "pi_1", "amount": 8900, "currency": "eur", "status": "succeeded"}
    said = {"type": "charge.succeeded", "created": int(NOW.timestamp()), "data": {"object": {**usual, **about}}}
    return json.dumps(said).encode()


def adyen(success: str = "true", event: str = "AUTHORISATION", **more: Any) -> dict[str, Any]:
    said: dict[str, Any] = {"pspReference": "7914073381342284", "originalReference": "", "success": success}
    said |= {"merchantAccountCode": "TestMerchant", "merchantReference": "LH-2041", "eventCode": event}
    said |= {"amount": {"value": 8900, "currency": "EUR"}, "eventDate": "2026-10-05T11:31:00+02:00", **more}
    names = ("pspReference", "originalReference", "merchantAccountCode", "merchantReference")
    told = ":".join([*(said[n] for n in names), "8900", "EUR", event, success])
    signature = base64.b64encode(hmac.new(bytes.fromhex(KEY), told.encode(), hashlib.sha256).digest()).decode()
    return {**said, "additionalData": {"hmacSignature": signature, "cardSummary": "1111"}}


def notifications(*items: dict[str, Any]) -> bytes:
    return json.dumps({"live": "true", "notificationItems": [{"NotificationRequestItem": i} for i in items]}).encode()


def signed(raw: bytes, *, at: datetime = NOW, secret: str = SECRET) -> dict[str, str]:
    moment = str(int(at.timestamp()))
    made = hmac.new(secret.encode(), moment.encode() + b"." + raw, hashlib.sha256).hexdigest()
    return {"stripe-signature": f"t={moment},v1={made},v0=old"}


def test_stripe_signature_holds_for_these_bytes_at_this_time_with_this_secret_alone() -> None:
    raw = stripe()

    def holds(raw: bytes, headers: dict[str, str], now: datetime = NOW) -> bool | None:
        return signature_holds("stripe", raw, headers, SECRET, now)

    assert holds(raw, signed(raw)) is True
    assert holds(raw + b" ", signed(raw)) is False
    assert holds(raw, signed(raw, secret="whsec_other")) is False
    assert holds(raw, signed(raw), NOW.replace(hour=10)) is False
    assert holds(raw, signed(raw, at=NOW.replace(hour=10))) is False
    assert holds(raw, {}) is False


@pytest.mark.parametrize("header", ["t=²,v1=00", "t=,v1=", "t=999999999999,v1=00", "t=-1,v1=é", ",,==", "v1=00"])
def test_header_that_is_no_signature_does_not_hold(header: str) -> None:
    assert signature_holds("stripe", stripe(), {"stripe-signature": header}, SECRET, NOW) is False


def test_adyen_signature_holds_for_every_item_or_not_at_all() -> None:
    good, other = adyen(), adyen(event="CAPTURE")
    changed = {**other, "amount": {"value": 1, "currency": "EUR"}}
    assert signature_holds("adyen", notifications(good, other), {}, KEY, NOW) is True
    assert signature_holds("adyen", notifications(good, changed), {}, KEY, NOW) is False
    assert signature_holds("adyen", notifications(good), {}, "00" * 32, NOW) is False
    assert signature_holds("adyen", notifications({**good, "additionalData": {}}), {}, KEY, NOW) is False
    assert signature_holds("adyen", b"[]", {}, KEY, NOW) is False


def test_provider_that_signs_nothing_is_neither_true_nor_false() -> None:
    assert signature_holds("mollie", b"id=tr_1", {}, "x", NOW) is None
    assert signature_holds("stripe", stripe(), {}, "", NOW) is None


def test_stripe_event_tells_order_amount_and_refund() -> None:
    [paid] = moments_in("stripe", stripe(metadata={"order_id": "LH-2041"}), NOW)
    assert (paid.kind, paid.amount, paid.order_number, paid.reference) == ("paid", Decimal(89), "LH-2041", "pi_1")
    raw = stripe(amount_refunded=500).replace(b"charge.succeeded", b"charge.refunded")
    [back] = moments_in("stripe", raw, NOW)
    assert (back.kind, back.amount) == ("refunded", Decimal(5))
    [yen] = moments_in("stripe", stripe(currency="jpy"), NOW)
    assert yen.amount == 8900


def test_adyen_paypal_and_mollie_tell_what_happened() -> None:
    paid, failed = moments_in("adyen", notifications(adyen(), adyen("false", "REFUND")), NOW)
    assert (paid.kind, failed.kind, paid.last4, paid.at) == ("authorised", "failed", "1111", NOW)
    raw = {"event_type": "CUSTOMER.DISPUTE.CREATED", "create_time": "2026-10-05T09:31:00Z"}
    raw |= {"resource": {"dispute_id": "PP-D-1", "dispute_amount": {"currency_code": "EUR", "value": "89.00"}}}
    [dispute] = moments_in("paypal", json.dumps(raw).encode(), NOW)
    assert (dispute.kind, dispute.amount, dispute.reference) == ("dispute", Decimal(89), "PP-D-1")
    [named] = moments_in("mollie", b"id=tr_7UhSN1zuXS", NOW)
    assert (named.kind, named.reference, named.amount) == ("other", "tr_7UhSN1zuXS", None)


@pytest.mark.parametrize("said", ["0001-01-01T00:00:00+14:00", "later", None, 5])
def test_moment_that_is_none_counts_as_the_moment_it_came(said: Any) -> None:
    [one] = moments_in("adyen", notifications(adyen(eventDate=said)), NOW)
    assert one.at == NOW
    [two] = moments_in("stripe", stripe().replace(str(int(NOW.timestamp())).encode(), b"-62135596800"), NOW)
    assert two.at == NOW


@pytest.mark.parametrize(
    ("provider", "raw"),
    [
        ("stripe", b"{}"),
        ("stripe", b"\xff\xfe"),
        ("stripe", b"[" * 100_000),
        ("stripe", b'{"type": "a", "created": 1e400, "data": {"object": {"id": 1}}}'),
        ("adyen", b'{"notificationItems": []}'),
        ("adyen", notifications(*[adyen()] * (MOST + 1))),
        ("paypal", b'{"event_type": 5, "resource": {"id": 1}}'),
        ("paypal", b'{"event_type": "A", "resource": {"id": 1, "amount": {"value": "veel"}}}'),
        ("mollie", b"id=../../x"),
        ("mollie", b"&" * 100),
    ],
)
def test_bytes_that_are_no_report_are_refused(provider: str, raw: bytes) -> None:
    with pytest.raises(Unreadable):
        moments_in(provider, raw, NOW)
