"""The parts that reading rests on: phrases, sentences, days, amounts, order numbers, quoting, language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from wederhoor.language.amounts import find_amounts
from wederhoor.language.days import DayRead, find_days
from wederhoor.language.detect import detect
from wederhoor.language.history import split_quoted
from wederhoor.language.lexicon import lexicon
from wederhoor.language.orders import find_orders, find_serials
from wederhoor.language.phrases import BadPhrase, Phrases
from wederhoor.language.prose import sentences

ON = date(2026, 10, 12)  # a Monday


def found(phrase: str, text: str) -> list[str]:
    phrases = Phrases.of({"x": [phrase]}, {"thing": ["lamp", "rode lamp"]})
    return [hit.words for sentence in sentences(text) for hit in phrases.find(sentence)]


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("niet .. ontvangen", "Ik heb het niet eens ontvangen", ["niet eens ontvangen"]),
        ("niet .. ontvangen", "niet een twee drie ontvangen", []),
        ("(mijn|de) @thing", "De rode lamp en mijn lamp", ["De rode lamp", "mijn lamp"]),
        ("stuur [hem] terug", "stuur terug", ["stuur terug"]),
        ("herroep*", "Ik herroepte", ["herroepte"]),
        ("*knop", "de herroepingsknop", ["herroepingsknop"]),
        ("^ stop", "Ik stop", []),
        ("zuruck", "Geld zurück", ["zurück"]),
    ],
)
def test_phrase_finds_its_words(phrase: str, text: str, words: list[str]) -> None:
    assert found(phrase, text) == words


@pytest.mark.parametrize("phrase", ["(a|b", "@nobody", "... a", "[a]", ""])
def test_phrase_that_cannot_be_read_is_refused(phrase: str) -> None:
    with pytest.raises(BadPhrase):
        Phrases.of({"x": [phrase]}, {})


def test_lexicons_of_all_languages_load_with_their_version() -> None:
    for language in ("nl", "en", "de"):
        assert all(version >= "2026-11-22" for version in lexicon(language).versions)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("vorige week maandag", date(2026, 10, 5)),
        ("gisteren", date(2026, 10, 11)),
        ("woensdag 30 september", date(2026, 9, 30)),
        ("on Friday", date(2026, 10, 9)),
        ("last Monday", date(2026, 10, 5)),
        ("letzten Sonntag", date(2026, 10, 11)),
        ("vor drei Tagen", date(2026, 10, 9)),
        ("eind juli 2025", date(2025, 7, 31)),
        ("October 3rd, 2026", date(2026, 10, 3)),
        ("03-10-2026", date(2026, 10, 3)),
        ("2026-10-03", date(2026, 10, 3)),
        ("28 augustus", date(2026, 8, 28)),
        ("komende vrijdag", date(2026, 10, 16)),
        ("binnen veertien dagen", date(2026, 10, 26)),
        ("vandaag over een week", date(2026, 10, 19)),
        ("on the 3rd.", date(2026, 10, 3)),
        ("vom 03.10.", date(2026, 10, 3)),
        ("sinds 3-10", date(2026, 10, 3)),
        ("within a fortnight", date(2026, 10, 26)),
    ],
)
def test_day_is_resolved_against_the_day_of_writing(words: str, day: date) -> None:
    (span,) = find_days(f"Het was {words}", ON)
    assert isinstance(span.value, DayRead)
    assert span.value.on == day


def test_impossible_day_is_no_day() -> None:
    assert find_days("31 februari en 2026-13-40", ON) == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("€ 1.234,56", "1234.56"),
        ("€369", "369.00"),
        ("EUR 64,00", "64.00"),
        ("189 €", "189.00"),
        ("€1,250.00", "1250.00"),
        ("€ 80,-", "80.00"),
        ("12 euro", "12.00"),
        ("vijftig euro", "50.00"),
        ("35 eurootjes", "35.00"),
        ("45,=", "45.00"),
    ],
)
def test_amount_is_read(text: str, amount: str) -> None:
    assert [span.value for span in find_amounts(f"het kost {text} samen")] == [Decimal(amount)]


def test_time_is_no_amount() -> None:
    assert find_amounts("om 14.12 uur, 20.31 uur, op 12.10.2026") == []


def test_order_numbers_are_told_from_other_codes() -> None:
    text = (
        "Order KK26-1483, #1001, bestelnummer 100123. Typeplaatje WF-2506-118, rekening NL91ABNA0417164300, "
        "track & trace 3SABCD1234567."
    )
    assert [span.value for span in find_orders(text)] == ["KK26-1483", "1001", "100123"]
    assert [span.value for span in find_serials(text)] == ["WF-2506-118"]


@pytest.mark.parametrize(
    "head",
    [
        "Op ma 12 okt 2026 om 10:00 schreef Winkel <info@winkel.example>:",
        "On Mon, 12 Oct 2026 at 10:00, Shop <info@shop.example> wrote:",
        "Am 12.10.2026 um 10:00 schrieb Shop <info@shop.example>:",
        "-----Oorspronkelijk bericht-----",
        "-----Original Message-----",
        "Van: Winkel\nVerzonden: maandag\nAan: mij\nOnderwerp: lamp",
        "Von: Shop\nGesendet: Montag\nAn: mich\nBetreff: Lampe",
    ],
)
def test_what_was_quoted_is_cut_off(head: str) -> None:
    own, quoted = split_quoted(f"Mijn eigen woorden.\n\n{head}\n> oude woorden")
    assert own == "Mijn eigen woorden."
    assert "oude woorden" in quoted


def test_a_bare_forward_is_the_message() -> None:
    own, quoted = split_quoted("---------- Forwarded message ----------\nDe lamp is stuk.")
    assert "De lamp is stuk." in own
    assert quoted == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Waar blijft mijn pakket?", "nl"),
        ("Where is my parcel?", "en"),
        ("Wo bleibt mein Paket?", "de"),
        ("lamp kapot", "nl"),
        ("Ik heb een order, please reply, dit is niet goed", "nl"),
        ("", "nl"),
    ],
)
def test_language_is_detected(text: str, language: str) -> None:
    assert detect(text) == language
