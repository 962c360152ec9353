"""The sentences a person reads when a paper cannot be used, in Dutch, English and German."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources

from wederhoor.connect.contract import Said, Unreadable

LANGUAGES = ("nl", "en", "de")
SENTENCES: Mapping[str, Mapping[str, str]] = tomllib.loads(
    resources.files("wederhoor.connect").joinpath("sentences.toml").read_text(encoding="utf-8")
)


def said(name: str, /, **slots: object) -> Said:
    """The sentence ``name`` with its slots filled; a slot may itself be a :class:`Said`."""
    return Said.of(
        {
            language: words.format_map({key: _in(language, value) for key, value in slots.items()})
            for language, words in SENTENCES[name].items()
        }
    )


def unreadable(name: str, /, **slots: object) -> Unreadable:
    """The refusal ``name``, ready to be raised."""
    return Unreadable(said(name, **slots))


def words(nl: str, en: str, de: str) -> Said:
    """A word or two that fills a slot in three languages."""
    return Said.of({"nl": nl, "en": en, "de": de})


def _in(language: str, value: object) -> object:
    return value.says(language) if isinstance(value, Said) else value
