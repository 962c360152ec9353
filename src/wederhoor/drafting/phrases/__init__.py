"""The sentences of summaries and of the list for today, one file per language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from wederhoor.drafting.template import Block, sections


@cache
def summary_words(language: str) -> Mapping[str, Any]:
    """The phrases of summaries in ``language`` (nl, en, de)."""
    return tomllib.loads(_file(f"summary.{language}.toml"))


@cache
def today_sections(language: str) -> Mapping[str, tuple[Block, ...]]:
    """The sentences for today, by ``topic/outcome`` or by name, in ``language`` (nl, en, de)."""
    return sections(_file(f"today.{language}.txt"))


def _file(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")
