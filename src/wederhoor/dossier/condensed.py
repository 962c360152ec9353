"""A file with very many papers: what is told at length, and how the rest stays readable; no paper is left unnamed.

A print is a summary that somebody reads. Beyond :data:`MANY` papers those that tellings, letters and timeline lean on
are told and printed as always, and every paper stands in a table, a line each. The data hold everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest
from re import compile as pattern
from typing import Any

from wederhoor.dossier.labels import Labels
from wederhoor.dossier.model import CaseFile, Exhibit
from wederhoor.dossier.plain import line

Sheet = dict[str, Any]

MANY = 120
# So many signs of a hash tell two papers of one file apart; the whole of it stands in the data.
_HASH_SHOWN = 16
_NUMBERED = pattern(r"(\D*)([1-9]\d{0,8})")


def is_large(case: CaseFile) -> bool:
    return len(case.exhibits) > MANY


def at_length(case: CaseFile) -> tuple[Exhibit, ...]:
    """The papers that are told at length and printed, in the file's order: all of them in all but very large files.

    In a large file at most :data:`MANY`, taken from both tellings, the letters and the timeline in turn, so that no
    side's papers push out the other's.
    """
    if not is_large(case):
        return case.exhibits
    numbers = {exhibit.number for exhibit in case.exhibits}
    chosen = [number for number in dict.fromkeys(_in_turn(_leaned_on(case))) if number in numbers][:MANY]
    first = {exhibit.number: exhibit for exhibit in reversed(case.exhibits)}
    order = {exhibit.number: place for place, exhibit in enumerate(case.exhibits)}
    return tuple(first[number] for number in sorted(chosen, key=order.__getitem__))


def index_of(case: CaseFile, labels: Labels) -> list[Sheet]:
    """Every paper of a large file as a row; none in any other. ``goal``: what is said elsewhere leads to this row."""
    if not is_large(case):
        return []
    told = {exhibit.number for exhibit in at_length(case)}
    goals = set(_cited(case)) - told
    rows = []
    for exhibit in case.exhibits:
        rows.append({**_row(exhibit, labels), "goal": exhibit.number in goals})
        goals.discard(exhibit.number)
    return rows


def ranges(numbers: Iterable[str]) -> str:
    """``B2–B40, B42``: numbers in the order given, what follows one another drawn together."""
    runs: list[list[str]] = []
    for number in numbers:
        if runs and _follows(runs[-1][-1], number):
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(line("–".join(dict.fromkeys((run[0], run[-1]))), limit=40) for run in runs)


def _follows(one: str, other: str) -> bool:
    before, after = _NUMBERED.fullmatch(one), _NUMBERED.fullmatch(other)
    return bool(before and after and before[1] == after[1] and int(before[2]) + 1 == int(after[2]))


def _row(exhibit: Exhibit, labels: Labels) -> Sheet:
    title = labels.title(exhibit.title, exhibit.sort)
    if exhibit.withheld:
        title = f"{title} ({labels['withheld'].lower()}: {line(exhibit.withheld)})"
    strength = None if exhibit.strength is None else max(0, min(5, exhibit.strength))
    return {
        "number": line(exhibit.number, limit=12),
        "title": title,
        "date": labels.day(exhibit.added_at, "short") if exhibit.added_at else "",
        "who": labels.of("sides", exhibit.added_by),
        "side": exhibit.added_by,
        "strength": labels["not_weighed"] if strength is None else labels.of("strengths", str(strength)),
        "hash": line(exhibit.sha256[:_HASH_SHOWN], limit=_HASH_SHOWN),
    }


def _leaned_on(case: CaseFile) -> list[list[str]]:
    tellings = [[number for s in telling.sentences for number in s.exhibits] for telling in case.tellings]
    letters = [statement.exhibit for statement in case.statements if statement.exhibit]
    return [*tellings, letters, [number for moment in case.moments for number in moment.exhibits]]


def _cited(case: CaseFile) -> Iterator[str]:
    return chain.from_iterable(_leaned_on(case))


def _in_turn(sources: list[list[str]]) -> Iterator[str]:
    return (number for turn in zip_longest(*sources) for number in turn if number is not None)
