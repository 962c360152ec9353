"""What to ask next: only what the rules still need, the facts that decide most first, a handful at a time."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from importlib.resources import files
from typing import Any

from wederhoor.facts import VOCABULARY, Facts, Remedy, Source, Value
from wederhoor.law import texts
from wederhoor.law.countries import TOPICS
from wederhoor.law.engine import topic_of
from wederhoor.law.hearing import Question
from wederhoor.law.rule import CUSTOMER, SHOP
from wederhoor.law.shapes import Demand
from wederhoor.law.worth import Consulted

PUT: Mapping[str, Any] = tomllib.loads(files(__package__).joinpath("questions.toml").read_text("utf-8"))
GROUPS: Mapping[str, tuple[str, ...]] = {name: tuple(facts) for name, facts in PUT["groups"].items()}
FIRST = tuple(GROUPS)[:2]
"""What the purchase is and when what happened: asked before anything else, whatever it decides."""
TICKED = "goods"
"""The group that is one question: which of these is it, if any."""
REST = "more"
MOST_SCREENS = 10
MOST_ASKED = 5
"""Questions on one screen; the ticked list counts as one."""

_SOURCE = {SHOP: Source.SHOP, CUSTOMER: Source.CONSUMER}


@dataclass(frozen=True)
class Screen:
    """A few questions that belong together. ``ticked``: one list, of which what holds is ticked."""

    group: str
    facts: tuple[str, ...]
    ticked: bool = False


def next_screen(
    topic: str,
    demands: Sequence[Demand],
    facts: Facts,
    unknown: frozenset[str],
    side: str,
    on: date,
    *,
    done: int = 0,
    country: str = "nl",
) -> Screen | None:
    """The next questions for ``side`` (``shop``, ``customer``), or ``None`` when nothing is left that could matter.

    A fact is asked when, on what is known, some answer to it could still change outcome or amount, by itself or
    together with one other open fact. ``unknown`` was answered with "I don't know" and is never asked again;
    ``done`` screens went before, of at most :data:`MOST_SCREENS`. Raises :class:`UnknownTopic`.
    """
    if done >= MOST_SCREENS:
        return None
    question = Question(topic_of(topic, country), demands, on, doubted_among(unknown), country)
    answered = unknown | frozenset(facts)
    closed = _closed(facts, answered)
    consulted = Consulted(question, facts, partial(_is_open, closed, side), values_of)
    return _opening(consulted, answered) or _heaviest(consulted) or _together(consulted)


def doubted_among(unknown: frozenset[str]) -> frozenset[str]:
    """What was asked with yes or no and is not known: rules then do not take silence for "not in question"."""
    return frozenset(name for name in unknown if VOCABULARY.get(name) is bool and name not in PUT["silence"]["facts"])


@lru_cache(maxsize=1024)
def may_be_asked(name: str, side: str) -> bool:
    """Whether there is a question for this side, which this side can answer."""
    other = CUSTOMER if side == SHOP else SHOP
    if name in PUT["only"][other] or not all(_said(f"ask/{name}/{side}", f"why/{name}")):
        return False
    return VOCABULARY[name] is not str or bool(values_of(name))


@lru_cache(maxsize=512)
def values_of(name: str) -> tuple[str, ...]:
    """The answers one may choose from, where the fact is a text; in the order of the text file."""
    begins = f"ask/{name}/is/"
    return tuple(key.removeprefix(begins) for key in texts.speech("questions", "nl") if key.startswith(begins))


def kinds_for(side: str, country: str = "nl") -> Mapping[str, tuple[str, ...]]:
    """The topics this side may begin with, by heading: those that stand in this country and have plain words."""
    begins, ends = "kind/", f"/{side}"
    words = (key for key in texts.speech("questions", "nl") if key.startswith(begins) and key.endswith(ends))
    offered = [topic for key in words if (topic := key.split("/")[1]) in TOPICS[country]]
    return {head: found for head in PUT["kinds"] if (found := tuple(t for t in offered if _head_of(t) == head))}


def _head_of(topic: str) -> str:
    return next((head for head, topics in PUT["kinds"].items() if topic in topics), "other")


def remedies_of(topic: str) -> tuple[Remedy, ...]:
    """What this kind may ask, the usual first."""
    return tuple(Remedy(name) for name in PUT["asks"].get(topic, ("refund", "replacement", "compensation")))


def said_by_kind(topic: str) -> Mapping[str, Value]:
    """What choosing the kind already says."""
    found: Mapping[str, Value] = PUT["says"].get(topic, {})
    return found


def told(values: Mapping[str, Any], side: str) -> Facts:
    """Answers as this side's own telling; raises :class:`wederhoor.facts.UnknownFact`."""
    return Facts.flat(values, _SOURCE[side])


def group_of(name: str) -> str:
    """The group a fact is asked in."""
    return next((group for group, names in GROUPS.items() if name in names), REST)


def _said(*keys: str) -> Iterator[bool]:
    return (key in texts.speech("questions", language) for key in keys for language in texts.LANGUAGES)


def _is_open(closed: frozenset[str], side: str, name: str) -> bool:
    return name not in closed and may_be_asked(name, side)


def _closed(facts: Facts, answered: frozenset[str]) -> frozenset[str]:
    """What is answered, also in another way, or no longer in question after what was answered."""
    same = {name for row in PUT["same"]["row"] if answered & set(row) for name in row}
    gone = {name for rule in PUT["skips"] if facts.value(rule["when"]) == rule["is"] for name in rule["skip"]}
    return frozenset(answered | same | gone)


def _opening(consulted: Consulted, answered: frozenset[str]) -> Screen | None:
    """The purchase and the days come first, once; days matter in pairs, so both weights count."""
    for group in FIRST:
        if not answered.isdisjoint(GROUPS[group]):
            continue
        asked = (n for n in GROUPS[group] if n in consulted.candidates)
        found = _few(n for n in asked if consulted.weight(n) or consulted.with_another(n))
        if found:
            return _screen(group, found)
    return None


def _heaviest(consulted: Consulted) -> Screen | None:
    """The group with the fact that decides most; of two alike, the one that stands first."""
    weighty = [name for name in consulted.candidates if consulted.weight(name)]
    by_group = {group: [n for n in _ordered(weighty) if group_of(n) == group] for group in GROUPS}
    heaviest = max(by_group, key=lambda group: max(map(consulted.weight, by_group[group]), default=0))
    found = sorted(by_group[heaviest], key=consulted.weight, reverse=True)
    return _screen(heaviest, found) if found else None


def _together(consulted: Consulted) -> Screen | None:
    """What matters only once another open fact is answered."""
    for group in GROUPS:
        names = (name for name in _ordered(consulted.candidates) if group_of(name) == group)
        if found := _few((n for n in names if consulted.with_another(n)), group):
            return _screen(group, found)
    return None


def _ordered(names: Sequence[str]) -> list[str]:
    """In the order of the groups, then as the rules name them."""
    places = {name: at for at, name in enumerate(name for group in GROUPS.values() for name in group)}
    return sorted(names, key=lambda name: places.get(name, len(places)))


def _few(names: Iterator[str], group: str = "") -> list[str]:
    """The first handful, and no more of the engine's work than that takes."""
    return [name for name, _ in zip(names, range(len(VOCABULARY) if group == TICKED else MOST_ASKED), strict=False)]


def _screen(group: str, names: Sequence[str]) -> Screen:
    ticked = group == TICKED and len(names) > 1
    return Screen(group, tuple(names if ticked else _once(names)[:MOST_ASKED]), ticked)


def _once(names: Sequence[str]) -> list[str]:
    """Without what another question on the same screen already asks in other words."""
    rows = PUT["same"]["row"]
    return [n for at, n in enumerate(names) if not any(n in row and set(row) & set(names[:at]) for row in rows)]
