"""What every page may show: whether this is the demonstration and which day it is there, and the shop one is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from wederhoor.shops.models import Shop


@dataclass(frozen=True)
class Demonstration:
    """The frozen day of a demonstration shop."""

    today: date

    @classmethod
    def of(cls, shop: Shop) -> Demonstration | None:
        return cls(shop.frozen_today) if shop.frozen_today else None


def page(request: HttpRequest) -> dict[str, Any]:
    """Set by the views through ``request``; a page without a shop shows neither."""
    return {
        "demonstration": getattr(request, "demonstration", None),
        "shop_here": getattr(request, "shop_here", None),
    }
