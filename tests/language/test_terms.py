"""What a shop's own text shows about the duties to inform."""

from __future__ import annotations

from wederhoor.language.terms import read_terms


def test_terms_show_what_they_tell() -> None:
    found = read_terms(
        "U kunt de koop binnen 14 dagen na ontvangst herroepen. Dat kan met de knop “Koop hier herroepen” "
        "onder aan de pagina. "
        "De kosten van het terugsturen zijn voor uw rekening. Artikelen op maat zijn uitgesloten van herroeping."
    )
    assert set(found) == {
        "withdrawal_info_given",
        "withdrawal_function_info_given",
        "return_cost_info_given",
        "exception_info_given",
    }
    assert "14 dagen" in found["withdrawal_info_given"].words


def test_confirmation_of_made_to_measure_shows_both() -> None:
    found = read_terms("Gordijn linnen, 140 x 260 cm. Op maat gemaakt: u kunt deze koop niet herroepen.")
    assert set(found) == {"exception_info_given", "goods_custom_made_individual"}


def test_silence_shows_nothing() -> None:
    assert read_terms("Bedankt voor uw bestelling. Wij pakken hem vandaag in.") == {}


def test_english_and_german_terms_are_read() -> None:
    assert "withdrawal_info_given" in read_terms(
        "You may withdraw from the purchase within 14 days. You bear the cost of returning the goods."
    )
    assert set(read_terms("Sie können innerhalb von 14 Tagen widerrufen. Sie tragen die Kosten der Rücksendung.")) == {
        "withdrawal_info_given",
        "return_cost_info_given",
    }
