"""Facts laid beside a message, as ``assess --facts`` does, lead to the outcome the law's own cases state."""

from __future__ import annotations

from typing import Any

import pytest

from wederhoor.casework.chain import work
from wederhoor.casework.shapes import CaseInput, Paper
from wederhoor.facts import value_of
from wederhoor.law.cases import articles_of, cites, own_cases
from wederhoor.law.countries import TOPICS

MOST = 10


def spread() -> list[dict[str, Any]]:
    """Some cases of every topic, from the first to the last."""
    found = []
    for topic in TOPICS["nl"]:
        cases = [case for case in own_cases("nl") if case["claim_kind"] == topic]
        found += cases[:: max(1, len(cases) // MOST)]
    return found


CASES = spread()


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_facts_beside_a_message_decide_it(case: dict[str, Any]) -> None:
    # The message of this test is a mere carrier: its own day is not among the facts of the case.
    facts = {"claim_date": None, **case["facts"]}
    on: Any = value_of("assessed_on", facts["assessed_on"])
    message = Paper(b"Beste winkel,\n\nGraag uw antwoord op mijn bericht.\n\nM. Smit", media_type="text/plain")
    found = work(CaseInput(message=message, on=on, facts=facts, topic=case["claim_kind"]))
    assert found.assessment is not None
    assert str(found.assessment.outcome) == case["outcome"]
    cited = articles_of(found.assessment)
    assert all(cites(cited, wanted) for wanted in case.get("articles", ()))
