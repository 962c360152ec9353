"""What the shop does today: complete for every letter, with dates and its own money only while they run."""

from __future__ import annotations

import re
from datetime import date

import pytest
from tests.drafting.slots import GOLDEN, TODAY, day, eur, full

from wederhoor.drafting.letters.index import CLAIM, LETTERS
from wederhoor.drafting.phrases import today_sections
from wederhoor.drafting.shapes import Slot
from wederhoor.drafting.today import today

ANSWERS = [letter.name for letter in LETTERS if letter.stance != CLAIM and not letter.name.endswith("_receipt")]


@pytest.mark.parametrize("language", ["nl", "en", "de"])
@pytest.mark.parametrize("name", [*ANSWERS, "privacy_receipt", "summons", "praise", "supplier", "phishing", "question"])
def test_there_is_something_for_today_and_nothing_left_open(name: str, language: str) -> None:
    bare = today(name, language=language, slots={}, on=TODAY)
    names = frozenset(n for block in today_sections(language)[name] for line in block for n in line.needs)
    known = today(name, language=language, slots=full(names), on=TODAY)
    for line in (*bare, *known):
        assert line.endswith(".")
        assert not re.search(r"[{}\[\]…]", line)
    assert bare
    assert known


def test_three_languages_have_the_same_lines_on_the_same_conditions() -> None:
    def skeleton(language: str) -> dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]:
        return {
            name: [(line.needs, line.lacks) for block in blocks for line in block]
            for name, blocks in today_sections(language).items()
        }

    assert skeleton("nl") == skeleton("en") == skeleton("de")


def test_owner_of_the_lamp_reads_that_she_may_wait() -> None:
    lines = today("withdrawal_granted", language="nl", slots=GOLDEN["c1"].slots, on=TODAY)
    assert "Betaal € 133,95 terug, uiterlijk maandag 26 oktober 2026." in lines
    assert any(line.startswith("Je mag wachten tot de bestelling terug is") for line in lines)


def test_carrier_claim_is_offered_until_its_last_day() -> None:
    slots = {"carrier": Slot("PostNL"), "loss_claim_until": day(2026, 10, 29)}
    assert today("redelivery", language="nl", slots=slots, on=TODAY)[-1] == (
        "Jouw geld terug: meld het vermiste pakket bij PostNL, uiterlijk donderdag 29 oktober 2026. "
        "De brief ligt klaar."
    )
    later = today("redelivery", language="nl", slots=slots, on=date(2026, 10, 30))
    assert not any("PostNL" in line for line in later)


def test_clocks_elsewhere_are_named_and_paying_twice_is_warned_for() -> None:
    slots = {
        "payment_provider_claim": Slot("Klarna"),
        "payment_provider_due": day(2026, 10, 22),
        "trustmark_due": day(2026, 10, 12),
        "pay_now": eur("196.82"),
    }
    said = " ".join(today("contents_looking", language="nl", slots=slots, on=TODAY))
    assert "Klarna, uiterlijk donderdag 22 oktober 2026. Betaal maar één keer" in said
    assert "keurmerk, uiterlijk maandag 12 oktober 2026" in said


@pytest.mark.parametrize("name", ANSWERS)
def test_dutch_list_says_je_to_the_shop(name: str) -> None:
    said = " ".join(today(name, language="nl", slots={}, on=TODAY))
    assert not re.search(r"\b(u|uw)\b", said, re.IGNORECASE)
