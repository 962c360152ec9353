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


def test_other_words_under_a_name_that_was_used_before_are_another_statement(shop: Shop) -> None:
    program = Program(shop)
    codes = [send(program, {**BODY, "contract": number}).json()["code"] for number in ("LH-1", "LH-2", "LH-1")]
    assert codes[0] == codes[2] != codes[1]
    assert take_in_all() == 2


@pytest.mark.parametrize(
    "body",
    [
        {"name": None, "contract": None, "email": None, "goods": None, "language": None, "ref": None},
        {"contract": 2041, "ref": 7},
        {"name": "x" * 50_000, "goods": "y" * 50_000, "language": "z" * 500, "ref": "r" * 5_000},
    ],
)
def test_no_form_of_a_detail_refuses_a_withdrawal(shop: Shop, body: dict[str, Any]) -> None:
    assert send(Program(shop), body).status_code == 201
    assert take_in_all() == 1


def test_full_disk_is_said_and_nothing_pretends_to_be_received(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spool, "write_once", full)
    answer = send(Program(shop), BODY)
    assert answer.status_code == 503
    assert "Nothing was received" in answer.content.decode()
