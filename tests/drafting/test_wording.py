"""Dates, amounts and names as each language writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from wederhoor.drafting.wording import date_and_time, euro, greeting, long_date, number, written


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "maandag 26 oktober 2026"), ("en", "Monday 26 October 2026"), ("de", "Montag, 26. Oktober 2026")],
)
def test_date_names_its_weekday(language: str, said: str) -> None:
    assert long_date(date(2026, 10, 26), language) == said


def test_moment_keeps_its_clock_time() -> None:
    moment = datetime(2026, 10, 12, 8, 5)  # noqa: DTZ001 letters print local time
    assert date_and_time(moment, "nl") == "maandag 12 oktober 2026 om 8.05 uur"
    assert date_and_time(moment, "en") == "Monday 12 October 2026 at 08:05"
    assert date_and_time(moment, "de") == "Montag, 12. Oktober 2026, um 8:05 Uhr"


@pytest.mark.parametrize(("language", "said"), [("nl", "€ 1.234,50"), ("en", "€1,234.50"), ("de", "1.234,50 €")])
def test_amount_is_written_as_the_language_does(language: str, said: str) -> None:
    assert euro(Decimal("1234.5"), language) == said


def test_amount_is_rounded_to_the_cent_and_may_be_small() -> None:
    assert euro(Decimal("0.2154"), "nl") == "€ 0,22"
    assert euro(Decimal("0.005"), "nl") == "€ 0,01"


def test_weight_is_no_money() -> None:
    assert number(Decimal("6.42"), "nl") == "6,42"
    assert number(Decimal("6.42"), "en") == "6.42"


def test_text_stays_on_one_line_and_sentences_are_joined() -> None:
    assert written("a\r\n b", "nl") == "a b"
    assert written(("Een.", "Twee."), "nl") == "Een. Twee."


@pytest.mark.parametrize(
    ("name", "language", "form", "said"),
    [
        ("mw. A. Kuipers-Bos", "nl", "u", "Geachte mevrouw Kuipers-Bos,"),
        ("dhr. M. de Graaf", "nl", "u", "Geachte heer De Graaf,"),
        ("Frau J. Brinkmann", "de", "u", "Guten Tag Frau Brinkmann,"),
        ("Mrs Emily Carter", "en", "u", "Dear Ms Emily Carter,"),
        ("M. de Graaf", "nl", "u", "Beste M. de Graaf,"),
        ("Sanne Veenstra", "nl", "u", "Beste Sanne Veenstra,"),
        ("Sanne Veenstra", "nl", "je", "Beste Sanne,"),
        ("W. Hoekstra", "nl", "je", "Beste W. Hoekstra,"),
        ("", "nl", "u", "Goedendag,"),
        ("mw.", "nl", "u", "Beste mw.,"),
        ("Oisín Byrne", "en", "u", "Dear Oisín Byrne,"),
    ],
)
def test_greeting_uses_a_title_that_is_there_and_guesses_none(name: str, language: str, form: str, said: str) -> None:
    assert greeting(name, language, form) == said
