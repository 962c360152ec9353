"""What this department writes in exhibits and on the timeline, in the reader's language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def says(name: str, language: str, **parts: object) -> str:
    """The text called ``name``; Dutch where a language is not spoken."""
    texts = _texts()
    return texts.get(language, texts["nl"])[name].format(**parts)
