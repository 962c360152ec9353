"""The function's log is evidence: every step with its moment and the mail server's answer, and gone when forgotten."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.browser.mailbox import Mailbox, text_of
from tests.people import a_person, actor_in, browser_of
from tests.withdrawals.counter import SAID, SHOWN, a_shop_with_the_function, card, confirmed

from wederhoor.claims.models import Claim
from wederhoor.door.mail import NotSent, Sent
from wederhoor.evidence import forgetting
from wederhoor.evidence.forgetters import Sought
from wederhoor.evidence.kinds import Sort
from wederhoor.journal.models import Line
from wederhoor.letters.actions import deliver
from wederhoor.letters.message import bytes_of
from wederhoor.letters.models import Letter
from wederhoor.letters.tasks import carry
from wederhoor.shops.actions import open_shop
from wederhoor.shops.context import inside
from wederhoor.withdrawals import spool
from wederhoor.withdrawals.actions import MOST_MAILED, review
from wederhoor.withdrawals.fading import fade
from wederhoor.withdrawals.forgetting import _found, _told
from wederhoor.withdrawals.gathering import papers_of
from wederhoor.withdrawals.intake import take_in_all
from wederhoor.withdrawals.models import Withdrawal
from wederhoor.withdrawals.queries import health_of, moments_of, set_aside_of

pytestmark = pytest.mark.usefixtures("database")


def test_receipt_reaches_a_real_mail_server_once_and_the_log_holds_its_answer(settings: Any) -> None:
    box = Mailbox()
    box.server.start()
    settings.MAIL_URL = box.url
    try:
        shop = a_shop_with_the_function()
        kept = confirmed(shop)
        assert box.taken == []
        take_in_all()
        with inside(shop.pk):
            letter = Letter.objects.get(letter="withdrawal_receipt")
        for _ in range(2):
            deliver(shop.pk, letter.pk, carry)
        (mail,) = box.to(SAID.email)
    finally:
        box.server.stop()
    assert kept.code in text_of(mail)
    assert "14:04:01 (Europe/Amsterdam, UTC+01:00)" in text_of(mail)
    assert "Bestelling: LH-2041" in text_of(mail)
    with inside(shop.pk):
        moments = moments_of(shop, "LH-2041")
        assert [m.what for m in moments] == [
            "withdrawal_step_shown",
            "withdrawal_step_filled",
            "withdrawal_step_confirmed",
            "withdrawal_step_taken",
            "withdrawal_step_mailed",
        ]
        assert [m.at for m in moments[:3]] == [SHOWN + timedelta(minutes=n) for n in range(3)]
        assert moments[-1].detail == (("SMTP", "250 2.0.0 taken"),)
        line = Line.objects.get(act="withdrawal.received")
        assert line.payload["received_at"] == kept.at.isoformat()
        items = Claim.objects.get().dossier.items.select_related("exhibit")
        assert Sort.LETTER in {item.exhibit.sort for item in items}


def test_log_given_to_another_case_about_the_order_is_the_one_in_its_own() -> None:
    shop = a_shop_with_the_function()
    confirmed(shop, network="9.9.9.0/24")
    take_in_all()
    with inside(shop.pk):
        (paper,) = papers_of(shop, "LH-2041")
        own = Claim.objects.get().dossier.items.select_related("exhibit")
        (log,) = [item.exhibit for item in own if item.exhibit.sort == Sort.LOG]

        assert hashlib.sha256(paper.data).hexdigest() == log.sha256
        assert papers_of(shop, "LH-9") == []


def test_forgotten_dossier_takes_the_statement_along_also_from_the_disk(folder: Any) -> None:
    shop = a_shop_with_the_function()
    kept = confirmed(shop)
    take_in_all()
    with inside(shop.pk):
        claim = Claim.objects.get()
        assert _found(Sought(order="lh-2041")) == {claim.dossier_id}
        assert _told(claim.dossier)["withdrawals"][0]["name"] == SAID.name
        Letter.objects.update(state="sent")
    assert spool.find(shop.code, kept.ref)
    forgetting.forget(shop, claim.code, why="asked", by=actor_in(shop))
    with inside(shop.pk):
        assert not Withdrawal.objects.exists()
    assert spool.find(shop.code, kept.ref) is None


def test_trial_fades_and_a_receipt_is_kept_thirty_days() -> None:
    shop = a_shop_with_the_function()
    kept = confirmed(shop, replace(SAID, trial=True))
    take_in_all()
    now = timezone.now()
    with inside(shop.pk):
        assert health_of(shop).trial is not None
        assert fade(shop.pk, kept.at + timedelta(days=29)) == 0
        assert fade(shop.pk, kept.at + timedelta(days=31)) == 1
    assert spool.sweep(now - timedelta(days=30)) == 0
    assert spool.sweep(now + timedelta(seconds=5)) == 1


def test_what_cannot_be_read_back_is_not_called_received(folder: Any) -> None:
    shop = a_shop_with_the_function()
    kept = confirmed(shop)
    (folder / "waiting" / shop.code / kept.ref).write_bytes(b"\x01half")
    with pytest.raises(OSError, match="cannot be read"):
        spool.keep(kept, card(shop).key)


@contextmanager
def a_box(settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    box.server.start()
    settings.MAIL_URL = box.url
    try:
        yield box
    finally:
        box.server.stop()


def test_mailed_receipt_is_enclosed_as_a_file_to_keep_and_is_the_same_bytes_each_time(settings: Any) -> None:
    shop = a_shop_with_the_function()
    kept = confirmed(shop, replace(SAID, goods="--==x==\nalleen de lamp 💡"))
    take_in_all()
    with inside(shop.pk):
        letter = Letter.objects.get(letter="withdrawal_receipt")
    with a_box(settings) as box:
        deliver(shop.pk, letter.pk, carry)
        (mail,) = box.to(SAID.email)
    (file,) = mail.iter_attachments()
    said = file.get_content()
    assert (file.get_filename(), file.get_content_type()) == (f"{kept.code}.txt", "text/plain")
    for words in (kept.code, "14:04:01 (Europe/Amsterdam, UTC+01:00)", "LH-2041", "alleen de lamp 💡", mail["Subject"]):
        assert words in said
    with inside(shop.pk):
        letter = Letter.objects.select_related("shop", "claim").get(pk=letter.pk)
        assert bytes_of(letter, SHOWN) == bytes_of(letter, SHOWN)


def test_receipt_that_could_not_go_is_offered_again_by_itself_until_it_went(settings: Any) -> None:
    shop = a_shop_with_the_function()
    confirmed(shop)
    take_in_all()
    settings.MAIL_URL = "smtp://127.0.0.1:1"  # nobody listens
    with inside(shop.pk):
        letter = Letter.objects.get(letter="withdrawal_receipt")
    assert deliver(shop.pk, letter.pk, carry) == "sending"
    with inside(shop.pk):
        letter.refresh_from_db()
        assert (letter.tries, letter.offered_at) == (1, None)
        assert letter.send_at > timezone.now()
        assert health_of(shop).unsent == [letter]
        Letter.objects.update(send_at=timezone.now())
    with a_box(settings) as box:
        assert deliver(shop.pk, letter.pk, carry) == "sent"
        assert deliver(shop.pk, letter.pk, carry) == "passed"
        assert len(box.to(SAID.email)) == 1
    with inside(shop.pk):
        assert health_of(shop).unsent == []


def test_receipt_an_address_does_not_take_is_told_to_the_shop_and_not_offered_again() -> None:
    shop = a_shop_with_the_function()
    confirmed(shop)
    take_in_all()
    with inside(shop.pk):
        letter = Letter.objects.get(letter="withdrawal_receipt")

    def no_such_mailbox(*_: object) -> Sent:
        raise NotSent("550 5.1.1 no such user")

    assert deliver(shop.pk, letter.pk, no_such_mailbox) == "failed"
    with inside(shop.pk):
        assert [one.pk for one in health_of(shop).unsent] == [letter.pk]


@pytest.mark.parametrize("address", ["=?utf-8?q?a=0ABcc=3Av=40x.y?=@x.example", "=?utf-8?q?a=2C_v=40x.y?=@x.example"])
def test_address_a_header_would_read_as_another_is_not_mailed_and_holds_up_nobody(settings: Any, address: str) -> None:
    shop = a_shop_with_the_function()
    assert replace(SAID, email=address).address == ""
    confirmed(shop)
    take_in_all()
    with inside(shop.pk):
        Letter.objects.update(recipient=address)  # as it may come from the sender of a mail
        letter = Letter.objects.get(letter="withdrawal_receipt")
    with a_box(settings) as box:
        assert deliver(shop.pk, letter.pk, carry) == "passed"
        assert box.taken == []
    with inside(shop.pk):
        letter.refresh_from_db()
        assert letter.state == "failed"


def test_address_that_is_typed_again_and_again_gets_so_many_receipts_and_every_statement_counts() -> None:
    shop = a_shop_with_the_function()
    for number in range(MOST_MAILED + 2):
        confirmed(shop, replace(SAID, contract=f"LH-{number}"))
    assert take_in_all() == MOST_MAILED + 2
    with inside(shop.pk):
        assert Claim.objects.filter(kind="withdrawal").count() == MOST_MAILED + 2
        receipts = Letter.objects.filter(letter="withdrawal_receipt")
        assert receipts.filter(state="sending").count() == MOST_MAILED
        assert len(health_of(shop).unsent) == 2


def test_who_asks_what_is_kept_hears_of_what_was_set_aside() -> None:
    shop, other = a_shop_with_the_function(), a_shop_with_the_function("Zuid")
    confirmed(shop, suspect="many")
    take_in_all()
    with inside(other.pk):
        assert set_aside_of(other, Sought(email=SAID.email)) == []
    with inside(shop.pk):
        for sought in (Sought(email="Tessa@post.example"), Sought(name="de vries"), Sought(order="lh-2041")):
            assert len(set_aside_of(shop, sought)) == 1
        for sought in (Sought(), Sought(name="a"), Sought(email="t@post.example"), Sought(order="LH-204")):
            assert set_aside_of(shop, sought) == []
        review(Withdrawal.objects.get(), False, by=actor_in(shop))
        assert set_aside_of(shop, Sought(email=SAID.email)) == []
        assert Withdrawal.objects.get().said == {}


def test_page_of_a_copy_leads_to_what_was_set_aside() -> None:
    owner = a_person()
    shop = open_shop("Kraam", by_person=owner.pk, by_code=owner.code, email="kraam@winkel.example", kvk="1")
    confirmed(shop, suspect="many")
    take_in_all()
    page = browser_of(owner).get(f"/shop/{shop.slug}/access/", {"email": SAID.email}).content.decode()
    assert f"/shop/{shop.slug}/withdrawal/" in page
    page = browser_of(owner).get(f"/shop/{shop.slug}/access/", {"email": "x@y.example"}).content.decode()
    assert f"/shop/{shop.slug}/withdrawal/" not in page
