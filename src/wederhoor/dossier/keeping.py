"""The page on where each paper came from and what was done with it since, shaped after ISO/IEC 27037."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from wederhoor.dossier.labels import Labels
from wederhoor.dossier.model import CaseFile, Custody, Exhibit
from wederhoor.dossier.plain import line

Sheet = dict[str, Any]

MOST_STEPS = 40


def keepings(case: CaseFile, labels: Labels) -> list[Sheet]:
    """Per paper its origin, its hash and its steps by time; at the end what was done with the whole file.

    Empty when the case brings no steps. Of a paper with very many steps the first and the latest are drawn, and a
    line says how many stand in the data only.
    """
    if not case.custody:
        return []
    steps: dict[str, list[Custody]] = {}
    for number, found in groupby(sorted(case.custody, key=lambda c: (c.exhibit, c.at)), key=lambda c: c.exhibit):
        steps[number] = list(found)
    papers = [_paper(exhibit, steps.pop(exhibit.number, []), labels) for exhibit in case.exhibits]
    whole = steps.pop("", [])
    others = [_other(number, found, labels) for number, found in steps.items()]
    return [*papers, *others, *([_whole(whole, labels)] if whole else [])]


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
