"""Looking at real pages over a real connection: kept, refused, or put down as missed with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.door.test_http import says, serving
from tests.pages.shown import html
from tests.people import a_shop, actor_in
from warcio.archiveiterator import ArchiveIterator

from wederhoor.pages import capturing, queries, watching
from wederhoor.pages.kinds import Kind, Missed
from wederhoor.pages.models import PageVersion, Sighting, WatchedPage
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop


@pytest.fixture
def shop(database: dict[str, str], settings: Any) -> Iterator[Shop]:
    settings.CHROMIUM = "none"
    return a_shop(frozen_today=None)


def watched(shop: Shop, url: str) -> WatchedPage:
    with inside(shop.pk):
        return watching.watch(shop, Kind.TERMS, "Voorwaarden", url, by=actor_in(shop))


def looked(shop: Shop, handle: Any, **more: Any) -> Sighting:
    with serving(handle) as address:
        page = watched(shop, f"{address}/voorwaarden")
        found = capturing.look(shop.pk, page.pk, may_be_inside=more.get("may_be_inside", True))
    assert found is not None
    return found


def test_page_is_kept_as_it_was_served(shop: Shop) -> None:
    body = html("Veertien dagen.")
    found = looked(shop, says(body, Content_Type="text/html; charset=utf-8", Set_Cookie="a=b"))
    with inside(shop.pk):
        version = PageVersion.objects.select_related("terms__exhibit").get()
        assert queries.body_of(version)[0] == body
        assert found.version_id == version.pk


def test_page_that_sends_on_leaves_every_step_in_the_archive(shop: Shop) -> None:
    body = html("Veertien dagen.")

    def handle(request: Any) -> None:
        if request.path == "/voorwaarden":
            return says(b"elders", 301, Location="/nieuw", Content_Type="text/html")(request)
        return says(body, Content_Type="text/html; charset=utf-8")(request)

    found = looked(shop, handle)
    assert found.url.endswith("/nieuw")
    with inside(shop.pk):
        version = PageVersion.objects.select_related("terms__exhibit").get()
        said = [
            (urlsplit(r.rec_headers.get_header("WARC-Target-URI")).path, r.http_headers.get_statuscode())
            for r in ArchiveIterator(BytesIO(queries.kept_of(version)))
            if r.rec_type == "response"
        ]
        assert said == [("/voorwaarden", "301"), ("/nieuw", "200")]
        assert queries.body_of(version)[0] == body


@pytest.mark.parametrize(
    ("handle", "why"),
    [
        (says(b"weg", 404), Missed.STATUS),
        (says(b"\x89PNG", Content_Type="image/png"), Missed.SORT),
        (says(b"<html><body><script>x()</script></body>", Content_Type="text/html"), Missed.EMPTY),
        (says(b"x" * (capturing.MOST_BYTES + 1), Content_Type="text/plain"), Missed.UNREACHABLE),
        (says(b"", 302, Location="http://169.254.169.254/latest/"), Missed.REFUSED),
        (says(b"", 302, Location="http://localhost:1/"), Missed.REFUSED),
    ],
)
def test_what_brings_no_version_says_why_and_what_was_kept_stays(shop: Shop, handle: Any, why: Missed) -> None:
    found = looked(shop, handle)
    assert (found.problem, found.version_id) == (why, None)
    with inside(shop.pk):
        assert WatchedPage.objects.get().problem == why
        assert not PageVersion.objects.exists()


def test_address_inside_is_not_asked(shop: Shop) -> None:
    asked = []

    def handle(request: Any) -> None:
        asked.append(request.path)
        says(b"secret")(request)

    found = looked(shop, handle, may_be_inside=False)
    assert found.problem == Missed.REFUSED
    assert asked == []


def test_page_that_is_due_is_taken_once(shop: Shop) -> None:
    page = watched(shop, "https://lampenhuis.example/")
    with inside(shop.pk):
        now = WatchedPage.objects.get().next_at
    assert now is not None
    assert capturing.due(shop.pk, now) == [page.pk]
    assert capturing.due(shop.pk, now) == []
    with inside(shop.pk):
        following = WatchedPage.objects.get().next_at
    assert following is not None
    assert now < following <= now + watching.EVERY


def test_demonstration_is_not_looked_at_by_itself(database: dict[str, str]) -> None:
    shop = a_shop()
    watched(shop, "https://lampenhuis.example/")
    with inside(shop.pk):
        assert WatchedPage.objects.get().next_at is None
