"""What is said, to whom, and in which language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from wederhoor.facts import Facts, Outcome, Remedy
from wederhoor.law import explain, texts
from wederhoor.law.cases import own_cases
from wederhoor.law.engine import assess, judge_flat
from wederhoor.law.shapes import Answer, Assessment, Change, Clock, Demand, Missing, Tellings

TODAY = date(2026, 10, 12)
OPEN = Outcome.NEEDS_EVIDENCE


def answer(outcome: Outcome, **more: Any) -> Answer:
    return Answer(Demand(Remedy.REFUND), outcome, **more)


@pytest.mark.parametrize(
    ("given", "shop", "customer"),
    [
        (answer(Outcome.CUSTOMER_RIGHT), "De klant mag dit vragen.", "U mag dit vragen."),
        (answer(Outcome.SHOP_RIGHT), "Je hoeft dit niet te doen.", "De winkel hoeft dit niet te doen."),
        (
            answer(Outcome.PARTLY, amount=Decimal("196.60")),
            "Een deel hiervan: de klant mag nu € 196,60 vragen.",
            "Een deel hiervan: u mag nu € 196,60 vragen.",
        ),
        (answer(Outcome.NEEDS_EVIDENCE), "Nog niet te zeggen.", "Nog niet te zeggen."),
        (
            answer(Outcome.SHOP_RIGHT, until=date(2026, 10, 26), then=Outcome.CUSTOMER_RIGHT),
            "Nog niet, wel vanaf maandag 26 oktober 2026.",
            "Nog niet, wel vanaf maandag 26 oktober 2026.",
        ),
        (
            answer(Outcome.SHOP_RIGHT, event="goods_back", then=Outcome.CUSTOMER_RIGHT),
            "Nog niet, wel zodra het artikel zelf terug is.",
            "Nog niet, wel zodra het artikel zelf terug is.",
        ),
    ],
)
def test_headline_says_what_may_be_asked(given: Answer, shop: str, customer: str) -> None:
    assert explain.headline(given, "nl", "shop") == shop
    assert explain.headline(given, "nl", "customer") == customer


def test_headline_says_that_the_shop_may_wait() -> None:
    given = answer(Outcome.CUSTOMER_RIGHT, amount=Decimal("133.95"), event="goods_back_or_dispatch")
    assert explain.headline(given, "nl").startswith("De klant mag € 133,95 vragen. Je mag wachten tot")


def unsure() -> Assessment:
    told = Tellings.established(Facts.flat({"contract_date": "2026-09-24"}))
    return assess("missing_contents", [Demand(Remedy.DELIVERY)], told, on=TODAY)


@pytest.mark.parametrize(
    ("language", "first"), [("nl", "nog niet zeker"), ("en", "not certain"), ("de", "nicht sicher")]
)
def test_what_is_not_certain_says_so_on_the_first_line(language: str, first: str) -> None:
    assert first in explain.headline_of(unsure(), language).splitlines()[0]


def test_every_case_can_be_said_whole_in_every_language_to_both() -> None:
    for case in own_cases():
        assessment = judge_flat(case["claim_kind"], case["facts"], changes=True)
        for language in texts.LANGUAGES:
            for said in everything(assessment, language):
                assert said.strip()
                assert "{" not in said
                assert "None" not in said


def everything(assessment: Assessment, language: str) -> list[str]:
    said = [explain.says(reason, language) for reason in assessment.reasons]
    said += [explain.says_clock(clock, language) for clock in assessment.clocks]
    said += [explain.says_change(change, language) for change in assessment.would_change]
    for to in ("shop", "customer"):
        said.append(explain.headline_of(assessment, language, to))
        said += [explain.headline(one, language, to) for one in assessment.answers]
        said += [explain.says_missing(missing, language, to) for missing in assessment.missing]
    return said


def test_what_only_helps_has_no_date_and_no_consequence_for_the_customer() -> None:
    photos = Missing("consumer_unboxing_photos", "customer", None, "shop", Outcome.CUSTOMER_RIGHT)
    assert (
        explain.says_missing(photos, "nl", "customer")
        == "Dit helpt, maar hoeft niet: foto's van de doos en het uitpakken."
    )


def test_the_customer_is_asked_nothing_where_the_shop_must_show_it() -> None:
    scan = Missing("weight_last_scan_kg", "shop", date(2026, 10, 16), "shop", Outcome.CUSTOMER_RIGHT)
    assert "U hoeft daarvoor niets te doen" in explain.says_missing(scan, "nl", "customer")
    assert "uiterlijk vrijdag 16 oktober 2026" in explain.says_missing(scan, "nl", "shop")


def test_a_clock_that_is_not_certain_says_so() -> None:
    clock = Clock("chargeback_window", "customer", date(2027, 1, 15), "kaartregels", verify=True)
    assert "nog niet zeker" in explain.says_clock(clock, "nl")


def test_the_refund_clock_says_whether_the_shop_may_still_wait() -> None:
    waiting = Clock("refund", "shop", date(2026, 10, 26), "6:230r lid 1 BW", {"ready": False})
    back = Clock("refund", "shop", date(2026, 10, 26), "6:230r lid 1 BW", {"ready": True})
    assert "Wachten mag tot" in explain.says_clock(waiting, "nl")
    assert "wachten mag niet meer" in explain.says_clock(back, "nl")


CHANGES = [
    (Change("series_fault_known", False, OPEN), "nl", "Als het niet klopt dat er een bekende fout in deze serie zit, "),
    (Change("box_opened", True, OPEN), "en", "If it turns out that the packaging was opened, our reading becomes: "),
    (Change("box_opened", True, OPEN), "de", "Zeigt sich, dass die Verpackung geöffnet wurde, wird "),
    (Change("packaging_available", True, OPEN), "nl", "Als dit er is, wordt de inschatting: nog niet te zeggen. "),
    (Change("packaging_available", False, OPEN), "nl", "Als dit er niet is, wordt de inschatting: nog niet "),
    (Change("withdrawal_statement_date", "2026-10-20", OPEN), "nl", "namelijk dinsdag 20 oktober 2026, "),
    (Change("weight_last_scan_kg", "3.21", OPEN), "nl", "namelijk 3,21 kg, "),
    (Change("weight_last_scan_kg", "3.21", OPEN), "en", "namely 3.21 kg, "),
    (Change("price_eur", "1234.5", OPEN), "de", "nämlich 1.234,50 €, "),
    (Change("offered_within_days", 1, OPEN), "nl", "namelijk 1 dag, "),
    (Change("commercial_guarantee_months", 24, OPEN), "de", "nämlich 24 Monate, "),
    (Change("repair_attempts", 3, OPEN), "en", "namely 3, "),
]


@pytest.mark.parametrize(("change", "language", "words"), CHANGES)
def test_what_would_change_it_is_said_in_plain_words_and_never_as_a_bare_figure(
    change: Change, language: str, words: str
) -> None:
    assert words in explain.says_change(change, language)


@pytest.mark.parametrize(
    ("language", "money", "day"),
    [
        ("nl", "€ 1.234,50", "maandag 12 oktober 2026"),
        ("en", "€1,234.50", "Monday 12 October 2026"),
        ("de", "1.234,50 €", "Montag, 12. Oktober 2026"),
    ],
)
def test_money_and_dates_are_written_as_the_language_does(language: str, money: str, day: str) -> None:
    assert explain.says_money(Decimal("1234.5"), language) == money
    assert explain.says_date(TODAY, language) == day


def test_a_language_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        explain.fact_label("price_eur", "fr")


def test_several_demands_get_one_headline_of_their_own() -> None:
    facts = Facts.flat(
        {"received_date": "2026-10-01", "withdrawal_statement_date": "2026-10-02", "return_cost_info_given": True}
    )
    demands = [Demand(Remedy.REFUND), Demand(Remedy.RETURN_COST)]
    assessment = assess("withdrawal", demands, Tellings.established(facts), on=TODAY)
    assert explain.headline_of(assessment, "nl") == "Een deel hiervan mag de klant vragen."
    assert explain.headline_of(assessment, "en", "customer") == "You may ask part of this."
