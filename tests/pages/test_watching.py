"""Looks at a page: the same words extend a version, other words begin one, and what was seen stays as it was seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.pages.shown import DAY, FIRST, a_page, html, seen
from tests.people import a_shop, actor_in

from wederhoor.evidence.actions import bytes_of
from wederhoor.flow import Refused
from wederhoor.journal.models import Line
from wederhoor.pages import queries, warc, watching
from wederhoor.pages.kinds import Kind, Missed
from wederhoor.pages.models import PageVersion, Sighting, WatchedPage
from wederhoor.pages.words import compared
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop


@pytest.fixture
def shop(database: dict[str, str]) -> Iterator[Shop]:
    made = a_shop(frozen_today=None)
    with inside(made.pk):
        yield made


def test_same_words_in_other_bytes_extend_the_version(shop: Shop) -> None:
    page = a_page(shop)
    first = seen(page, "Veertien dagen.", FIRST, "a")
    second = seen(page, "Veertien dagen.", FIRST + DAY, "b")
    assert second.pk == first.pk
    kept = PageVersion.objects.get()
    assert (kept.seen_from, kept.seen_until) == (FIRST, FIRST + DAY)
    looks = Sighting.objects.order_by("at")
    assert len({look.body_sha256 for look in looks}) == 2
    assert [look.warc_id is not None for look in looks] == [True, False]


def test_other_words_begin_a_version_and_the_old_ones_again_another(shop: Shop) -> None:
    page = a_page(shop)
    versions = [seen(page, words, FIRST + n * DAY) for n, words in enumerate(["Een.", "Twee.", "Een."])]
    assert [v.number for v in versions] == [1, 2, 3]
    assert versions[0].words_sha256 == versions[2].words_sha256


def test_bytes_are_kept_again_at_the_first_look_of_a_month(shop: Shop) -> None:
    page = a_page(shop)
    for days in (0, 1, 30, 31):
        seen(page, "Een.", FIRST + days * DAY, f"t{days}")
    kept = [look.warc_id is not None for look in Sighting.objects.order_by("at")]
    assert kept == [True, False, True, False]


def test_page_is_read_back_from_the_archive_to_the_byte(shop: Shop) -> None:
    version = seen(a_page(shop), "Veertien dagen.", FIRST)
    found = warc.read(bytes_of(version.terms.exhibit))
    assert found.body == html("Veertien dagen.")
    assert found.sha256 == version.body_sha256
    assert found.at == FIRST
    assert queries.words_in(version) == "Algemene voorwaarden\nVeertien dagen."


def test_look_that_brought_nothing_is_put_down_and_begins_no_version(shop: Shop) -> None:
    page = a_page(shop)
    seen(page, "Een.", FIRST)
    by = actor_in(shop, "system")
    watching.keep_missed(page, Missed.STATUS, "HTTP 503", FIRST + DAY, by=by)
    page.refresh_from_db()
    assert (page.problem, page.told) == ("status", "HTTP 503")
    seen(page, "Een.", FIRST + 2 * DAY)
    page.refresh_from_db()
    assert page.problem == ""
    assert PageVersion.objects.get().seen_until == FIRST + 2 * DAY
    assert Line.objects.filter(subject=page.code, act="page.missed").count() == 1


def test_look_that_comes_in_after_a_later_one_says_nothing(shop: Shop) -> None:
    page = a_page(shop)
    seen(page, "Een.", FIRST + DAY)
    with pytest.raises(Refused, match="late"):
        seen(page, "Nul.", FIRST)


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example/", "https://", "geen adres", "https://u:p@a.example/", "javascript:alert(1)", "https://*.nl/"],
)
def test_what_is_no_web_address_is_refused(shop: Shop, url: str) -> None:
    with pytest.raises(Refused, match="address"):
        a_page(shop, url=url)


def test_page_is_watched_once(shop: Shop) -> None:
    a_page(shop)
    with pytest.raises(Refused, match="twice"):
        a_page(shop)


def test_reader_watches_nothing(shop: Shop) -> None:
    with pytest.raises(Refused, match="role"):
        watching.watch(shop, Kind.TERMS, "x", "https://a.example/", by=actor_in(shop, "reader"))


def test_page_that_ended_keeps_what_was_seen(shop: Shop) -> None:
    page = a_page(shop)
    seen(page, "Een.", FIRST)
    watching.unwatch(page, by=actor_in(shop))
    assert PageVersion.objects.count() == 1
    assert watching.look_soon([page]) == 0
    a_page(shop)
    assert WatchedPage.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        "seen_from = seen_from - interval '1 day'",
        "seen_until = seen_until - interval '1 second'",
        "words_sha256 = repeat('0', 64)",
        "body_sha256 = repeat('0', 64)",
        "origin = 'added', seen_from = null, seen_until = null, since = '2026-01-01'",
        "number = 9",
    ],
)
def test_database_refuses_that_a_version_is_rewritten(shop: Shop, change: str) -> None:
    version = seen(a_page(shop), "Een.", FIRST)
    with (
        pytest.raises(DatabaseError, match="stands as it was seen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE pages_pageversion SET {change} WHERE id = %s", [version.pk])


def test_database_refuses_a_version_put_in_between_and_an_older_one_stretched(shop: Shop) -> None:
    page = a_page(shop)
    first = seen(page, "Een.", FIRST)
    seen(page, "Twee.", FIRST + 10 * DAY)
    stretched = PageVersion.objects.filter(pk=first.pk)
    with pytest.raises(DatabaseError, match="put in afterwards"), transaction.atomic():
        stretched.update(seen_until=FIRST + 5 * DAY)
    first.pk, first.code, first.number = None, "ANDERS", 3
    first.seen_from = first.seen_until = FIRST + 3 * DAY
    with pytest.raises(DatabaseError, match="put in afterwards"), transaction.atomic():
        first.save(force_insert=True)


def test_database_refuses_that_a_look_is_changed_or_taken_away(shop: Shop) -> None:
    seen(a_page(shop), "Een.", FIRST)
    with pytest.raises(DatabaseError, match="stays as it was seen"), transaction.atomic():
        Sighting.objects.update(at=FIRST - timedelta(days=1))
    with (
        pytest.raises(DatabaseError, match="stays as it was seen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM pages_sighting")


def test_sites_are_kept_as_origins_and_what_is_none_is_refused(shop: Shop) -> None:
    by = actor_in(shop)
    said = watching.say_sites(shop, ["Lampenhuis.example", "https://www.lampenhuis.example:8443/pad?x"], by=by)
    assert said == ["https://lampenhuis.example", "https://www.lampenhuis.example:8443"]
    watching.say_sites(shop, ["https://lampenhuis.example"], by=by)
    assert queries.sites_of(shop) == {"https://lampenhuis.example"}
    with pytest.raises(Refused, match="sites"):
        watching.say_sites(shop, ["https://*.example"], by=by)


def test_long_paragraph_and_one_that_repeats_itself_are_compared_at_once() -> None:
    words = [f"woord{n}" if n % 3 else "de" for n in range(3_000)]
    other = ["anders" if n % 500 == 1 else word for n, word in enumerate(words)]
    pieces = compared(" ".join(words), " ".join(other))
    assert [p.text.strip() for p in pieces if p.how == "new"] == ["anders"] * 6
    said = compared("a " * 2_000, "a a b " * 1_000)
    assert "".join(p.text for p in said if p.how != "new") == "a " * 2_000
    assert "".join(p.text for p in said if p.how != "gone") == "a a b " * 1_000
    few = compared("Binnen acht dagen terug.", "Binnen veertien dagen terug.")
    assert [(p.how, p.text.strip()) for p in few if p.how != "same"] == [("gone", "acht"), ("new", "veertien")]
