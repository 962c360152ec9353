"""What lies on a visitor's table travels in the form, signed, and never grows beyond what a form can carry."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest
from django.core import signing

from wederhoor.web.public.forms import read_card
from wederhoor.web.public.table import CARRIED, SALT, Given, Table, TooMuch, lightened, pack, unpack

MESSAGE = Given(b"Waar blijft mijn pakket?", "", "text/plain", "message", "consumer")


def paper(data: bytes = b"bevestiging") -> Given:
    return Given(data, "b.pdf", "application/pdf", "confirmation")


def test_table_comes_back_from_the_form_as_it_was() -> None:
    table = Table(MESSAGE, order={"what": "lamp"}, telling="Bezorgd.", shop={"name": "Kade"}).with_papers(
        paper(b"\x00\xff")
    )
    assert unpack(pack(table)) == table


@pytest.mark.parametrize("packed", ["", "x", "eyJhIjoxfQ:1:x"])
def test_table_that_is_not_ours_is_no_table(packed: str) -> None:
    assert unpack(packed) is None


def test_changed_table_is_no_table() -> None:
    packed = pack(Table(MESSAGE))
    assert unpack(packed[:-1] + ("A" if packed[-1] != "A" else "B")) is None


def test_same_paper_twice_is_one_paper() -> None:
    assert len(Table(MESSAGE).with_papers(paper(), paper()).with_papers(paper()).papers) in (1, 2)
    assert len(Table(MESSAGE).with_papers(paper()).with_papers(paper()).papers) == 1


def test_more_than_a_form_can_carry_is_refused() -> None:
    with pytest.raises(TooMuch):
        Table(MESSAGE).with_papers(paper(b"x" * (CARRIED + 1)))


def test_heavy_mail_loses_its_attachments_and_keeps_its_words() -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Kapot", "a@post.example", "b@shop.example"
    mail.set_content("De lamp is kapot.")
    mail.add_attachment(b"x" * 2_000_000, maintype="image", subtype="jpeg", filename="foto.jpg")
    light = lightened(mail.as_bytes())
    assert len(light) < 10_000
    assert b"De lamp is kapot." in light
    assert b"foto.jpg" in light


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (
            "Lampenhuis De Kade\nKade 4\n1234 AB Westerkade\nKvK 12345678\nhallo@lampenhuis.example",
            {"name": "Lampenhuis De Kade", "address": "Kade 4, 1234 AB Westerkade", "kvk": "12345678"},
        ),
        ("Stoffen & Zo · KvK: 87654321 · Weg 9, 4321 ZX Haven", {"name": "Stoffen & Zo", "kvk": "87654321"}),
        ("", {}),
        ("KvK 12345678", {"kvk": "12345678"}),
    ],
)
def test_lines_under_a_mail_are_taken_apart(lines: str, found: dict[str, str]) -> None:
    assert {k: v for k, v in read_card(lines).items() if k in found} == found


OLDER: dict[str, dict[str, Any]] = {
    "field": {"more": 1},
    "fact": {"says": {"gone_fact": True}},
    "value": {"says": {"delivered": "2"}},
    "answers as a list": {"says": [1]},
    "papers": {"papers": None},
    "paper": {"papers": [{"data": ""}]},
    "message": {"message": {"data": "é"}},
}


@pytest.mark.parametrize("older", OLDER.values(), ids=OLDER)
def test_table_signed_in_an_older_form_is_none(older: dict[str, Any]) -> None:
    raw = signing.loads(pack(Table(MESSAGE, says={"delivered": None})), salt=SALT)
    assert unpack(signing.dumps(raw, salt=SALT)) == Table(MESSAGE, says={"delivered": None})
    assert unpack(signing.dumps({**raw, **older}, salt=SALT, compress=True)) is None


@pytest.mark.parametrize("older", [[], "x", 1, None, {}], ids=str)
def test_something_else_that_was_signed_is_no_table(older: object) -> None:
    assert unpack(signing.dumps(older, salt=SALT, compress=True)) is None
