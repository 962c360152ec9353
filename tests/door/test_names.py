"""What name servers say, also those that say nothing, nonsense or far too much."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.names import NameServer, name_server

from wederhoor.door.names import LONGEST_TEXT, State, Texts, texts_of

LONG = "v=DKIM1; p=" + "A" * 2_500


@pytest.fixture
def server() -> Iterator[NameServer]:
    table = {
        "one._domainkey.shop.example": ["v=DKIM1; p=abc"],
        "long._domainkey.shop.example": [LONG],
        "huge._domainkey.shop.example": ["A" * (LONGEST_TEXT + 1)],
        "many._domainkey.shop.example": [f"text {n}" for n in range(9)],
        "heavy._domainkey.shop.example": [letter * LONGEST_TEXT for letter in "abc"],
        "none.shop.example": [],
    }
    with name_server(table) as running:
        yield running


def test_text_is_told_as_it_stood_with_who_said_so(server: NameServer) -> None:
    found = texts_of("one._domainkey.shop.example", [server.address])
    assert found == Texts(State.FOUND, ("v=DKIM1; p=abc",), server.address)


def test_text_longer_than_a_packet_comes_over_tcp_and_whole(server: NameServer) -> None:
    found = texts_of("long._domainkey.shop.example", [server.address])
    assert found.texts == (LONG,)
    assert server.asked.count("long._domainkey.shop.example") == 2


@pytest.mark.parametrize("name", ["gone._domainkey.shop.example", "none.shop.example"])
def test_name_without_text_has_none(server: NameServer, name: str) -> None:
    assert texts_of(name, [server.address]) == Texts(State.NONE, (), server.address)


@pytest.mark.parametrize("name", [f"{how}._domainkey.shop.example" for how in ("huge", "many", "heavy")])
def test_answer_of_strange_size_is_not_given_out(server: NameServer, name: str) -> None:
    assert texts_of(name, [server.address]) == Texts(State.UNFIT, (), server.address)


@pytest.mark.parametrize("manner", ["silent", "garbage", "refused", "loop"])
def test_server_that_gives_no_usable_answer_is_unreachable_and_the_next_is_asked(
    server: NameServer, manner: str
) -> None:
    server.manners["one._domainkey.shop.example"] = manner
    assert texts_of("one._domainkey.shop.example", [server.address], timeout=0.6).state is State.UNREACHABLE
    with name_server({"one._domainkey.shop.example": ["v=DKIM1; p=def"]}) as other:
        found = texts_of("one._domainkey.shop.example", [server.address, other.address], timeout=6)
    assert found.texts == ("v=DKIM1; p=def",)


def test_answer_about_another_name_is_no_answer(server: NameServer) -> None:
    server.manners["one._domainkey.shop.example"] = "other"
    assert texts_of("one._domainkey.shop.example", [server.address]).texts == ()


@pytest.mark.parametrize(
    "name", ["", "single", "a..b", "-a.example", "a b.example", "é.example", "x" * 64 + ".example", "a." * 130 + "b"]
)
def test_name_that_is_none_is_asked_of_nobody(server: NameServer, name: str) -> None:
    assert texts_of(name, [server.address]).state is State.UNFIT
    assert server.asked == []


def test_nobody_there_is_unreachable() -> None:
    assert texts_of("one.shop.example", ["127.0.0.1#9"], timeout=0.5).state is State.UNREACHABLE
