"""What proves what: every fact a rule looks at has its proof, and a paper taken away makes exactly its line lack."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from wederhoor.casework.expected import ORDER, as_json, checklist, expected, facts_of, proofs
from wederhoor.casework.shapes import Exhibit
from wederhoor.facts import VOCABULARY, Fact, Facts, Remedy, Source, value_of
from wederhoor.law.countries import TOPICS
from wederhoor.law.engine import assess
from wederhoor.law.shapes import Assessment, Demand, Tellings

EVERY = [(country, topic) for country, topics in TOPICS.items() for topic in topics]
SORTS = ("order", "tracking", "payment", "photo", "measure", "log", "correspondence", "message", "terms", "page")
TODAY = date(2026, 10, 12)


@pytest.mark.parametrize(("country", "topic"), EVERY, ids=lambda part: str(part))
def test_every_fact_a_rule_looks_at_has_one_proof(country, topic) -> None:
    known = {name for proof in expected(topic, country) for name in proof.facts}
    assert facts_of(topic, country) - known == set()


def test_table_holds_nothing_twice_and_nothing_no_rule_uses() -> None:
    named = Counter(name for proof in proofs() for name in proof.facts)
    assert [name for name, count in named.items() if count > 1] == []
    used = {name for country, topic in EVERY for name in facts_of(topic, country)}
    assert set(named) == used
    assert set(named) <= set(VOCABULARY)


def test_every_line_of_the_table_has_its_words_sorts_and_people() -> None:
    from wederhoor.evidence.kinds import Sort

    for proof in proofs():
        assert all(all(proof.words[language]) for language in ("nl", "en", "de")), proof.name
        assert set(proof.sorts) <= {sort.value for sort in Sort}, proof.name
        assert set(proof.sorts.values()) <= {1, 2, 3}, proof.name
        assert proof.who, proof.name
        assert proof.act in ("papers", "order", "packing", "terms", "ask"), proof.name


def test_dates_named_are_dates_the_rules_count() -> None:
    from wederhoor.web.components.words import CLOCK

    assert {name for proof in proofs() for name in proof.until} <= set(CLOCK)


@dataclass(frozen=True)
class Drawn:
    """A case of random papers, each showing a few facts its topic asks for."""

    topic: str
    exhibits: tuple[Exhibit, ...]

    def assessed(self) -> Assessment:
        facts = Facts.of(
            Fact(name, value, Source.EXHIBIT, exhibit.number)
            for exhibit in self.exhibits
            for name, raw in exhibit.facts.items()
            if (value := value_of(name, raw)) is not None
        )
        demands = [Demand(Remedy.REFUND, Decimal("64.90"))]
        return assess(self.topic, demands, Tellings.established(facts), on=TODAY, changes=False)

    def without(self, number: str) -> Drawn:
        return replace(self, exhibits=tuple(e for e in self.exhibits if e.number != number))


def drawn(seed: int, count: int) -> Iterator[Drawn]:
    dice = random.Random(seed)
    for _ in range(count):
        topic = dice.choice(sorted(TOPICS["nl"]))
        names = sorted(facts_of(topic))
        papers = tuple(
            Exhibit(f"B{n}", dice.choice(SORTS), "x", "shop", facts=dict(_facts(dice, names)))
            for n in range(1, dice.randint(2, 7))
        )
        yield Drawn(topic, papers)


def _facts(dice: random.Random, names: list[str]) -> Iterator[tuple[str, object]]:
    for name in dice.sample(names, min(len(names), dice.randint(1, 4))):
        kinds = {bool: dice.random() < 0.5, date: (TODAY - timedelta(days=dice.randint(1, 60))).isoformat()}
        kinds |= {int: 1, Decimal: "10.00", str: "NL" if name == "jurisdiction" else "iets"}
        yield name, kinds[VOCABULARY[name]]


def test_removing_a_paper_makes_exactly_its_own_lines_lack_on_three_hundred_cases() -> None:
    looked = alone = 0
    for case in drawn(2026, 300):
        before = {line.proof.name: line for line in checklist(case.assessed(), case.exhibits)}
        for paper in case.exhibits:
            left = case.without(paper.number)
            after = {line.proof.name: line for line in checklist(left.assessed(), left.exhibits)}
            assert set(before) == set(after)
            for name, line in before.items():
                wanted = line.proof.facts & facts_of(case.topic)
                others = {fact for other in left.exhibits for fact in other.facts if fact in wanted}
                own = wanted & set(paper.facts)
                assert set(after[name].shown) == others, (case.topic, name)
                assert (paper.number in line.exhibits) == bool(own), (case.topic, name)
                assert bool(after[name].exhibits) == bool(others), (case.topic, name)
                lost = bool(line.exhibits) and not after[name].exhibits
                assert lost == bool(own and not others), (case.topic, name)
                alone += lost
                looked += 1
    assert looked > 10_000
    assert alone > 500


def test_what_the_outcome_waits_for_is_what_the_rules_say_and_stands_first() -> None:
    waited = 0
    for case in drawn(7, 100):
        assessment = case.assessed()
        lines = checklist(assessment, case.exhibits)
        asked = [missing.fact for line in lines for missing in line.missing]
        assert sorted(asked) == sorted(missing.fact for missing in assessment.missing)
        assert [line.state for line in lines] == sorted((line.state for line in lines), key=ORDER.index)
        waited += len(asked)
    assert waited > 50


def test_strength_is_that_of_the_strongest_paper_and_a_paper_of_another_sort_is_weak() -> None:
    weak = Exhibit("B1", "terms", "x", "shop", facts={"packing_record": True})
    strong = Exhibit("B2", "measure", "x", "shop", facts={"weight_at_pack_kg": "2.9"})
    for papers, strength, order in (((weak,), 1, ("B1",)), ((weak, strong), 3, ("B2", "B1"))):
        lines = checklist(Drawn("missing_contents", papers).assessed(), papers)
        [packing] = [line for line in lines if line.proof.name == "packing"]
        assert (packing.strength, packing.exhibits) == (strength, order)


def test_until_when_it_can_be_had_follows_the_dates_of_the_case_or_the_day_of_the_purchase() -> None:
    bought = date(2026, 9, 21)
    told = Exhibit("B1", "order", "x", "shop", facts={"contract_date": "2026-09-21"})
    lines = checklist(Drawn("identity_dispute", (told,)).assessed(), [told], bought)
    [identity] = [line for line in lines if line.proof.name == "identity"]
    assert identity.until == bought + timedelta(days=90)


def test_checklist_for_programs_has_stable_keys_in_every_language() -> None:
    case = next(drawn(1, 1))
    lines = checklist(case.assessed(), case.exhibits)
    for language in ("nl", "en", "de"):
        for row in as_json(lines, language):
            assert set(row) == {
                *("proof", "state", "says", "how", "exhibits", "shown"),
                *("strength", "missing", "would_turn", "who", "until"),
            }
            assert row["says"]
