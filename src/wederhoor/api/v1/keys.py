"""Who calls: a shop's key in ``Authorization: Bearer``."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from wederhoor.shops.queries import Sight, sight_of_key


class ShopKey(HttpBearer):
    """Gives the shop within sight; an unknown or ended key gives 401."""

    def authenticate(self, request: HttpRequest, token: str) -> Sight | None:
        return sight_of_key(token)
