"""The collection of rulings: read once, searched by words and topic, compared with the facts of a case.

A ruling is no proof in another dispute. What is said of it is what could be seen: ``known_from`` names where.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from wederhoor.facts import VOCABULARY, Facts
from wederhoor.law import explain, texts
from wederhoor.law.periods import months_after

OUTCOMES = ("customer", "shop", "partly", "not_heard", "unknown")
_FILES = ("delivery", "withdrawal", "conformity", "money")
_MONTHS_OF_A_YEAR = 12
_SOON_HOURS = 48


@dataclass(frozen=True)
class Ruling:
    """One ruling. ``says`` by language; ``rules`` it bears on; ``months`` from purchase or delivery to the defect.

    ``outcome`` is one of :data:`OUTCOMES`; ``known_from`` is ``summary``, ``title``, ``article`` or empty when the
    outcome is unknown. Only ``comparable`` ones may stand beside a case.
    """

    id: str
    body: str
    year: int | None
    reference: str
    link: str
    topics: tuple[str, ...]
    rules: tuple[str, ...]
    facts: Facts
    outcome: str
    known_from: str
    comparable: bool
    says: Mapping[str, str]
    months: int | None = None

    @property
    def cited(self) -> str:
        """Body, year and number, as one cites it."""
        return ", ".join(part for part in (self.body, str(self.year or ""), self.reference) if part)


@dataclass(frozen=True)
class Point:
    """One fact of a ruling beside a case: what it was ``there`` and what it is ``here`` (``None``: nobody said)."""

    name: str
    there: Any
    here: Any


@dataclass(frozen=True)
class Alike:
    """A ruling like a case: what is the same, what differs, and what is not known of the case yet."""

    ruling: Ruling
    same: tuple[Point, ...]
    differs: tuple[Point, ...]
    open: tuple[Point, ...]


@lru_cache(maxsize=1)
def rulings() -> tuple[Ruling, ...]:
    """The whole collection, the newest first and those without a year last."""
    folder = files("wederhoor.law.precedents")
    found = [
        _ruling(row)
        for name in _FILES
        for row in tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8"))["ruling"]
    ]
    return tuple(sorted(found, key=lambda one: -(one.year or 0)))


def _ruling(row: Mapping[str, Any]) -> Ruling:
    lists = {name: tuple(row[name]) for name in ("topics", "rules")}
    return Ruling(**{"year": None, **row, **lists, "facts": Facts.flat(row["facts"])})


def search(words: str, language: str, topic: str = "") -> tuple[Ruling, ...]:
    """Rulings of ``topic`` (all when empty) in which every one of ``words`` stands, the newest first."""
    wanted = words.casefold().split()
    return tuple(
        one
        for one in rulings()
        if (not topic or topic in one.topics) and all(word in _text(one, language) for word in wanted)
    )


def _text(ruling: Ruling, language: str) -> str:
    return f"{ruling.cited} {ruling.says[language]} {says_outcome(ruling, language)}".casefold()


def alike(topic: str, facts: Facts, limit: int = 2) -> tuple[Alike, ...]:
    """Rulings on ``topic`` that are like these facts, the likest first; none when nothing is the same.

    Only what can be set side by side counts: yes and no, numbers of times, and four marks worked out from days, sums
    and hours. A ruling that differs in more than it shares is not like the case.
    """
    here = _marks(facts, None)
    compared = (_compared(one, here) for one in rulings() if one.comparable and topic in one.topics)
    like = [one for one in compared if one.same and len(one.same) >= len(one.differs)]
    return tuple(sorted(like, key=lambda one: len(one.differs) - 2 * len(one.same))[:limit])


def _compared(ruling: Ruling, here: Mapping[str, Any]) -> Alike:
    points = [Point(name, value, here.get(name)) for name, value in _marks(ruling.facts, ruling.months).items()]
    return Alike(
        ruling,
        same=tuple(p for p in points if p.here == p.there),
        differs=tuple(p for p in points if p.here is not None and p.here != p.there),
        open=tuple(p for p in points if p.here is None),
    )


def _marks(facts: Facts, months: int | None) -> dict[str, Any]:
    """What can be compared: facts that are yes, no or a count, and marks worked out from the others."""
    worked_out = {
        "carrier_says_delivered": _carrier_says(facts),
        "defect_age": _defect_age(facts, months),
        "price_gap": _price_gap(facts),
        "reaction": _reaction(facts),
    }
    plain = {name: fact.value for name, fact in facts.known.items() if _is_plain(name)}
    return {**plain, **{name: mark for name, mark in worked_out.items() if mark is not None}}


def _is_plain(name: str) -> bool:
    return VOCABULARY[name] is bool or name == "repair_attempts"


def _carrier_says(facts: Facts) -> str | None:
    says = facts.value("carrier_status_delivered_date") or facts.value("delivery_evidence_scan")
    return "yes" if says else None


def _defect_age(facts: Facts, months: int | None) -> str | None:
    """Whether the defect showed in the first year, or later."""
    if months is not None:
        return "later" if months > _MONTHS_OF_A_YEAR else "first_year"
    start = _day(facts, "received_date", "delivered_date", "contract_date")
    end = _day(facts, "defect_appeared_date")
    if start is None or end is None:
        return None
    return "later" if end > months_after(start, _MONTHS_OF_A_YEAR).end else "first_year"


def _price_gap(facts: Facts) -> str | None:
    listed, normal = (facts.value(name) for name in ("listed_price_eur", "normal_price_eur"))
    if not (isinstance(listed, Decimal) and isinstance(normal, Decimal) and normal):
        return None
    return "far" if 2 * listed < normal else "near"


def _reaction(facts: Facts) -> str | None:
    hours = facts.value("shop_reacted_within_hours")
    if not isinstance(hours, int):
        return None
    return "soon" if hours <= _SOON_HOURS else "late"


def _day(facts: Facts, *names: str) -> date | None:
    """The first of these days that is known."""
    return next((found for name in names if isinstance(found := facts.value(name), date)), None)


# --- in words ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _words(language: str) -> Mapping[str, str]:
    if language not in texts.LANGUAGES:
        raise KeyError(language)
    return texts.parsed(files("wederhoor.law.precedents").joinpath(f"{language}.txt").read_text("utf-8"))


def says_outcome(ruling: Ruling, language: str) -> str:
    """How it ended and where that can be read; raises ``KeyError`` for another language."""
    said = _words(language)[f"outcome/{ruling.outcome}"]
    return f"{said} ({_words(language)[f'known/{ruling.known_from}']})" if ruling.known_from else said


def says_points(points: tuple[Point, ...], language: str) -> tuple[str, ...]:
    """Each point as a sentence: what is the same, what differs, or what is not known here."""
    return tuple(_says(point, language) for point in points)


def _says(point: Point, language: str) -> str:
    words = _words(language)
    kind = "open" if point.here is None else "same" if point.here == point.there else "differs"
    label = words.get(f"mark/{point.name}") or explain.fact_label(point.name, language)
    told = {side: _value(point.name, value, language) for side, value in (("there", point.there), ("here", point.here))}
    return words[f"point/{kind}"].format(label=label[:1].upper() + label[1:], **told)


def _value(name: str, value: Any, language: str) -> str:
    if value is None:
        return ""
    mark = _words(language).get(f"mark/{name}/{value}")
    return mark or explain.value_says(name, value, language)
