"""One hearing: the rules of a topic consulted in order on one telling, until one decides each demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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

    def case(self, facts: Facts, demand: Demand) -> Case:
        return Case(facts, demand, self.on, self.doubted)

    def paths(self, facts: Facts) -> tuple[Path, ...]:
        """One path a demand. Facts that cannot all be true are asked about first; no rule is heard on them."""
        broken = impossible(facts, self.on, self.country)
        if broken is not None:
            rule, found = broken
            return tuple(_decided(self.case(facts, demand), rule, found) for demand in self.demands)
        return tuple(_heard(self.topic, self.case(facts, demand)) for demand in self.demands)

    def outcome(self, facts: Facts) -> Outcome:
        """The outcome for the whole on these facts, nothing else."""
        return overall(path.answer for path in self.paths(facts))


def _decided(case: Case, rule: Rule, found: Finding) -> Path:
    return Path(_answer(case.demand, found, (_reason(rule, found),), (rule,)), (rule,), found.needs)


def _heard(topic: Topic, case: Case) -> Path:
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
            return Path(_answer(case.demand, found, tuple(reasons), tuple(spoke)), tuple(spoke), tuple(needs))
    raise LookupError(f"No rule of {topic.name} decides a demand for {case.demand.remedy}.")


def _reason(rule: Rule, found: Finding) -> Reason:
    must_show = rule.burden and found.outcome is not None and any(need.who == need.risk for need in found.needs)
    articles = tuple(dict.fromkeys((*rule.cites, *found.also, *((rule.burden,) if must_show else ()))))
    slots = found.slots if found.amount is None else {**found.slots, "amount": found.amount}
    return Reason(rule.name, found.sentence, articles, slots, rule.verify, rule.recheck, rule.aside)


def _answer(demand: Demand, found: Finding, reasons: tuple[Reason, ...], spoke: tuple[Rule, ...]) -> Answer:
    """What a rule may carry: unsure law never a refusal, and a rule that weighs by experience no outcome at all.

    It then stays open, and ``then`` says where it points.
    """
    outcome, then = found.outcome, found.then
    if outcome is None:
        raise LookupError(f"{reasons[-1].rule} decided nothing.")
    refused = outcome is Outcome.SHOP_RIGHT and not all(rule.may_refuse or rule.aside for rule in spoke)
    if refused or (spoke[-1].heuristic and outcome is not Outcome.NEEDS_EVIDENCE):
        outcome, then = Outcome.NEEDS_EVIDENCE, outcome
    return Answer(demand, outcome, found.amount, found.until, found.event, then, reasons, spoke[-1].name)
