"""This department's words in a file's language: titles of papers, what they show and do not show."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def says(name: str, language: str, **parts: object) -> str:
    """A sentence by name; Dutch where the language is not spoken."""
    said = _words()[name]
    return said.get(language, said["nl"]).format(**parts)


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
