"""Reading a shop's own text (terms, confirmation, product page) for what it told the customer."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Final

from wederhoor.language.amounts import find_amounts
from wederhoor.language.detect import detect
from wederhoor.language.lexicon import lines
from wederhoor.language.phrases import Hit, Phrases
from wederhoor.language.prose import sentences
from wederhoor.language.shapes import Asserted

LIMIT: Final = 200_000
"""Characters of a shop's text that are read: terms are longer than mails."""


def read_terms(text: str, language: str | None = None) -> Mapping[str, Asserted]:
    """The facts ``text`` shows, by name of the shared vocabulary, each with its words; what it does not show is absent.

    ``goods_custom_made_individual`` is shown only by words about this very article, not by a rule about all of a sort.
    """
    body = text[:LIMIT]
    spoken = language or detect(body)
    phrases = _phrases(spoken)
    found: dict[str, Asserted] = {}
    for sentence in sentences(body, find_amounts(body), spoken):
        hits = phrases.find(sentence)
        general = any(hit.group == "flags/general" for hit in hits)
        for hit in hits:
            name = hit.group
            if name.startswith("flags/") or name in found or (name == "goods_custom_made_individual" and general):
                continue
            found[name] = Asserted(name, True, _shown(hit))
    return found


def _shown(hit: Hit) -> str:
    return " ".join(hit.words.split())


@lru_cache(maxsize=8)
def _phrases(language: str) -> Phrases:
    raw = (resources.files("wederhoor.language.lexicon") / language / "terms.toml").read_text(encoding="utf-8")
    data = tomllib.loads(raw)
    groups = {name: lines(value) for name, value in data.items() if isinstance(value, str) and name != "version"}
    groups |= {f"flags/{name}": lines(value) for name, value in data["flags"].items()}
    return Phrases.of(groups, {})
