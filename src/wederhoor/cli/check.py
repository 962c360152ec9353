"""``wederhoor check FILE…``: what is wrong with an outgoing text, where, why it hurts, and what to put there."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from wederhoor.cli.answers import DONE, NO, json_of, lines_of, show, show_line, text_of, with_progress
from wederhoor.facts import Outcome
from wederhoor.language.checking import check
from wederhoor.language.shapes import Finding, LetterCase
from wederhoor.supervisor.folder import Unusable

KINDS = ("letter", "public_reply")


def options(parser: argparse.ArgumentParser) -> None:
    """Texts, or JSON Lines with ``text`` (and ``kind``, ``language``) in them."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="text, or - for standard input")
    parser.add_argument("--kind", choices=KINDS, default=KINDS[0], help="what the text is (letter)")
    parser.add_argument("--case", metavar="F", help="what it may state: the JSON of “wederhoor assess”, or facts")
    parser.add_argument("--language", choices=("nl", "en", "de"), help="language of the text (default: found out)")
    parser.add_argument("--lines", action="store_true", help="JSON Lines in, JSON Lines out")


def run(args: argparse.Namespace) -> int:
    """Check every text; 1 when one of them is not clean."""
    case = case_of(json_of(args.case), args.case) if args.case else None
    results = [(row, _checked(row, args, case)) for row in _rows(args)]
    _print(args, results)
    return DONE if all(_is_clean(found) for _, found in results) else NO


def _checked(row: Mapping[str, Any], args: argparse.Namespace, case: LetterCase | None) -> list[Finding]:
    return check(row["text"], kind=_kind(row, args), language=_language(row, args), case=case)


def _rows(args: argparse.Namespace) -> Iterable[dict[str, Any]]:
    if args.lines:
        return with_progress(lines_of(args.files), "Checking")
    return [{"name": name, "text": text_of(name)} for name in args.files]


def _kind(row: Mapping[str, Any], args: argparse.Namespace) -> str:
    kind = str(row.get("kind", args.kind))
    return kind if kind in KINDS else str(args.kind)


def _language(row: Mapping[str, Any], args: argparse.Namespace) -> str | None:
    language = row.get("language")
    chosen: str | None = language if language in ("nl", "en", "de") else args.language
    return chosen


def _is_clean(found: Iterable[Finding]) -> bool:
    """A hint is advice: it does not keep a text from being clean."""
    return all(finding.severity == "hint" for finding in found)


def _print(args: argparse.Namespace, results: list[tuple[dict[str, Any], list[Finding]]]) -> None:
    answers = [{"clean": _is_clean(found), "findings": [f.as_json() for f in found]} for _, found in results]
    if args.lines:
        for (row, _), answer in zip(results, answers, strict=True):
            show_line({**{name: row[name] for name in ("id", "n") if name in row}, **answer})
    elif args.json:
        show(answers[0] if len(answers) == 1 else answers)
    else:
        for row, found in results:
            print("\n".join(_described(row["name"], found)))


def _described(name: str, found: list[Finding]) -> Iterator[str]:
    yield f"{name}: {'in order' if _is_clean(found) else 'not to be sent like this'}"
    for finding in found:
        instead = f" → {finding.instead}" if finding.instead else ""
        yield f"  {finding.severity}: “{finding.words}” {finding.why}{instead}"


def case_of(given: Any, name: str) -> LetterCase:
    """What a letter may state, from the JSON of ``assess`` or from flat facts; raises :class:`Unusable`."""
    if not isinstance(given, dict):
        raise Unusable(f"{name} holds no JSON object.")
    facts = given.get("facts", given)
    assessment = given.get("assessment") or {}
    if not isinstance(facts, dict) or not isinstance(assessment, dict):
        raise Unusable(f"{name} is neither an assessment nor a list of facts.")
    values = [fact.get("value") if isinstance(fact, dict) else fact for fact in facts.values()]
    values += [clock.get("due") for clock in assessment.get("clocks", ())]
    values += [demand.get("amount") for demand in assessment.get("demands", ())]
    tellings = assessment.get("tellings", {})
    return LetterCase(
        dates=frozenset(_dates(values)),
        amounts=frozenset(_amounts(values)),
        exhibits=frozenset(exhibit["number"] for exhibit in given.get("exhibits", ())),
        granted_by_both=[tellings.get(who) for who in ("consumer", "shop")] == [Outcome.CUSTOMER_RIGHT] * 2,
        granted=assessment.get("outcome") == Outcome.CUSTOMER_RIGHT,
        articles=frozenset(a for reason in assessment.get("reasons", ()) for a in reason.get("articles", ())),
        withdrawal=assessment.get("topic") == "withdrawal",
    )


def _dates(values: Iterable[Any]) -> Iterator[date]:
    for value in values:
        try:
            yield date.fromisoformat(str(value))
        except ValueError:
            continue


def _amounts(values: Iterable[Any]) -> Iterator[Decimal]:
    for value in values:
        try:
            yield Decimal(str(value))
        except InvalidOperation:
            continue
