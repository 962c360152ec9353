"""``wederhoor assess``: the main job without a server, from one message to the letter and the case file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from wederhoor.casework.chain import work
from wederhoor.casework.shapes import CaseInput, Paper, Work
from wederhoor.casework.words import phrase
from wederhoor.casework.written import work_json
from wederhoor.cli.answers import DONE, bytes_of, json_of, show
from wederhoor.connect.contract import Unreadable
from wederhoor.drafting.wording import euro
from wederhoor.facts import UnknownFact, value_of
from wederhoor.supervisor.folder import Unusable

TYPES = {
    ".eml": "message/rfc822",
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("message", metavar="MESSAGE", help=".eml, .txt, or - for standard input")
    parser.add_argument(
        "--order", metavar="F", action="append", default=[], help="order JSON, confirmation mail or PDF"
    )
    parser.add_argument("--tracking", metavar="F", action="append", default=[], help="tracking JSON or saved page")
    parser.add_argument("--terms", metavar="F", action="append", default=[], help="the terms as they stood")
    parser.add_argument("--paper", metavar="F", action="append", default=[], help="anything else that lies in the file")
    parser.add_argument("--facts", metavar="F", help="facts to add or correct, as flat JSON")
    parser.add_argument("--on", metavar="DATE", type=_day, default=None, help="assess as of this day (2026-10-12)")
    parser.add_argument(
        "--language", choices=("nl", "en", "de"), help="language of the answer to you and of the letter"
    )
    parser.add_argument("--out", metavar="DIR", default=".", help="where the case file goes (default: here)")


def run(asked: argparse.Namespace) -> int:
    case, papers = _case(asked)
    on = case.on
    try:
        done = work(case)
    except Unreadable as problem:
        raise Unusable(str(problem)) from None
    files = _case_file(asked, done, papers, on)
    language = asked.language or "nl"
    if asked.json:
        show({**work_json(done, language), "files": files})
    else:
        print("\n".join(_lines(done, language, files)))
    _complain(done)
    return DONE


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date such as 2026-10-12") from None


def _case(asked: argparse.Namespace) -> tuple[CaseInput, list[Paper]]:
    facts, topic = _facts(asked.facts)
    on = asked.on or _assessed_on(facts)
    message = _paper(asked.message, "message", "consumer")
    sorts = (("order", asked.order), ("tracking", asked.tracking), ("terms", asked.terms), ("", asked.paper))
    papers = [_paper(name, sort) for sort, names in sorts for name in names]
    case = CaseInput(
        message=message,
        on=on,
        papers=tuple(papers),
        facts=facts,
        topic=topic,
        language=asked.language or "",
        reader=asked.language or "nl",
    )
    return case, [message, *papers]


def _assessed_on(facts: dict[str, Any]) -> date:
    told = value_of("assessed_on", facts.get("assessed_on"))
    # The calendar of the person at this keyboard is what is meant.
    return told if isinstance(told, date) else date.today()  # noqa: DTZ011  a person's own calendar, see above


def _facts(name: str | None) -> tuple[dict[str, Any], str]:
    if name is None:
        return {}, ""
    given = json_of(name)
    if not isinstance(given, dict):
        raise Unusable(f"{name} should hold one JSON object of facts.")
    topic = given.pop("claim_kind", "")
    try:
        for fact, raw in given.items():
            value_of(fact, raw)
    except UnknownFact as problem:
        raise Unusable(f"{name}: {problem}") from None
    return given, str(topic)


def _paper(name: str, sort: str, source: str = "shop") -> Paper:
    path = Path(name)
    return Paper(
        data=bytes_of(name),
        name="" if name == "-" else path.name,
        media_type=TYPES.get(path.suffix.lower(), ""),
        sort=sort,
        source=source if sort != "tracking" else "carrier",
    )


def _case_file(asked: argparse.Namespace, done: Work, papers: list[Paper], on: date) -> dict[str, str]:
    # Loaded here: drawing a PDF costs more than everything before it.
    from wederhoor.casework.alone import written_file

    folder = Path(asked.out)
    stem = "wederhoor" if asked.message == "-" else Path(asked.message).stem
    at = datetime.now().astimezone()
    pdf, bundle = written_file(done, papers, on=on, at=at, language=asked.language or "nl", name=stem)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = {"pdf": folder / f"{stem}-dossier.pdf", "bundle": folder / f"{stem}-dossier.zip"}
        names["pdf"].write_bytes(pdf)
        names["bundle"].write_bytes(bundle)
    except OSError as problem:
        raise Unusable(f"The case file could not be written to {folder}: {problem.strerror}.") from None
    return {sort: str(path) for sort, path in names.items()}


def _complain(done: Work) -> None:
    for exhibit in done.exhibits:
        if exhibit.problem:
            print(f"{exhibit.title}: {exhibit.problem}", file=sys.stderr)
    for problem in done.message.problems:
        print(problem, file=sys.stderr)


def _lines(done: Work, language: str, files: dict[str, str]) -> Iterator[str]:
    written = work_json(done, language)
    yield done.summary
    for assessment in written["assessments"]:
        yield from _assessment_lines(assessment, language)
    if done.sentence:
        yield f"\n{done.sentence}"
    if done.today:
        yield from ("", HEADS["today"][language], *(f"  - {line}" for line in done.today))
    if done.draft is not None:
        yield from ("", HEADS["draft"][language], f"  {done.draft.subject}", "", done.draft.body)
        yield from (f"  ! {finding.words}: {finding.why}" for finding in done.findings)
    yield from ("", HEADS["exhibits"][language], *(f"  {e.number}  {e.title}" for e in done.exhibits))
    yield from ("", *(f"{sort}: {path}" for sort, path in files.items()))


HEADS = {
    "why": {"nl": "Waarom", "en": "Why", "de": "Warum"},
    "missing": {"nl": "Wat nog ontbreekt", "en": "Still missing", "de": "Was noch fehlt"},
    "clocks": {"nl": "Uiterlijk", "en": "By when", "de": "Spätestens"},
    "today": {"nl": "Doe vandaag", "en": "Do today", "de": "Heute zu tun"},
    "draft": {"nl": "Concept-antwoord", "en": "Draft answer", "de": "Antwortentwurf"},
    "exhibits": {"nl": "Stukken", "en": "Documents", "de": "Belege"},
}


def _assessment_lines(assessment: dict[str, Any], language: str) -> Iterator[str]:
    yield ""
    for demand in assessment["demands"]:
        amount = f", {euro(Decimal(demand['amount']), language)}" if demand["amount"] else ""
        yield f"{phrase('remedy', demand['remedy'], language)}{amount}: {demand['says']}"
    for head, rows in (("why", "reasons"), ("missing", "missing"), ("clocks", "clocks")):
        if assessment[rows]:
            yield from ("", HEADS[head][language], *(_row(row) for row in assessment[rows]))


def _row(row: dict[str, Any]) -> str:
    articles = f" ({', '.join(row['articles'])})" if row.get("articles") else ""
    return f"  - {row['says']}{articles}"
