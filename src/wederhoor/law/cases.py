"""Runs files of cases: which outcome and which articles, and whether that agrees with what was expected."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from wederhoor.facts import json_of
from wederhoor.law.engine import judge_flat
from wederhoor.law.shapes import Assessment

_ARTICLE = re.compile(r"\d:\d+[a-z]*")
_PROCEDURE = re.compile(r"\b(\d+)(?:\s+lid\s+\d+)?(?:\s+sub\s+[a-z])?\s+(rv|sr)\b")
_ECLI = re.compile(r"ecli:nl:[a-z]+:\d{4}:\d+")
_EU_CASE = re.compile(r"\bc-\d+/\d+")
_REGULATION = re.compile(r"\b(\d+/\d+)\b")
_LID = re.compile(r"\blid\s+(\d+)")
_SUB = re.compile(r"\bsub\s+([a-z])\b")
_ONDER = re.compile(r"\bonder\s+(\d+)")
_BGB = re.compile(r"§+\s*(\d+[a-z]*)(?:.*?\babs\.?\s*(\d+))?(?:.*?\bnr\.?\s*(\d+))?.*\bbgb\b")
_WER = re.compile(r"\b([ivx]+\.\d+(?:/\d+)?)(?:\s*,?\s*§\s*(\d+))?.*\bwer\b")
_STATUTE = re.compile(r"\b(avg|uavg|awr|bik|atw)\b")
_NUMBER = re.compile(r"\b(\d+[a-z]?)\b(?:\((\d+)\))?")
_REG_ARTICLE = re.compile(r"\bart\.?\s*(\d+)")


@dataclass(frozen=True)
class Citation:
    """A citation taken apart: what is cited, and the parts given of it. A part that is not given is ``None``."""

    source: str
    lid: str | None = None
    sub: str | None = None
    onder: str | None = None

    def covers(self, wanted: Citation) -> bool:
        """Whether this citation is of the same article, and of the same part where ``wanted`` gives it."""
        mine, theirs = (self.lid, self.sub, self.onder), (wanted.lid, wanted.sub, wanted.onder)
        return self.source == wanted.source and all(b is None or a == b for a, b in zip(mine, theirs, strict=True))


def parse(text: str) -> Citation:
    """Take a citation apart.

    ``6:230p sub f onder 1 BW``, ``150 Rv``, ``Vo. 1182/71 art. 3 lid 4``, an ECLI, ``C-681/17``, ``§ 438 Abs. 1 Nr. 3
    BGB``, ``VI.46 § 2 WER``, ``AVG 12(3)`` or ``Besluit BIK art. 2``.
    """
    low = text.casefold()
    for pattern in (_ECLI, _EU_CASE):
        if whole := pattern.search(low):
            return Citation(whole.group())
    lid, sub, onder = _group(_LID, low), _group(_SUB, low), _group(_ONDER, low)
    if abroad := _abroad(low):
        return abroad
    if article := _ARTICLE.search(low):
        return Citation(article.group(), lid, sub, onder)
    if procedure := _PROCEDURE.search(low):
        return Citation(" ".join(procedure.groups()), lid, sub, onder)
    if regulation := _REGULATION.search(low):
        return Citation(f"{regulation.group(1)} {_group(_REG_ARTICLE, low) or ''}".strip(), lid, sub, onder)
    return _statute(low, lid) or Citation(re.sub(r"\W+", " ", low).strip())


def _abroad(low: str) -> Citation | None:
    """A paragraph of the German or an article of the Belgian code."""
    if found := _BGB.search(low):
        number, paragraph, point = found.groups()
        return Citation(f"§ {number} bgb", paragraph, None, point)
    if found := _WER.search(low):
        return Citation(f"{found.group(1)} wer", found.group(2))
    return None


def _statute(low: str, lid: str | None) -> Citation | None:
    """A Dutch or European act named by its letters, the number before or after them."""
    low = low.replace("algemene termijnenwet", "atw")
    name, number = _STATUTE.search(low), _NUMBER.search(low)
    return Citation(f"{name.group()} {number.group(1)}", lid or number.group(2)) if name and number else None


def _group(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group(1) if found else None


def cites(cited: Iterable[str], wanted: str) -> bool:
    """Whether ``wanted`` is among ``cited`` (article, and paragraph and letter where ``wanted`` gives them)."""
    target = parse(wanted)
    return any(parse(text).covers(target) for text in cited)


def articles_of(assessment: Assessment) -> list[str]:
    """Every article cited, once, in the order of the reasons."""
    return list(dict.fromkeys(article for reason in assessment.reasons for article in reason.articles))


def run(cases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Assess each case ``{id, claim_kind, facts, [outcome], [articles]}``; shape as in the command-line contract.

    Raises what :func:`wederhoor.law.engine.judge_flat` raises, for the first case that cannot be used.
    """
    rows = [_row(case) for case in cases]
    return {"cases": rows, "agree": sum(row["agrees"] is True for row in rows), "of": len(rows)}


def own_cases(country: str = "nl") -> Iterator[dict[str, Any]]:
    """The cases that stand beside the topics of ``country``, in the shape :func:`run` takes, with ``why`` in words.

    A file's ``[common]`` facts hold for each of its cases; a case drops some with ``without`` and gives facts as
    unknown in so many words with ``unknown``. ``own`` holds the facts that the case itself names.
    """
    own = files(f"wederhoor.law.countries.{country}")
    for folder in sorted(own.iterdir(), key=lambda one: one.name):
        listed = folder.joinpath("cases.toml") if folder.is_dir() else None
        if listed is not None and listed.is_file():
            yield from _listed(folder.name, tomllib.loads(listed.read_text("utf-8")))
    if own.joinpath("country.toml").is_file():
        yield from _of_profile(country, (files("wederhoor.law.eu"), own))


def _of_profile(country: str, folders: Iterable[Traversable]) -> Iterator[dict[str, Any]]:
    """What a country shares with the others of Europe, then its own: one file each, every case naming its topic.

    Rules are named without the country. A shared case may expect something else in one country: ``[case.in.be]``.
    """
    for folder in folders:
        listed = folder.joinpath("cases.toml")
        file = tomllib.loads(listed.read_text("utf-8")) if listed.is_file() else {"case": []}
        for case in _listed("", file):
            expected = {**case, **case.get("in", {}).get(country, {})}
            facts = {"jurisdiction": country, **case["facts"]}
            yield {**_of_country(country, expected), "claim_kind": case["topic"], "facts": facts}


def _of_country(country: str, case: Mapping[str, Any]) -> dict[str, Any]:
    """The names of rules in what a case expects, with the country before them."""
    lists = {key: [f"{country}.{one}" for one in case[key]] for key in ("says", "silent") if key in case}
    return {**case, **lists, **({"by": f"{country}.{case['by']}"} if "by" in case else {})}


def _listed(topic: str, file: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for case in file["case"]:
        kept = {name: value for name, value in file.get("common", {}).items() if name not in case.get("without", ())}
        facts = {**kept, **case["facts"], **dict.fromkeys(case.get("unknown", ()))}
        yield {**case, "claim_kind": topic, "facts": facts, "own": case["facts"]}


def _row(case: Mapping[str, Any]) -> dict[str, Any]:
    assessment = judge_flat(case["claim_kind"], case["facts"])
    cited, expected = articles_of(assessment), case.get("outcome")
    agrees = None if expected is None else _agrees(assessment, cited, expected, case.get("articles", ()))
    return {
        "id": case["id"],
        "outcome": str(assessment.outcome),
        "articles": cited,
        "expected": expected,
        "agrees": agrees,
    }


def _agrees(assessment: Assessment, cited: Sequence[str], expected: str, articles: Iterable[str]) -> bool:
    return str(assessment.outcome) == expected and all(cites(cited, article) for article in articles)


def unmet(case: Mapping[str, Any]) -> list[str]:
    """What a case of our own expects beyond outcome and articles and does not find; empty when all of it holds.

    Optional keys, of the first demand: ``amount`` (euro), ``until`` (date), ``event``, ``then`` (outcome; ``""`` for
    none of these), ``by`` (the deciding ``rule/sentence``). Of the whole: ``says`` (``rule/sentence`` among the
    reasons), ``silent`` (among them not), ``missing`` (facts asked, all of them, in order), ``due`` (clock: date;
    ``""`` for no such clock), ``verify`` (true or false).
    """
    assessment = judge_flat(case["claim_kind"], case["facts"])
    found = _found(assessment)
    said = {f"{reason.rule}/{reason.sentence}" for reason in assessment.reasons}
    due = {clock.what: clock.due.isoformat() for clock in assessment.clocks}
    wrong = [f"{k}: {found[k]}" for k in found if k in case and _plain(case[k]) != found[k]]
    wrong += [f"not said: {one}" for one in case.get("says", ()) if one not in said]
    wrong += [f"said: {one}" for one in case.get("silent", ()) if one in said]
    wrong += [f"{k}: {due.get(k, '')}" for k, day in case.get("due", {}).items() if due.get(k, "") != _plain(day)]
    return wrong


def _found(assessment: Assessment) -> dict[str, Any]:
    first = assessment.answers[0]
    last = first.reasons[-1]
    return {
        "amount": "" if first.amount is None else f"{first.amount:.2f}",
        "until": _plain(first.until),
        "event": first.event or "",
        "then": str(first.then or ""),
        "by": f"{last.rule}/{last.sentence}",
        "missing": [missing.fact for missing in assessment.missing],
        "verify": assessment.verify,
    }


def _plain(value: Any) -> Any:
    """A value of a file as it is compared: dates ISO, amounts with two decimals."""
    if isinstance(value, bool | list | str):
        return value
    if isinstance(value, int | float):
        return f"{value:.2f}"
    return "" if value is None else json_of(value)
