"""The function's log is evidence: every step with its moment and the mail server's answer, and gone when forgotten."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.browser.mailbox import Mailbox, text_of
from tests.people import actor_in
from tests.withdrawals.counter import SAID, SHOWN, a_shop_with_the_function, card, confirmed

from wederhoor.claims.models import Claim
from wederhoor.evidence import forgetting
from wederhoor.evidence.forgetters import Sought
from wederhoor.evidence.kinds import Sort
from wederhoor.journal.models import Line
from wederhoor.letters.actions import deliver
from wederhoor.letters.models import Letter
from wederhoor.letters.tasks import carry
from wederhoor.shops.context import inside
from wederhoor.withdrawals import spool
from wederhoor.withdrawals.fading import fade
from wederhoor.withdrawals.forgetting import _found, _told
from wederhoor.withdrawals.gathering import papers_of
from wederhoor.withdrawals.intake import take_in_all
from wederhoor.withdrawals.models import Withdrawal
from wederhoor.withdrawals.queries import health_of, moments_of

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
