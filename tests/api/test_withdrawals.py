"""The shop's own two steps pass a withdrawal on: the receipt comes back at once, the same confirmation twice is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.api.caller import Program
from tests.people import a_shop

from wederhoor.claims.models import Claim
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop
from wederhoor.withdrawals import spool
from wederhoor.withdrawals.intake import take_in_all

pytestmark = pytest.mark.usefixtures("database")
URL = "/api/v1/withdrawals"
BODY = {"name": "Tessa", "contract": "LH-2041", "email": "tessa@post.example", "language": "de", "ref": "w-1"}


@pytest.fixture(autouse=True)
def counter(tmp_path: Path, settings: Any) -> None:
    settings.WITHDRAWALS = tmp_path / "withdrawals"


@pytest.fixture
def shop() -> Shop:
    return a_shop(frozen_today=None)


def send(program: Program, body: Any, **head: str) -> Any:
    return program.client.post(URL, body, content_type="application/json", headers=head)


def test_withdrawal_is_received_with_its_receipt_and_once(shop: Shop) -> None:
    program = Program(shop)
    one, two = send(program, BODY), send(program, BODY)
    assert (one.status_code, two.status_code) == (201, 200)
    assert one.json() == two.json()
    assert "Ihr Widerruf ist eingegangen" in one.json()["receipt"]
    take_in_all()
    with inside(shop.pk):
        claim = Claim.objects.get()
        assert (claim.code, claim.channel, claim.kind) == (one.json()["code"], "function", "withdrawal")
        assert Letter.objects.get(letter="withdrawal_receipt").state == "sending"


def test_key_of_the_header_names_it_too(shop: Shop) -> None:
    program, body = Program(shop), {**BODY, "ref": ""}
    codes = {send(program, body, **{"Idempotency-Key": key}).json()["code"] for key in ("a", "a", "b")}
    assert len(codes) == 2


def test_withdrawal_without_a_detail_is_received_and_says_what_is_missing(shop: Shop) -> None:
    answer = send(Program(shop), {})
    assert answer.status_code == 201
    assert answer.json()["missing"] == ["name", "contract", "email"]
    assert spool.count(shop.code) == 1


def test_without_a_key_nothing_is_kept(shop: Shop) -> None:
    assert send(Program(), BODY).status_code == 401
    assert spool.waiting() == []
