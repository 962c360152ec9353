"""Lines of a log and reports of payment providers through the API: kept, known, refused, and never another shop's."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.api.caller import Program
from tests.logs.lines import combined, visit
from tests.logs.rows import NOTICE
from tests.people import a_shop, actor_in

from wederhoor.connect.payments.notices import LARGEST
from wederhoor.logs.doors import make_door
from wederhoor.logs.models import Intake, PaymentNotice
from wederhoor.logs.queries import moments_of
from wederhoor.logs.search import Wanted, search
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")
URL = "/api/v1/logs"


def send(program: Program, body: Any) -> HttpResponse:
    answer: HttpResponse = program.client.post(URL, body, content_type="application/json")
    return answer


def a_door(shop: Shop, provider: str = "stripe", secret: str = "") -> str:
    with inside(shop.pk):
        return f"/api/v1/payments/{provider}/{make_door(shop, provider, secret, by=actor_in(shop))}"


def told(address: str, raw: bytes, **headers: str) -> HttpResponse:
    answer: HttpResponse = Client().post(address, raw, content_type="application/json", headers=headers)
    return answer


def test_lines_are_kept_once_and_found(database: dict[str, str]) -> None:
    shop = a_shop()
    program = Program(shop)
    body = {"lines": [*visit(), "no line", "a\nb", "'; DROP TABLE logs_part; --"], "origin": "web1"}
    first, again = send(program, body), send(program, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    said = first.json()
    assert (said["rows"], said["aside"], said["reasons"]) == (6, 3, {"shape": 3})
    with inside(shop.pk):
        assert Intake.objects.get().origin == "web1"
        assert len(search(shop, Wanted(order="LH-2041"), by=actor_in(shop)).sought) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"lines": []}, {"lines": ["x" * 20_000]}, {"lines": ["a"], "origin": "../b"}, {"lines": [5]}, {}],
)
def test_batch_that_cannot_be_is_refused_by_name(wrong: dict[str, Any]) -> None:
    assert send(Program(a_shop()), wrong).status_code == 422


def test_batch_of_nothing_known_is_refused_and_leaves_nothing(database: dict[str, str]) -> None:
    shop = a_shop()
    answer = send(Program(shop), {"lines": ["geen regel", "nog geen"]})
    assert answer.status_code == 409
    with inside(shop.pk):
        assert not Intake.objects.exists()


def test_key_of_one_shop_reaches_no_line_of_another(database: dict[str, str]) -> None:
    mine, other = a_shop(), a_shop()
    send(Program(mine), {"lines": visit()})
    send(Program(other), {"lines": [combined("/x")]})
    with inside(other.pk):
        assert Intake.objects.count() == 1
        for wanted in (Wanted(order="LH-2041"), Wanted(session="s1"), Wanted(address="198.51.100.23")):
            hits = search(other, wanted, by=actor_in(other)).hits
            assert [hit.row["target"] for hit in hits] in ([], ["/x"])
        assert not search(mine, Wanted(order="LH-2041"), by=actor_in(mine)).hits


def test_report_is_kept_once_whoever_sends_it_again(database: dict[str, str]) -> None:
    shop = a_shop()
    address = a_door(shop)
    assert [told(address, NOTICE).json() for _ in range(2)] == [{"new": True}, {"new": False}]
    with inside(shop.pk):
        assert PaymentNotice.objects.get().raw == NOTICE.decode()
        assert [moment.what for moment in moments_of(shop, "LH-2041")] == ["payment_paid"]


def test_signed_report_is_kept_and_one_changed_under_way_is_not(database: dict[str, str]) -> None:
    shop = a_shop()
    address = a_door(shop, secret="whsec_1")
    now = str(int(time.time()))
    made = hmac.new(b"whsec_1", now.encode() + b"." + NOTICE, hashlib.sha256).hexdigest()
    header = {"Stripe-Signature": f"t={now},v1={made}"}
    assert told(address, NOTICE.replace(b"8900", b"9900"), **header).status_code == 401
    assert told(address, NOTICE).status_code == 401
    assert told(address, NOTICE, **header).json() == {"new": True}
    with inside(shop.pk):
        assert [one.checked for one in PaymentNotice.objects.all()] == ["yes"]


def test_door_opens_for_its_own_provider_and_token_alone(database: dict[str, str]) -> None:
    address = a_door(a_shop())
    token = address.rsplit("/", 1)[-1]
    for wrong in (f"mollie/{token}", "stripe/x", f"str%00ipe/{token}", f"stripe/{'x' * 65}", "stripe/%00"):
        assert told(f"/api/v1/payments/{wrong}", NOTICE).status_code == 404
    assert told(address, b"{").status_code == 422
    assert told(address, b" " * (LARGEST + 1)).status_code == 413


def test_report_in_the_future_counts_as_the_moment_it_came(database: dict[str, str]) -> None:
    shop = a_shop()
    said = json.loads(NOTICE)
    said["created"] = 4_000_000_000
    assert told(a_door(shop), json.dumps(said).encode()).status_code == 200
    with inside(shop.pk):
        [moment] = moments_of(shop, "LH-2041")
    assert moment.at.year < 2090


def test_report_asks_the_database_a_fixed_number_of_times(database: dict[str, str]) -> None:
    address = a_door(a_shop())
    with CaptureQueriesContext(connection) as first:
        told(address, NOTICE)
    for number in range(3):
        told(address, NOTICE.replace(b"ch_1", b"ch_%d" % (number + 2)))
    with CaptureQueriesContext(connection) as later:
        told(address, NOTICE.replace(b"ch_1", b"ch_9"))
    assert len(later) <= len(first) <= 16
