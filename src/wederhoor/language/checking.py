"""Checking an outgoing text: what would hurt, promise too much, put up a hurdle or misstate the customer's rights."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from wederhoor.language.days import find_days
from wederhoor.language.detect import detect
from wederhoor.language.lexicon import lexicon, lines
from wederhoor.language.marks import Marked
from wederhoor.language.phrases import Phrases
from wederhoor.language.plainly import shouting, strays, two_forms, unsupported
from wederhoor.language.prose import LIMIT, Sentence, sentences
from wederhoor.language.shapes import Finding, LetterCase

_ANY_DAY: Final = date(2026, 1, 1)  # only where days stand matters here, not which days they are
_PARTS: Final = ("receipt", "next_step", "by_when", "where_to_go", "register_number")
_SEVERITY: Final = {
    "insult": "stop", "accusation": "stop", "sarcasm": "warn", "shouting": "warn", "admission": "warn",
    "promise": "warn",
    "unsupported_fact": "stop", "waiver": "stop", "legal_threat": "warn", "review_deal": "stop", "hurdle": "stop",
    "wrong_right": "stop", "personal_data": "stop", "missing_part": "hint", "mixed_form": "hint",
}  # fmt: skip


@dataclass(frozen=True)
class _Entry:
    kind: str
    severity: str
    why: str
    instead: str


@dataclass(frozen=True)
class _Checks:
    version: str
    phrases: Phrases
    entries: tuple[_Entry, ...]
    parts: Mapping[str, _Entry]
    texts: Mapping[str, _Entry]


def check(
    text: str,
    *,
    kind: str = "letter",
    language: str | None = None,
    form: str = "",
    case: LetterCase | None = None,
) -> list[Finding]:
    """What is wrong with ``text``, in its order; nothing for a calm and correct one. Places are characters of ``text``.

    ``kind`` is ``letter`` or ``public_reply``; ``form`` is how the shop addresses customers (``u``, ``je``; empty: only
    mixing is a fault); with ``case`` dates, amounts and articles must be among those it knows.
    """
    body = text[:LIMIT]
    spoken = language or detect(body)
    checks = _checks(spoken)
    found = [*_phrases(body, spoken, checks, case)]
    found += [_text_finding(checks, "shouting", body, at) for at in shouting(body)]
    found += [_text_finding(checks, "mixed_form", body, at) for at in two_forms(body, spoken, form)]
    if case is not None:
        found += [_text_finding(checks, "unsupported_fact", body, at) for at in unsupported(body, case)]
    if kind == "public_reply":
        found += [_text_finding(checks, "personal_data", body, at) for at in strays(body)]
    else:
        found += _missing(body, spoken, checks, case)
    return _apart(found)


@lru_cache(maxsize=8)
def _checks(language: str) -> _Checks:
    raw = (resources.files("wederhoor.language.lexicon") / language / "check.toml").read_text(encoding="utf-8")
    data = tomllib.loads(raw)
    groups: dict[str, list[str]] = {}
    for at, entry in enumerate(data["finding"]):
        groups[f"{at}/any"] = lines(entry["any"])
        groups[f"{at}/unless"] = lines(entry.get("unless", ""))
    for name, part in data["parts"].items():
        groups[f"part/{name}"] = lines(part["any"])
    return _Checks(
        version=data["version"],
        phrases=Phrases.of(groups, {}),
        entries=tuple(_entry(entry["kind"], entry) for entry in data["finding"]),
        parts={name: _entry("missing_part", part) for name, part in data["parts"].items()},
        texts={name: _entry(name, part) for name, part in data["texts"].items()},
    )


def _entry(kind: str, data: Mapping[str, Any]) -> _Entry:
    severity = data.get("severity") or _SEVERITY.get(kind, "stop")
    return _Entry(kind, severity, data.get("why", ""), data.get("instead", ""))


def _sentences(body: str, language: str) -> list[Sentence]:
    return sentences(body, find_days(body, _ANY_DAY), language)


def _phrases(body: str, language: str, checks: _Checks, case: LetterCase | None) -> Iterator[Finding]:
    for sentence in _sentences(body, language):
        hits = checks.phrases.find(sentence)
        barred = {h.group.split("/")[0] for h in hits if h.group.endswith("/unless")}
        marked = Marked(sentence, lexicon(language))
        for hit in hits:
            number, sort = hit.group.split("/")
            if sort != "any" or number in barred or number == "part":
                continue
            entry = checks.entries[int(number)]
            if entry.kind in _DENIABLE and marked.is_negated(hit, after=False):
                continue
            made = _weighed(entry, case)
            if made is not None:
                yield Finding(made.kind, made.severity, hit.start, hit.end, hit.words, made.why, made.instead)


# "You need no copy of your ID" is the opposite of a hurdle; "we do not accuse you of fraud" still says fraud.
_DENIABLE: Final = frozenset(
    {"hurdle", "admission", "promise", "waiver", "legal_threat", "review_deal", "personal_data"}
)


def _weighed(entry: _Entry, case: LetterCase | None) -> _Entry | None:
    """What the case makes of a finding: a refusal is wrong where both tellings grant; a granted fault may be named."""
    if entry.kind == "refusal":
        granted = case is not None and case.granted_by_both
        return _Entry("wrong_right", "stop", entry.why, entry.instead) if granted else None
    if entry.kind == "admission" and case is not None and case.granted:
        return _Entry(entry.kind, "hint", entry.why, entry.instead)
    return entry


def _text_finding(checks: _Checks, kind: str, body: str, at: tuple[int, int]) -> Finding:
    entry = checks.texts[kind]
    start, end = at
    return Finding(kind, entry.severity, start, end, body[start:end], entry.why, entry.instead)


def _missing(body: str, language: str, checks: _Checks, case: LetterCase | None) -> list[Finding]:
    """The parts a letter must have; looked for only in a letter: with a greeting and a closing, or with a case."""
    there = {
        h.group.split("/")[1]
        for s in _sentences(body, language)
        for h in checks.phrases.find(s)
        if h.group.startswith("part/")
    }
    if case is None and not {"greeting", "closing"} <= there:
        return []
    wanted = case.required if case is not None and case.required else _PARTS
    severity = "warn" if case is not None else "hint"
    end = len(body.rstrip())
    return [
        Finding("missing_part", severity, end, end, "", checks.parts[part].why, checks.parts[part].instead)
        for part in wanted
        if part in checks.parts and part not in there
    ]


_ORDER: Final = {"stop": 0, "warn": 1, "hint": 2}


def _apart(found: list[Finding]) -> list[Finding]:
    """In the order of the text; of findings of one kind on the same words the gravest and longest stays."""
    out: list[Finding] = []
    for one in sorted(found, key=lambda f: (_ORDER[f.severity], f.start - f.end, f.start)):
        if one.words and any(o.kind == one.kind and o.words and one.start < o.end and o.start < one.end for o in out):
            continue
        out.append(one)
    return sorted(out, key=lambda f: (f.start, f.end, f.kind))
