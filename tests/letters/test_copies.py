"""A letter that went out of the shop's own mail program: its blind copy is filed with it."""

from __future__ import annotations

import pytest
from tests.messages import message, order
from tests.people import a_shop, actor_in

from wederhoor.casework.shapes import Paper
from wederhoor.claims.kinds import Channel
from wederhoor.letters.actions import copy_address, file_copy, receive
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _mailbox(settings: object) -> None:
    settings.COPY_ADDRESS = "copies@wederhoor.example"  # type: ignore[attr-defined]  # pytest-django's own wrapper


@pytest.fixture
def shop() -> Shop:
    return a_shop()


def draft_in(shop: Shop) -> Letter:
    with inside(shop.pk):
        claim = receive(shop, message(), channel=Channel.PASTE, papers=[order()], by=actor_in(shop)).claim
        return Letter.objects.filter(claim=claim).exclude(letter__endswith="receipt").get()


def copy_of(letter: Letter, sender: str, to: str) -> Paper:
    raw = (
        f"Delivered-To: {to}\r\nFrom: <{sender}>\r\nTo: tessa@post.example\r\nSubject: Uw pakket\r\n"
        f"Date: Mon, 12 Oct 2026 10:00:00 +0200\r\nMessage-ID: <{letter.code}@shop.example>\r\n\r\n{letter.body}"
    )
    return Paper(raw.encode(), "kopie.eml", "message/rfc822")


def test_copy_is_filed_and_the_letter_stands_as_sent(shop: Shop) -> None:
    letter = draft_in(shop)
    assert copy_address(letter) == f"copies+{letter.code}@wederhoor.example"
    with inside(shop.pk):
        filed = file_copy(shop, copy_of(letter, shop.email, copy_address(letter)), by=actor_in(shop))
        letter.refresh_from_db()
        sorts = list(letter.claim.dossier.items.values_list("exhibit__sort", flat=True))
    assert filed == letter
    assert letter.state == "sent"
    assert sorts.count("letter") == 2


def test_somebody_elses_mail_is_no_copy(shop: Shop) -> None:
    letter = draft_in(shop)
    with inside(shop.pk):
        assert file_copy(shop, copy_of(letter, "tessa@post.example", copy_address(letter)), by=actor_in(shop)) is None
        assert file_copy(shop, copy_of(letter, shop.email, "winkel@shop.example"), by=actor_in(shop)) is None


def test_without_a_mailbox_for_copies_no_address_is_given(shop: Shop, settings: object) -> None:
    settings.COPY_ADDRESS = ""  # type: ignore[attr-defined]  # pytest-django's own wrapper
    assert copy_address(draft_in(shop)) == ""
