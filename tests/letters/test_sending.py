"""A letter goes out once: to a real SMTP server, through every kind of trouble on the way."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone
from tests.claims.sealed import bundled, opened
from tests.messages import mail, order
from tests.people import a_shop, actor_in

from wederhoor.claims.kinds import Channel
from wederhoor.door.mail import NotSent, Sent, Uncertain
from wederhoor.door.mail import send as to_server
from wederhoor.evidence.actions import bytes_of
from wederhoor.flow import Refused
from wederhoor.journal.models import Line
from wederhoor.letters import actions as letters
from wederhoor.letters.actions.sending import UNDER_WAY, Carrier, due_now
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop


class Inbox:
    """What a real server took."""

    def __init__(self, refuse: str = "") -> None:
        self.refuse = refuse
        self.taken: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse:
            return self.refuse
        self.taken.append(envelope.content)
        return "250 2.0.0 taken as 4711"


@contextmanager
def smtp(inbox: Inbox) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        server.stop()


def to(url: str) -> Carrier:
    return lambda letter, data: to_server(url, letter.shop.email, [letter.recipient], data)


@pytest.fixture
def letter(database: dict[str, str]) -> tuple[Shop, Letter]:
    """A letter ready to be sent, in a case of its own."""
    shop = a_shop()
    with inside(shop.pk):
        claim, _, _ = letters.receive(shop, mail(), channel=Channel.MAIL, papers=[order()], by=actor_in(shop))
        draft = (
            Letter.objects.filter(claim=claim)
            .exclude(letter="complaint_receipt")
            .select_related("shop", "claim__dossier")
            .get()
        )
    return shop, draft


def released(shop: Shop, letter: Letter) -> None:
    with inside(shop.pk):
        letters.send(letter, by=actor_in(shop))


def test_letter_arrives_in_the_customers_own_thread_and_its_bytes_become_an_exhibit(
    letter: tuple[Shop, Letter],
) -> None:
    shop, draft = letter
    released(shop, draft)
    inbox = Inbox()
    with smtp(inbox) as url:
        assert letters.deliver(shop.pk, draft.pk, to(url)) == "sent"
    taken = message_from_bytes(inbox.taken[0], policy=policy.default)
    assert taken["In-Reply-To"] == "<een@post.example>"
    assert shop.email in str(taken["From"])
    with inside(shop.pk):
        draft = Letter.objects.select_related("item__exhibit", "claim").get(pk=draft.pk)
        assert draft.item is not None
        kept = bytes_of(draft.item.exhibit)
        assert kept.replace(b"\r\n", b"\n").strip() == inbox.taken[0].replace(b"\r\n", b"\n").strip()
        assert draft.claim.state == "answered"
        assert draft.response.startswith("250")


def test_same_letter_offered_twice_goes_once(letter: tuple[Shop, Letter]) -> None:
    shop, draft = letter
    released(shop, draft)
    inbox = Inbox()
    with smtp(inbox) as url:
        states = [letters.deliver(shop.pk, draft.pk, to(url)) for _ in range(3)]
    assert states == ["sent", "passed", "passed"]
    assert len(inbox.taken) == 1


def test_server_that_refuses_leaves_the_letter_failed_and_the_claim_open(letter: tuple[Shop, Letter]) -> None:
    shop, draft = letter
    released(shop, draft)
    with smtp(Inbox("554 5.7.1 not from you")) as url:
        assert letters.deliver(shop.pk, draft.pk, to(url)) == "failed"
    with inside(shop.pk):
        draft = Letter.objects.select_related("claim").get(pk=draft.pk)
        assert "554" in draft.response
        assert draft.claim.state == "filed"


def test_no_server_leaves_the_letter_failed(letter: tuple[Shop, Letter]) -> None:
    shop, draft = letter
    released(shop, draft)
    with smtp(Inbox()) as url:
        pass
    assert letters.deliver(shop.pk, draft.pk, to(url)) == "failed"


def test_broken_connection_makes_the_letter_uncertain_and_it_is_never_sent_again_by_itself(
    letter: tuple[Shop, Letter],
) -> None:
    shop, draft = letter
    released(shop, draft)

    def breaks(letter: Letter, data: bytes) -> Sent:
        raise Uncertain("connection lost")

    assert letters.deliver(shop.pk, draft.pk, breaks) == "uncertain"
    inbox = Inbox()
    with smtp(inbox) as url:
        assert letters.deliver(shop.pk, draft.pk, to(url)) == "passed"
    assert not inbox.taken
    with inside(shop.pk):
        assert due_now() == []


def test_process_that_died_after_the_offer_leaves_doubt_and_a_person_decides(letter: tuple[Shop, Letter]) -> None:
    shop, draft = letter
    released(shop, draft)

    def dies(letter: Letter, data: bytes) -> Sent:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        letters.deliver(shop.pk, draft.pk, dies)
    with inside(shop.pk):
        assert due_now() == []
        Letter.objects.filter(pk=draft.pk).update(offered_at=timezone.now() - UNDER_WAY - timedelta(seconds=1))
        assert due_now() == [(shop.pk, draft.pk)]
    assert letters.deliver(shop.pk, draft.pk, dies) == "passed"
    with inside(shop.pk):
        draft = Letter.objects.select_related("shop", "claim__dossier", "claim__shop").get(pk=draft.pk)
        assert draft.state == "uncertain"
        letters.decide(draft, went=True, reason="staat in de map Verzonden", by=actor_in(shop))
        assert draft.state == "sent"
        assert Line.objects.filter(act="letter.decided").count() == 1


def test_letter_with_a_gap_does_not_go(letter: tuple[Shop, Letter]) -> None:
    shop, draft = letter
    with inside(shop.pk):
        letters.edit(draft, subject="x", body=draft.body + "\n[… in te vullen: het bedrag …]", by=actor_in(shop))
    with inside(shop.pk), pytest.raises(Refused, match=r"letters\.send\.to_fill"):
        letters.send(draft, by=actor_in(shop))


def test_reader_neither_edits_nor_sends(letter: tuple[Shop, Letter]) -> None:
    shop, draft = letter
    reader = actor_in(shop, "reader")
    with inside(shop.pk), pytest.raises(Refused):
        letters.edit(draft, subject="x", body="y", by=reader)
    with inside(shop.pk), pytest.raises(Refused):
        letters.send(draft, by=reader)


def test_letter_sent_from_ones_own_mailbox_is_kept_as_it_stands(letter: tuple[Shop, Letter]) -> None:
    shop, draft = letter
    with inside(shop.pk):
        letters.send_oneself(draft, "own", by=actor_in(shop))
        assert draft.item is not None
        assert bytes_of(draft.item.exhibit).decode() == draft.body
        assert draft.claim.state == "answered"


def test_refusal_before_the_data_is_certain() -> None:
    with pytest.raises(NotSent):
        to_server("smtp://127.0.0.1:1", "a@b.example", ["c@d.example"], b"x")


def test_what_the_server_said_is_proof_for_both_parties_and_says_what_it_leaves_open(
    letter: tuple[Shop, Letter],
) -> None:
    shop, draft = letter
    released(shop, draft)
    with smtp(Inbox()) as url:
        assert letters.deliver(shop.pk, draft.pk, to(url)) == "sent"
    with inside(shop.pk):
        draft.refresh_from_db()
        claim = draft.claim
        assert "250 2.0.0 taken as 4711" in draft.item.exhibit.shows
        assert "gelezen" in draft.item.exhibit.does_not_show
    files = opened(bundled(shop, claim))
    lines = [json.loads(row) for row in files["lines.jsonl"].splitlines()]
    [sent] = [line["payload"] for line in lines if line["act"] == "letter.sent"]
    assert (sent["response"], sent["exhibit"]) == ("250 2.0.0 taken as 4711", draft.item.label)
    assert any(b"4711" in data for name, data in files.items() if name != "lines.jsonl"), "only in the lines"


def test_letter_kept_as_a_file_claims_no_servers_word(letter: tuple[Shop, Letter]) -> None:
    shop, draft = letter
    released(shop, draft)
    letters.deliver(shop.pk, draft.pk, lambda letter, data: Sent("K7QF.eml", kept_only=True))
    with inside(shop.pk):
        draft.refresh_from_db()
        assert (draft.item.exhibit.shows, draft.item.exhibit.does_not_show) == ("", "")
