"""Acceptances: kept once, never changed, and attached to a version that stood there then or to none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.pages.shown import DAY, FIRST, a_page, html, seen, told
from tests.people import a_shop, actor_in

from wederhoor.flow import Refused
from wederhoor.journal.models import Line
from wederhoor.pages import accepting
from wederhoor.pages.accepting import NewAcceptance, network_of
from wederhoor.pages.kinds import Kind, Teller, Why
from wederhoor.pages.models import Acceptance, AcceptedFrom, PageVersion, SetAside
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

AT = FIRST + 2 * DAY


@pytest.fixture
def shop(database: dict[str, str]) -> Iterator[Shop]:
    made = a_shop(frozen_today=None)
    with inside(made.pk):
        yield made


def one(version: PageVersion | str = "", order: str = "LH-2041", at: datetime = AT, **more: Any) -> NewAcceptance:
    code = version if isinstance(version, str) else version.code
    said = {"box": "Ik ga akkoord", "button": "Bestelling met betaalplicht", "is_ticked": True, "was_preticked": False}
    return NewAcceptance(order, at, code, **{**said, **more})


def test_acceptance_is_kept_with_its_line_and_sealed(shop: Shop) -> None:
    version = seen(a_page(shop), "Een.", FIRST)
    (outcome,) = told(shop, one(version, address="192.0.2.77"))
    row = Acceptance.objects.get()
    assert outcome.how == "kept"
    assert row.words == {"box": "Ik ga akkoord", "button": "Bestelling met betaalplicht", "network": "192.0.2.0/24"}
    assert AcceptedFrom.objects.get().address == "192.0.2.77"
    said = Line.objects.get(pk=row.line).payload or {}
    assert (said["order"], said["version"], said["network"]) == ("LH-2041", version.code, "192.0.2.0/24")
    assert "address" not in said
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pages_acceptance t WHERE t::text LIKE '%%akkoord%%'")
        assert cursor.fetchone() == (0,)


def test_same_one_twice_is_one(shop: Shop) -> None:
    version = seen(a_page(shop), "Een.", FIRST)
    assert [o.how for o in told(shop, one(version), one(version))] == ["kept", "known"]
    assert [o.how for o in told(shop, one(version, at=AT + timedelta(seconds=3)))] == ["known"]
    assert Acceptance.objects.count() == 1


def test_browser_and_shop_are_told_apart(shop: Shop) -> None:
    version = seen(a_page(shop), "Een.", FIRST)
    told(shop, one(version, ref="x"))
    told(shop, one(version, ref="x"), teller=Teller.BROWSER)
    assert set(Acceptance.objects.values_list("teller", flat=True)) == {"shop", "browser"}


def test_version_may_be_named_by_the_bytes_that_were_shown(shop: Shop) -> None:
    page = a_page(shop)
    seen(page, "Een.", FIRST, "a")
    version = seen(page, "Een.", FIRST + DAY, "b")
    import hashlib

    shown = hashlib.sha256(html("Een.", "b")).hexdigest()
    told(shop, one(body_sha256=shown))
    assert Acceptance.objects.get().version_id == version.pk


@pytest.mark.parametrize("why", list(Why))
def test_what_fits_no_version_is_set_aside_and_nothing_is_lost(shop: Shop, why: Why) -> None:
    page = a_page(shop)
    version, later = seen(page, "Een.", FIRST), seen(page, "Twee.", FIRST + 5 * DAY)
    product = seen(a_page(shop, Kind.PRODUCT, "https://lampenhuis.example/lamp"), "Lamp.", FIRST)
    given = {
        Why.UNKNOWN: one("0000-0000-0"),
        Why.NOT_YET: one(later),
        Why.NO_LONGER: one(version, at=FIRST + 6 * DAY),
        Why.NO_TERMS: one(product),
    }.get(why)
    if why is Why.ADDED:
        return  # its own test, beside what is added afterwards
    if why is Why.DIFFERS:
        told(shop, one(version, ref="r"))
        given = one(later, ref="r", at=FIRST + 5 * DAY)
    assert given is not None
    (outcome,) = told(shop, given)
    assert (outcome.how, outcome.why) == ("aside", why)
    row = SetAside.objects.get()
    assert (row.why, row.order_number, row.said["box"]) == (why, "LH-2041", "Ik ga akkoord")
    assert Line.objects.filter(pk=row.line, act="acceptance.set_aside").exists()
    told(shop, given)
    assert SetAside.objects.count() == 1
    accepting.settle(row, by=actor_in(shop))
    assert SetAside.objects.get().settled_at is not None


def test_version_of_another_shop_is_unknown_here(shop: Shop) -> None:
    other = a_shop("Elders", frozen_today=None)
    with inside(other.pk):
        theirs = seen(a_page(other), "Een.", FIRST)
    (outcome,) = told(shop, one(theirs))
    assert outcome.why is Why.UNKNOWN


def test_one_bad_among_many_keeps_none_of_the_others_out(shop: Shop) -> None:
    version = seen(a_page(shop), "Een.", FIRST)
    outcomes = told(shop, one(version, "A"), one("0000-0000-0", "B"), one(version, "C"))
    assert [o.how for o in outcomes] == ["kept", "aside", "kept"]


def test_clock_in_the_future_and_too_many_are_refused_whole(shop: Shop) -> None:
    version = seen(a_page(shop), "Een.", FIRST)
    with pytest.raises(Refused, match="ahead"):
        told(shop, one(version), one(version, "B", timezone.now() + timedelta(minutes=6)))
    with pytest.raises(Refused, match="many"):
        told(shop, *[one(version, str(n)) for n in range(1_001)])
    assert Acceptance.objects.count() == 0


def test_database_refuses_a_wrong_version_by_sql(shop: Shop) -> None:
    page = a_page(shop)
    first = seen(page, "Een.", FIRST)
    second = seen(page, "Twee.", FIRST + 5 * DAY)
    told(shop, one(first))
    row = Acceptance.objects.get()
    for version, at in ((second, AT), (first, FIRST + 5 * DAY), (first, FIRST - DAY)):
        row.pk, row.order_number, row.token, row.version, row.at = None, "ANDERS", f"t{at}"[:24], version, at
        with pytest.raises(DatabaseError, match="not on show"), transaction.atomic():
            row.save(force_insert=True)


def test_database_refuses_that_an_acceptance_is_changed(shop: Shop) -> None:
    page = a_page(shop)
    first = seen(page, "Een.", FIRST)
    second = seen(page, "Twee.", FIRST + 5 * DAY)
    told(shop, one(first))
    for change in ({"version": second}, {"at": AT + DAY}, {"was_preticked": True}, {"order_number": "X"}):
        with pytest.raises(DatabaseError, match="stands as it was told"), transaction.atomic():
            Acceptance.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        PageVersion.objects.filter(pk=first.pk).delete()


def test_version_of_another_shop_is_refused_by_sql(shop: Shop) -> None:
    other = a_shop("Elders", frozen_today=None)
    with inside(other.pk):
        theirs = seen(a_page(other), "Een.", FIRST)
    told(shop, one(seen(a_page(shop), "Een.", FIRST)))
    row = Acceptance.objects.get()
    row.pk, row.order_number, row.token, row.version_id = None, "X", "x", theirs.pk
    with pytest.raises(DatabaseError, match="not on show"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("onzin", ""),
        ("", ""),
    ],
)
def test_network_of_an_address(address: str, network: str) -> None:
    assert network_of(address) == network


def test_words_of_strangers_are_bounded_and_storable(shop: Shop) -> None:
    version = seen(a_page(shop), "Een.", FIRST)
    told(shop, replace(one(version), box="x\x00y " * 500, button="\ud800" * 200))
    words = Acceptance.objects.get().words
    assert len(words["box"]) <= 400
    assert len(words["button"]) <= 80
    assert "\x00" not in words["box"]
