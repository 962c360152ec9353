"""A page of a web archive by its address: kept as it came, marked as added, with the archive's own word of when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from tests.door.test_http import says, serving
from tests.pages.shown import a_page, html
from tests.people import a_shop, actor_in

from wederhoor.flow import Refused
from wederhoor.pages import adding, archived, queries, warc
from wederhoor.pages.kinds import Sure
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

HTML = "text/html; charset=utf-8"
THEN = "Tue, 12 Mar 2019 09:30:00 GMT"


@pytest.fixture
def shop(database: dict[str, str]) -> Shop:
    return a_shop(frozen_today=None)


def test_archived_page_is_added_today_with_what_the_archive_says(shop: Shop) -> None:
    body, asked = html("Acht dagen."), []

    def handle(request: Any) -> None:
        asked.append(request.path)
        if request.path.startswith("/web/2019id_/"):
            return says(b"", 302, Location="/web/20190312093000id_/https://lampenhuis.example/av")(request)
        return says(body, Content_Type=HTML, Memento_Datetime=THEN)(request)

    with serving(handle) as address:
        url = f"{address}/web/2019/https://lampenhuis.example/av"
        found = archived.fetched(shop, url, may_be_inside=True)
    assert asked == [
        "/web/2019id_/https://lampenhuis.example/av",
        "/web/20190312093000id_/https://lampenhuis.example/av",
    ]
    with inside(shop.pk):
        page = a_page(shop)
        made = adding.add(page, found.old(shop), by=actor_in(shop))
        assert (made.origin, made.since, made.added_at.date()) == ("added", date(2019, 3, 12), timezone.now().date())
        assert queries.body_of(made)[0] == body
        exhibit = made.terms.exhibit
        assert "2019-03-12 09:30:00 UTC" in exhibit.shows
        assert exhibit.strength == 1
        # The answer that sent us on stands in the file too, and is not taken for the page.
        assert warc.read(queries.kept_of(made)).body == body
        binding = queries.terms_of(shop, moment=warc.read(queries.kept_of(made)).at)
        assert binding is not None
        assert binding.sure is Sure.ADDED


@pytest.mark.parametrize(
    ("handle", "why"),
    [
        (says(html("x"), Content_Type=HTML), "pages.add.no_archive"),
        (says(html("x"), Content_Type=HTML, Memento_Datetime="gisteren"), "pages.add.no_archive"),
        (says(html("x"), Content_Type=HTML, Memento_Datetime="Tue, 12 Mar 2999 09:30:00 GMT"), "pages.add.no_archive"),
        (says(b"weg", 404, Memento_Datetime=THEN), "pages.add.unreachable"),
        (says(b"", 302, Location="http://169.254.169.254/latest/"), "pages.add.unreachable"),
    ],
)
def test_what_is_no_archive_is_refused_in_words(shop: Shop, handle: Any, why: str) -> None:
    with serving(handle) as address, pytest.raises(Refused) as refused:
        archived.fetched(shop, f"{address}/av", may_be_inside=True)
    assert refused.value.reason == why


def test_address_inside_is_not_asked(shop: Shop) -> None:
    with pytest.raises(Refused, match="unreachable"):
        archived.fetched(shop, "http://127.0.0.1:1/web/2019/https://lampenhuis.example/av")
