"""Phrases of the timeline and the case file in Dutch, English and German, from the file beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files

_WORDS: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(
    files("wederhoor.casework").joinpath("words.toml").read_text(encoding="utf-8")
)


def phrase(group: str, name: str, language: str, **slots: object) -> str:
    """A phrase such as ``phrase("remedy", "refund", "nl")``; an unknown one is a bug and raises ``KeyError``."""
    said = _WORDS[group][name]
    return said.get(language, said["en"]).format(**slots)


def names(group: str) -> tuple[str, ...]:
    return tuple(_WORDS[group])
