"""Opening a shop, changing what its letters say about it, and who works there."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from wederhoor import codes
from wederhoor.flow import Refused, require
from wederhoor.journal.record import record
from wederhoor.shops import policy
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor, Role
from wederhoor.shops.models import ApiKey, Membership, Shop, key_hash

CHANGEABLE = frozenset(
    {
        "name",
        "legal_name",
        "kvk",
        "vat",
        "address",
        "email",
        "phone",
        "signer",
        "form",
        "language",
        "trustmark",
        "trustmark_days",
        "withdrawal_url",
        "privacy_url",
        "terms_url",
        "answer_days",
        "receipts_allowed",
    }
)


def open_shop(name: str, *, by_person: int, by_code: str, **details: Any) -> Shop:
    """A new shop with this person as its owner. Raises :class:`Refused` when the address is taken three times over."""
    for attempt in range(3):
        slug = (slugify(name) or "winkel")[:50] + (f"-{attempt + 1}" if attempt else "")
        try:
            with transaction.atomic():
                return _opened(name, slug, by_person, by_code, details)
        except IntegrityError:
            continue
    raise Refused("shops.open.taken")


def _opened(name: str, slug: str, by_person: int, by_code: str, details: dict[str, Any]) -> Shop:
    shop = Shop.objects.create(code=codes.new_code(), slug=slug, name=name, **details)
    with inside(shop.pk):
        Membership.objects.create(shop=shop, person_id=by_person, role=Role.OWNER.value)
        record("shop.opened", subject=shop.code, actor=by_code, shop_id=shop.pk, payload={"name": name})
    return shop


def change(shop: Shop, values: dict[str, Any], *, by: Actor) -> None:
    """Change what letters and pages say about the shop; ``values`` may hold the names of ``CHANGEABLE`` only."""
    require(policy.may_change(by))
    unknown = set(values) - CHANGEABLE
    if unknown:
        raise ValueError(f"not changeable: {sorted(unknown)}")
    for name, value in values.items():
        setattr(shop, name, value)
    shop.save(update_fields=sorted(values))
    record("shop.changed", subject=shop.code, actor=by.code, shop_id=shop.pk, payload={"fields": sorted(values)})


def add_member(shop: Shop, person_id: int, role: Role, *, by: Actor) -> Membership:
    """Give a person a role, or another one."""
    require(policy.may_change(by))
    member, _ = Membership.objects.update_or_create(shop=shop, person_id=person_id, defaults={"role": role.value})
    record("member.added", subject=shop.code, actor=by.code, shop_id=shop.pk, payload={"role": role.value})
    return member


def remove_member(shop: Shop, member: Membership, *, by: Actor) -> None:
    """Take somebody's role away; what they did stays on record."""
    owners = shop.memberships.filter(role=Role.OWNER.value).count()
    require(policy.may_remove(by, member, owners))
    member.delete()
    record("member.removed", subject=shop.code, actor=by.code, shop_id=shop.pk, payload={"role": member.role})


def make_key(shop: Shop, name: str, *, by: Actor) -> str:
    """A new key for the shop's own programs; it is shown once and never again."""
    require(policy.may_change(by))
    key = f"wh_{secrets.token_urlsafe(32)}"
    ApiKey.objects.create(shop=shop, name=name[:80], key_hash=key_hash(key), made_by=by.code)
    record("key.made", subject=shop.code, actor=by.code, shop_id=shop.pk, payload={"name": name[:80]})
    return key


def end_key(key: ApiKey, *, by: Actor) -> None:
    """From now on the key opens nothing."""
    require(policy.may_change(by))
    key.ended_at = timezone.now()
    key.save(update_fields=["ended_at"])
    record("key.ended", subject=key.shop.code, actor=by.code, shop_id=key.shop_id, payload={"name": key.name})
