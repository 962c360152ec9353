"""A record is kept once, never changed, and corrected by a further one; what cannot be kept is left out, with why."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.parcels.recorded import PACKED, a_picture, a_record, kept
from tests.people import a_shop, actor_in, customer_of

from wederhoor.evidence import vault
from wederhoor.evidence.happenings import NewEvent, report
from wederhoor.evidence.kinds import Happening
from wederhoor.evidence.orphans import sweep
from wederhoor.flow import Refused
from wederhoor.journal.models import Line
from wederhoor.parcels.actions import keep
from wederhoor.parcels.gathering import papers_of
from wederhoor.parcels.kinds import Clock, Part, Way
from wederhoor.parcels.models import ParcelRecord, Picture
from wederhoor.parcels.queries import latest, parcel_of, parcels_of
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def shop(database: dict[str, str]) -> Shop:
    return a_shop(frozen_today=None)


@pytest.fixture
def by(shop: Shop) -> Actor:
    return actor_in(shop, "agent")


def test_line_of_a_record_holds_the_hash_of_every_picture(shop: Shop, by: Actor) -> None:
    record = kept(shop, by, **PACKED).record
    with inside(shop.pk):
        line = Line.objects.get(pk=record.line)
        said = line.payload or {}
        hashes = [hashlib.sha256(data).hexdigest() for _, data in PACKED["pictures"]]
        assert (line.act, line.subject) == ("parcel.packed", record.code)
        assert [picture["sha256"] for picture in said["pictures"]] == hashes
        assert (said["grams"], said["order"], said["told"]["serials"]) == (1250, "LH-2041", ["SN-0815"])
        assert [vault.kept(p.sha256, record.key) for p in Picture.objects.all()] == [d for _, d in PACKED["pictures"]]


def test_same_record_twice_is_one_also_at_the_same_moment(shop: Shop, by: Actor) -> None:
    new = a_record(**PACKED)

    def send(_: int) -> bool:
        try:
            with inside(shop.pk):
                return keep(shop, new, by=by).is_new
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as several:
        made = list(several.map(send, range(8)))
    assert sum(made) == 1
    with inside(shop.pk):
        assert (ParcelRecord.objects.count(), Picture.objects.count()) == (1, 2)
        assert Line.objects.filter(act="parcel.packed").count() == 1


def test_correction_stands_beside_the_first_and_changes_nothing_of_it(shop: Shop, by: Actor) -> None:
    first = kept(shop, by, **PACKED).record
    kept(shop, by, corrects=first.ref, tracking="", grams=1310)
    later = kept(shop, by, corrects=first.ref, tracking="", is_void=True).record
    with inside(shop.pk):
        again = ParcelRecord.objects.get(pk=first.pk)
        assert (again.grams, again.is_void, again.told) == (1250, False, first.told)
        found = parcel_of(later)
        assert (found.grams, found.is_void, found.serials) == (1310, True, ["SN-0815"])
        assert [line.act for line in Line.objects.filter(act__startswith="parcel.").order_by("id")] == [
            "parcel.packed",
            "parcel.corrected",
            "parcel.corrected",
        ]
        assert parcels_of("LH-2041") == []  # undone, so it goes into no file


def test_picture_that_says_where_it_was_taken_is_kept_without(shop: Shop, by: Actor) -> None:
    telling = a_picture("green", place=True)
    assert b"Telefoon 12" in telling
    record = kept(shop, by, pictures=[(Part.CONTENTS, telling)]).record
    with inside(shop.pk):
        data = vault.kept(record.pictures.get().sha256, record.key)
    assert b"Exif" not in data
    assert b"Telefoon" not in data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<svg onload=alert(1)>", "unreadable"),
        (a_picture()[:200], "unreadable"),
        (b"%PDF-1.7", "unreadable"),
        (b"", "unreadable"),
        (b"\xff\xd8\xff" + b"0" * 3_000_001, "too_large"),
    ],
)
def test_picture_that_cannot_be_kept_is_left_out_and_the_record_stays(
    shop: Shop, by: Actor, data: bytes, reason: str
) -> None:
    made = kept(shop, by, pictures=[(Part.CONTENTS, data), (Part.CLOSED, a_picture())])
    assert made.left_out == {"contents": reason}
    assert made.record.told["left_out"] == {"contents": reason}
    with inside(shop.pk):
        assert [picture.part for picture in made.record.pictures.all()] == ["closed"]


def test_clock_in_the_future_is_set_aside_and_one_in_the_past_is_told(shop: Shop, by: Actor) -> None:
    now = timezone.now()
    ahead = kept(shop, by, device_at=now + timedelta(hours=2)).record
    behind = kept(shop, by, device_at=now - timedelta(hours=1), device_count=7).record
    assert (ahead.device_at, ahead.clock) == (None, Clock.AHEAD)
    assert (behind.device_at, behind.clock) == (now - timedelta(hours=1), Clock.RIGHT)
    assert behind.kept_at >= now


@pytest.mark.parametrize(
    ("at", "now", "clock"),
    [
        (timedelta(days=-2), timedelta(days=-2), Clock.BEHIND),
        (timedelta(hours=-1), timedelta(minutes=40), Clock.AHEAD),  # packed without a line by a clock that runs ahead
        (timedelta(hours=-1), timedelta(0), Clock.RIGHT),
        (timedelta(days=-12_000), timedelta(0), Clock.BEHIND),
    ],
)
def test_clock_of_the_device_is_held_against_ours_when_it_sends(
    shop: Shop, by: Actor, at: timedelta, now: timedelta, clock: Clock
) -> None:
    here = timezone.now()
    record = kept(shop, by, device_at=here + at, device_now=here + now, order_number="LH-1", way=Way.RETURNED).record
    assert (record.clock, record.device_at) == (clock, here + at if clock is Clock.RIGHT else None)
    with inside(shop.pk):
        [paper] = papers_of(shop, "LH-1")
        assert ("liep" in paper.text) == (clock is not Clock.RIGHT)
        assert paper.dated == (here if clock is not Clock.RIGHT else here + at).astimezone(ZoneInfo(shop.zone)).date()


def test_moment_no_calendar_shows_leaves_the_list_readable(shop: Shop, by: Actor) -> None:
    kept(shop, by, device_at=datetime(1, 1, 1, tzinfo=timezone.get_fixed_timezone(14 * 60)))
    kept(shop, by, device_at=datetime(9999, 12, 31, 23, tzinfo=timezone.get_fixed_timezone(-12 * 60)))
    with inside(shop.pk):
        assert [one.first.clock for one in latest()] == [Clock.AHEAD, Clock.BEHIND]


@pytest.mark.parametrize("more", [{"tracking": "3SKKAD7654321"}, {"grams": 900}, {"order_number": "LH-9"}])
def test_another_box_under_a_name_that_was_used_is_not_taken_for_it(
    shop: Shop, by: Actor, more: dict[str, object]
) -> None:
    first = kept(shop, by, grams=1250, order_number="LH-1").record
    assert not kept(shop, by, ref=first.ref, grams=1250).is_new
    with pytest.raises(Refused, match=r"parcels\.record\.ref"):
        kept(shop, by, ref=first.ref, **{"grams": 1250, **more})
    other = a_shop("Elders", frozen_today=None)
    assert kept(other, actor_in(other), ref=first.ref, grams=900).is_new


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"tracking": ""}, "parcels.record.numberless"),
        ({"grams": 0}, "parcels.record.weight"),
        ({"grams": 2_000_001}, "parcels.record.weight"),
        ({"corrects": uuid4()}, "parcels.correct.unknown"),
        ({"pictures": [(Part.CONTENTS, a_picture())] * 9}, "parcels.record.pictures"),
    ],
)
def test_record_that_cannot_be_is_refused(shop: Shop, by: Actor, more: dict[str, object], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        kept(shop, by, **more)


@pytest.mark.parametrize("role", ["reader", "consumer"])
def test_who_may_not_record_leaves_nothing(shop: Shop, role: str) -> None:
    by = customer_of(shop) if role == "consumer" else actor_in(shop, role)
    with pytest.raises(Refused, match=r"parcels\.record\.role"):
        kept(shop, by)
    with inside(shop.pk):
        assert not ParcelRecord.objects.exists()


def test_correction_of_another_shops_record_is_unknown(shop: Shop, by: Actor) -> None:
    theirs = a_shop("Elders", frozen_today=None)
    first = kept(theirs, actor_in(theirs), **PACKED).record
    with pytest.raises(Refused, match="unknown"):
        kept(shop, by, corrects=first.ref)


def test_order_is_known_from_what_was_told_of_the_label_before(shop: Shop, by: Actor) -> None:
    with inside(shop.pk):
        told = NewEvent("LH-7", Happening.HANDED_OVER, timezone.now(), "r", {"tracking": "3SKKAD1234567"})
        report(shop.pk, shop.code, [told], by=by)
    assert kept(shop, by).record.order_number == "LH-7"
    assert kept(shop, by, tracking="3SKKAD7777777").record.order_number == ""
    kept(shop, by, tracking="3SKKAD7777777", order_number="LH-8")
    assert kept(shop, by, tracking="3SKKAD7777777").record.order_number == "LH-8"


def test_serial_numbers_and_contents_stand_readable_in_no_table(
    shop: Shop, by: Actor, as_owner: Callable[[str], list[Any]]
) -> None:
    kept(shop, by, **PACKED)
    (row,) = as_owner("SELECT p::text FROM parcels_parcelrecord p")
    assert "SN-0815" not in row[0]
    assert "Tafellamp" not in row[0]


def test_sweep_of_the_store_leaves_pictures_of_parcels(shop: Shop, by: Actor) -> None:
    record = kept(shop, by, **PACKED).record
    sweep(seconds=0)
    with inside(shop.pk):
        assert vault.kept(record.pictures.first().sha256, record.key) == PACKED["pictures"][0][1]


def test_list_of_many_parcels_takes_four_statements(shop: Shop, by: Actor) -> None:
    for n in range(12):
        kept(shop, by, **PACKED | {"tracking": f"3SKKAD00000{n:02}"})
    with inside(shop.pk), CaptureQueriesContext(connection) as asked:
        found = latest()
        assert sum(len(parcel.pictures) for parcel in found) == 24
    assert len(asked) <= 4
    with inside(shop.pk):
        assert [parcel.tracking for parcel in latest(words="0000007")] == ["3SKKAD0000007"]
        assert len(latest(words="sn-0815")) == 12
        assert latest(only="open") == []
