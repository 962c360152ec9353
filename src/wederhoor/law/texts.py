"""Reads the sentences that stand in files beside the rules: one a line, ``key = sentence``, one file per language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

LANGUAGES = ("nl", "en", "de")
_KINDS = ("speech", "facts", "questions")
# Words a topic brings for facts, questions and dates of its own stand in its own files, under these first words.
_OWN = {"facts": ("fact/",), "questions": ("ask/", "why/"), "speech": ("clock/", "headline/", "event/")}
_NOT_A_RULE = tuple(first for firsts in _OWN.values() for first in firsts)


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
    """What the program says (``speech``), the words for facts (``facts``), or what it asks (``questions``).

    A topic adds its own in its own file: ``fact/name``, ``ask/name/shop``, ``ask/name/customer``, ``why/name``,
    ``clock/what``, ``headline/…``. Raises ``KeyError`` for another language, ``ValueError`` for a key given twice.
    """
    if language not in LANGUAGES or kind not in _KINDS:
        raise KeyError(f"{kind} in {language}")
    found = parsed(files("wederhoor.law").joinpath(f"{kind}.{language}.txt").read_text("utf-8"))
    for key, sentence in _of_topics(kind, language):
        if found.setdefault(key, sentence) != sentence:
            raise ValueError(f"“{key}” stands twice.")
    return found


def _of_topics(kind: str, language: str) -> Iterator[tuple[str, str]]:
    for folder in (files("wederhoor.law.eu"), *_folders(files("wederhoor.law.countries"))):
        for text in _files(folder, f"{language}.txt"):
            for key, sentence in parsed(text).items():
                if key.startswith(_OWN[kind]):
                    yield (key.removeprefix("fact/"), sentence)


@lru_cache(maxsize=16)
def sentences(country: str, language: str) -> Mapping[str, str]:
    """Every sentence of the rules of ``country``, by ``rule/sentence``; raises ``KeyError`` for another language.

    A country made from a profile begins with what Europe shares, under its own name; its own sentences replace those.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    folder = files(f"wederhoor.law.countries.{country}")
    found = dict(_shared(country, language)) if folder.joinpath("country.toml").is_file() else {}
    for text in _files(folder, f"{language}.txt"):
        found.update((key, said) for key, said in parsed(text).items() if not key.startswith(_NOT_A_RULE))
    return found


def _shared(country: str, language: str) -> Iterator[tuple[str, str]]:
    for key, said in parsed(files("wederhoor.law.eu").joinpath(f"{language}.txt").read_text("utf-8")).items():
        if not key.startswith(_NOT_A_RULE):
            yield f"{country}.{key.removeprefix('eu.')}", said


def _folders(folder: Traversable) -> Iterator[Traversable]:
    return (one for one in sorted(folder.iterdir(), key=lambda one: one.name) if one.is_dir())


def _files(folder: Traversable, name: str) -> Iterator[str]:
    """The files of that name in the folders within ``folder``, and in ``folder`` itself."""
    for entry in (*_folders(folder), folder):
        inside = entry.joinpath(name)
        if inside.is_file():
            yield inside.read_text("utf-8")


def title_of(rule: str, language: str) -> str:
    """What a rule is about, in a few words, as the rule book heads it; raises ``KeyError`` when no file has it."""
    return sentence_of(rule, "title", language)


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
