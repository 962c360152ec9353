"""The words the rules rest on, as data per language; read once, when a language is first met."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from wederhoor.language.phrases import Phrases
from wederhoor.language.prose import fold

STRENGTHS: Final = ("strong", "fair", "weak")


@dataclass(frozen=True)
class Lexicon:
    """The phrases of one language: ``kinds`` of message, and what is asked, announced and stated (``asks``)."""

    language: str
    versions: tuple[str, ...]
    kinds: Phrases
    asks: Phrases
    needs: Mapping[str, Sequence[Sequence[str]]]
    loose: Mapping[str, Sequence[str]]
    negatable: frozenset[str]
    flags: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]


@lru_cache(maxsize=8)
def lexicon(language: str) -> Lexicon:
    """The lexicon of ``language`` (``nl``, ``en`` or ``de``)."""
    kinds = _merged(language, "kinds")
    asks = _merged(language, "asks")
    flags = asks.pop("flags")
    asks["lists"] = {**kinds["lists"], **asks["lists"]}
    return Lexicon(
        language=language,
        versions=(kinds.pop("version"), asks.pop("version")),
        loose={name: tuple(rows) for name, rows in kinds["loose"].items()},
        kinds=_kinds(kinds),
        asks=_asks(asks, flags),
        needs={kind: entry["needs"] for kind, entry in kinds.items() if isinstance(entry, dict) and "needs" in entry},
        negatable=frozenset(
            kind for kind, entry in kinds.items() if isinstance(entry, dict) and entry.get("negatable")
        ),
        flags={name: frozenset(map(fold, words)) for name, words in flags.items() if isinstance(words, list)},
        numbers={fold(word): number for word, number in flags["numbers"].items()},
    )


def _merged(language: str, part: str) -> dict[str, Any]:
    """Every file of ``part`` (``kinds.toml``, ``kinds-….toml``) as one; lists of the same name must not differ."""
    merged: dict[str, Any] = {"lists": {}}
    folder = resources.files(__package__) / language
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.startswith(part) and file.name.endswith(".toml"):
            data = tomllib.loads(file.read_text(encoding="utf-8"))
            merged["lists"].update(data.pop("lists", {}))
            _add(merged, data)
    return merged


def _add(merged: dict[str, Any], data: Mapping[str, Any]) -> None:
    """Phrases of the same name in two files stand together; anything else is taken over."""
    for name, value in data.items():
        held = merged.get(name)
        if isinstance(value, dict) and isinstance(held, dict):
            _add(held, value)
        elif isinstance(value, str) and isinstance(held, str) and name != "version":
            merged[name] = f"{held}\n{value}"
        else:
            merged[name] = value


def _kinds(data: Mapping[str, Any]) -> Phrases:
    groups: dict[str, list[str]] = {}
    for kind, entry in data.items():
        if kind in ("lists", "loose"):
            continue
        for name, phrases in entry.items():
            if isinstance(phrases, str):
                groups[f"{kind}/{name}"] = lines(phrases)
    groups |= {f"loose:{name}/{row}": [phrase] for name, rows in data["loose"].items() for row, phrase in rows.items()}
    return Phrases.of(groups, data["lists"])


def _asks(data: Mapping[str, Any], flags: Mapping[str, Any]) -> Phrases:
    groups = {
        f"{part}/{name}/{sort}": lines(phrases)
        for part, entries in data.items()
        if part != "lists"
        for name, entry in entries.items()
        for sort, phrases in entry.items()
    }
    groups |= {f"flags/{name}/any": lines(phrases) for name, phrases in flags.items() if isinstance(phrases, str)}
    return Phrases.of(groups, data["lists"])


def lines(phrases: str) -> list[str]:
    """One phrase a line; empty lines do not count."""
    return [line for line in (raw.strip() for raw in phrases.splitlines()) if line]
