"""The page on where each paper came from and what was done with it since, shaped after ISO/IEC 27037."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import groupby
from typing import Any

from wederhoor.dossier.condensed import is_large, ranges
from wederhoor.dossier.labels import Labels
from wederhoor.dossier.model import CaseFile, Custody, Exhibit
from wederhoor.dossier.plain import line

Sheet = dict[str, Any]

MOST_STEPS = 40
MOST_PAPERS = 200
# What befell nearly every paper is told in groups once there are very many.
_GROUPED = frozenset({"added", "described"})


def keepings(case: CaseFile, labels: Labels) -> list[Sheet]:
    """Per paper its origin, its hash and its steps by time; at the end what was done with the whole file.

    Empty when the case brings no steps. Of a paper with very many steps the first and the latest are drawn, and a
    line says how many stand in the data only. In a large file papers that were only added and described stand in
    groups: how many, which, by whom, from when to when.
    """
    if not case.custody:
        return []
    return _condensed(case, labels) if is_large(case) else _each(case, labels)


def _each(case: CaseFile, labels: Labels) -> list[Sheet]:
    steps: dict[str, list[Custody]] = {}
    for number, found in groupby(sorted(case.custody, key=lambda c: (c.exhibit, c.at)), key=lambda c: c.exhibit):
        steps[number] = list(found)
    papers = [_paper(exhibit, steps.pop(exhibit.number, []), labels) for exhibit in case.exhibits]
    whole = steps.pop("", [])
    others = [_other(number, found, labels) for number, found in steps.items()]
    return [*papers, *others, *([_whole(whole, labels)] if whole else [])]


def _condensed(case: CaseFile, labels: Labels) -> list[Sheet]:
    known = {exhibit.number for exhibit in case.exhibits}
    added = {step.exhibit for step in case.custody if step.what == "added"}
    unsaid = [Custody(e.number, "added", e.added_at, e.added_by) for e in case.exhibits if e.added_at is not None]
    steps = [*case.custody, *(step for step in unsaid if step.exhibit not in added)]
    grouped = [step for step in steps if step.what in _GROUPED and step.exhibit in known]
    alone = [step for step in steps if not (step.what in _GROUPED and step.exhibit in known)]
    touched = {step.exhibit for step in alone}
    papers = tuple(replace(e, added_at=None) for e in case.exhibits if e.number in touched)
    rest = _each(replace(case, exhibits=papers, custody=tuple(alone)), labels)
    whole = [rest.pop()] if "" in touched else []
    kept, left = rest[:MOST_PAPERS], rest[MOST_PAPERS:]
    if left:
        more = labels["custody_more"].format(n=sum(len(paper["steps"]) for paper in left))
        kept[-1] = {**kept[-1], "more": " ".join(filter(None, (kept[-1]["more"], more)))}
    return [_groups(grouped, case, labels), *kept, *whole]


def _groups(steps: list[Custody], case: CaseFile, labels: Labels) -> Sheet:
    order = {exhibit.number: place for place, exhibit in enumerate(case.exhibits)}
    found: dict[tuple[str, str, str], list[Custody]] = defaultdict(list)
    for step in sorted(steps, key=lambda s: s.at):
        found[step.what, step.by, step.role].append(step)
    rows = []
    for group in found.values():
        numbers = sorted({step.exhibit for step in group}, key=order.__getitem__)
        count = labels["large_paper"] if len(numbers) == 1 else labels["large_papers"].format(n=len(numbers))
        first, last = (labels.moment(step.at, "short") for step in (group[0], group[-1]))
        at = first if first == last else labels["large_period"].format(first=first, last=last)
        rows.append(
            {**_step(replace(group[0], why="", sha256=""), labels, ""), "at": at, "why": f"{count}: {ranges(numbers)}"}
        )
    bare = {"number": "", "meta": [], "hash": [], "side": "neutral", "more": ""}
    return {**bare, "title": labels["large_added"], "steps": rows}


def eights(sha256: str) -> list[str]:
    """A hash in groups of eight, as it is read aloud and set on paper."""
    return [line(sha256[at : at + 8], limit=8) for at in range(0, min(64, len(sha256)), 8)]


def _paper(exhibit: Exhibit, steps: list[Custody], labels: Labels) -> Sheet:
    source = line(exhibit.source, limit=200)
    if not any(step.what == "added" for step in steps) and exhibit.added_at is not None:
        steps = [Custody(exhibit.number, "added", exhibit.added_at, exhibit.added_by), *steps]
    return {
        "number": line(exhibit.number, limit=12),
        "title": labels.title(exhibit.title, exhibit.sort),
        "side": exhibit.added_by,
        "meta": [part for part in (labels.of("sorts", exhibit.sort), source, labels.weight(exhibit.size)) if part],
        "hash": eights(exhibit.sha256),
        **_steps(steps, labels, exhibit.sha256),
    }


def _other(number: str, steps: list[Custody], labels: Labels) -> Sheet:
    """A paper that is no longer among the papers of the file, of which only the steps are left."""
    bare = {"meta": [], "hash": [], "side": steps[0].by, "title": labels["custody_gone"]}
    return {"number": line(number, limit=12), **bare, **_steps(steps, labels, "")}


def _whole(steps: list[Custody], labels: Labels) -> Sheet:
    bare = {"meta": [], "hash": [], "side": "neutral", "title": labels["custody_whole"]}
    return {"number": "", **bare, **_steps(steps, labels, "")}


def _steps(steps: list[Custody], labels: Labels, sha256: str) -> Sheet:
    kept = steps
    if len(steps) > MOST_STEPS:
        kept = [*steps[: MOST_STEPS // 2], *steps[-MOST_STEPS // 2 :]]
    left = len(steps) - len(kept)
    return {
        "steps": [_step(step, labels, sha256) for step in kept],
        "more": labels["custody_more"].format(n=left) if left else "",
    }


def _step(step: Custody, labels: Labels, sha256: str) -> Sheet:
    role = line(labels.of("roles", step.role), limit=80)
    return {
        "at": labels.moment(step.at, "short"),
        "what": line(labels.of("custody_of", step.what), limit=200),
        "side": step.by,
        "who": labels.of("sides", step.by) + (f", {role}" if role else ""),
        "why": line(step.why, limit=400),
        "hash": eights(step.sha256) if step.sha256 and step.sha256 != sha256 else [],
    }
