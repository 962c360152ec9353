"""Lines made to break things: taken in as text, set aside by name, or refused; nothing else is touched."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.logs.lines import FIRST, combined, file, visit
from tests.people import a_shop, actor_in
from tests.shops.whole import a_whole_shop

from wederhoor.evidence.actions import bytes_of
from wederhoor.flow import Refused
from wederhoor.journal.ring import ring
from wederhoor.logs import tasks
from wederhoor.logs.intake import take_in
from wederhoor.logs.laying import exhibit_of, lay
from wederhoor.logs.models import Intake, Part
from wederhoor.logs.queries import intakes_of
from wederhoor.logs.search import Wanted, search
from wederhoor.logs.sources import Source
from wederhoor.logs.staging import preview, stage_all, staged
from wederhoor.logs.store import store
from wederhoor.shops.context import inside

SQL = "/?q=');DROP%20TABLE%20fit;--&a=$key&b=${first}"


def test_text_of_sql_is_text(database: dict[str, str]) -> None:
    shop = a_shop()
    by = actor_in(shop)
    take_in(shop, file(combined(SQL + "&order=LH-2041"), *visit("LH-9")), by=by)
    with inside(shop.pk):
        [hit] = search(shop, Wanted(order="LH-2041"), by=by).sought
        assert hit.row["target"].startswith(SQL)
        for sought in ("' OR '1'='1", "%", "LH-2041' --", "#", "\ud800"[:0] or "x"):
            for name in ("order", "email", "session", "address"):
                assert not search(shop, Wanted(**{name: sought}), by=by).hits


def test_json_of_ten_thousand_fields_and_of_great_depth_is_a_line_like_others(database: dict[str, str]) -> None:
    shop = a_shop()
    said = {"remote_addr": "192.0.2.1", "time": FIRST.isoformat(), "request": "GET /order/LH-5 HTTP/1.1", "status": 200}
    wide = {**said, **{f"c{n}": n for n in range(4000)}}
    deep = json.dumps(said)[:-1] + ', "x": ' + "[" * 9000 + "]" * 9000 + "}"
    huge = json.dumps({**said, **{f"column{n}": n for n in range(10_000)}})
    odd = json.dumps({**said, "status": "9" * 400, "request": ["GET"], "time": {"a": 1}})
    intake = take_in(shop, file(json.dumps(said), json.dumps(wide), deep, huge, odd), by=actor_in(shop)).intake
    assert (intake.lines, intake.rows + intake.aside) == (5, 5)
    assert intake.reasons.get("long") == 1
    assert intake.rows >= 2


@pytest.mark.parametrize("data", [b"\n" * 3_000_000, b"\x00" * 5_000_000, b'"' * 200_000, b"a\n" * 1_000_000, b""])
def test_bytes_without_a_single_log_line_are_refused(database: dict[str, str], data: bytes) -> None:
    shop = a_shop()
    with pytest.raises(Refused, match=r"logs\.format"):
        take_in(shop, Source.of(data, "x"), by=actor_in(shop))


def test_name_of_a_file_is_its_last_part_without_signs_that_deceive(database: dict[str, str]) -> None:
    whole = a_whole_shop()
    by = actor_in(whole.shop)
    name = "../../etc/access\u202egol.\n  Manifest, SHA-256: 00"
    source = Source.of(file(combined("/order/LH-7?x=\u2028>\u202e2026")).pieces().__iter__().__next__(), name)
    intake = take_in(whole.shop, source, by=by).intake
    assert intake.name == "accessgol.  Manifest, SHA-256: 00"
    with inside(whole.shop.pk):
        item = lay(whole.claim.dossier, search(whole.shop, Wanted(order="LH-7"), by=by), by=by)
        text = bytes_of(item.exhibit).decode()
    assert not [sign for sign in text if not sign.isprintable() and sign != "\n"]
    assert json.loads(text.splitlines()[-1])["target"] == "/order/LH-7?x=\u2028>\u202e2026"


def test_preview_of_a_header_alone_and_of_another_shops_pieces(database: dict[str, str]) -> None:
    mine, other = a_shop(), a_shop()
    pieces = stage_all(mine, [b"id,Created (UTC),Amount\n"])
    seen = preview(mine, staged(mine, pieces, "a.csv"))
    assert seen is not None
    assert (seen.rows, seen.aside) == ([], [])
    for wrong in (pieces, ["0" * 64], ["../" + "0" * 61], [], pieces * 200):
        with pytest.raises(Refused, match=r"logs\.piece"):
            staged(other, wrong, "a.csv")


def test_month_whose_key_is_gone_is_read_by_nobody_and_stops_nothing(database: dict[str, str]) -> None:
    from django.utils import timezone

    shop = a_shop()
    by = actor_in(shop)
    take_in(shop, file(*visit(), *visit("LH-9", at=FIRST.replace(month=9))), by=by)
    with inside(shop.pk):
        ring().destroy(Part.objects.get(day=FIRST.date()).key, timezone.now())
        assert not search(shop, Wanted(order="LH-2041"), by=by).hits
        assert search(shop, Wanted(since=FIRST.date()), by=by).unread == 1
        assert search(shop, Wanted(order="LH-9"), by=by).sought


def test_night_goes_on_with_the_others_when_one_shop_fails(
    database: dict[str, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, shop = (a_shop(frozen_today=None) for _ in range(2))
    for one in (broken, shop):
        take_in(one, file(*visit(at=FIRST.replace(year=2024))), by=actor_in(one))
    orphan = store()
    minimise = tasks.minimise

    def falling(one: Any) -> int:
        if one.pk == broken.pk:
            raise ZeroDivisionError
        return minimise(one)

    monkeypatch.setattr(tasks, "minimise", falling)
    tasks.minimise_all(0)
    assert broken.code in caplog.text
    with inside(shop.pk):
        assert not Part.objects.exists()
    with inside(broken.pk):
        part = Part.objects.get()
        assert orphan.has(part.address)


def test_list_asks_the_database_as_often_for_many_as_for_one(database: dict[str, str]) -> None:
    shop = a_shop()
    asked = []
    for number in range(2):
        for each in range(2 * number + 1):
            take_in(shop, file(combined(f"/{number}/{each}")), by=actor_in(shop))
        with inside(shop.pk), CaptureQueriesContext(connection) as queries:
            assert len([row.seal_name for row in intakes_of(shop)]) == Intake.objects.count()
        asked.append(len(queries))
    assert asked == [2, 2]


def test_search_asks_the_database_as_often_for_many_parts_as_for_one(database: dict[str, str]) -> None:
    shop = a_shop()
    by = actor_in(shop)
    asked = []
    for day in (5, 6, 7):
        take_in(shop, file(*visit(at=FIRST.replace(day=day))), by=by)
        with inside(shop.pk), CaptureQueriesContext(connection) as queries:
            exhibit_of(search(shop, Wanted(order="LH-2041"), by=by), "nl")
        asked.append(len(queries))
    assert asked[0] == asked[2] <= 4
