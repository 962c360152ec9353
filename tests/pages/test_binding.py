"""Which terms bound this order? Right every time, with how sure that is, and the same bytes as went in."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.pages.shown import DAY, FIRST, a_page, html, seen, told
from tests.people import a_shop, actor_in

from wederhoor.evidence.actions import NewExhibit, bytes_of, keep_terms
from wederhoor.evidence.happenings import NewEvent, report
from wederhoor.evidence.kinds import Happening, Sort
from wederhoor.pages import adding, gathering, queries, warc
from wederhoor.pages.accepting import NewAcceptance
from wederhoor.pages.kinds import Doubt, Sure, Teller, Why
from wederhoor.pages.models import Acceptance, PageVersion
from wederhoor.pages.standing import pages_on
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

VERSIONS, ORDERS = 50, 300  # bench/terms.py asks 5,000


@pytest.fixture
def shop(database: dict[str, str]) -> Iterator[Shop]:
    made = a_shop(frozen_today=None)
    with inside(made.pk):
        yield made


def accepted(version: PageVersion, at: datetime, order: str = "O-1", **more: object) -> NewAcceptance:
    return NewAcceptance(order, at, version.code, **{"is_ticked": True, "was_preticked": False, **more})  # type: ignore[arg-type]  # said by name


def test_order_among_fifty_versions_gets_the_right_one_every_time(shop: Shop) -> None:
    chance = random.Random(20261123)
    page = a_page(shop)
    spans: list[tuple[PageVersion, datetime, datetime]] = []
    at = FIRST - 400 * DAY
    for number in range(VERSIONS):
        first = at + timedelta(hours=chance.randint(12, 40))
        last = first + DAY * chance.randint(1, 6)
        version = seen(page, f"Versie {number}.", first)
        seen(page, f"Versie {number}.", last, "andere bytes")
        spans.append((version, first, last))
        at = last
    truth: dict[str, tuple[int, Sure]] = {}
    given: dict[Teller, list[NewAcceptance]] = {Teller.SHOP: [], Teller.BROWSER: []}
    events = []
    for number in range(ORDERS):
        order, place = f"O-{number:05d}", chance.randrange(VERSIONS)
        version, first, last = spans[place]
        until = spans[place + 1][1] if place + 1 < VERSIONS else last + 30 * DAY
        moment = first + (until - first) * chance.random()
        sort = chance.choice(("shop", "browser", "both", "neither"))
        for teller in Teller:
            if sort in (teller.value, "both"):
                given[teller].append(accepted(version, moment, order))
        events.append(NewEvent(order, Happening.PLACED, moment, order))
        how = Sure.STOOD if moment <= last else Sure.BEFORE
        truth[order] = (version.pk, how if sort == "neither" else Sure.ACCEPTED)
    for teller, all_of_them in given.items():
        for start in range(0, len(all_of_them), 1_000):
            assert {o.how for o in told(shop, *all_of_them[start : start + 1_000], teller=teller)} == {"kept"}
    for start in range(0, ORDERS, 1_000):
        report(shop.pk, shop.code, events[start : start + 1_000], by=actor_in(shop))
    found = {}
    for order in truth:
        binding = queries.terms_of(shop, order)
        assert binding is not None
        found[order] = (binding.version.pk, binding.sure)
    assert found == truth
    for version, *_ in spans:
        fresh = PageVersion.objects.select_related("terms__exhibit").get(pk=version.pk)
        archive = bytes_of(fresh.terms.exhibit)
        assert hashlib.sha256(archive).hexdigest() == fresh.terms.exhibit.sha256
        assert warc.read(archive).sha256 == fresh.body_sha256
        assert warc.read(archive).body == html(f"Versie {fresh.number - 1}.")


def test_answer_takes_five_statements_however_much_there_is(shop: Shop) -> None:
    page = a_page(shop)
    versions = [seen(page, f"V {n}", FIRST + n * DAY) for n in range(12)]
    told(shop, *[accepted(versions[n % 12], FIRST + (n % 12) * DAY, f"O-{n}") for n in range(200)])
    report(shop.pk, shop.code, [NewEvent("X", Happening.PLACED, FIRST + DAY, "x")], by=actor_in(shop))
    for order in ("O-7", "X"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert queries.terms_of(shop, order) is not None
        assert len(asked) <= 5


def test_moment_between_two_looks_says_what_is_not_known(shop: Shop) -> None:
    page = a_page(shop)
    one = seen(page, "Een.", FIRST)
    seen(page, "Een.", FIRST + DAY)
    two = seen(page, "Twee.", FIRST + 3 * DAY)
    asked = {moment: queries.terms_of(shop, moment=FIRST + moment * DAY) for moment in (-1.0, 0.5, 2.0, 4.0)}
    said = {m: (b.version.pk, b.sure, b.doubts, [v.pk for v in b.others]) for m, b in asked.items() if b}
    assert said == {
        -1.0: (one.pk, Sure.AFTER, (), []),
        0.5: (one.pk, Sure.STOOD, (), []),
        2.0: (one.pk, Sure.BEFORE, (Doubt.GAP,), [two.pk]),
        4.0: (two.pk, Sure.BEFORE, (), []),
    }


def test_order_nobody_knows_has_no_answer(shop: Shop) -> None:
    seen(a_page(shop), "Een.", FIRST)
    assert queries.terms_of(shop, "onbekend") is None


def test_browser_that_had_the_very_bytes_leaves_no_gap(shop: Shop) -> None:
    page = a_page(shop)
    one = seen(page, "Een.", FIRST)
    seen(page, "Twee.", FIRST + 3 * DAY)
    at = FIRST + DAY
    told(shop, accepted(one, at, "A"), teller=Teller.BROWSER)
    told(shop, accepted(one, at, "B", body_sha256=one.body_sha256), teller=Teller.BROWSER)
    first, second = queries.terms_of(shop, "A"), queries.terms_of(shop, "B")
    assert first is not None
    assert second is not None
    assert Doubt.GAP in first.doubts
    assert Doubt.GAP not in second.doubts


def test_two_that_name_different_versions_are_both_shown(shop: Shop) -> None:
    page = a_page(shop)
    one = seen(page, "Een.", FIRST)
    seen(page, "Een.", FIRST + DAY)
    two = seen(page, "Twee.", FIRST + 2 * DAY)
    told(shop, accepted(one, FIRST + DAY))
    told(shop, accepted(two, FIRST + 2 * DAY + timedelta(hours=1)), teller=Teller.BROWSER)
    binding = queries.terms_of(shop, "O-1")
    assert binding is not None
    assert binding.version.pk == one.pk
    assert Doubt.DIFFERENT in binding.doubts
    assert two.pk in [v.pk for v in binding.others]
    assert len(binding.acceptances) == 2


def test_box_that_stood_ticked_and_tick_nobody_saw_are_said(shop: Shop) -> None:
    page = a_page(shop)
    one = seen(page, "Een.", FIRST)
    told(shop, accepted(one, FIRST, is_ticked=None, was_preticked=True))
    binding = queries.terms_of(shop, "O-1")
    assert binding is not None
    assert set(binding.doubts) >= {Doubt.PRETICKED, Doubt.NO_TICK, Doubt.TOLD_LATE}


def test_version_added_afterwards_never_outranks_what_was_seen(shop: Shop) -> None:
    page = a_page(shop)
    one = seen(page, "Een.", FIRST)
    seen(page, "Een.", FIRST + 5 * DAY)
    old = adding.add(
        page,
        adding.Old(b"Algemene voorwaarden 2019", "av.txt", "text/plain", since=date(2019, 1, 1)),
        by=actor_in(shop),
    )
    covered = queries.terms_of(shop, moment=FIRST + DAY)
    before = queries.terms_of(shop, moment=datetime(2020, 1, 1, tzinfo=UTC))
    assert covered is not None
    assert before is not None
    assert (covered.version.pk, covered.sure, covered.others) == (one.pk, Sure.STOOD, ())
    assert (before.version.pk, before.sure, [v.pk for v in before.others]) == (old.pk, Sure.ADDED, [one.pk])
    assert before.exhibit.strength == 1
    assert old.added_at.date() == timezone.now().date()
    (outcome,) = told(shop, accepted(old, datetime(2020, 1, 1, tzinfo=UTC)))
    assert outcome.why is Why.ADDED


def test_paper_of_an_order_holds_all_that_was_told_and_is_the_same_twice(shop: Shop) -> None:
    one = seen(a_page(shop), "Een.", FIRST)
    told(shop, accepted(one, FIRST, box="Ja"))
    told(shop, accepted(one, FIRST, box="Ja"), teller=Teller.BROWSER)
    first, second = gathering.papers_of(shop, "O-1"), gathering.papers_of(shop, "O-1")
    assert [p.data for p in first] == [p.data for p in second]
    assert first[0].strength == 4
    assert b'"told_by": "browser"' in first[0].data
    assert len(queries.moments_of(shop, "O-1")) == 2
    assert gathering.papers_of(shop, "O-2") == []
    assert Acceptance.objects.count() == 2


def test_file_of_an_order_gets_what_was_accepted_else_what_stood_there(shop: Shop) -> None:
    page = a_page(shop)
    one = seen(page, "Een.", FIRST)
    two = seen(page, "Twee.", FIRST + 2 * DAY)
    told(shop, accepted(one, FIRST + DAY))
    by_hand = keep_terms(
        shop,
        NewExhibit(b"Met de hand", "av.txt", Sort.TERMS, "shop"),
        name="x",
        since=date(2026, 1, 1),
        by=actor_in(shop),
    )
    asked = [(FIRST + 3 * DAY, "O-1"), (FIRST + 3 * DAY, ""), (FIRST - DAY, "")]
    with CaptureQueriesContext(connection) as statements:
        found = [[row.pk for row in pages_on(shop, at, order)] for at, order in asked]
    hand = by_hand.exhibit_id
    assert found == [[hand, one.terms.exhibit_id], [hand, two.terms.exhibit_id], [hand]]
    assert len(statements) == 3
