"""What a writer states of her claim: sums, counts, days and plain points, and what is not stated by the same words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from wederhoor.facts import MessageKind
from wederhoor.language.reading import read
from wederhoor.language.shapes import Reading

ON = date(2026, 10, 12)


def reading(text: str) -> Reading:
    return read(text, on=ON)


def stated(text: str) -> dict[str, object]:
    return {one.name: one.value for one in reading(text).asserted}


def kinds(text: str) -> list[MessageKind]:
    return [one.kind for one in reading(text).kinds]


def test_of_two_prices_the_first_is_the_one_that_stood_there() -> None:
    facts = stated("De bank stond voor € 30 in plaats van € 300. De prijs was een foutje, zegt u. Ik wil dat u levert.")
    assert (facts["listed_price_eur"], facts["normal_price_eur"]) == (Decimal("30.00"), Decimal("300.00"))


def test_a_sum_paid_back_instead_of_another_is_no_price() -> None:
    text = "U heeft 61 euro teruggestort in plaats van 80 euro."
    assert kinds(text)[0] is MessageKind.REFUND_INCOMPLETE
    assert "listed_price_eur" not in stated(text)


def test_what_the_invoice_says_is_not_the_price_that_stood_on_the_page() -> None:
    assert "listed_price_eur" not in stated("De prijs klopt niet: op de factuur stond € 120.")


@pytest.mark.parametrize(
    ("text", "payments", "orders"),
    [
        ("Er is drie keer afgeschreven voor een bestelling.", 3, 1),
        ("Ik zie twee afschrijvingen, terwijl ik maar één keer heb besteld.", 2, 1),
        ("Het bedrag is dubbel afgeschreven.", 2, None),
        ("I was charged twice and placed one order.", 2, 1),
        ("Es wurde doppelt abgebucht, ich habe nur einmal bestellt.", 2, 1),
    ],
)
def test_payments_and_orders_are_counted(text: str, payments: int, orders: int | None) -> None:
    facts = stated(text)
    assert (facts.get("payments_captured"), facts.get("orders_placed")) == (payments, orders)


def test_paying_in_parts_is_no_double_charge() -> None:
    assert MessageKind.DOUBLE_CHARGE not in kinds("Ik betaal in drie betalingen via Klarna. Hoe werkt dat?")


@pytest.mark.parametrize(
    ("text", "against"),
    [
        ("Ik ben gedagvaard. De zitting is op 3 december 2026.", True),
        ("Ik moet op 3 december 2026 voorkomen bij de kantonrechter.", True),
        ("Hierbij dagvaard ik u om op 3 december 2026 te verschijnen.", False),
    ],
)
def test_a_summons_has_a_day_and_a_side(text: str, against: bool) -> None:
    facts = stated(text)
    assert kinds(text)[0] is MessageKind.SUMMONS
    assert (facts["hearing_date"], facts["summons_against_customer"]) == (date(2026, 12, 3), against)


def test_the_day_a_summons_came_is_no_day_of_delivery() -> None:
    assert "received_date" not in stated("Op 5 oktober 2026 ontving ik een dagvaarding. Zitting: 3 december 2026.")


def test_the_day_a_reminder_came_is_no_day_of_delivery() -> None:
    facts = stated("Ik ontving op 5 oktober 2026 een aanmaning met 40 euro incassokosten.")
    assert facts["reminder_received_date"] == date(2026, 10, 5)
    assert "received_date" not in facts


def test_a_day_that_is_only_about_right_is_no_day_of_a_hearing() -> None:
    assert "hearing_date" not in stated("Ik ben gedagvaard. De zitting is eind november 2026.")


def test_who_owes_speaks_of_a_reminder_and_who_collects_does_not() -> None:
    owes = stated("Ik was drie dagen te laat met betalen. Nu vraagt u 40 euro incassokosten.")
    collects = stated(
        "Namens cliënte sommeer ik u € 90 te betalen, met € 40 buitengerechtelijke kosten. U bent te laat met betalen "
        "en heeft een aanmaning ontvangen."
    )
    assert owes["consumer_in_default"] is True
    assert owes["costs_claimed_eur"] == Decimal("40.00")
    assert not {"consumer_in_default", "reminder_sent"} & collects.keys()


def test_no_reminder_goes_before_a_reminder() -> None:
    facts = stated("Ik kreeg een aanmaning met 40 euro incassokosten en had nog nooit een herinnering gehad.")
    assert facts["reminder_sent"] is False


def test_notice_ends_a_subscription_and_is_no_withdrawal() -> None:
    now = stated("Ik zeg mijn krantenabonnement hierbij op.")
    earlier = stated("Op 2 september 2026 heb ik mijn abonnement opgezegd, en toch wordt er afgeschreven.")
    assert now["cancellation_date"] == ON
    assert earlier["cancellation_date"] == date(2026, 9, 2)
    assert "withdrawal_statement_date" not in now.keys() | earlier.keys()


def test_who_names_the_right_to_withdraw_withdraws_from_a_subscription() -> None:
    facts = stated("Ik herroep mijn abonnement binnen de bedenktijd. Graag mijn geld terug.")
    assert facts["withdrawal_statement_date"] == ON
    assert "cancellation_date" not in facts


@pytest.mark.parametrize(
    "text", ["Kan ik mijn abonnement ook per mail opzeggen?", "Mijn abonnement zou na een jaar stoppen, klopt dat?"]
)
def test_asking_about_notice_is_no_notice(text: str) -> None:
    assert "cancellation_date" not in stated(text)


def test_what_the_shop_says_of_notice_is_the_point() -> None:
    assert stated("Volgens u kan ik mijn abonnement alleen telefonisch opzeggen.")["cancel_only_other_way"] is True


@pytest.mark.parametrize("text", ["Ik heb geen aangifte gedaan.", "Ik heb nog geen aangifte gedaan bij de politie."])
def test_no_report_to_the_police_is_none(text: str) -> None:
    facts = stated(f"Iemand heeft op mijn naam bij u besteld. {text}")
    assert facts["police_report"] is False


def test_what_nobody_ordered_counts_as_no_order() -> None:
    facts = stated("Ik heb dit pakket nooit besteld en krijg toch een factuur.")
    assert (facts["orders_placed"], facts["payment_demanded"]) == (0, True)


def test_a_child_that_wears_it_did_not_buy_it() -> None:
    bought = "Mijn dochter van 12 heeft zonder toestemming een telefoon bij u besteld."
    worn = "Voor mijn dochter van 12 heb ik een jurk besteld, ik wil de bestelling annuleren."
    assert kinds(bought) == [MessageKind.CANCELLATION]
    assert (stated(bought)["buyer_is_minor"], stated(bought)["parents_consented"]) == (True, False)
    assert not {"buyer_is_minor", "parents_consented"} & stated(worn).keys()


def test_a_closed_account_is_no_withdrawal_whatever_it_is_about() -> None:
    text = "U hebt mijn account geblokkeerd omdat ik te veel retour stuur. Terugsturen mag ik toch?"
    assert kinds(text) == [MessageKind.SERVICE]
    assert stated(text)["block_follows_use_of_rights"] is True


@pytest.mark.parametrize(
    ("text", "months"), [("Op de klok zat 5 jaar garantie", 60), ("Op de klok zat 18 maanden garantie", 18)]
)
def test_a_guarantee_is_counted_in_months(text: str, months: int) -> None:
    assert stated(f"{text}, en nu doet hij het niet meer.")["commercial_guarantee_months"] == months


def test_who_ordered_and_got_fewer_is_counted() -> None:
    facts = stated("Van de acht borden zijn er maar zes geleverd.")
    assert (facts["ordered_quantity"], facts["delivered_quantity"]) == (8, 6)


@pytest.mark.parametrize(
    "text",
    [
        "Ik kreeg een groene jas in plaats van de blauwe. Wie betaalt de retourkosten?",
        "De vaas is kapot aangekomen. Ik betaal de retourkosten niet.",
    ],
)
def test_the_postage_of_what_went_wrong_is_no_second_complaint(text: str) -> None:
    assert len(kinds(text)) == 1
    assert kinds(text)[0] in (MessageKind.WRONG_ITEM, MessageKind.DAMAGED)


def test_that_sum_is_the_sum_named_before_it() -> None:
    text = "U heeft na mijn opzegging van het abonnement weer € 14,95 afgeschreven. Dat bedrag wil ik terug."
    assert reading(text).demands[-1].amount == Decimal("14.95")


def test_what_is_only_supposed_is_not_stated() -> None:
    facts = stated("Mijn abonnement loopt af. Als het automatisch wordt verlengd, dan zeg ik het op.")
    assert "subscription_renewed_silently" not in facts
