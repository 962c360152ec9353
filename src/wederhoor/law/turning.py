"""What the outcome hangs on, found by asking again: what would change it, what is disputed, which papers differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from wederhoor.facts import VOCABULARY, Fact, Facts, Outcome, Source, Value, json_of
from wederhoor.law.hearing import Path, Question
from wederhoor.law.rule import GIVEN, Rule, from_shop
from wederhoor.law.shapes import Change, Contradiction, Reason, Tellings

_MOST_CHANGES = 8


def would_change(question: Question, facts: Facts) -> tuple[Change, ...]:
    """What would turn the outcome: the engine asked again, one fact varied; at most eight, likeliest first."""
    now = question.outcome(facts)
    found: list[Change] = []
    for name, value in _variations(question, facts):
        then = question.outcome(_with(facts, name, value))
        if then is not now and not any(change.fact == name and change.outcome is then for change in found):
            found.append(Change(name, json_of(value), then))
        if len(found) == _MOST_CHANGES:
            break
    return tuple(found)


def _variations(question: Question, facts: Facts) -> Iterator[tuple[str, Any]]:
    """What is missing, what is known to the rules that spoke, and what the deciding rule could still learn."""
    paths = question.paths(facts)
    missing = [need.fact for path in paths for need in path.needs]
    last = [name for path in paths for name in path.rules[-1].needs]
    known = [name for path in paths for rule in reversed(path.rules) for name in rule.needs if name in facts]
    turns = question.topic.turns(question.case(facts, question.demands[0]))
    for name in dict.fromkeys((*missing, *last, *known, *turns)):
        if name in GIVEN:
            continue
        if VOCABULARY[name] is bool:
            yield from ((name, value) for value in (True, False) if value is not facts.value(name))
        yield from ((name, value) for value in turns.get(name, ()))


def _with(facts: Facts, name: str, value: Any) -> Facts:
    return Facts({**facts.known, name: Fact(name, value, Source.AGREED)}, facts.conflicts)


def disputed(question: Question, tellings: Tellings) -> tuple[str, ...]:
    """Facts the two tell differently, and on which the outcome hangs."""
    names = dict.fromkeys((*tellings.consumer, *tellings.shop))
    differing = [n for n in names if tellings.consumer.value(n) != tellings.shop.value(n)]
    return tuple(name for name in differing if _hangs_on(question, tellings, name))


def _hangs_on(question: Question, tellings: Tellings, name: str) -> bool:
    """Whether it turns the outcome on the exhibits, or on the shop's telling, where other exhibits may be silent."""
    told = {_as_told(tellings.exhibits, side, name) for side in (tellings.consumer, tellings.shop)}
    return any(
        len({question.outcome(facts) for facts in _each(ground, name, told)}) > 1
        for ground in (tellings.exhibits, tellings.shop)
    )


def _as_told(exhibits: Facts, side: Facts, name: str) -> Any:
    value = side.value(name)
    return exhibits.value(name) if value is None else value


def _each(facts: Facts, name: str, values: Iterable[Any]) -> Iterator[Facts]:
    return (facts if value is None else _with(facts, name, value) for value in values)


@dataclass(frozen=True)
class Differing:
    """Papers that contradict each other: each fact with what each paper says, and the demands that hang on it."""

    contradictions: tuple[Contradiction, ...] = ()
    open_demands: frozenset[int] = frozenset()


def differing(question: Question, facts: Facts, paths: tuple[Path, ...]) -> Differing:
    """Which exhibits contradict each other; a person's own correction of the fact settles it."""
    if not facts.conflicts:
        return Differing()
    found, hang = [], set()
    for name, told in _told(facts).items():
        turned = _turned(question, facts, name, told, paths)
        found.append(Contradiction(name, tuple(told.items()), bool(turned)))
        hang |= turned
    return Differing(tuple(found), frozenset(hang))


def _told(facts: Facts) -> dict[str, dict[Value, str]]:
    told: dict[str, dict[Value, str]] = {}
    for first, other in facts.conflicts:
        if facts.known.get(first.name) is first:
            values = told.setdefault(first.name, {first.value: first.exhibit or ""})
            values.setdefault(other.value, other.exhibit or "")
    return told


def _turned(question: Question, facts: Facts, name: str, told: Iterable[Value], paths: tuple[Path, ...]) -> set[int]:
    """The demands whose outcome is another one under one of these values."""
    heard = [question.paths(_with(facts, name, value)) for value in told]
    now = [path.answer.outcome for path in paths]
    return {place for place, outcome in enumerate(now) if any(p[place].answer.outcome is not outcome for p in heard)}


def left_open(question: Question, paths: tuple[Path, ...], found: Differing) -> tuple[Path, ...]:
    """The paths with what hangs on contradicting papers left open: never settled by which paper came first."""
    if not found.open_demands:
        return paths
    names = [c.fact for c in found.contradictions if c.decides]
    rule = Rule(f"{question.country}.gate.papers", _CITES.get(question.country, ()), tuple(names), lambda _case: None)
    return tuple(_open(p, rule, names) if place in found.open_demands else p for place, p in enumerate(paths))


_CITES = {"nl": ("152 Rv",)}


def _open(path: Path, rule: Rule, names: list[str]) -> Path:
    needs = tuple(from_shop(name, Outcome.NEEDS_EVIDENCE) for name in names)
    reason = Reason(rule.name, "differ", rule.cites, {})
    answer = replace(
        path.answer,
        outcome=Outcome.NEEDS_EVIDENCE,
        amount=None,
        until=None,
        event=None,
        then=None,
        reasons=(reason, *path.answer.reasons),
        rule=rule.name,
    )
    return Path(answer, (rule, *path.rules), (*needs, *path.needs))
