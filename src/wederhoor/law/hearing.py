"""One hearing: the rules of a topic consulted in order on one telling, until one decides each demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wederhoor.facts import Facts, Outcome
from wederhoor.law.possible import impossible
from wederhoor.law.rule import Case, Finding, Need, Rule, Topic
from wederhoor.law.shapes import Answer, Demand, Reason, overall


@dataclass(frozen=True)
class Path:
    """How one demand was decided: the answer, the rules that spoke, and what they still need."""

    answer: Answer
    rules: tuple[Rule, ...]
    needs: tuple[Need, ...]

    @property
    def unsure(self) -> bool:
        return any(rule.verify and not rule.aside for rule in self.rules)


@dataclass(frozen=True)
class Question:
    """What is asked: these demands, under this topic, on this day; ``doubted`` as in :class:`Case`."""

    topic: Topic
    demands: Sequence[Demand]
    on: date
    doubted: frozenset[str] = frozenset()
    country: str = "nl"
    _in_force: dict[date, tuple[Rule, ...]] = field(default_factory=dict, compare=False, repr=False)

    def case(self, facts: Facts, demand: Demand) -> Case:
        return Case(facts, demand, self.on, self.doubted)

    def cases(self, facts: Facts) -> Iterator[Case]:
        """A case a demand; what the facts alone give is worked out once for all."""
        shared: dict[str, Any] = {}
        return (Case(facts, demand, self.on, self.doubted, {}, shared) for demand in self.demands)

    def rules(self, facts: Facts) -> tuple[Rule, ...]:
        """The rules in force for this contract, or on the day of the question where that counts."""
        signed = facts.value("contract_date")
        contract = signed if isinstance(signed, date) else self.on
        if contract not in self._in_force:
            chosen = (rule for rule in self.topic.rules if rule.in_force(self.on if rule.procedural else contract))
            self._in_force[contract] = tuple(chosen)
        return self._in_force[contract]

    def paths(self, facts: Facts) -> tuple[Path, ...]:
        """One path a demand. Facts that cannot all be true are asked about first; no rule is heard on them."""
        broken = impossible(facts, self.on, self.country)
        if broken is not None:
            rule, found = broken
            return tuple(_decided(self.case(facts, demand), rule, found) for demand in self.demands)
        rules = self.rules(facts)
        return tuple(_heard(rules, case) for case in self.cases(facts))

    def outcome(self, facts: Facts) -> Outcome:
        """The outcome for the whole on these facts, nothing else; asked often, so no reason is written down."""
        if impossible(facts, self.on, self.country) is not None:
            return Outcome.NEEDS_EVIDENCE
        rules = self.rules(facts)
        return overall((case.demand, _outcome(rules, case)) for case in self.cases(facts))


def _decided(case: Case, rule: Rule, found: Finding) -> Path:
    return Path(_answer(case.demand, found, (_reason(rule, found),), (rule,)), (rule,), found.needs)


def _outcome(rules: Iterable[Rule], case: Case) -> Outcome:
    """Consult the rules in order until one decides, for the outcome alone."""
    sure = True
    for rule in rules:
        found = rule.test(case)
        if found is not None:
            sure = sure and (rule.may_refuse or rule.aside)
            if found.outcome is not None:
                return _carried(found.outcome, rule, sure)
    raise LookupError(f"No rule decides a demand for {case.demand.remedy}.")


def _carried(outcome: Outcome, rule: Rule, sure: bool) -> Outcome:
    """What a rule may carry: unsure law never a refusal, and a rule that weighs by experience no outcome at all."""
    refused = outcome is Outcome.SHOP_RIGHT and not sure
    return Outcome.NEEDS_EVIDENCE if refused or rule.heuristic else outcome


def _heard(rules: Iterable[Rule], case: Case) -> Path:
    """Consult the rules in order until one decides, and keep the way there."""
    reasons: list[Reason] = []
    spoke: list[Rule] = []
    needs: list[Need] = []
    for rule in rules:
        found = rule.test(case)
        if found is None:
            continue
        reasons.append(_reason(rule, found))
        spoke.append(rule)
        needs.extend(found.needs)
        if found.outcome is not None:
            return Path(_answer(case.demand, found, tuple(reasons), tuple(spoke)), tuple(spoke), tuple(needs))
    raise LookupError(f"No rule decides a demand for {case.demand.remedy}.")


def _reason(rule: Rule, found: Finding) -> Reason:
    must_show = rule.burden and found.outcome is not None and any(need.who == need.risk for need in found.needs)
    articles = tuple(dict.fromkeys((*rule.cites, *found.also, *((rule.burden,) if must_show else ()))))
    slots = found.slots if found.amount is None else {**found.slots, "amount": found.amount}
    return Reason(rule.name, found.sentence, articles, slots, rule.verify, rule.recheck, rule.aside)


def _answer(demand: Demand, found: Finding, reasons: tuple[Reason, ...], spoke: tuple[Rule, ...]) -> Answer:
    """Where a rule may not carry its outcome, it stays open, and ``then`` says where it points."""
    if found.outcome is None:
        raise LookupError(f"{reasons[-1].rule} decided nothing.")
    outcome = _carried(found.outcome, spoke[-1], all(rule.may_refuse or rule.aside for rule in spoke))
    then = found.then if outcome is found.outcome else found.outcome
    return Answer(demand, outcome, found.amount, found.until, found.event, then, reasons, spoke[-1].name)
