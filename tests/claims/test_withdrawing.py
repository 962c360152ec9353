"""A withdrawal on the customer's page: kept with day and time, confirmed at once, said once."""

from __future__ import annotations

from datetime import date

import pytest
from tests.messages import WITHDRAWAL, mail, order
from tests.people import a_shop, actor_in, customer_of

from wederhoor.claims.assessing import look
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.flow import Refused
from wederhoor.journal.models import Line
from wederhoor.letters.actions import receive, withdraw
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


def filed(text: str | None = None, **details: object) -> tuple[Shop, Claim]:
    shop = a_shop(**details)
    with inside(shop.pk):
        message = mail(text) if text else mail()
        claim = receive(shop, message, channel=Channel.MAIL, papers=[order()], by=actor_in(shop)).claim
    return shop, claim


def test_withdrawal_sets_the_facts_and_is_assessed_as_one() -> None:
    shop, claim = filed()
    with inside(shop.pk):
        withdraw(claim, "Ik herroep de koop van de tafellamp.", by=customer_of(shop))
        work = look(claim)
        said = work.tellings.consumer
        assert said.value("withdrawal_statement_date") == date(2026, 10, 12)
        assert said.value("withdrawal_statement_channel") == "function"
        assert {a.topic for a in work.assessments} == {"withdrawal", "non_delivery"}
        assert claim.kind == "withdrawal"
        assert Line.objects.filter(subject=claim.code, act="claim.withdrawal_declared").count() == 1


def test_receipt_goes_out_at_once_with_day_and_time_also_where_nothing_else_may() -> None:
    shop, claim = filed(receipts_allowed=False)
    with inside(shop.pk):
        receipt = withdraw(claim, "Ik herroep de koop van de tafellamp.", by=customer_of(shop))
        assert receipt is not None
        assert (receipt.letter, receipt.state) == ("withdrawal_receipt", "sending")
        assert receipt.recipient == claim.customer_email
        statement = claim.statements.get(sort="withdrawal")
        local = statement.made_at.astimezone()
        assert "12 oktober 2026" in receipt.body
        assert f"{local:%M}" in receipt.body
        assert "Ik herroep de koop van de tafellamp." in receipt.body
        assert not receipt.to_fill


def test_withdrawing_twice_keeps_the_first_day_and_sends_one_receipt() -> None:
    shop, claim = filed()
    with inside(shop.pk):
        withdraw(claim, "Ik herroep.", by=customer_of(shop))
    Shop.objects.filter(pk=shop.pk).update(frozen_today=date(2026, 11, 20))
    with inside(shop.pk):
        claim = Claim.objects.select_related("dossier", "shop").get(pk=claim.pk)
        assert withdraw(claim, "Ik herroep nog eens.", by=customer_of(shop)) is None
        assert look(claim).tellings.consumer.value("withdrawal_statement_date") == date(2026, 10, 12)
        assert Letter.objects.filter(letter="withdrawal_receipt").count() == 1


def test_message_that_withdrew_keeps_its_day_when_the_button_follows_later() -> None:
    shop, claim = filed(WITHDRAWAL)
    with inside(shop.pk):
        before = look(claim).tellings.consumer.value("withdrawal_statement_date")
        withdraw(claim, "Ik herroep.", by=customer_of(shop))
        assert before == date(2026, 10, 9)
        assert look(claim).tellings.consumer.value("withdrawal_statement_date") == before


def test_without_an_address_the_withdrawal_counts_and_the_receipt_waits_for_the_shop() -> None:
    shop, claim = filed()
    with inside(shop.pk):
        claim.customer_email = ""
        claim.save(update_fields=["customer_email"])
        receipt = withdraw(claim, "Ik herroep.", by=customer_of(shop))
        assert receipt is not None
        assert receipt.state == "draft"
        assert claim.statements.filter(sort="withdrawal").exists()


def test_shop_cannot_withdraw_for_the_customer() -> None:
    shop, claim = filed()
    with inside(shop.pk), pytest.raises(Refused, match=r"claims\.tell\.other_side"):
        withdraw(claim, "De klant herroept.", by=actor_in(shop))


def test_case_that_rested_opens_again() -> None:
    shop, claim = filed()
    with inside(shop.pk):
        Claim.objects.filter(pk=claim.pk).update(state="rested")
        withdraw(claim, "Ik herroep.", by=customer_of(shop))
        assert Claim.objects.get(pk=claim.pk).state == "filed"
        assert Line.objects.filter(subject=claim.code, act="claim.reopened").exists()
