"""Cases written from the law alone, before their writer had read a rule; they have been read since, see evaluation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wederhoor.law.cases import cites, run

FILES = sorted((Path(__file__).parent / "held_apart").glob("*.json"))
CASES = [case for path in FILES for case in json.loads(path.read_text("utf-8"))]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case_held_apart_agrees(case: dict[str, Any]) -> None:
    row = run([case])["cases"][0]
    missing = [article for article in case["articles"] if not cites(row["articles"], article)]
    assert (row["outcome"], missing) == (case["outcome"], [])


def test_every_case_has_a_name_of_its_own_and_says_why() -> None:
    assert FILES
    assert len({case["id"] for case in CASES}) == len(CASES)
    assert all(case["reason"] for case in CASES)
