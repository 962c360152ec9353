"""What comes out when a letter is written: the demonstration word for word, and what holds for every letter."""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path

import pytest
from tests.drafting.slots import GOLDEN, NAMES, SHOP, TODAY, VOICES, day, full

from wederhoor.drafting.letters.index import CUSTOMER, LETTERS, REFUSES, UnknownLetter, labels_of, letter_of, text_of
from wederhoor.drafting.shapes import Draft, ShopCard, Slot
from wederhoor.drafting.write import write

HERE = Path(__file__).parent / "golden"
EVERY = [(name, language, form) for name in NAMES for language, form in VOICES]
TO_CUSTOMER = [case for case in EVERY if letter_of(case[0]).to == CUSTOMER]
MARK = re.compile(r"\[… [^\]]+ …\]")
NEVER = re.compile(
    r"onzinclaim|zeurpiet|fraud|oplicht|afpers|chantage|blackmail|erpress|betr[uü]g|liar|leugen|"
    r"gelijk heb|\bzaak\b|arbiter|\bloser|erkenn|onze fout|our fault|unser Fehler|Schuld|aansprakelijk|"
    r"\breviews?\b|Bewertung|Google|Trustpilot|politie|police|Polizei|aangifte|tegoedbon|voucher|Gutschein|"
    r"Schlichtung|incasso|Kulanz|coulance|goodwill|https?://",
    re.IGNORECASE,
)


def drafted(name: str, language: str, form: str, shop: ShopCard = SHOP) -> Draft:
    slots = full(text_of(name, language, form).slots)
    return write(
        name,
        language=language,
        slots=slots,
        shop=dataclasses.replace(shop, form=form),
        on=TODAY,
        customer_name="Robin Baken",
        order_number="KK26-1",
        reference="K7QF-82MN",
    )


@pytest.mark.parametrize("language", ["nl", "en", "de"])
@pytest.mark.parametrize("key", GOLDEN)
def test_demonstration_letter_reads_as_it_was_approved(key: str, language: str) -> None:
    golden = GOLDEN[key]
    draft = write(
        golden.letter,
        language=language,
        slots=golden.slots,
        shop=SHOP,
        on=TODAY,
        customer_name=golden.customer,
        order_number=golden.order,
    )
    text = f"{draft.subject}\n\n{draft.body}"
    kept = HERE / f"{key}.{language}.txt"
    if os.environ.get("WEDERHOOR_APPROVE"):
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8")
    assert draft.to_fill == ()


@pytest.mark.parametrize(("name", "language", "form"), EVERY)
def test_letter_with_everything_known_leaves_nothing_open(name: str, language: str, form: str) -> None:
    draft = drafted(name, language, form)
    assert draft.to_fill == ()
    assert not re.search(r"[{}@]|\[\w+\]| [.,;]|  ", draft.body.replace(SHOP.email, "")), draft.body
    assert draft.subject


@pytest.mark.parametrize(("name", "language", "form"), EVERY)
def test_letter_with_nothing_known_marks_each_fact(name: str, language: str, form: str) -> None:
    draft = write(name, language=language, slots={}, shop=dataclasses.replace(SHOP, form=form), on=TODAY)
    assert draft.citations == ()
    assert draft.to_fill
    assert len(set(MARK.findall(draft.body))) == len(draft.to_fill)
    labels = labels_of(language)
    needed = {labels[slot] for slot in letter_of(name).required if slot != "return_address"}
    assert needed <= set(draft.to_fill)
    assert set(draft.to_fill) <= set(labels.values())


@pytest.mark.parametrize(("name", "language", "form"), EVERY)
def test_every_fact_is_cited_with_words_of_the_letter(name: str, language: str, form: str) -> None:
    draft = drafted(name, language, form)
    assert draft.citations
    for citation in draft.citations:
        assert citation.words in draft.body
    if text_of(name, language, form).marks:
        exhibit = {"nl": "stuk", "en": "document", "de": "Beleg"}[language]
        own_message = "B1"
        assert all(f"{exhibit} {c.exhibit}" in c.words for c in draft.citations if c.exhibit != own_message)
        assert f"{exhibit} {own_message}" not in draft.body


@pytest.mark.parametrize(("name", "language", "form"), EVERY)
def test_letter_uses_no_word_that_hurts(name: str, language: str, form: str) -> None:
    found = NEVER.search(drafted(name, language, form).body)
    assert found is None, found


@pytest.mark.parametrize(("name", "language", "form"), EVERY)
def test_letter_says_who_writes(name: str, language: str, form: str) -> None:
    body = drafted(name, language, form).body
    for part in (SHOP.name, SHOP.legal_name, SHOP.kvk, SHOP.address, SHOP.email, "KvK"):
        assert part in body


@pytest.mark.parametrize(("name", "language", "form"), TO_CUSTOMER)
def test_letter_to_a_customer_needs_no_click_and_asks_no_bank_details(name: str, language: str, form: str) -> None:
    body = drafted(name, language, form).body
    fixed = {
        ("nl", "u"): "Wij vragen nooit om uw rekeningnummer, pincode of legitimatie via een link.",
        ("nl", "je"): "Wij vragen nooit om je rekeningnummer, pincode of legitimatie via een link.",
        ("en", "u"): "We never ask for your bank account number, PIN or identity document through a link.",
        ("de", "u"): "Wir fragen nie über einen Link nach Ihrer Kontonummer, PIN oder Ihrem Ausweis.",
    }
    assert fixed[language, form] in body
    assert SHOP.privacy_url in body
    outside = "Autoriteit Persoonsgegevens" if name == "privacy_receipt" else "ConsuWijzer"
    assert outside in body


@pytest.mark.parametrize("form", ["u", "je"])
@pytest.mark.parametrize("name", NAMES)
def test_dutch_letter_never_mixes_u_and_je(name: str, form: str) -> None:
    draft = drafted(name, "nl", form)
    words = set(re.findall(r"\w+", f"{draft.subject} {draft.body}".lower()))
    formal, familiar = words & {"u", "uw", "uzelf"}, words & {"je", "jij", "jou", "jouw", "jullie"}
    wanted = familiar if form == "je" and letter_of(name).to == CUSTOMER else formal
    assert wanted
    assert not (formal and familiar)


@pytest.mark.parametrize("name", [letter.name for letter in LETTERS if letter.to == CUSTOMER])
def test_je_letter_says_the_same_as_the_u_letter(name: str) -> None:
    formal, familiar = text_of(name, "nl", "u"), text_of(name, "nl", "je")
    for block, other in zip(formal.blocks, familiar.blocks, strict=True):
        assert [(line.places, line.needs, line.lacks) for line in block] == [
            (line.places, line.needs, line.lacks) for line in other
        ]


@pytest.mark.parametrize("name", NAMES)
def test_german_letter_never_says_du(name: str) -> None:
    words = set(re.findall(r"\w+", drafted(name, "de", "u").body.lower()))
    assert not words & {"du", "dein", "deine", "deinen", "dir", "dich", "euch", "euer"}


@pytest.mark.parametrize("name", NAMES)
def test_three_languages_fill_the_same_slots(name: str) -> None:
    apart = {"order_number"}
    dutch = text_of(name, "nl").slots - apart
    assert text_of(name, "en").slots - apart == dutch
    assert text_of(name, "de").slots - apart == dutch


@pytest.mark.parametrize("name", NAMES)
def test_three_languages_have_the_same_sentences_on_the_same_conditions(name: str) -> None:
    def skeleton(language: str) -> list[list[tuple[tuple[str, ...], tuple[str, ...]]]]:
        inside = [block for block in text_of(name, language).blocks if not _orientation(block[0].text)]
        return [[(line.needs, line.lacks) for line in block] for block in inside]

    assert skeleton("nl") == skeleton("en") == skeleton("de")


def _orientation(opening: str) -> bool:
    """Abroad the letter names one more place to go; that paragraph may be longer in English and German."""
    return opening.startswith(("Bent u het hier", "Do you disagree", "Sind Sie damit"))


@pytest.mark.parametrize("form", ["u", "je"])
@pytest.mark.parametrize("name", NAMES)
def test_dutch_sentences_are_short(name: str, form: str) -> None:
    lines = [line.text for block in text_of(name, "nl", form).blocks for line in block if not line.own]
    sentences = [s for line in lines for s in re.split(r"(?<=[.?!])\s+", line)]
    lengths = [len(s.split()) for s in sentences]
    assert sum(lengths) / len(lengths) <= 14
    assert max(lengths) <= 30


def test_fact_without_exhibit_is_shown_and_marked() -> None:
    slots = {"message_at": day(2026, 10, 6), "answer_by": day(2026, 10, 16)}
    draft = write("general_looking", language="nl", slots=slots, shop=SHOP, on=TODAY)
    assert "[… na te kijken: dinsdag 6 oktober 2026 …]" in draft.body
    assert draft.to_fill == ("datum van het bericht",)


def test_promise_in_the_past_is_marked_instead_of_made() -> None:
    slots = {"message_at": day(2026, 10, 6, "B1"), "answer_by": day(2026, 10, 9)}
    draft = write("general_looking", language="en", slots=slots, shop=SHOP, on=TODAY)
    assert "9 October" not in draft.body
    assert "[… to fill in: date of the answer …]" in draft.body


def test_missing_identity_of_the_shop_is_marked() -> None:
    draft = write("general_looking", language="nl", slots={}, shop=ShopCard(name="Kaap"), on=TODAY)
    assert "KvK-nummer" in draft.to_fill
    assert "adres van de winkel" in draft.to_fill


def test_text_from_outside_cannot_break_the_subject_or_fill_other_places() -> None:
    draft = write(
        "withdrawal_receipt",
        language="nl",
        slots={"statement_text": Slot("Hoi {shop_kvk!} [told_before]\nBcc: x@y", "B1")},
        shop=SHOP,
        on=TODAY,
        order_number="KK1\r\nBcc: x@y.example",
        customer_name="A\nB",
    )
    assert "\n" not in draft.subject
    assert "\r" not in draft.subject
    assert "Hoi {shop_kvk!} [told_before] Bcc: x@y" in draft.body


def test_unknown_language_gets_english_and_unknown_letter_is_refused() -> None:
    assert write("general_looking", language="fr", slots={}, shop=SHOP, on=TODAY).language == "en"
    with pytest.raises(UnknownLetter, match="threat_reply"):
        write("threat_reply", language="nl", slots={}, shop=SHOP, on=TODAY)


def test_reference_and_order_stand_where_they_help() -> None:
    draft = drafted("redelivery", "nl", "u")
    assert "KK26-1" in draft.subject
    assert "Kenmerk: K7QF-82MN" in draft.body


def test_receipt_of_a_withdrawal_names_content_day_and_time_and_no_hurdle() -> None:
    golden = GOLDEN["c1-receipt"]
    body = write(golden.letter, language="nl", slots=golden.slots, shop=SHOP, on=TODAY).body
    assert "maandag 12 oktober 2026 om 8.41 uur" in body
    assert "Ik wil hem dus terugsturen" in body
    assert "onderzoek" not in body


def test_refusals_show_their_exhibits_and_leave_the_door_open() -> None:
    for letter in (letter for letter in LETTERS if letter.stance == REFUSES):
        body = drafted(letter.name, "nl", "u").body
        assert "(stuk " in body
        assert "opnieuw naar" in body
        assert "rechter" in body


def test_refusal_without_a_reason_or_a_paper_is_marked() -> None:
    slots = {"statement_at": day(2026, 10, 7, "B1")}
    draft = write("withdrawal_excluded", language="nl", slots=slots, shop=SHOP, on=TODAY)
    assert draft.to_fill == ("reden waarom herroepen niet kan", "stuk: bevestiging van de bestelling")
    late = write("withdrawal_too_late", language="nl", slots=slots, shop=SHOP, on=TODAY)
    assert "stuk met de informatie over de bedenktijd" in late.to_fill
    proven = write("receipt_proven", language="nl", slots={"message_at": day(2026, 10, 9, "B1")}, shop=SHOP, on=TODAY)
    assert proven.to_fill == ("ander feit over de ontvangst",)


def test_deduction_without_ground_or_paper_is_marked() -> None:
    slots = {
        **GOLDEN["c8"].slots,
        "deduction_ground": Slot("handled_beyond_trying", "B6"),
        "return_cost_info": Slot(None),
    }
    draft = write("withdrawal_refund_now_partly", language="nl", slots=slots, shop=SHOP, on=TODAY)
    assert "handled_beyond_trying" not in draft.body
    assert draft.to_fill == ("waar de aftrek over gaat", "stuk waarin staat wie het terugsturen betaalt")


def test_words_of_the_customer_stand_unchanged_between_quotes() -> None:
    draft = write("receipt_proven", language="nl", slots=GOLDEN["c3"].slots, shop=SHOP, on=TODAY)
    assert "“Hanglamp hangt, mooi!” (stuk B5)" in draft.body
    assert "review" not in draft.body.lower()
