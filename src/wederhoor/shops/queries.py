"""Which shops a person may see, and in which role."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import key_hash


@dataclass(frozen=True)
class Sight:
    """A shop within somebody's sight: asked with one statement, before any shop is set."""

    shop_id: int
    role: str

    def actor(self, code: str, name: str = "") -> Actor:
        return Actor(code, self.role, self.shop_id, name)


@dataclass(frozen=True)
class ShopSeen:
    """A shop as the list of somebody's shops shows it."""

    shop_id: int
    slug: str
    name: str
    role: str


def sight_of(slug: str, person_id: int) -> Sight | None:
    """The shop at ``slug`` if this person works there; otherwise ``None``, as if it did not exist."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT shop_id, role FROM membership_of(%s, %s)", [slug, person_id])
        row = cursor.fetchone()
    return Sight(*row) if row else None


def shops_of(person_id: int) -> list[ShopSeen]:
    """Every shop this person works in, by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT shop_id, slug, name, role FROM shops_of(%s)", [person_id])
        return [ShopSeen(*row) for row in cursor.fetchall()]


def sight_of_key(key: str) -> Sight | None:
    """The shop a program's key opens, as an agent of it; ``None`` for an unknown or ended key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT shop_id FROM shop_of_key(%s)", [key_hash(key)])
        row = cursor.fetchone()
    return Sight(row[0], "agent") if row else None
