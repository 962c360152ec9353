"""A message becomes a claim: what is kept, what is known, what it costs in statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.messages import PRAISE, WITHDRAWAL, mail, message, order
from tests.people import a_shop, actor_in

from wederhoor.casework.shapes import Paper
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim, Deadline
from wederhoor.connect.contract import Unreadable
from wederhoor.evidence.actions import bytes_of
from wederhoor.flow import Refused
from wederhoor.journal.follow import run_followers_once
from wederhoor.journal.models import Line
from wederhoor.journal.sequencer import run_once
from wederhoor.letters.actions import receive
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside

CONTEXT = ("set_config", "SAVEPOINT", "BEGIN", "COMMIT")


def statements(captured: CaptureQueriesContext) -> list[str]:
    """The statements of the act itself, without those that open and close its transaction."""
    return [q["sql"] for q in captured if not any(word in q["sql"][:400] for word in CONTEXT)]


@pytest.mark.usefixtures("database")
def test_message_becomes_a_claim_with_its_bytes_as_the_first_exhibit() -> None:
    shop = a_shop()
    paper = message()
    with inside(shop.pk):
        claim, work, is_new = receive(shop, paper, channel=Channel.PASTE, papers=[order()], by=actor_in(shop))
        first = claim.dossier.items.get(number=1)
        assert bytes_of(first.exhibit) == paper.data
        assert (claim.kind, claim.topic, claim.order_number) == ("not_received", "non_delivery", "LH-2041")
        assert claim.customer_name == "Tessa Brand"
        assert work.assessment is not None
        assert is_new


@pytest.mark.usefixtures("database")
def test_filing_takes_at_most_twelve_statements_and_one_commit() -> None:
    shop = a_shop()
    with CaptureQueriesContext(connection) as captured, inside(shop.pk):
        receive(shop, message(), channel=Channel.PASTE, papers=[order()], by=actor_in(shop))
    own = statements(captured)
    assert len(own) <= 12, "\n".join(sql[:90] for sql in own)


@pytest.mark.usefixtures("database")
def test_same_mail_twice_is_one_claim() -> None:
    shop = a_shop()
    for _ in range(2):
        with inside(shop.pk):
            receive(shop, mail(), channel=Channel.MAIL, by=actor_in(shop))
    with inside(shop.pk):
        assert Claim.objects.count() == 1


@pytest.mark.usefixtures("database")
def test_praise_is_kept_and_never_acknowledged_as_a_complaint() -> None:
    shop = a_shop(receipts_allowed=True)
    with inside(shop.pk):
        claim, work, _ = receive(shop, message(PRAISE), channel=Channel.PASTE, by=actor_in(shop))
        assert claim.kind == "praise"
        assert claim.topic == ""
        assert work.sentence
        assert not Letter.objects.exists()


@pytest.mark.usefixtures("database")
def test_withdrawal_gets_its_receipt_at_once_where_the_shop_allowed_it() -> None:
    shop = a_shop(receipts_allowed=True)
    with inside(shop.pk):
        receive(shop, mail(WITHDRAWAL), channel=Channel.MAIL, by=actor_in(shop))
    run_once(timezone.now())
    run_followers_once()
    with inside(shop.pk):
        receipt = Letter.objects.get(letter="withdrawal_receipt")
        assert receipt.state == "sending"
        assert "08.30" in receipt.body or "8.30" in receipt.body


@pytest.mark.usefixtures("database")
def test_nothing_goes_out_by_itself_until_the_shop_allowed_it() -> None:
    shop = a_shop()
    with inside(shop.pk):
        receive(shop, mail(WITHDRAWAL), channel=Channel.MAIL, by=actor_in(shop))
    run_once(timezone.now())
    run_followers_once()
    with inside(shop.pk):
        assert set(Letter.objects.values_list("state", flat=True)) == {"draft"}


@pytest.mark.usefixtures("database")
def test_dates_that_run_are_rows_and_the_next_stands_on_the_claim() -> None:
    shop = a_shop()
    with inside(shop.pk):
        claim, _, _ = receive(shop, message(), channel=Channel.PASTE, papers=[order()], by=actor_in(shop))
        assert Deadline.objects.filter(claim=claim, who="shop").exists()
        assert claim.next_due is not None
        assert claim.next_due >= shop.today()


@pytest.mark.usefixtures("database")
def test_a_reader_files_nothing() -> None:
    shop = a_shop()
    with inside(shop.pk), pytest.raises(Refused, match=r"claims\.file\.role"):
        receive(shop, message(), channel=Channel.PASTE, by=actor_in(shop, "reader"))


@pytest.mark.usefixtures("database")
def test_what_is_no_message_leaves_no_row() -> None:
    shop = a_shop()
    bad = Paper(b"\x00\x01\x02" * 50, "x.bin", "application/octet-stream", "message", "consumer")
    with pytest.raises(Unreadable), inside(shop.pk):
        receive(shop, bad, channel=Channel.PASTE, by=actor_in(shop))
    with inside(shop.pk):
        assert not Claim.objects.exists()
        assert not Line.objects.filter(act="claim.filed").exists()


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("ahead", [timedelta(days=400), timedelta(hours=3)])
def test_mail_dated_in_the_future_counts_from_when_it_came(ahead: timedelta) -> None:
    """A later day would make every period of the shop run later too."""
    shop, began = a_shop(frozen_today=None), timezone.now()
    dated = format_datetime(began + ahead).encode()
    raw = mail()
    tampered = replace(raw, data=raw.data.replace(b"Fri, 09 Oct 2026 08:30:00 +0200", dated))
    with inside(shop.pk):
        claim, _, is_new = receive(shop, tampered, channel=Channel.MAIL, by=actor_in(shop))
        first = claim.dossier.items.get(number=1)
        assert bytes_of(first.exhibit) == tampered.data
        assert abs(claim.message_at - began) < timedelta(hours=1)
        assert is_new


@pytest.mark.usefixtures("database")
def test_mail_a_few_minutes_ahead_keeps_its_own_moment() -> None:
    shop, at = a_shop(frozen_today=None), timezone.now().replace(microsecond=0) + timedelta(minutes=3)
    raw = mail()
    dated = replace(raw, data=raw.data.replace(b"Fri, 09 Oct 2026 08:30:00 +0200", format_datetime(at).encode()))
    with inside(shop.pk):
        claim, _, _ = receive(shop, dated, channel=Channel.MAIL, by=actor_in(shop))
        assert claim.message_at == at
