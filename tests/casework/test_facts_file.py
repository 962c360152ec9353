"""Facts laid beside a message, as ``assess --facts`` does, lead to the outcome the law's own cases state."""

from __future__ import annotations

from typing import Any

import pytest

from wederhoor.casework.chain import work
from wederhoor.casework.shapes import CaseInput, Paper
from wederhoor.facts import value_of
from wederhoor.law.cases import articles_of, cites, own_cases

TOPICS = ("withdrawal", "non_delivery", "transit_damage", "non_conformity")
CASES = [case for case in own_cases("nl") if case["claim_kind"] in TOPICS]


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
