"""A customer's letter to a shop: calm, in three languages, with the rule in plain words and marks to fill in."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from wederhoor.drafting.claimant import ASKS, HOPES, WAITS, WONDERS, ToShop, write_to_shop
from wederhoor.drafting.wording import LANGUAGES
from wederhoor.facts import Remedy
from wederhoor.law.countries import TOPICS

ON = date(2026, 11, 22)
HOW = (ASKS, WAITS, WONDERS, HOPES)
RULE = "Het risico is voor de winkel tot de klant het pakket heeft."
THREATENING = re.compile(
    r"rechter|aangifte|incasso(?!kosten)|advocaat|review|court|lawyer|police|Gericht|Anwalt|Polizei|fraud|sommeer|\beis\b",
    re.I,
)


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("language", LANGUAGES)
def test_letter_of_every_kind_and_remedy_is_whole_and_calm(language: str, how: str) -> None:
    for topic in TOPICS["nl"]:
        for remedy in Remedy:
            draft = write_to_shop(ToShop(topic, str(remedy), how), language=language, on=ON)
            assert not re.search(r"[{}@]|==|\?\s*$", draft.body)
            assert not THREATENING.search(draft.body), topic
            assert draft.subject
            assert len(draft.body.split("\n\n")) >= 4


def test_letter_asks_the_sum_names_the_rule_and_gives_fourteen_days() -> None:
    about = ToShop("non_delivery", "refund", ASKS, RULE, ("7:11 lid 1 BW", "150 Rv"), Decimal("49.95"))
    body = write_to_shop(about, language="nl", on=ON).body
    assert "Wilt u € 49,95 aan mij terugbetalen" in body
    assert (
        "“Het risico is voor de winkel tot de klant het pakket heeft”. Dat staat in artikel 7:11 lid 1 BW en 150 Rv."
        in body
    )
    assert "zondag 6 december 2026" in body


def test_what_nobody_knows_is_left_to_fill_in_and_what_is_known_is_not() -> None:
    known = ToShop("withdrawal", "refund", ASKS, ordered=date(2026, 11, 2))
    draft = write_to_shop(known, language="nl", on=ON)
    assert draft.to_fill == ("wat u kocht", "bestelnummer", "uw naam", "uw adres")
    assert "Op maandag 2 november 2026 bestelde ik" in draft.body


def test_both_lists_of_what_is_missing_stand_under_their_own_sentence() -> None:
    about = ToShop("non_delivery", "delivery", WONDERS, to_learn=("de foto", "de scan"), to_bring=("uw foto’s",))
    body = write_to_shop(about, language="nl", on=ON).body
    assert "laten weten of laten zien?\n- de foto\n- de scan" in body
    assert body.index("- de scan") < body.index("stuur ik u dit mee") < body.index("- uw foto’s")
    assert "laten zien?" not in write_to_shop(ToShop("x", "y", ASKS), language="nl", on=ON).body


@pytest.mark.parametrize(("until", "says"), [(date(2026, 12, 1), "Vanaf dinsdag 1 december 2026"), (None, "alvast")])
def test_what_may_be_asked_later_says_from_when(until: date | None, says: str) -> None:
    assert says in write_to_shop(ToShop("withdrawal", "refund", WAITS, until=until), language="nl", on=ON).body


def test_language_without_letters_gets_english() -> None:
    assert write_to_shop(ToShop("x", "y", HOPES), language="fr", on=ON).language == "en"


def test_articles_alone_are_named_without_a_quotation() -> None:
    body = write_to_shop(ToShop("x", "refund", WONDERS, articles=("150 Rv",)), language="nl", on=ON).body
    assert "De regels hierover staan in artikel 150 Rv." in body
    assert "“" not in body
