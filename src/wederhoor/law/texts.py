"""Reads the sentences that stand in files beside the rules: one a line, ``key = sentence``, one file per language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

LANGUAGES = ("nl", "en", "de")
_KINDS = ("speech", "facts")


def parsed(text: str) -> dict[str, str]:
    """The sentences of one file; ``#`` begins a remark. Raises ``ValueError`` for a key given twice."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        key, mark, sentence = line.partition(" = ")
        if not mark or line.startswith("#"):
            continue
        if key in found:
            raise ValueError(f"“{key}” stands twice.")
        found[key] = sentence
    return found


@lru_cache(maxsize=16)
def speech(kind: str, language: str) -> Mapping[str, str]:
    """What the program says (``speech``) or the words for facts (``facts``); ``KeyError`` for another language."""
    if language not in LANGUAGES or kind not in _KINDS:
        raise KeyError(f"{kind} in {language}")
    return parsed(files("wederhoor.law").joinpath(f"{kind}.{language}.txt").read_text("utf-8"))


@lru_cache(maxsize=16)
def sentences(country: str, language: str) -> Mapping[str, str]:
    """Every sentence of the rules of ``country``, by ``rule/sentence``; raises ``KeyError`` for another language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    found: dict[str, str] = {}
    for text in _files(files("wederhoor.law.countries").joinpath(country), f"{language}.txt"):
        found.update(parsed(text))
    return found


def _files(folder: Traversable, name: str) -> Iterator[str]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        inside = entry.joinpath(name) if entry.is_dir() else None
        if inside is not None and inside.is_file():
            yield inside.read_text("utf-8")


def keys_of(rule: str, sentence: str) -> tuple[str, ...]:
    """Where a sentence may stand: under its rule, under all rules of its topic, under all rules of that name."""
    country, topic, *rest = rule.split(".")
    last = rest[-1] if rest else ""
    return (f"{rule}/{sentence}", f"{country}.{topic}.*/{sentence}", f"{country}.*.{last}/{sentence}")


def sentence_of(rule: str, sentence: str, language: str) -> str:
    """The sentence with its slots unfilled; raises ``KeyError`` when no file has it."""
    known = sentences(rule.split(".", 1)[0], language)
    for key in keys_of(rule, sentence):
        if key in known:
            return known[key]
    raise KeyError(f"{rule}/{sentence} in {language}")
