"""Asks the rules of a topic: per demand, on each telling, what is missing, what would change it, which dates run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wederhoor.facts import VOCABULARY, Fact, Facts, Outcome, Source, json_of
from wederhoor.law.countries import TOPICS
from wederhoor.law.periods import days_after, working_day
from wederhoor.law.requested import demands_of
from wederhoor.law.rule import CUSTOMER, GIVEN, SHOP, Case, Finding, Need, Rule, Topic
from wederhoor.law.shapes import Answer, Assessment, Change, Clock, Demand, Missing, Reason, Tellings

SHOP_LOOKS_UP_DAYS = 4
CUSTOMER_SHOWS_DAYS = 14
_MOST_CHANGES = 8
_GRANTED = {Outcome.CUSTOMER_RIGHT, Outcome.PARTLY}


class UnknownTopic(ValueError):
    """No rules stand for this topic in this country; the message says which."""


@dataclass(frozen=True)
class _Path:
    """How one demand was decided: the answer, the rules that spoke, and what they still need."""

    answer: Answer
    rules: tuple[Rule, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class Question:
    """What is asked: these demands, under this topic, on this day; ``doubted`` as in :class:`Case`."""

    topic: Topic
    demands: Sequence[Demand]
    on: date
    doubted: frozenset[str] = frozenset()

    def case(self, facts: Facts, demand: Demand) -> Case:
        return Case(facts, demand, self.on, self.doubted)

    def paths(self, facts: Facts) -> tuple[_Path, ...]:
        return tuple(_heard(self.topic, self.case(facts, demand)) for demand in self.demands)

    def outcome(self, facts: Facts) -> Outcome:
        """The outcome for the whole on these facts, nothing else."""
        return overall(path.answer for path in self.paths(facts))


def assess(
    topic: str,
    demands: Sequence[Demand],
    tellings: Tellings,
    *,
    on: date,
    country: str = "nl",
    changes: bool = True,
    doubted: frozenset[str] = frozenset(),
) -> Assessment:
    """Assess ``demands`` under ``topic`` on the day ``on``; the outcome is that of the exhibits and undisputed facts.

    ``changes=False`` leaves out what would change it and what is disputed. Raises :class:`UnknownTopic`, and
    ``ValueError`` when nothing is demanded.
    """
    if not demands:
        raise ValueError("An assessment needs at least one demand.")
    question = Question(topic_of(topic, country), demands, on, doubted)
    paths = question.paths(tellings.exhibits)
    outcome = overall(path.answer for path in paths)
    return Assessment(
        topic=topic,
        country=country,
        outcome=outcome,
        answers=tuple(path.answer for path in paths),
        tellings={
            "consumer": question.outcome(tellings.consumer),
            "shop": question.outcome(tellings.shop),
            "exhibits": outcome,
        },
        reasons=_reasons(paths),
        missing=_missing(paths, on),
        would_change=would_change(question, tellings.exhibits) if changes else (),
        clocks=_in_order(question.topic.clocks(question.case(tellings.exhibits, demands[0]))),
        disputed=_disputed(question, tellings) if changes else (),
        verify=any(_unsure(path) for path in paths),
    )


def topic_of(name: str, country: str = "nl") -> Topic:
    """The rules of ``name``; raises :class:`UnknownTopic`."""
    try:
        return TOPICS[country][name]
    except KeyError:
        raise UnknownTopic(f"There are no rules for “{name}” in “{country}” yet.") from None


def judge_flat(
    claim_kind: str, facts: Mapping[str, Any], on: date | None = None, *, changes: bool = False
) -> Assessment:
    """Assess one case of a file of cases: flat facts, read as established.

    The demand comes from ``requested_remedy`` (``requested.toml``), the day from ``on`` or ``assessed_on``. Raises
    :class:`wederhoor.facts.UnknownFact`, :class:`UnknownTopic`, and ``ValueError`` without a day.
    """
    known = Facts.flat(facts)
    day = on or known.value("assessed_on")
    if not isinstance(day, date):
        raise ValueError("A case needs “assessed_on”: the day the question is asked.")
    return assess(
        claim_kind,
        demands_of(claim_kind, known),
        Tellings.established(with_null_dates(facts, known)),
        on=day,
        changes=changes,
        doubted=doubted_in(facts),
    )


def doubted_in(raw: Mapping[str, Any]) -> frozenset[str]:
    """Names a flat file gives as ``null`` where yes or no was asked: looked for, and not known."""
    return frozenset(name for name, value in raw.items() if value is None and VOCABULARY.get(name) is bool)


def with_null_dates(raw: Mapping[str, Any], known: Facts) -> Facts:
    """A file's ``null`` for the return means "not come back": then, unless it says otherwise, no dispatch is shown."""
    silent = known.value("proof_of_return_dispatch") is None and known.value("return_dispatched_date") is None
    if "goods_returned_received_date" in raw and raw["goods_returned_received_date"] is None and silent:
        return Facts.of((*known.values(), Fact("proof_of_return_dispatch", False, Source.AGREED)))
    return known


def overall(answers: Iterable[Answer]) -> Outcome:
    """The outcome for the whole, derived from the demands.

    A demand made only in case another fails does not count beside that other. All alike: that outcome. Something
    granted, in whole or in part, beside something that is not: ``partly``. Nothing granted but something still open:
    ``needs_evidence``.
    """
    all_answers = tuple(answers)
    counted = {a.outcome for a in all_answers if not a.demand.otherwise} or {a.outcome for a in all_answers}
    if len(counted) == 1:
        return counted.pop()
    return Outcome.PARTLY if counted & _GRANTED else Outcome.NEEDS_EVIDENCE


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
    return Facts({**facts.known, name: Fact(name, value, Source.AGREED)})


def _disputed(question: Question, tellings: Tellings) -> tuple[str, ...]:
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


def _heard(topic: Topic, case: Case) -> _Path:
    """Consult the rules in order until one decides."""
    contract = case.day("contract_date") or case.on
    reasons: list[Reason] = []
    spoke: list[Rule] = []
    needs: list[Need] = []
    for rule in topic.rules:
        if not rule.in_force(case.on if rule.procedural else contract):
            continue
        found = rule.test(case)
        if found is None:
            continue
        reasons.append(_reason(rule, found))
        spoke.append(rule)
        needs.extend(found.needs)
        if found.outcome is not None:
            return _Path(_answer(case.demand, found, tuple(reasons), tuple(spoke)), tuple(spoke), tuple(needs))
    raise LookupError(f"No rule of {topic.name} decides a demand for {case.demand.remedy}.")


def _reason(rule: Rule, found: Finding) -> Reason:
    articles = tuple(dict.fromkeys((*rule.cites, *found.also)))
    slots = found.slots if found.amount is None else {**found.slots, "amount": found.amount}
    return Reason(rule.name, found.sentence, articles, slots, rule.verify, rule.recheck, rule.aside)


def _answer(demand: Demand, found: Finding, reasons: tuple[Reason, ...], spoke: tuple[Rule, ...]) -> Answer:
    """A refusal never rests on a rule that is unsure or weighs by experience: it then stays open."""
    outcome, then = found.outcome, found.then
    if outcome is Outcome.SHOP_RIGHT and not all(rule.may_refuse or rule.aside for rule in spoke):
        outcome, then = Outcome.NEEDS_EVIDENCE, Outcome.SHOP_RIGHT
    if outcome is None:
        raise LookupError(f"{reasons[-1].rule} decided nothing.")
    return Answer(demand, outcome, found.amount, found.until, found.event, then, reasons)


def _unsure(path: _Path) -> bool:
    return any(rule.verify and not rule.aside for rule in path.rules)


def _reasons(paths: Iterable[_Path]) -> tuple[Reason, ...]:
    """Every step once, in the order of the demands."""
    seen: dict[tuple[str, str], Reason] = {}
    for path in paths:
        for reason in path.answer.reasons:
            seen.setdefault((reason.rule, reason.sentence), reason)
    return tuple(seen.values())


def _missing(paths: Iterable[_Path], on: date) -> tuple[Missing, ...]:
    found: dict[str, Missing] = {}
    for path in paths:
        for need in path.needs:
            found.setdefault(need.fact, Missing(need.fact, need.who, _by(need, on), need.risk, need.then))
    return tuple(found.values())


def _by(need: Need, on: date) -> date | None:
    """A date only for who bears the risk: what merely helps has none (people.md K4)."""
    if need.who != need.risk:
        return None
    if need.who == SHOP:
        return working_day(days_after(on, SHOP_LOOKS_UP_DAYS, rolls=False).end)
    return days_after(on, CUSTOMER_SHOWS_DAYS).end if need.who == CUSTOMER else None


def _in_order(clocks: Iterable[Clock]) -> tuple[Clock, ...]:
    once = {(clock.what, clock.who, clock.due): clock for clock in clocks}
    return tuple(sorted(once.values(), key=lambda clock: (clock.due, clock.what)))
