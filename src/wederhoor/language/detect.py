"""Which of the three languages a text is in, by its small words: quick to load, and enough for three languages."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Final

from wederhoor.language.prose import fold

LANGUAGES: Final = ("nl", "en", "de")

_SMALL: Final = tomllib.loads(
    (resources.files("wederhoor.language.lexicon") / "small.toml").read_text(encoding="utf-8")
)
_WORDS: Final = {language: frozenset(fold(w) for w in _SMALL[language].split()) for language in LANGUAGES}
_ENDINGS: Final = {
    "nl": ("lijk", "heid", "tje", "tjes", "sche", "eerd", "aar"),
    "en": ("ing", "tion", "ly", "ed", "ness", "ity", "able", "ment"),
    "de": ("ung", "lich", "keit", "chen", "isch", "iert", "ungen"),
}
_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_HEAD: Final = 6_000


def detect(text: str) -> str:
    """``nl``, ``en`` or ``de``; Dutch when nothing tells, since that is what these shops mostly receive."""
    scores = weigh(text)
    best = max(LANGUAGES, key=lambda language: scores[language])
    return best if scores[best] > 0 else "nl"


def weigh(text: str) -> dict[str, float]:
    """How many small words and endings of each language stand in the first part of ``text``."""
    head = text[:_HEAD]
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for raw in _TOKEN.findall(head):
        word = fold(raw)
        mine = [language for language in LANGUAGES if word in _WORDS[language]]
        for language in mine:
            scores[language] += 1.0 / len(mine)
        if not mine and len(word) > 4:
            for language in LANGUAGES:
                scores[language] += 0.3 * word.endswith(_ENDINGS[language])
            scores["nl"] += 0.3 * ("ij" in word or "oe" in word or "aa" in word)
    scores["de"] += 0.4 * sum(c in "äöüß" for c in head[:1500])
    return scores


def is_small_word(word: str) -> bool:
    """Whether ``word`` is one of the words the languages are told by, and so hardly a name."""
    return any(fold(word.strip(".,")) in words for words in _WORDS.values())
