"""Who calls: a shop's key in ``Authorization: Bearer``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from wederhoor.shops.context import inside_of_key
from wederhoor.shops.models import key_hash
from wederhoor.shops.queries import Sight, sight_of_key


class ShopKey(HttpBearer):
    """Gives the shop within sight; an unknown or ended key gives 401."""

    def authenticate(self, request: HttpRequest, token: str) -> Sight | None:
        return sight_of_key(token)


class KeyAtTheDoor(HttpBearer):
    """Gives the key itself, for addresses that look it up in the transaction of the act: see :func:`entered`."""

    def authenticate(self, request: HttpRequest, token: str) -> bytes | None:
        return key_hash(token)


@contextmanager
def entered(request: HttpRequest) -> Iterator[Sight]:
    """The transaction inside the shop whose key came along; raises ``AuthenticationError`` (401) when it opens none."""
    given: bytes = request.auth  # type: ignore[attr-defined]  # ninja puts what the key gave there
    with inside_of_key(given) as shop_id:
        if shop_id is None:
            raise AuthenticationError
        yield Sight(shop_id, "agent")
