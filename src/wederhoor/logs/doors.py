"""The door at which payment providers report: bytes kept for good first, then answered; each report once.

Who knows the address may report, and the signature says whether it was the provider: with a secret set, a report whose
signature does not hold is not kept at all. Mollie signs nothing and names a payment only; that it did is what is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from wederhoor.connect.payments.notices import LARGEST, PROVIDERS, moments_in, signature_holds
from wederhoor.connect.payments.shapes import PaymentMoment as Told
from wederhoor.evidence.plain import storable
from wederhoor.flow import No, Permit, Refused, Yes, require
from wederhoor.journal.record import Entry, record, record_all
from wederhoor.logs import policy
from wederhoor.logs.intake import secret_of
from wederhoor.logs.models import PaymentDoor, PaymentMoment, PaymentNotice, key_of, token_hash
from wederhoor.logs.rows import hashed
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

MOST_DOORS = 20
AHEAD = timedelta(minutes=5)
ACT = "payment.reported"


class Report(NamedTuple):
    """What became of a report: its notice, and whether it was new."""

    notice: PaymentNotice
    is_new: bool


def make_door(shop: Shop, provider: str, secret: str = "", *, by: Actor) -> str:
    """A new address for one provider; the token in it is shown once. Inside the shop."""
    require(policy.may_choose(by))
    require(_may_make(shop, provider, secret))
    token = secrets.token_urlsafe(16)  # 128 bits
    PaymentDoor.objects.create(
        shop=shop, provider=provider, token_hash=token_hash(token), secret=secret.strip(), made_by=by.code
    )
    said = {"provider": provider, "signed": bool(secret.strip())}
    record("payment-door.made", subject=shop.code, actor=by.code, shop_id=shop.pk, payload=said)
    return token


def _may_make(shop: Shop, provider: str, secret: str) -> Permit:
    if provider not in PROVIDERS:
        return No("logs.door.provider")
    if len(secret) > 200 or not secret.isascii() or (provider == "adyen" and secret and not _is_hex(secret.strip())):
        return No("logs.door.secret")
    many = PaymentDoor.objects.filter(shop=shop, ended_at=None).count() >= MOST_DOORS
    return No("logs.door.many") if many else Yes()


def _is_hex(text: str) -> bool:
    try:
        return bool(bytes.fromhex(text))
    except ValueError:
        return False


def end_door(door: PaymentDoor, *, by: Actor) -> None:
    """From now on nothing is taken in there; ending it twice changes nothing."""
    require(policy.may_choose(by))
    if door.ended_at is not None:
        return
    door.ended_at = timezone.now()
    door.save(update_fields=["ended_at"])
    said = {"provider": door.provider}
    record("payment-door.ended", subject=door.shop.code, actor=by.code, shop_id=door.shop_id, payload=said)


def shop_behind(provider: str, token: str) -> tuple[int, int] | None:
    """``(shop_id, door_id)`` of an open door, or ``None``; asked before any shop is set."""
    if provider not in PROVIDERS:
        return None  # also signs that a database refuses
    with connection.cursor() as cursor:
        cursor.execute("SELECT shop_id, door_id FROM door_of_payments(%s, %s)", [provider, token_hash(token)])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def report(door: PaymentDoor, raw: bytes, headers: Mapping[str, str]) -> Report:
    """Keep what a provider reported, in the transaction one is in; the same report twice is one.

    Raises :class:`~wederhoor.flow.Refused` for a signature that does not hold and for what is too large, and
    :class:`~wederhoor.connect.contract.Unreadable` for what is no report; nothing was kept then.
    """
    now = timezone.now()
    if len(raw) > LARGEST:
        raise Refused("logs.door.large")
    holds = signature_holds(door.provider, raw, headers, door.secret, now)
    if holds is False:
        raise Refused("logs.door.signature")
    told = moments_in(door.provider, raw, now)
    sha256 = hashlib.sha256(_same(door.provider, raw, now)).hexdigest()
    known = PaymentNotice.objects.filter(shop=door.shop, provider=door.provider, sha256=sha256).first()
    if known is not None:
        return Report(known, False)
    try:
        with transaction.atomic():
            return Report(_kept(door, raw, sha256, told, "yes" if holds else "unsigned", now), True)
    except IntegrityError:
        return Report(PaymentNotice.objects.get(shop=door.shop, provider=door.provider, sha256=sha256), False)


def _same(provider: str, raw: bytes, now: datetime) -> bytes:
    """What makes a report the same: its bytes; of Mollie, which says the same each time, also the minute."""
    return raw + f"\n{now:%Y-%m-%dT%H:%M}".encode() if provider == "mollie" else raw


def _kept(door: PaymentDoor, raw: bytes, sha256: str, told: list[Told], checked: str, now: datetime) -> PaymentNotice:
    shop = door.shop
    kept = [_not_ahead(one, now) for one in told]
    said = {"provider": door.provider, "sha256": sha256, "checked": checked, "moments": [_said(one) for one in kept]}
    key = key_of(shop.code, now)
    [line] = record_all([Entry(ACT, shop.code, "system", said, shop.pk, now, key)])
    notice = PaymentNotice.objects.create(
        shop=shop,
        provider=door.provider,
        sha256=sha256,
        raw=raw.decode("utf-8", "replace"),
        checked=checked,
        at=min((one.at for one in kept), default=now),
        reported_at=now,
        line=line.pk,
    )
    for one in kept:
        PaymentMoment.objects.create(
            shop=shop,
            notice=notice,
            order_number=storable(one.order_number)[:40].upper(),
            reference=storable(one.reference)[:80],
            mail=hashed(secret_of(shop.code), one.email.strip().lower()) if one.email else "",
            is_card=one.is_card,
            at=one.at,
            said=_said(one),
        )
    return notice


def _not_ahead(one: Told, now: datetime) -> Told:
    """A moment in the future is that of a clock that runs ahead; it counts as the moment it came."""
    from dataclasses import replace

    return replace(one, at=now, status=f"{one.status} (clock ahead)"[:60]) if one.at > now + AHEAD else one


def _said(one: Told) -> dict[str, str]:
    """What is kept of a moment; the e-mail address stands in the report alone."""
    told = {
        "provider": one.provider,
        "at": one.at.isoformat(),
        "kind": one.kind,
        "reference": one.reference,
        "amount": "" if one.amount is None else format(one.amount, "f"),
        "currency": one.currency,
        "order": one.order_number,
        "method": one.method,
        "last4": one.last4,
        "status": one.status,
    }
    return {name: str(storable(value)) for name, value in told.items() if value}
