"""Pages on the demonstration, against a view that answers two letters, each through every layer of the program.

Run: .venv/bin/python bench/pages.py
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Any

from ground import line, own_database, p95, times_of

HOPE = 100.0  # milliseconds, at the 95th percentile


def main() -> int:
    with own_database():
        from wederhoor.demonstration.load import load

        shop = load()
        return 0 if _measured(shop) else 1


def _measured(shop: Any) -> bool:
    from django.http import HttpResponse
    from django.urls import path

    from wederhoor import urls

    urls.urlpatterns.append(path("two-letters/", lambda request: HttpResponse("ok")))
    owner, nobody = _browser(owner=True), _browser(owner=False)
    bare = median(times_of(lambda: _seen(nobody.get("/two-letters/")), times=200, warm=20))
    print(f"A bare view behind the same middleware: {bare:.2f} ms. Pages, medians of 40:")
    slowest = 0.0
    for what, ask in _pages(shop, owner, nobody).items():
        count = _statements(ask)
        taken = times_of(ask, times=40)
        worked = median(times_of(ask, times=20, clock=process_time))
        line(what, taken, against=("bare", bare), note=f"{count} statements, processor {worked:.0f} ms")
        slowest = max(slowest, p95(taken))
    print(f"Slowest page at the 95th percentile: {slowest:.1f} ms, the hope is {HOPE:g} ms.")
    return slowest < HOPE


def _pages(shop: Any, owner: Any, nobody: Any) -> dict[str, Callable[[], object]]:
    from wederhoor.demonstration.index import index

    here = f"/shop/{shop.slug}/claims/"
    message = index().case("c2").message.data
    code, token = _case(shop)
    return {
        "front door, the field": lambda: _seen(nobody.get("/")),
        "front door, the result of a pasted mail": lambda: _seen(_pasted(nobody, message)),
        "the list": lambda: _seen(owner.get(here)),
        "the list, searched": lambda: _seen(owner.get(here, {"q": "lamp"})),
        "a case": lambda: _seen(owner.get(f"{here}{code}/")),
        "the customer's page": lambda: _seen(nobody.get(f"/c/{token}/")),
        "the print of a case": lambda: _seen(owner.get(f"{here}{code}/file.pdf")),
    }


def _pasted(browser: Any, mail: bytes) -> Any:
    return browser.post("/reading/", {"message": mail.decode("utf-8", "replace")})


def _case(shop: Any) -> tuple[str, str]:
    """The parcel that never came: its code, and a link for the customer."""
    from wederhoor.claims.models import Claim
    from wederhoor.evidence.actions import make_link
    from wederhoor.shops.context import inside
    from wederhoor.shops.kinds import Actor

    with inside(shop.pk):
        claim = Claim.objects.select_related("dossier").get(order_number="KK26-1460")
        token = make_link(claim.dossier, by=Actor("bench", "owner", shop.pk))
        return claim.code, token


def _browser(*, owner: bool) -> Any:
    from django.test import Client

    from wederhoor.demonstration.load import people

    browser = Client(SERVER_NAME="localhost")
    if owner:
        person = next(person for person, role in people() if role == "owner")
        browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def _seen(answer: Any) -> bytes:
    """The whole answer; anything but 200 would be measured as a fast page."""
    if answer.status_code != 200:
        raise SystemExit(f"{answer.request['PATH_INFO']} answers {answer.status_code}")
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _statements(ask: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask()
    with CaptureQueriesContext(connection) as seen:
        ask()
    return len(seen)


if __name__ == "__main__":
    sys.exit(main())
