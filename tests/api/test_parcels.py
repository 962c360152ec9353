"""Parcels through the API: recorded once, sent again, wrong, and read back."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from tests.api.caller import Program
from tests.parcels.recorded import a_picture
from tests.people import a_shop

pytestmark = pytest.mark.usefixtures("database")
URL = "/api/v1/parcels"


@pytest.fixture
def program(database: dict[str, str]) -> Program:
    return Program(a_shop())


def parcel(**more: Any) -> dict[str, Any]:
    usual = {"ref": str(uuid4()), "order": "LH-2041", "tracking": "3SKKAD1234567", "grams": 1250}
    return {**usual, "serials": ["SN-1"], "at": "2026-10-01T14:03:00+02:00", **more}


def send(program: Program, body: Any) -> HttpResponse:
    answer: HttpResponse = program.client.post(URL, body, content_type="application/json")
    return answer


def test_parcel_is_recorded_once_and_read_back_with_its_pictures(program: Program) -> None:
    body = parcel(pictures=[{"part": "contents", "base64": b64encode(a_picture()).decode()}])
    first, second = send(program, body), send(program, body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    (found,) = program.client.get(URL, {"order": "LH-2041"}).json()
    assert (found["grams"], found["serials"], found["way"], len(found["pictures"])) == (1250, ["SN-1"], "packed", 1)


def test_picture_that_cannot_be_kept_is_named(program: Program) -> None:
    answer = send(program, parcel(pictures=[{"part": "contents", "base64": b64encode(b"no picture").decode()}]))
    assert answer.status_code == 201
    assert answer.json()["left_out"] == {"contents": "unreadable"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"ref": "x"},
        {"grams": 0},
        {"at": "yesterday"},
        {"serials": "SN-1"},
        {"pictures": [{"part": "contents", "base64": "%%%"}]},
        {"pictures": [{"part": "roof", "base64": ""}]},
        {"pictures": [{"part": "contents", "base64": ""}] * 9},
        {"order": "a\u0000b"},
    ],
)
def test_parcel_that_is_not_one_is_refused(program: Program, wrong: dict[str, Any]) -> None:
    assert send(program, parcel(**wrong)).status_code == 422
    assert program.client.get(URL, {"order": "LH-2041"}).json() == []


def test_parcel_without_any_number_is_refused_with_its_reason(program: Program) -> None:
    answer = send(program, parcel(order="", tracking=""))
    assert answer.status_code == 409
    assert "parcels.record.numberless" in answer.content.decode()


def test_key_of_another_shop_sees_nothing_and_no_key_is_refused(program: Program) -> None:
    send(program, parcel())
    assert Program(a_shop("Elders")).client.get(URL, {"order": "LH-2041"}).json() == []
    assert send(Program(), parcel()).status_code == 401
