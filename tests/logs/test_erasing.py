"""A person goes out of the logs whole: in every part, in what providers reported, and whoever else was writing."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.logs.lines import FIRST, combined, file, visit
from tests.people import a_shop, actor_in

from wederhoor.journal.models import Line
from wederhoor.logs import erasing
from wederhoor.logs.doors import make_door, report, shop_behind
from wederhoor.logs.erasing import forget_lines, forget_mails
from wederhoor.logs.intake import secret_of, take_in
from wederhoor.logs.minimising import minimise
from wederhoor.logs.models import Part, PaymentDoor, PaymentMoment, PaymentNotice
from wederhoor.logs.queries import moments_of
from wederhoor.logs.rows import hashed
from wederhoor.logs.search import Wanted, held, search
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop


def plain(shop: Shop) -> bytes:
    """Every part of the shop, unsealed."""
    with inside(shop.pk):
        found = []
        for part in Part.objects.filter(shop=shop):
            with held(part) as data:
                found.append(data.bytes())
    return b"".join(found)


def event(order: str, mail: str, reference: str = "pi_1") -> bytes:
    about = {"id": f"ch_{order}", "payment_intent": reference, "amount": 8900, "currency": "eur", "receipt_email": mail}
    about |= {"metadata": {"order_id": order}} if order else {}
    return json.dumps({"type": "charge.succeeded", "created": 1791192600, "data": {"object": about}}).encode()


def a_door(shop: Shop) -> PaymentDoor:
    found = shop_behind("stripe", make_door(shop, "stripe", by=actor_in(shop)))
    assert found is not None
    return PaymentDoor.objects.select_related("shop").get(pk=found[1])


def test_visit_goes_on_the_next_day_and_goes_as_a_whole(database: dict[str, str]) -> None:
    shop = a_shop()
    by = actor_in(shop)
    midnight = FIRST.replace(hour=23, minute=59, second=0)
    take_in(shop, file(*visit(at=midnight), combined("/later", at=FIRST + timedelta(days=1))), by=by)
    with inside(shop.pk):
        assert Part.objects.count() == 2
    assert forget_lines(shop, Wanted(order="LH-2041"), by=by) == 6
    with inside(shop.pk):
        assert [part.rows for part in Part.objects.all()] == [1]
        assert not search(shop, Wanted(session="s1"), by=by).hits
    assert b"/lamp/12" not in plain(shop)


def test_part_that_is_written_anew_meanwhile_is_looked_at_again(
    database: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = a_shop()
    by = actor_in(shop)
    take_in(shop, file(*visit(), combined("/", addr="203.0.113.9")), by=by)
    shop.frozen_today = None
    shop.save()
    monkeypatch.setattr(Shop, "today", lambda _: FIRST.date() + timedelta(days=91))
    put, turns = erasing.put, []

    def slow(*given: Any, **more: Any) -> bool:
        if not turns:
            turns.append(minimise(shop))  # the night's work gets in between
        return bool(put(*given, **more))

    monkeypatch.setattr(erasing, "put", slow)
    assert forget_lines(shop, Wanted(order="LH-2041"), by=by) == 6
    assert turns == [1]
    with inside(shop.pk):
        [left] = search(shop, Wanted(since=FIRST.date()), by=by).sought
        assert (left.row["target"], left.row["addr"]) == ("/", "203.0.113.0/24")
        assert sum(line.payload["lines"] for line in Line.objects.filter(act="log.forgotten")) == 6


def test_reports_about_a_person_go_with_their_bytes_and_those_of_others_stay(database: dict[str, str]) -> None:
    shop = a_shop()
    by = actor_in(shop)
    with inside(shop.pk):
        door = a_door(shop)
        report(door, event("LH-2041", "tessa@mail.example"), {})
        report(door, event("", "", "pi_1"), {})
        report(door, event("LH-9", "ander@mail.example", "pi_9"), {})
        lines = list(PaymentNotice.objects.order_by("pk").values_list("line", flat=True))
    assert forget_lines(shop, Wanted(order="lh-2041"), by=by) == 2
    with inside(shop.pk):
        assert [one.order_number for one in PaymentMoment.objects.all()] == ["LH-9"]
        assert [Line.objects.get(pk=line).payload_bytes is None for line in lines] == [True, True, False]
        assert moments_of(shop, "LH-2041") == []
        assert len(moments_of(shop, "LH-9")) == 1
    mail = hashed(secret_of(shop.code), "ander@mail.example")
    assert forget_mails(shop, [mail], by=by) == 1
    with inside(shop.pk):
        assert not PaymentNotice.objects.exists()


def test_report_without_reference_joins_nobody(database: dict[str, str]) -> None:
    shop = a_shop()
    with inside(shop.pk):
        door = a_door(shop)
        nameless = b'{"type": "charge.succeeded", "data": {"object": {"amount": 1, "metadata": {"order_id": "LH-1"}}}}'
        report(door, nameless, {})
        report(door, b'{"type": "payout.paid", "data": {"object": {"amount": 99900}}}', {})
        assert len(moments_of(shop, "LH-1")) == 1
    assert forget_lines(shop, Wanted(order="LH-1"), by=actor_in(shop)) == 1
    with inside(shop.pk):
        assert PaymentNotice.objects.count() == 1


def test_no_full_address_is_left_in_any_file_after_ninety_days(
    database: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = a_shop()
    by = actor_in(shop)
    forwarded = {"time": FIRST.isoformat(), "remote_addr": "198.51.100.77/x", "request": "GET / HTTP/1.1"}
    take_in(shop, file(json.dumps(forwarded), json.dumps({**forwarded, "remote_addr": "fe80::7%eth0"})), by=by)
    aside = "198.51.100.23 - - [geen tijd] /?token=geheim tessa@mail.example Mozilla/5.0 (X11; Linux)"
    intake = take_in(shop, file(*visit(), aside), by=by).intake
    assert b"198.51.100.77" in plain(shop)
    assert b"198.51.100.23" in plain(shop)
    shop.frozen_today = None
    shop.save()
    monkeypatch.setattr(Shop, "today", lambda _: FIRST.date() + timedelta(days=91))
    assert minimise(shop) == 2
    assert not [one for one in (b"198.51.100.77", b"198.51.100.23", b"fe80::7") if one in plain(shop)]
    with inside(shop.pk):
        intake.refresh_from_db()
    assert [text for _, _, text in intake.shown] == ["198.51.100.0/24 - - [geen tijd] /?token=… [e-mail] Mozilla/…"]
