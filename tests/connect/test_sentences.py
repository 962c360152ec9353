"""Every refusal is one sentence in three languages."""

from __future__ import annotations

import re
from pathlib import Path

from wederhoor.connect.sentences import LANGUAGES, SENTENCES, said, unreadable

SOURCE = Path(__file__).parents[2] / "src" / "wederhoor" / "connect"


def test_every_sentence_stands_in_three_languages_with_the_same_slots() -> None:
    for name, words in SENTENCES.items():
        assert set(words) == set(LANGUAGES), name
        slots = {language: set(re.findall(r"\{(\w+)\}", text)) for language, text in words.items()}
        assert slots["nl"] == slots["en"] == slots["de"], name
        assert all(text.endswith(".") and ". " not in text for text in words.values()), name


def test_every_sentence_is_used_and_every_used_one_exists() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    used = set(re.findall(r"(?:said|unreadable)\(\s*\"(\w+)\"", code)) | {"parcel_not_found", "parcel_incomplete"}
    used |= {name for name in SENTENCES if f'"{name}"' in code}
    assert used == set(SENTENCES)


def test_a_slot_speaks_the_language_of_its_sentence() -> None:
    what = said("paper_empty")
    refused = unreadable("order_incomplete", source="Shopify", what=what)
    assert "This file is empty" in refused.says("en")
    assert "Diese Datei ist leer" in refused.says("de")
    assert str(refused) == refused.says("nl")
