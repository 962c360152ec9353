"""Events of orders through the API: one, many, again, wrong, and what they cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from tests.api.caller import Program
from tests.api.test_claims import own
from tests.people import a_shop

from wederhoor.evidence.models import OrderEvent
from wederhoor.journal.models import Line
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")

URL = "/api/v1/events"
EVENT = {
    "order": "LH-2041",
    "what": "delivered",
    "at": "2026-10-01T14:03:00+02:00",
    "ref": "a",
    "detail": {"code": "3S"},
}


@pytest.fixture
def shop() -> Shop:
    return a_shop()


@pytest.fixture
def program(shop: Shop) -> Program:
    return Program(shop)


def send(program: Program, body: Any, path: str = "") -> HttpResponse:
    answer: HttpResponse = program.client.post(URL + path, body, content_type="application/json")
    return answer


def test_event_is_acknowledged_once_and_known_the_second_time(program: Program) -> None:
    first, second = send(program, EVENT), send(program, EVENT)
    assert (first.status_code, first.json()) == (201, {"new": 1, "known": 0})
    assert (second.status_code, second.json()) == (200, {"new": 0, "known": 1})
    (found,) = program.client.get(URL, {"order": "LH-2041"}).json()
    assert (found["what"], found["ref"], found["detail"]) == ("delivered", "a", {"code": "3S"})


def test_thousand_events_are_two_inserts_and_one_commit(shop: Shop, program: Program) -> None:
    events = [{**EVENT, "ref": str(n)} for n in range(1_000)]
    send(program, EVENT)
    with CaptureQueriesContext(connection) as asked:
        answer = send(program, {"events": events}, "/batch")
    assert (answer.status_code, answer.json()) == (201, {"new": 1_000, "known": 0})
    statements = own(asked)
    assert [sql.split()[0] for sql in statements] == ["INSERT", "INSERT"]
    with inside(shop.pk):
        assert Line.objects.filter(act="event.reported").count() == 1_001


def test_one_event_costs_one_statement(program: Program) -> None:
    send(program, EVENT)
    with CaptureQueriesContext(connection) as asked:
        send(program, {**EVENT, "ref": "b"})
    assert [sql.split()[0] for sql in own(asked)] == ["WITH"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"order": ""},
        {"order": "x" * 41},
        {"what": "exploded"},
        {"at": "2026-10-01T14:03:00"},
        {"at": "yesterday"},
        {"ref": "x" * 81},
        {"detail": {"deep": {"er": 1}}},
        {"detail": {str(n): n for n in range(41)}},
    ],
)
def test_event_that_cannot_be_read_keeps_nothing_of_its_batch(
    shop: Shop, program: Program, wrong: dict[str, Any]
) -> None:
    answer = send(program, {"events": [EVENT, {**EVENT, "ref": "b", **wrong}]}, "/batch")
    assert answer.status_code == 422
    assert "events.1" in answer.json()["detail"]
    with inside(shop.pk):
        assert not OrderEvent.objects.exists()


def test_event_from_the_future_is_refused_with_a_sentence(program: Program) -> None:
    answer = send(program, {**EVENT, "at": "2090-01-01T00:00:00Z"})
    assert answer.status_code == 409
    assert answer.json()["refused"] == "evidence.events.ahead"


def test_more_than_a_thousand_or_none_at_all_are_refused(program: Program) -> None:
    assert send(program, {"events": []}, "/batch").status_code == 422
    assert send(program, {"events": [EVENT] * 1_001}, "/batch").status_code == 422


def test_who_has_no_key_reports_and_sees_nothing() -> None:
    nobody = Program()
    assert send(nobody, EVENT).status_code == 401
    assert nobody.client.get(URL, {"order": "LH-2041"}).status_code == 401


def test_other_shop_sees_nothing_of_it(program: Program) -> None:
    send(program, EVENT)
    assert Program(a_shop("Stoelenhuis")).client.get(URL, {"order": "LH-2041"}).json() == []


@pytest.mark.parametrize(
    "more",
    [{"ref": "a\x00b"}, {"order": "\x00"}, {"order": "L\x00H"}, {"detail": {"n": 2**70}}],
)
def test_event_that_nothing_can_keep_as_it_was_sent_is_refused_with_a_sentence(
    program: Program, more: dict[str, Any]
) -> None:
    answer = send(program, {**EVENT, **more})
    assert (answer.status_code, bool(answer.json()["detail"])) == (422, True)
    assert send(program, {"events": [EVENT, {**EVENT, **more}]}, "/batch").status_code == 422


def test_order_that_no_order_is_called_is_refused_with_a_sentence(program: Program) -> None:
    assert program.client.get(URL, {"order": "\x00"}).status_code == 422
