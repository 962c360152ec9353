"""What proves what in a case of this kind: what is on file, what is missing, who can bring it, how and until when.

Facts are those the rules of the topic look at; nothing is asked for that no rule would use.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from wederhoor.casework.shapes import Exhibit, Work
from wederhoor.law.countries import HOME
from wederhoor.law.engine import topic_of
from wederhoor.law.shapes import Assessment, Missing

BESIDE = 1  # what an exhibit carries for a proof that its sort is not made for


@dataclass(frozen=True)
class Proof:
    """A kind of proof: the facts it shows, the sorts of exhibit that show them and how strongly (1 to 3).

    ``until`` names dates of the rules after which it cannot be had, ``days`` how long it usually lies where it is.
    """

    name: str
    facts: frozenset[str]
    sorts: Mapping[str, int]
    who: tuple[str, ...]
    act: str
    until: tuple[str, ...]
    days: int
    words: Mapping[str, tuple[str, str]]

    def says(self, language: str) -> tuple[str, str]:
        """What it is, and how it is brought, in the reader's language."""
        return self.words.get(language, self.words["en"])


@dataclass(frozen=True)
class Line:
    """One line of the checklist. ``exhibits`` are those that show something of it, the strongest first.

    ``missing`` are the facts the outcome waits for; ``would_turn`` those that would change it. ``until`` is the last
    day on which it can be had, where that is known.
    """

    proof: Proof
    exhibits: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    strength: int = 0
    missing: tuple[Missing, ...] = ()
    would_turn: tuple[str, ...] = ()
    until: date | None = None

    @property
    def state(self) -> str:
        """``missing``: the outcome waits for it; ``on_file``; ``absent``: not there, and today nothing hangs on it."""
        if self.missing:
            return "missing"
        return "on_file" if self.exhibits else "absent"


@cache
def proofs() -> tuple[Proof, ...]:
    """The whole table, in its own order."""
    rows = tomllib.loads(files("wederhoor.casework").joinpath("expected.toml").read_text("utf-8"))["proof"]
    return tuple(_proof(name, row) for name, row in rows.items())


def _proof(name: str, row: Mapping[str, Any]) -> Proof:
    return Proof(
        name=name,
        facts=frozenset(row["facts"].split()),
        sorts=row["sorts"],
        who=tuple(row["who"]),
        act=row["act"],
        until=tuple(row.get("until", ())),
        days=row.get("days", 0),
        words={language: (row[language][0], row[language][1]) for language in ("nl", "en", "de")},
    )


@cache
def facts_of(topic: str, country: str = HOME) -> frozenset[str]:
    """The facts the rules of a topic look at; raises :class:`~wederhoor.law.engine.UnknownTopic`."""
    return frozenset(name for rule in topic_of(topic, country).rules for name in rule.needs)


@cache
def expected(topic: str, country: str = HOME) -> tuple[Proof, ...]:
    """The kinds of proof that matter in a topic: those that show a fact one of its rules looks at."""
    wanted = facts_of(topic, country)
    return tuple(proof for proof in proofs() if proof.facts & wanted)


def checklist(assessment: Assessment, exhibits: Sequence[Exhibit], contract: date | None = None) -> tuple[Line, ...]:
    """The checklist of a case: what is missing first, then what is on file, then what nothing hangs on today.

    ``contract`` is the day of the purchase, from which what lies in logs is counted.
    """
    wanted = facts_of(assessment.topic, assessment.country)
    lines = [_line(p, p.facts & wanted, assessment, exhibits, contract) for p in expected(*_place(assessment))]
    return tuple(sorted(lines, key=lambda line: ORDER.index(line.state)))


ORDER = ("missing", "on_file", "absent")


def _place(assessment: Assessment) -> tuple[str, str]:
    return assessment.topic, assessment.country


def _line(
    proof: Proof, wanted: frozenset[str], assessment: Assessment, exhibits: Sequence[Exhibit], contract: date | None
) -> Line:
    carrying = [(weight_of(proof, exhibit), exhibit) for exhibit in exhibits if _shows(exhibit, wanted)]
    carrying.sort(key=lambda pair: -pair[0])
    shown = {name for _, exhibit in carrying for name in _shows(exhibit, wanted)}
    lasts = contract + timedelta(days=proof.days) if contract and proof.days else None
    return Line(
        proof=proof,
        exhibits=tuple(exhibit.number for _, exhibit in carrying),
        shown=tuple(sorted(shown)),
        strength=max((weight for weight, _ in carrying), default=0),
        missing=tuple(m for m in assessment.missing if m.fact in proof.facts),
        would_turn=tuple(dict.fromkeys(c.fact for c in assessment.would_change if c.fact in proof.facts)),
        until=_until(proof, assessment) or lasts,
    )


def _shows(exhibit: Exhibit, wanted: Iterable[str]) -> list[str]:
    """The facts an exhibit was read to show; one that could not be read shows nothing."""
    return [name for name in wanted if exhibit.facts.get(name) is not None]


def weight_of(proof: Proof, exhibit: Exhibit) -> int:
    """How strongly an exhibit carries this proof, by what it is."""
    return proof.sorts.get(exhibit.sort, BESIDE)


def _until(proof: Proof, assessment: Assessment) -> date | None:
    return min((clock.due for clock in assessment.clocks if clock.what in proof.until), default=None)


def of_work(work: Work) -> tuple[Line, ...]:
    """The checklist of a case as it was worked, for the gravest of its topics; empty when it is no complaint."""
    if work.assessment is None:
        return ()
    bought = work.facts.value("contract_date")
    return checklist(work.assessment, work.exhibits, bought if isinstance(bought, date) else None)


def as_json(lines: Iterable[Line], language: str) -> list[dict[str, Any]]:
    """The checklist for programs: stable keys, sentences in ``language``."""
    return [
        {
            "proof": line.proof.name,
            "state": line.state,
            "says": line.proof.says(language)[0],
            "how": line.proof.says(language)[1],
            "exhibits": list(line.exhibits),
            "shown": list(line.shown),
            "strength": line.strength,
            "missing": [missing.fact for missing in line.missing],
            "would_turn": list(line.would_turn),
            "who": list(line.proof.who),
            "until": line.until.isoformat() if line.until else None,
        }
        for line in lines
    ]
