"""Files of logs are taken in once, whole, without secrets, and found again."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import zstandard
from tests.logs.lines import FIREFOX, FIRST, combined, file, visit
from tests.people import a_shop, actor_in

from wederhoor.flow import Refused
from wederhoor.journal.models import Line
from wederhoor.ledger.entry import canonical
from wederhoor.logs.intake import manifest_of, take_in
from wederhoor.logs.models import Intake, Part
from wederhoor.logs.search import Wanted, held, search
from wederhoor.logs.sources import Source
from wederhoor.shops.context import inside


def test_lines_of_a_visit_are_found_by_their_order(database: dict[str, str]) -> None:
    shop = a_shop()
    by = actor_in(shop)
    others = visit("LH-9", addr="203.0.113.4", sid="s9")
    intake, is_new = take_in(shop, file(*visit(), *others), by=by)
    assert (is_new, intake.rows, intake.aside) == (True, 12, 0)
    with inside(shop.pk):
        found = search(shop, Wanted(order="#lh-2041"), by=by)
    assert [(hit.row["target"], hit.is_context) for hit in found.hits] == [
        ("/lamp/12?sid=…", True),
        ("/cart?sid=…", True),
        ("/checkout?sid=…", True),
        ("/checkout/order-received/LH-2041?sid=…", False),
        ("/account?sid=…", True),
        ("/logout?sid=…", True),
    ]
    assert found.sought[0].at == FIRST.replace(minute=31)


def test_same_file_twice_is_one_and_a_grown_file_adds_what_is_new(database: dict[str, str]) -> None:
    shop = a_shop()
    by = actor_in(shop)
    first, again = visit(), [*visit(), combined("/late", at=FIRST.replace(hour=12))]
    one = take_in(shop, file(*first), by=by)
    two = take_in(shop, file(*first, name="other-name.log"), by=by)
    grown = take_in(shop, file(*again), by=by)
    assert (two.is_new, two.intake.pk) == (False, one.intake.pk)
    assert (grown.intake.rows, grown.intake.known) == (1, 6)
    with inside(shop.pk):
        assert sum(part.rows for part in Part.objects.all()) == 7


def test_equal_lines_of_one_file_and_of_two_servers_are_all_kept(database: dict[str, str]) -> None:
    shop = a_shop()
    by = actor_in(shop)
    line = combined("/twice")
    assert take_in(shop, file(line, line, origin="web1"), by=by).intake.rows == 2
    assert take_in(shop, file(line, line, "", origin="web2"), by=by).intake.rows == 2


def test_what_fits_nothing_is_counted_shown_and_kept_apart(database: dict[str, str]) -> None:
    shop = a_shop()
    ahead = combined("/ahead", at=datetime.now(UTC) + timedelta(days=2))
    odd = ["no log at all", ahead, "x" * 1_000_000, "", "\x00\x01\xff binary", combined("/ok")]
    intake = take_in(shop, file(combined("/ok"), *odd), by=actor_in(shop)).intake
    assert intake.reasons == {"shape": 2, "ahead": 1, "long": 1}
    assert (intake.rows, intake.aside, intake.lines) == (2, 4, 7)
    assert [(number, why) for number, why, _ in intake.shown] == [(2, "shape"), (3, "ahead"), (4, "long"), (6, "shape")]


def test_secrets_sessions_and_addresses_of_people_stand_in_no_file(database: dict[str, str]) -> None:
    shop = a_shop()
    by = actor_in(shop)
    target = "/reset?token=geheim1&user[password]=geheim2&sid=geheim3&mail=Tessa%40mail.example&page=2"
    take_in(shop, file(combined(target, referer="https://lamps.example/?access_token=geheim4")), by=by)
    with inside(shop.pk):
        [part] = Part.objects.all()
        with held(part) as data:
            plain = data.bytes()
        assert not [word for word in (b"geheim", b"Tessa", b"Gecko") if word in plain]
        [hit] = search(shop, Wanted(email="tessa@mail.example"), by=by).sought
        assert hit.row["target"].startswith("/reset?token=…&user[password]=…&sid=…&mail=[e-mail]")
        assert [h.number for h in search(shop, Wanted(session="geheim3"), by=by).sought] == [1]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_file_that_breaks_off_gives_what_could_be_read(database: dict[str, str], pack: Any) -> None:
    shop = a_shop()
    lines = [combined(f"/{hashlib.sha256(str(n).encode()).hexdigest()}") for n in range(20_000)]
    packed = pack(("\n".join(lines) + "\n").encode())
    whole = take_in(shop, Source.of(packed, "whole"), by=actor_in(shop)).intake
    assert (whole.rows, whole.problem) == (20_000, "")
    cut = take_in(shop, Source.of(packed[: len(packed) // 2], "cut", "web2"), by=actor_in(shop)).intake
    assert cut.problem == "truncated"
    assert 0 < cut.rows < 20_000


def test_bomb_and_what_is_no_log_leave_nothing(database: dict[str, str]) -> None:
    shop = a_shop()
    line = combined("/").encode() + b"\n"
    for data, reason in ((gzip.compress(line + b"\n" * 200_000_000), "logs.bomb"), (b"%PDF-1.7\n", "logs.format")):
        with pytest.raises(Refused, match=reason):
            take_in(shop, Source.of(data, "bad"), by=actor_in(shop))
    with inside(shop.pk):
        assert not Intake.objects.exists()
        assert not Line.objects.filter(act="log.taken_in").exists()


def test_json_of_nginx_with_its_own_zone_is_read(database: dict[str, str]) -> None:
    shop = a_shop()
    by = actor_in(shop)
    said = {"remote_addr": "2001:db8::1", "time_iso8601": "2026-10-05T11:30:00+02:00", "request": "GET /a?b=1 HTTP/2.0"}
    said |= {"status": "200", "body_bytes_sent": "5", "http_user_agent": FIREFOX, "order": "LH-5"}
    naive = {**said, "time_iso8601": "2026-10-05T11:30:00"}
    intake = take_in(shop, file(json.dumps(said), json.dumps(naive)), by=by).intake
    assert (intake.format, intake.rows, intake.reasons) == ("json", 1, {"moment": 1})
    with inside(shop.pk):
        [hit] = search(shop, Wanted(order="lh-5"), by=by).sought
    assert (hit.at, hit.row["target"], hit.row["agent"]) == (FIRST, "/a?b=1", "Firefox")


def test_crash_before_the_manifest_leaves_nothing_and_the_file_can_be_given_again(
    database: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = a_shop()
    by = actor_in(shop)
    with monkeypatch.context() as broken:
        broken.setattr(Part.objects, "bulk_create", lambda rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            take_in(shop, file(*visit()), by=by)
    with inside(shop.pk):
        assert not Intake.objects.exists()
    assert take_in(shop, file(*visit()), by=by).is_new
    with inside(shop.pk):
        assert len(search(shop, Wanted(order="LH-2041"), by=by).sought) == 1


def test_line_of_the_ledger_names_the_manifest_and_every_part(database: dict[str, str]) -> None:
    shop = a_shop()
    intake = take_in(shop, file(*visit()), by=actor_in(shop)).intake
    with inside(shop.pk):
        line = Line.objects.get(pk=intake.line)
        parts = [{"day": "2026-10-05", "sha256": p.sha256, "size": p.size, "rows": p.rows} for p in Part.objects.all()]
        told = manifest_of(
            intake, [{**p, "first": FIRST.isoformat(), "last": intake.last_at.isoformat()} for p in parts]
        )
    assert line.payload["manifest"] == hashlib.sha256(canonical(told)).hexdigest()
    assert line.payload["file"] == file(*visit()).sha256()
