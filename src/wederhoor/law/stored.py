"""What an assessment rested on, kept so that it can be asked again: the same answer, or what differs and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wederhoor.facts import Fact, Facts, Outcome, Remedy, Source, json_of, value_of
from wederhoor.law import versions
from wederhoor.law.engine import assess
from wederhoor.law.shapes import Answer, Assessment, Demand, Tellings

FORM = 1
_SIDES = ("consumer", "shop", "exhibits")


def kept(assessment: Assessment) -> dict[str, Any]:
    """The question, the facts of each telling, the rules with their versions, and the answer: as JSON."""
    basis = assessment.basis
    return {
        "form": FORM,
        "topic": assessment.topic,
        "country": assessment.country,
        "on": basis.on.isoformat(),
        "demands": [_demand_json(demand) for demand in basis.demands],
        "doubted": sorted(basis.doubted),
        "facts": _facts_json(basis.tellings),
        "differing": [[_fact_json(a), _fact_json(b)] for a, b in basis.tellings.exhibits.conflicts],
        "rules": versions.of(dict.fromkeys(reason.rule for reason in assessment.reasons)),
        "answers": [_answer_json(answer) for answer in assessment.answers],
    }


def again(stored: Mapping[str, Any], *, changes: bool = True) -> Assessment:
    """Ask the rules of today the stored question on the stored facts; ``changes`` as in :func:`engine.assess`.

    Raises what that raises, and ``ValueError`` for another form than :data:`FORM`.
    """
    if stored["form"] != FORM:
        raise ValueError(f"Stored in form {stored['form']}, not {FORM}.")
    return assess(
        stored["topic"],
        [_demand(row) for row in stored["demands"]],
        _tellings(stored),
        on=date.fromisoformat(stored["on"]),
        country=stored["country"],
        doubted=frozenset(stored["doubted"]),
        changes=changes,
    )


@dataclass(frozen=True)
class Turned:
    """One demand with another answer than before: what it was and is, and the rule that decided before and now."""

    remedy: Remedy
    before: Outcome
    now: Outcome
    amount_before: Decimal | None
    amount_now: Decimal | None
    rule_before: str
    rule_now: str


@dataclass(frozen=True)
class Compared:
    """A stored assessment beside the same question under today's rules.

    ``turned``: demands with another answer. ``changed``: rules it rested on that say something else now. ``gone`` and
    ``new``: rules that spoke then only, and now only.
    """

    turned: tuple[Turned, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def same(self) -> bool:
        """The same answers, by the same rules, in the same version."""
        return not (self.turned or self.changed or self.gone or self.new)


def compared(stored: Mapping[str, Any], now: Assessment | None = None) -> Compared:
    """What differs between the stored answer and ``now`` (today's rules on the stored facts unless given)."""
    now = now or again(stored, changes=False)
    then_rules, rules = dict(stored["rules"]), versions.of(dict.fromkeys(reason.rule for reason in now.reasons))
    pairs = zip(stored["answers"], map(_answer_json, now.answers), strict=True)
    return Compared(
        turned=tuple(_turned(before, after) for before, after in pairs if _weight(before) != _weight(after)),
        changed=tuple(name for name in then_rules if name in rules and rules[name] != then_rules[name]),
        gone=tuple(name for name in then_rules if name not in rules),
        new=tuple(name for name in rules if name not in then_rules),
    )


def _weight(answer: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(answer[name] for name in ("outcome", "amount", "until", "event", "then"))


def _turned(before: Mapping[str, Any], now: Mapping[str, Any]) -> Turned:
    return Turned(
        Remedy(now["remedy"]),
        Outcome(before["outcome"]),
        Outcome(now["outcome"]),
        _decimal(before["amount"]),
        _decimal(now["amount"]),
        before["rule"],
        now["rule"],
    )


def _answer_json(answer: Answer) -> dict[str, Any]:
    return {
        "remedy": str(answer.demand.remedy),
        "outcome": str(answer.outcome),
        "amount": json_of(answer.amount),
        "until": json_of(answer.until),
        "event": answer.event,
        "then": str(answer.then) if answer.then else None,
        "rule": answer.rule,
    }


def _demand_json(demand: Demand) -> dict[str, Any]:
    return {
        "remedy": str(demand.remedy),
        "amount": json_of(demand.amount),
        "words": demand.words,
        "now": demand.now,
        "otherwise": demand.otherwise,
    }


def _demand(row: Mapping[str, Any]) -> Demand:
    return Demand(Remedy(row["remedy"]), _decimal(row["amount"]), row["words"], row["now"], row["otherwise"])


def _decimal(raw: str | None) -> Decimal | None:
    return None if raw is None else Decimal(raw)


def _fact_json(fact: Fact) -> list[Any]:
    return [fact.name, json_of(fact.value), str(fact.source), fact.exhibit]


def _fact(row: list[Any]) -> Fact:
    name, raw, source, exhibit = row
    value = value_of(name, raw)
    if value is None:
        raise ValueError(f"A stored fact without a value: {name}.")
    return Fact(name, value, Source(source), exhibit)


def _facts_json(tellings: Tellings) -> list[list[Any]]:
    """Each fact once, with the tellings it stands in (c, s, e): most stand in all three."""
    rows: dict[Fact, str] = {}
    for side in _SIDES:
        for fact in getattr(tellings, side).values():
            rows[fact] = rows.get(fact, "") + side[0]
    return [[*_fact_json(fact), sides] for fact, sides in rows.items()]


def _tellings(stored: Mapping[str, Any]) -> Tellings:
    facts = [(_fact(row[:4]), row[4]) for row in stored["facts"]]
    consumer, shop, exhibits = ({f.name: f for f, sides in facts if side[0] in sides} for side in _SIDES)
    differing = tuple((exhibits.get(a[0], _fact(a)), _fact(b)) for a, b in stored["differing"])
    return Tellings(Facts(consumer), Facts(shop), Facts(exhibits, differing))
