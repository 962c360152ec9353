"""``wederhoor law CASES.json``: assess a file of cases, and say where the answer is not the expected one."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from wederhoor.cli.answers import DONE, NO, json_of, show, with_progress
from wederhoor.facts import UnknownFact
from wederhoor.law.cases import run as judged
from wederhoor.law.engine import UnknownTopic
from wederhoor.supervisor.folder import Unusable


def options(parser: argparse.ArgumentParser) -> None:
    """A file with a list of ``{id, claim_kind, facts, [outcome], [articles]}``."""
    parser.add_argument("cases", metavar="CASES.json")


def run(args: argparse.Namespace) -> int:
    """Assess every case; 1 when one does not agree with what it expects."""
    rows = [_judged(case) for case in with_progress(_cases(args.cases), "Assessing")]
    agree = sum(row["agrees"] is True for row in rows)
    if args.json:
        show({"cases": rows, "agree": agree, "of": len(rows)})
    else:
        for row in rows:
            print(_line(row))
        print(f"{agree} of {len(rows)} agree")
    return NO if any(row["agrees"] is False for row in rows) else DONE


def _cases(name: str) -> list[Mapping[str, Any]]:
    given = json_of(name)
    cases = given.get("cases") if isinstance(given, dict) else given
    if not isinstance(cases, list):
        raise Unusable(f"{name} holds no list of cases.")
    for number, case in enumerate(cases, start=1):
        if not isinstance(case, dict) or not isinstance(case.get("facts"), dict) or "claim_kind" not in case:
            raise Unusable(f"{name}: case {number} lacks claim_kind or facts.")
        case.setdefault("id", str(number))
    return cases


def _judged(case: Mapping[str, Any]) -> dict[str, Any]:
    try:
        row: dict[str, Any] = judged([case])["cases"][0]
    except UnknownTopic as problem:
        # One claim kind without rules must not hide the answers to all the others.
        expected = case.get("outcome")
        agrees = None if expected is None else False
        nothing: dict[str, Any] = {"outcome": None, "articles": [], "expected": expected, "agrees": agrees}
        return {"id": case["id"], **nothing, "problem": str(problem)}
    except (UnknownFact, ValueError, LookupError) as problem:
        raise Unusable(f"Case {case['id']}: {problem.args[0] if problem.args else problem}") from None
    return row


def _line(row: Mapping[str, Any]) -> str:
    mark = {True: "agrees", False: f"expected {row['expected']}", None: ""}[row["agrees"]]
    answer = row["outcome"] or row["problem"]
    return f"{row['id']:<10} {answer:<16} {', '.join(row['articles'])}  {mark}".rstrip()
