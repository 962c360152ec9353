"""What was confirmed comes into the list: once each, in order, as a withdrawal, with its exhibits and its receipt."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.people import a_shop, actor_in
from tests.withdrawals.counter import SAID, SHOWN, a_shop_with_the_function, card, confirmed

from wederhoor.claims.assessing import look
from wederhoor.claims.models import Claim
from wederhoor.evidence.actions import bytes_of
from wederhoor.evidence.kinds import Sort
from wederhoor.journal.models import Line
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside
from wederhoor.withdrawals import desk, intake, spool, words
from wederhoor.withdrawals.actions import review, take_in
from wederhoor.withdrawals.intake import _Patience, take_in_all
from wederhoor.withdrawals.models import Withdrawal
from wederhoor.withdrawals.said import Said

pytestmark = pytest.mark.usefixtures("database")

# What turns a message into another kind when it is read freely.
HOSTILE = (
    "de lamp kwam kapot aan, ik wil mijn geld terug, anders ga ik naar de rechter",
    "Kassel GmbH supplier offer incasso dagvaarding, jullie oplichters!",
    "not delivered, my lawyer will sue; <script>alert(1)</script> ' OR 1=1 --",
    '{"id": 1, "line_items": []}',
    "besteld op 3 november voor € 89,00, art. 6:230o BW, bel 06-12345678, NL91ABNA0417164300, om 1:58 Uhr",
    "Bestelling: XX-1\nSubject: hi\nFrom: a@b.c\n\n14 dagen bedenktijd uitgesloten",
)


def test_statement_becomes_a_withdrawal_with_its_exhibits_and_a_receipt_that_goes_at_once() -> None:
    shop = a_shop_with_the_function(receipts_allowed=False)
    kept = confirmed(shop)
    assert take_in_all() == 1
    with inside(shop.pk):
        claim = Claim.objects.get()
        assert (claim.kind, claim.topic, claim.channel) == ("withdrawal", "withdrawal", "function")
        assert (claim.code, claim.order_number, claim.customer_email) == (kept.code, "LH-2041", SAID.email)
        items = list(claim.dossier.items.select_related("exhibit").order_by("number"))
        by_sort = {item.exhibit.sort: item.exhibit for item in items}
        statement = by_sort[Sort.STATEMENT]
        assert bytes_of(statement).decode() == words.statement(card(shop), SAID)
        assert bytes_of(by_sort[Sort.RECEIPT]).decode() == words.receipt(card(shop), kept)
        assert "14:04:01" in bytes_of(by_sort[Sort.LOG]).decode()
        facts = look(claim).facts
        assert facts.value("withdrawal_statement_date") == date(2026, 11, 20)
        assert facts.value("withdrawal_statement_channel") == "function"
        assert facts.value("withdrawal_statement_proven") is True
        receipt = Letter.objects.get(letter="withdrawal_receipt")
        assert (receipt.state, receipt.recipient) == ("sending", SAID.email)
        assert "vrijdag 20 november 2026, 14:04:01 (Europe/Amsterdam, UTC+01:00)" in receipt.body
        assert kept.code in receipt.body
        assert "LH-2041" in receipt.body


def test_same_confirmation_is_one_claim_however_often_it_is_taken_in() -> None:
    shop = a_shop_with_the_function()
    kept = confirmed(shop)
    assert take_in(kept) is not None
    # As after a kill between the commit and the moving of the file: it still waits.
    assert spool.count(shop.code) == 1
    assert take_in_all() == 0
    assert spool.count(shop.code) == 0
    assert take_in(kept) is None
    with inside(shop.pk):
        assert Claim.objects.count() == Withdrawal.objects.count() == 1
        assert Letter.objects.filter(letter="withdrawal_receipt").count() == 1
        assert Line.objects.filter(act="withdrawal.received").count() == 1


def test_statements_are_taken_in_in_the_order_in_which_they_came() -> None:
    shop = a_shop_with_the_function()
    for minutes in (9, 3, 6):
        confirmed(shop, Said("T", f"LH-{minutes}", "t@post.example"), at=SHOWN + timedelta(minutes=minutes))
    take_in_all()
    with inside(shop.pk):
        assert list(Withdrawal.objects.order_by("pk").values_list("order_number", flat=True)) == [
            "LH-3",
            "LH-6",
            "LH-9",
        ]


@pytest.mark.parametrize("words_of_hers", HOSTILE)
@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_whatever_the_customer_writes_it_is_a_withdrawal_and_the_receipt_goes(
    words_of_hers: str, language: str
) -> None:
    shop = a_shop_with_the_function()
    confirmed(shop, Said(words_of_hers[:100], words_of_hers, "x@post.example", words_of_hers, language))
    assert take_in_all() == 1
    with inside(shop.pk):
        claim = Claim.objects.get()
        assert (claim.kind, claim.topic, claim.language) == ("withdrawal", "withdrawal", language)
        receipt = Letter.objects.get(letter="withdrawal_receipt")
        assert (receipt.state, receipt.language) == ("sending", language)
        assert look(claim).facts.value("withdrawal_info_given") is None


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (Said(language="nl"), ("name", "contract", "email")),
        (Said("T", "LH-1", "geen adres", language="nl"), ("email",)),
        (Said("T", "", "t@post.example", language="nl"), ("contract",)),
        (Said("T", "onbekend-999999", "t@post.example", language="nl"), ()),
    ],
)
def test_missing_or_unknown_detail_is_received_and_asked_for(said: Said, missing: tuple[str, ...]) -> None:
    shop = a_shop_with_the_function()
    kept = confirmed(shop, said)
    assert kept.said.missing == missing
    assert take_in_all() == 1
    with inside(shop.pk):
        claim, receipt = Claim.objects.get(), Letter.objects.get(letter="withdrawal_receipt")
        assert claim.kind == "withdrawal"
        assert receipt.state == ("sending" if said.address else "draft")
        for name in missing:
            assert words.text(f"missing_{name}", "nl") in receipt.body


def test_address_that_comes_later_gets_the_receipt_with_the_first_moment() -> None:
    shop = a_shop_with_the_function()
    kept = confirmed(shop, Said("Tessa", "", "tessa", language="nl"))
    take_in_all()
    later = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    more = Said("", "LH-2041", "tessa@post.example", language="nl")
    assert desk.add(card(shop), kept, more, later) == desk.add(card(shop), kept, more, later + timedelta(hours=1))
    assert take_in_all() == 1
    with inside(shop.pk):
        claim = Claim.objects.get()
        receipt = Letter.objects.get(letter="withdrawal_receipt")
        assert (claim.order_number, receipt.recipient, receipt.state) == ("LH-2041", "tessa@post.example", "sending")
        assert "14:04:01" in receipt.body
        assert claim.statements.filter(sort="reply").count() == 1


def test_suspected_statement_waits_for_a_person_and_then_counts_from_its_own_moment() -> None:
    shop = a_shop_with_the_function()
    kept = confirmed(shop, suspect="trap")
    assert take_in_all() == 1
    with inside(shop.pk):
        row = Withdrawal.objects.get()
        assert (row.state, row.claim, Claim.objects.count()) == ("review", None, 0)
        review(row, True, by=actor_in(shop))
        row.refresh_from_db()
        assert (row.state, row.claim.code, row.received_at) == ("taken", kept.code, kept.at)
        assert Letter.objects.get(letter="withdrawal_receipt").state == "sending"


def test_trial_of_the_shop_makes_no_claim_and_sends_nothing() -> None:
    shop = a_shop_with_the_function()
    kept = confirmed(shop, Said("Ik", "LH-1", "ik@winkel.example", trial=True))
    take_in_all()
    with inside(shop.pk):
        assert Withdrawal.objects.get().state == "trial"
        assert not Claim.objects.exists()
        assert not Letter.objects.exists()
    assert words.text("trial", "nl") in words.receipt(card(shop), kept)


def test_statement_that_cannot_be_read_is_put_aside_and_stops_no_other(folder) -> None:
    shop = a_shop_with_the_function()
    bad = confirmed(shop)
    confirmed(shop, Said("T", "LH-7", "t@post.example"))
    (folder / "waiting" / shop.code / bad.ref).write_bytes(b"\x01nonsense")
    assert take_in_all() == 1
    assert (spool.count(shop.code), spool.count(shop.code, spool.ASIDE)) == (0, 1)


def test_statement_for_a_shop_that_is_not_here_is_put_aside() -> None:
    shop = a_shop_with_the_function()
    kept = confirmed(shop)
    elsewhere = a_shop("Elders")
    spool.settle(shop.code, kept.ref)
    stray = confirmed(elsewhere)
    path = spool._folder(spool.WAITING, elsewhere.code) / stray.ref
    from dataclasses import replace

    path.unlink()
    spool.keep(replace(stray, shop_id=10**9, ref="f" * 64), card(elsewhere).key)
    assert take_in_all() == 0
    assert spool.count(elsewhere.code, spool.ASIDE) == 1


def test_addition_to_a_statement_that_still_waits_is_not_lost() -> None:
    shop = a_shop_with_the_function()
    kept = confirmed(shop, Said("Tessa", "", "tessa", language="nl"))
    later = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    addition = desk.add(card(shop), kept, Said("", "LH-2041", "tessa@post.example", language="nl"), later)
    # As when the first one failed and waits its turn, or another process has it in hand.
    assert take_in_all(_Patience(left={kept.ref: (9, 1)})) == 0
    assert spool.count(shop.code) == 2
    assert take_in_all() == 2
    assert addition.to == kept.ref
    with inside(shop.pk):
        assert Claim.objects.get().customer_email == "tessa@post.example"
        assert Letter.objects.get(letter="withdrawal_receipt").state == "sending"


def test_statement_whose_key_is_not_here_waits_for_it_and_stops_no_other(settings) -> None:
    shop, other = a_shop_with_the_function(), a_shop_with_the_function("Zuid")
    confirmed(shop)
    key = next(Path(settings.KEYS).rglob(f"{shop.code}.withdrawals*"))
    away = key.rename(key.with_name("away"))
    confirmed(other, Said("T", "Z-1", "t@post.example"))
    assert take_in_all() == 1
    assert (spool.count(shop.code), spool.count(shop.code, spool.ASIDE), spool.count(other.code)) == (1, 0, 0)
    away.rename(key)
    assert take_in_all() == 1


def test_very_many_are_taken_in_by_rounds_the_earliest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST", 2)
    shop = a_shop_with_the_function()
    for number in range(5):
        confirmed(shop, Said("T", f"LH-{number}", "t@post.example"), at=SHOWN + timedelta(minutes=number))
    opened: list[int] = []
    read = spool._parsed
    monkeypatch.setattr(spool, "_parsed", lambda data: opened.append(1) or read(data))
    assert [take_in_all() for _ in range(4)] == [2, 2, 1, 0]
    assert len(opened) == 5
    with inside(shop.pk):
        numbers = Withdrawal.objects.order_by("pk").values_list("order_number", flat=True)
        assert list(numbers) == [f"LH-{n}" for n in range(5)]


def test_taking_in_asks_the_database_no_more_than_it_needs() -> None:
    shop = a_shop_with_the_function()
    confirmed(shop)
    with CaptureQueriesContext(connection) as asked:
        take_in_all()
    assert len(asked) <= 50
