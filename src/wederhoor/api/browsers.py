"""What comes from browsers on other people's pages: whose page it is, how much of it, and from which address."""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

MOST_A_MINUTE = 30
MOST_KNOWN = 20_000


class Busy(Exception):
    """More came from one address than a person sends."""

    _seen: ClassVar[OrderedDict[str, tuple[int, int]]] = OrderedDict()
    _lock: ClassVar[Lock] = Lock()

    @classmethod
    def count(cls, who: str) -> None:
        """Count one of somebody in this minute; raises :class:`Busy` beyond thirty. Kept in this process alone."""
        minute = int(time.monotonic() // 60)
        with cls._lock:
            began, number = cls._seen.pop(who, (minute, 0))
            number = number + 1 if began == minute else 1
            cls._seen[who] = (minute, number)
            while len(cls._seen) > MOST_KNOWN:
                cls._seen.popitem(last=False)
        if number > MOST_A_MINUTE:
            raise cls


def address_of(request: HttpRequest) -> str:
    """The address a request came from, past as many proxies as are trusted to say so."""
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    said = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    if trusted and len(said) >= trusted:
        return str(said[-trusted])[:60]
    return str(request.META.get("REMOTE_ADDR", ""))[:60]


def origin_in(request: HttpRequest, sites: set[str]) -> bool:
    """Whether the page that sent this is one of these sites, or one of our own."""
    origin = request.headers.get("Origin", "").lower()
    return bool(origin) and (origin in sites or origin == settings.URL)


def allowed_to(request: HttpRequest, answer: HttpResponse, sites: set[str]) -> HttpResponse:
    """The answer with what lets a page of these sites read it (Fetch standard, CORS); never with cookies."""
    answer.headers["Vary"] = "Origin"
    if origin_in(request, sites):
        answer.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
    return answer
