"""The law alone: assessments a second on one core, three tellings each, against the promise and a peer of the same run.

Run: .venv/bin/python bench/law.py
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median
from time import process_time

from ground import within

from wederhoor.facts import Facts
from wederhoor.law.cases import own_cases
from wederhoor.law.countries import TOPICS
from wederhoor.law.engine import assess
from wederhoor.law.requested import demands_of
from wederhoor.law.shapes import Demand, Tellings

PROMISE = 3000
ROUNDS = 7


@dataclass
class Asked:
    """One question, ready to be asked."""

    topic: str
    country: str
    demands: tuple[Demand, ...]
    tellings: Tellings
    on: object
    taken: list[float] = field(default_factory=list)


def main() -> int:
    """Every case that stands beside the rules, as three tellings of its own: outcome, articles and what is missing."""
    asked = [_asked(case, country) for country in TOPICS for case in own_cases(country)]
    for one in asked:
        _ask(one)
    rates = [_rate(asked) for _ in range(ROUNDS)]
    peer = median(_peer(asked) for _ in range(ROUNDS))
    _by_topic(asked)
    print(f"{len(asked)} questions; facts of three tellings read from flat JSON, nothing decided: {peer:,.0f} a second")
    print(f"assessed: {median(rates):,.0f} a second, {peer / median(rates):.1f} times the work of reading the facts")
    return 0 if within("one assessment, median of rounds", 1000 / median(rates), 1000 / PROMISE, "ms") else 1


def _asked(case: dict, country: str) -> Asked:
    known = Facts.flat(case["facts"])
    # Three tellings apart: the engine may not profit from their being one object.
    told = Tellings(Facts(dict(known.known)), Facts(dict(known.known)), known)
    return Asked(case["claim_kind"], country, demands_of(case["claim_kind"], known), told, known.value("assessed_on"))


def _ask(one: Asked) -> None:
    assess(one.topic, one.demands, one.tellings, on=one.on, country=one.country, changes=False)


def _rate(asked: list[Asked]) -> float:
    begun = process_time()
    for one in asked:
        start = process_time()
        _ask(one)
        one.taken.append((process_time() - start) * 1000)
    return len(asked) / (process_time() - begun)


def _peer(asked: list[Asked]) -> float:
    flat = [{name: fact.value for name, fact in one.tellings.exhibits.items()} for one in asked]
    begun = process_time()
    for facts in flat:
        for _ in range(3):
            Facts.flat(facts)
    return len(asked) / (process_time() - begun)


def _by_topic(asked: list[Asked]) -> None:
    spent: dict[str, list[float]] = defaultdict(list)
    for one in asked:
        spent[f"{one.country} {one.topic}"].append(median(one.taken))
    slowest = sorted(spent.items(), key=lambda row: -median(row[1]))[:8]
    print("slowest topics, median a question (ms): " + ", ".join(f"{name} {median(ms):.2f}" for name, ms in slowest))


if __name__ == "__main__":
    sys.exit(main())
