"""What the page needs to know of a shop, in a small file: the page is there when the database is not."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from wederhoor.door.durable import flush, make_folder, replace
from wederhoor.shops.models import Shop

_SLUG = re.compile(r"[A-Za-z0-9_-]{1,60}")


@dataclass(frozen=True)
class Card:
    """A shop that offers the function, as its page and receipts name it; ``frozen`` is a demonstration's day."""

    shop_id: int
    code: str
    slug: str
    name: str
    legal_name: str
    address: str
    email: str
    phone: str
    kvk: str
    language: str
    zone: str
    privacy_url: str
    frozen: str = ""

    def local(self, at: datetime) -> datetime:
        """A moment on the shop's own clock; in a demonstration on its own day."""
        there = at.astimezone(ZoneInfo(self.zone))
        return datetime.combine(date.fromisoformat(self.frozen), there.timetz()) if self.frozen else there

    @property
    def key(self) -> str:
        """The name of the key under which statements lie until the database has them."""
        return f"{self.code}.withdrawals"


def card_of(shop: Shop) -> Card:
    """The card of a shop as it is now."""
    return Card(
        shop_id=shop.pk,
        code=shop.code,
        slug=shop.slug,
        name=shop.name,
        legal_name=shop.legal_name,
        address=shop.address,
        email=shop.email,
        phone=shop.phone,
        kvk=shop.kvk,
        language=shop.language,
        zone=shop.zone,
        privacy_url=shop.privacy_url,
        frozen=shop.frozen_today.isoformat() if shop.frozen_today else "",
    )


def card_at(slug: str) -> Card | None:
    """The card of the shop at ``slug``; ``None`` where the function is not offered."""
    if not _SLUG.fullmatch(slug):
        return None
    try:
        return Card(**json.loads(_path(slug).read_bytes()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def put(card: Card) -> None:
    """Write the card; whoever reads it meanwhile sees the one before or this one."""
    make_folder(_folder())
    replace(_path(card.slug), json.dumps(asdict(card), ensure_ascii=False).encode())


def take_away(slug: str) -> None:
    """The function is no longer offered."""
    _path(slug).unlink(missing_ok=True)
    if _folder().is_dir():
        flush(_folder())


def _folder() -> Path:
    return Path(settings.WITHDRAWALS) / "cards"


def _path(slug: str) -> Path:
    return _folder() / f"{slug}.json"
