"""Signs a database cannot keep, wherever a mail or a paper may hold them: the claim stands and the bytes are whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.messages import NOT_RECEIVED, mail, message, order
from tests.people import a_shop, actor_in, customer_of

from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims.kinds import Channel
from wederhoor.evidence.actions import bytes_of
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside

pytestmark = pytest.mark.usefixtures("database")


def changed(old: bytes, new: bytes) -> Paper:
    return replace(mail(), data=mail().data.replace(old, new))


def placed(change: Callable[[dict[str, Any]], None]) -> Paper:
    found = json.loads(order().data)
    change(found)
    return replace(order(), data=json.dumps(found).encode())


MESSAGES = {
    "in the words": changed(b"Hallo", b"Hal\x00lo"),
    "far into pasted text": message(NOT_RECEIVED + "x" * 6000 + "\x00 klaar"),
    "in an encoded subject": changed(b"Subject: ", b"Subject: =?utf-8?q?a=00b?= "),
    "in the sender's name": changed(b"From: Tessa Brand", b"From: =?utf-8?q?a=00b?="),
    "raw bytes in the sender's name": changed(b"From: Tessa Brand", b"From: Tess\xffa Brand"),
    "in the Message-ID": changed(b"<een@", b"<e\x00n@"),
    "half a pair in UTF-16": Paper(
        b"\xff\xfe" + NOT_RECEIVED.encode("utf-16-le") + b"\x00\xd8", "", "text/plain", "message", "consumer"
    ),
}
PAPERS = {
    "NUL in the order number": placed(lambda o: o.update(number="LH\x00-2041")),
    "NUL in the goods": placed(lambda o: o["line_items"][0].update(name="Lamp\x00 Kiek")),
    "half a pair in the goods": placed(lambda o: o["line_items"][0].update(name="Lamp \ud800Kiek")),
    "half a pair in the name": placed(lambda o: o["billing"].update(first_name="T\ud800")),
    "in the name of the file": Paper(b"een papier", "na\x00am\ud800.txt", "text/plain\x00", "page", "shop"),
}


@pytest.mark.parametrize("paper", MESSAGES.values(), ids=MESSAGES)
def test_message_with_strange_signs_is_filed_and_its_bytes_kept(paper: Paper) -> None:
    shop = a_shop()
    with inside(shop.pk):
        claim = receive(shop, paper, channel=Channel.MAIL, by=actor_in(shop)).claim
        assert claim.kind == "not_received"
        assert bytes_of(claim.dossier.items.get(number=1).exhibit) == paper.data


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_paper_with_strange_signs_is_laid_and_its_bytes_kept(paper: Paper) -> None:
    shop = a_shop()
    with inside(shop.pk):
        claim = receive(shop, message(), channel=Channel.MAIL, papers=[paper], by=actor_in(shop)).claim
        [again] = claims.lay(claim, replace(paper, name=f"{paper.name}2"), by=actor_in(shop))
        for number in (2, again.number):
            assert bytes_of(claim.dossier.items.get(number=number).exhibit) == paper.data


def test_words_typed_by_a_person_may_hold_them_too() -> None:
    shop = a_shop()
    with inside(shop.pk):
        named = ("Te\x00ssa", "t\x00@post.example")
        claim = receive(shop, message(), channel=Channel.FORM, customer=named, by=actor_in(shop)).claim
        assert (claim.customer_name, claim.customer_email) == ("Tessa", "t@post.example")
        claims.tell(claim, "Zo \x00ging het \ud800.", {}, by=actor_in(shop))
        claims.note(claim, "Let\x00 op.", by=actor_in(shop))
        claims.reply(claim, "Nee\x00.", {"goods_description": "lamp\x00"}, by=customer_of(shop))
        assert [s.text for s in claim.statements.all()] == ["Zo ging het ?.", "Nee."]
