"""Terms, letters, buttons, prices and sums: what the money topics rest on, apart from their cases."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wederhoor.facts import Facts, Outcome, Remedy
from wederhoor.law import explain, texts
from wederhoor.law.countries import TOPICS
from wederhoor.law.countries.nl.collection_costs.letter import Wording, term_given
from wederhoor.law.countries.nl.collection_costs.tariff import tariff, with_vat
from wederhoor.law.countries.nl.order_button.words import Button, read
from wederhoor.law.countries.nl.prescription.terms import Term
from wederhoor.law.countries.nl.price_error.rule import Leaning, leaning
from wederhoor.law.engine import assess, judge_flat
from wederhoor.law.interest import FIRST, NoRate, interest, rate_on
from wederhoor.law.periods import statutory_days
from wederhoor.law.rule import CUSTOMER, SHOP, Case
from wederhoor.law.shapes import Assessment, Demand, Tellings

MINE = (
    "double_charge",
    "refund_not_received",
    "chargeback",
    "price_error",
    "unordered_goods",
    "prescription",
    "order_button",
    "collection_costs",
)
TODAY = date(2026, 10, 5)
SENT, CAME = date(2026, 5, 1), date(2026, 5, 4)


def asked(topic: str, facts: dict[str, Any], remedy: Remedy, amount: Decimal | None = None) -> Assessment:
    return assess(topic, [Demand(remedy, amount)], Tellings.established(Facts.flat(facts)), on=TODAY)


def day_by_day(principal: Decimal, first: date, last: date) -> Decimal:
    """The sum counted the slow way: a day at a time, what ran in a year added at its end."""
    total, base, year = Decimal(0), principal, 1
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        if day == first.replace(year=first.year + year):
            base, year = principal + total, year + 1
        total += base * rate_on(day).percent / 100 / (366 if calendar.isleap(day.year) else 365)
    return total.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(
    st.decimals(1, 50_000, places=2),
    st.dates(date(2012, 7, 1), date(2026, 12, 31)).filter(lambda day: (day.month, day.day) != (2, 29)),
    st.integers(0, 2500),
)
def test_interest_is_what_counting_every_day_gives(principal: Decimal, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    assert interest(principal, first, last) == day_by_day(principal, first, last)


def test_no_days_bring_no_interest() -> None:
    assert interest(Decimal(100), TODAY, TODAY - timedelta(days=1)) == Decimal("0.00")


def test_interest_from_a_leap_day_runs_on() -> None:
    assert interest(Decimal(1000), date(2024, 2, 29), date(2025, 2, 27)) < interest(
        Decimal(1000), date(2024, 2, 29), date(2026, 2, 27)
    )


def test_a_day_before_the_table_is_named() -> None:
    before = FIRST - timedelta(days=1)
    with pytest.raises(NoRate, match=before.isoformat()):
        interest(Decimal(100), before, TODAY)
    assert rate_on(FIRST).since == FIRST


@pytest.mark.parametrize(
    ("principal", "costs"),
    [
        ("0.01", "40"),
        ("266.66", "40"),
        ("266.70", "40.01"),
        ("2500", "375"),
        ("2500.10", "375.01"),
        ("10000.99", "875.01"),
        ("200000", "2775"),
        ("200001", "2775.01"),
        ("999999", "6775.00"),
        ("12345678", "6775"),
    ],
)
def test_the_tariff_at_its_steps(principal: str, costs: str) -> None:
    assert tariff(Decimal(principal)) == Decimal(costs)


@given(st.decimals(0, 2_000_000, places=2), st.decimals(0, 1000, places=2))
def test_a_higher_sum_never_costs_less(principal: Decimal, more: Decimal) -> None:
    assert tariff(principal) <= tariff(principal + more)


def test_vat_is_rounded_to_the_cent() -> None:
    assert with_vat(Decimal("111.75")) == Decimal("135.22")


@pytest.mark.parametrize(
    ("text", "wording", "last"),
    [
        ("", Wording.SILENT, None),
        ("binnen 14 dagen na ontvangst", Wording.GOOD, date(2026, 5, 18)),
        ("binnen_14_dagen_na_ontvangst", Wording.GOOD, date(2026, 5, 18)),
        ("binnen drie weken nadat u deze brief hebt ontvangen", Wording.GOOD, date(2026, 5, 26)),
        ("binnen vijf dagen na ontvangst", Wording.SHORT, None),
        ("binnen 14 dagen na heden", Wording.FROM_LETTER, None),
        ("innerhalb von 14 tagen ab heute", Wording.FROM_LETTER, None),
        ("binnen 30 dagen na factuurdatum", Wording.GOOD, date(2026, 5, 31)),
        ("vóór 31 februari 2026", Wording.UNCLEAR, None),
        ("vóór 18.05.2026", Wording.GOOD, date(2026, 5, 18)),
        ("uiterlijk 17 mei 2026", Wording.SHORT, None),
        ("uiterlijk 1 juni 2026", Wording.GOOD, date(2026, 6, 1)),
        ("graag op tijd", Wording.UNCLEAR, None),
        ("uiterlijk 20 lente 2027", Wording.UNCLEAR, None),
        ("zo spoedig mogelijk", Wording.SHORT, None),
    ],
)
def test_what_a_letter_gives(text: str, wording: Wording, last: date | None) -> None:
    given_term = term_given(text, SENT, CAME)
    assert (given_term.wording, given_term.last) == (wording, last)


NUMBERS = (
    "twee 2, two 2, zwei 2, drie 3, three 3, drei 3, vier 4, vijf 5, five 5, fünf 5, zes 6, zeven 7, seven 7, "
    "sieben 7, acht 8, eight 8, negen 9, tien 10, ten 10, zehn 10, twaalf 12, veertien 14, fourteen 14, vierzehn 14, "
    "vijftien 15, fifteen 15, fünfzehn 15, zestien 16, eenentwintig 21, dertig 30, thirty 30, 6 6"
)


@pytest.mark.parametrize("row", NUMBERS.split(", "))
def test_a_number_in_words_is_that_number(row: str) -> None:
    word, count = row.split()
    said = term_given(f"binnen {word} weken na ontvangst", SENT, CAME)
    assert said.last == statutory_days(CAME, 7 * int(count)).end


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("binnen een maand na ontvangst", 30),
        ("within one month after receipt", 30),
        ("within a month after receipt", 30),
        ("zahlbar drei monate nach erhalt", 90),
        ("binnen één maand na ontvangst", 30),
        ("zahlbar eine woche nach erhalt", None),
        ("innerhalb einer woche nach erhalt", None),
        ("innerhalb eines tages nach erhalt", None),
        ("innerhalb von zwei wochen nach erhalt", 14),
        ("within two weeks after receipt", 14),
        ("binnen een week na ontvangst", None),
        ("binnen 20 tage nach erhalt", 20),
        ("binnen 500 uur na ontvangst", None),
    ],
)
def test_a_unit_is_that_many_days(text: str, days: int | None) -> None:
    expected = statutory_days(CAME, days).end if days else None
    assert term_given(text, SENT, CAME).last == expected


@pytest.mark.parametrize(("name", "month"), [("mrt", 3), ("okt", 10), ("dez", 12), ("mei", 5), ("jul", 7), ("feb", 2)])
def test_a_written_month_is_that_month(name: str, month: int) -> None:
    assert term_given(f"uiterlijk 28 {name} 2027", SENT, CAME).last == date(2027, month, 28)


def test_a_written_day_without_receipt_waits_for_it() -> None:
    assert term_given("uiterlijk 1 juni 2026", SENT, None).wording is Wording.AWAITS_RECEIPT
    assert term_given("binnen 14 dagen na ontvangst", SENT, None).last is None


@pytest.mark.parametrize(
    ("text", "button"),
    [
        ("", Button.UNKNOWN),
        ("  ", Button.UNKNOWN),
        ("bestelling met betalingsverplichting", Button.DUTY),
        ("bestelling_met_betaalplicht", Button.DUTY),
        ("bestellen en betalen", Button.PERHAPS),
        ("pay now", Button.PERHAPS),
        ("jetzt kaufen", Button.PERHAPS),
        ("bestelling plaatsen", Button.ORDER),
        ("mijn bestelling afronden", Button.ORDER),
        ("naar de volgende stap", Button.NOTHING),
        ("verkopen", Button.NOTHING),
    ],
)
def test_what_a_button_says(text: str, button: Button) -> None:
    assert read(text) is button


def test_a_term_ends_on_the_same_date_and_never_moves() -> None:
    assert Term(2, date(2024, 5, 31)).end == date(2026, 5, 31)  # a Sunday
    assert Term(5, date(2020, 2, 29)).end == date(2025, 2, 28)


def test_a_new_term_is_as_long_as_the_old_one_and_at_most_five_years() -> None:
    assert Term(2, date(2024, 5, 1)).anew(date(2026, 4, 1)) == date(2028, 4, 1)
    assert Term(20, date(2010, 5, 1)).anew(date(2029, 4, 1)) == date(2034, 4, 1)


def test_a_new_term_never_ends_before_the_old_one() -> None:
    assert Term(20, date(2020, 5, 1)).anew(date(2021, 1, 1)) == date(2040, 5, 1)


def test_twenty_years_cut_a_term_short() -> None:
    assert Term(5, date(2024, 1, 1), since=date(2005, 1, 1)).end == date(2025, 1, 1)
    assert Term(5, date(2024, 1, 1), since=date(2015, 1, 1)).end == date(2029, 1, 1)


@given(st.integers(1, 999), st.booleans(), st.booleans(), st.integers(1, 30))
def test_the_price_alone_never_refuses(listed: int, sale: bool, sent: bool, pieces: int) -> None:
    """Whatever the share, without the circumstances established nothing is refused."""
    told = {"listed_price_eur": listed, "normal_price_eur": 1000, "order_quantity": pieces}
    bare = asked("price_error", told, Remedy.PRICE_REDUCTION)
    assert bare.outcome is not Outcome.SHOP_RIGHT
    more = {**told, "sale_context": sale, "delivered": sent}
    assert asked("price_error", more, Remedy.PRICE_REDUCTION).outcome is not Outcome.SHOP_RIGHT


@given(st.decimals(0, "0.49", places=2), st.decimals(0, "0.49", places=2))
def test_a_lower_price_never_points_less_to_a_slip(one: Decimal, other: Decimal) -> None:
    case = Case(Facts.flat({"sale_context": True}), Demand(Remedy.DELIVERY), TODAY)
    low, high = sorted((one, other))
    assert leaning(case, low) <= leaning(case, high) <= Leaning.OFFER


def test_who_cancels_without_a_word_of_paying_is_not_asked_a_price() -> None:
    facts = {"contract_date": "2022-09-01", "agreed_delivery_date": "2022-10-01", "delivered": False}
    heard = [reason.rule for reason in asked("prescription", facts, Remedy.CANCELLATION).reasons]
    assert "nl.prescription.dissolution" in heard
    assert "nl.prescription.price" not in heard


@pytest.mark.parametrize(("facts", "who"), [({"consumer_invokes_prescription": True}, SHOP), ({}, CUSTOMER)])
def test_a_term_is_of_who_claims(facts: dict[str, Any], who: str) -> None:
    told = {"contract_date": "2025-03-03", "delivered_date": "2025-03-06", "notified_date": "2025-03-10", **facts}
    clocks = asked("prescription", told, Remedy.REPAIR).clocks
    assert [clock.who for clock in clocks if clock.what == "claim_term"] == [who]


def test_more_than_was_taken_too_much_is_not_owed() -> None:
    facts = {"payments_captured": 2, "orders_placed": 1, "price_eur": 80}
    more = asked("double_charge", facts, Remedy.REFUND, Decimal("80.01"))
    assert (more.outcome, more.answers[0].amount) == (Outcome.PARTLY, Decimal(80))
    assert more.reasons[-1].sentence == "no_more"
    exact = asked("double_charge", facts, Remedy.REFUND, Decimal(80))
    assert (exact.outcome, exact.answers[0].amount) == (Outcome.CUSTOMER_RIGHT, Decimal(80))


def test_a_demand_lower_than_the_sum_is_what_comes_back() -> None:
    facts = {"refund_promised": True, "price_eur": 100}
    assert asked("refund_not_received", facts, Remedy.REFUND, Decimal(60)).answers[0].amount == Decimal(60)
    assert asked("refund_not_received", facts, Remedy.REFUND, Decimal(160)).answers[0].amount == Decimal(100)
    assert asked("refund_not_received", {"refund_promised": True}, Remedy.REFUND, Decimal(60)).answers[0].amount == 60


def test_the_sum_named_in_the_demand_counts_over_the_one_in_the_file() -> None:
    facts = {"principal_eur": 300, "costs_claimed_eur": 45, "claim_date": "2026-10-01"}
    found = asked("collection_costs", facts, Remedy.COLLECTION_COSTS, Decimal(50))
    assert (found.outcome, found.answers[0].amount) == (Outcome.PARTLY, Decimal(45))


def test_what_is_too_much_is_said_in_figures() -> None:
    facts = {
        "consumer_in_default": True, "reminder_received_date": "2026-05-04", "reminder_states_cost_amount": True,
        "reminder_term_text": "binnen 14 dagen na ontvangst", "principal_eur": 300, "costs_claimed_eur": 75,
        "requested_remedy": "no_collection_costs", "assessed_on": "2026-06-01",
    }  # fmt: skip
    said = explain.says(judge_flat("collection_costs", facts).reasons[-1], "nl")
    assert "€ 45,00" in said
    assert "€ 30,00" in said


def test_what_a_letter_said_too_little_of_is_said_in_figures() -> None:
    facts = {
        "consumer_in_default": True, "reminder_received_date": "2026-05-04", "reminder_amount_stated_eur": 40,
        "reminder_term_text": "binnen 14 dagen na ontvangst", "principal_eur": 300, "costs_claimed_eur": 45,
        "requested_remedy": "no_collection_costs", "assessed_on": "2026-06-01",
    }  # fmt: skip
    said = explain.says(judge_flat("collection_costs", facts).reasons[-1], "en")
    assert "€40.00" in said
    assert "€5.00" in said


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_rule_of_money_has_a_title(language: str) -> None:
    rules = {rule.name for name in MINE for rule in TOPICS["nl"][name].rules}
    ours = [name for name in rules if name.split(".")[1] in _OWN]
    assert len(ours) > 80
    assert all(texts.title_of(name, language) for name in ours)


_OWN = {"money", "double_charge", "refund", "chargeback", "price", "unordered", "prescription", "button", "collection"}


@pytest.mark.parametrize("topic", MINE)
@pytest.mark.parametrize("remedy", list(Remedy))
def test_nothing_known_is_never_refused(topic: str, remedy: Remedy) -> None:
    found = asked(topic, {}, remedy)
    assert found.outcome is not Outcome.SHOP_RIGHT or remedy is Remedy.APOLOGY or found.answers[0].event


@pytest.mark.parametrize(
    ("sum_asked", "outcome"),
    [("40", Outcome.CUSTOMER_RIGHT), ("40.01", Outcome.PARTLY), ("39.99", Outcome.CUSTOMER_RIGHT)],
)
def test_who_asks_no_more_than_the_rest_is_granted_it_whole(sum_asked: str, outcome: Outcome) -> None:
    facts = {
        "buyer_is_consumer": True,
        "contract_date": "2026-09-01",
        "price_eur": 100,
        "refund_settled_date": "2026-09-20",
        "refund_same_means": True,
        "refund_reference_available": True,
        "refund_paid_eur": 60,
    }
    assert asked("refund_not_received", facts, Remedy.PARTIAL_REFUND, Decimal(sum_asked)).outcome is outcome
