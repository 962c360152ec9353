"""The words for a confirmation mail: what was agreed to and when, and where anybody reads that very version again."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from wederhoor.pages.models import Acceptance
from wederhoor.shops.models import Shop

LANGUAGES = ("nl", "en", "de")


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def says(name: str, language: str, **slots: object) -> str:
    """A sentence of this department in nl, en or de; English for any other."""
    return _words()[language if language in LANGUAGES else "en"][name].format(**slots)


def address_of(row: Acceptance) -> str:
    """Where anybody with the code reads the version that was accepted."""
    return f"{settings.URL}/terms/{row.token}/"


def receipt_of(row: Acceptance, shop: Shop, language: str = "") -> str:
    """One sentence for the confirmation mail, in the language of the shop unless another is asked."""
    at = row.at.astimezone(ZoneInfo(shop.zone))
    name = "receipt" if row.is_ticked else "receipt_unticked"
    where = {"at": f"{at:%d-%m-%Y %H:%M}", "page": row.version.page.name, "shop": shop.name, "url": address_of(row)}
    return says(name, language or shop.language, **where)
