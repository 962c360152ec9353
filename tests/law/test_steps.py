"""The long explanation: every step in order, with its facts in plain words and whose word they are."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from wederhoor.facts import Fact, Facts, Source
from wederhoor.law.cases import own_cases
from wederhoor.law.engine import judge_flat
from wederhoor.law.explain import says
from wederhoor.law.shapes import Reason
from wederhoor.law.steps import Step, UsedFact, steps_of
from wederhoor.law.texts import LANGUAGES

DELIVERY = {
    "contract_date": "2026-09-07",
    "consumer_denies_receipt": True,
    "delivery_evidence_scan": True,
    "requested_remedy": "refund_or_redelivery",
    "assessed_on": "2026-10-05",
    "carrier_investigation_done": True,
}

WITH_UNIT = ("_eur", "_kg", "_days", "_months", "_hours")
FIGURE = re.compile(r"\d+([.,]\d+)?")


def told(language: str = "nl", **source: Source) -> tuple[Step, ...]:
    """The steps of one case, its facts as said by whom ``source`` names."""
    assessment = judge_flat("non_delivery", DELIVERY)
    known = Facts.flat(DELIVERY).known
    changed = {n: Fact(n, known[n].value, s, "B3" if s is Source.EXHIBIT else None) for n, s in source.items()}
    return steps_of(assessment, Facts({**known, **changed}), language)


def used(steps: tuple[Step, ...], name: str) -> list[UsedFact]:
    return [fact for step in steps for fact in step.facts if fact.name == name]


def test_steps_are_the_reasons_in_their_order_with_their_articles() -> None:
    assessment = judge_flat("non_delivery", DELIVERY)
    steps = told()
    assert [step.says for step in steps] == [says(reason, "nl") for reason in assessment.reasons]
    assert [step.articles for step in steps] == [reason.articles for reason in assessment.reasons]
    last = {answer.reasons[-1].rule for answer in assessment.answers}
    assert {step.rule for step in steps if step.decides} == last != {step.rule for step in steps}


def test_terms_that_are_set_aside_settle_nothing_wherever_they_stand() -> None:
    clause = {"shop_defence": "onze voorwaarden zeggen dat een scan telt als bewijs van ontvangst"}
    assessment = judge_flat("non_delivery", {**DELIVERY, **clause})
    answers = tuple(replace(a, reasons=tuple(sorted(a.reasons, key=_is_clause))) for a in assessment.answers)
    steps = steps_of(replace(assessment, answers=answers), Facts.flat(DELIVERY), "nl")
    assert [step.decides for step in steps if step.rule.endswith(".clause")] == [False]


def _is_clause(reason: Reason) -> bool:
    return reason.rule.endswith(".clause")


def test_fact_stands_in_plain_words_at_the_first_step_that_looked_at_it() -> None:
    (scan,) = used(told(), "delivery_evidence_scan")
    assert (scan.label, scan.value) == ("de scan van de bezorging", "ja")
    assert used(told(), "requested_remedy") == []
    assert used(told(), "neighbour_signed") == []


def test_step_that_decides_says_what_was_looked_for_and_is_not_known() -> None:
    by_rule = {step.rule: step for step in told()}
    not_shown = by_rule["nl.delivery.again"]
    assert all(step.unknown == () for step in told() if not step.decides)
    assert "de scan van de bezorging" not in {label for step in told() for label in step.unknown}
    assert not_shown.decides


@pytest.mark.parametrize(
    ("source", "whose"),
    [
        (Source.CONSUMER, "dat zegt de klant"),
        (Source.SHOP, "dat zegt de winkel"),
        (Source.EXHIBIT, "dat staat in B3"),
        (Source.AGREED, "daarover is geen verschil"),
    ],
)
def test_it_is_said_whose_word_a_fact_is(source: Source, whose: str) -> None:
    assert used(told(delivery_evidence_scan=source), "delivery_evidence_scan")[0].whose == whose


def test_word_of_the_customer_names_the_paper_it_stands_in() -> None:
    known = Facts.flat(DELIVERY).known
    mine = Fact("delivery_evidence_scan", True, Source.CONSUMER, "B1")
    steps = steps_of(judge_flat("non_delivery", DELIVERY), Facts({**known, mine.name: mine}), "en")
    assert used(steps, mine.name)[0].whose == "the customer says so (B1)"


def test_every_case_can_be_explained_in_every_language() -> None:
    for case in own_cases():
        assessment, known = judge_flat(case["claim_kind"], case["facts"]), Facts.flat(case["facts"])
        for language in LANGUAGES:
            steps = steps_of(assessment, known, language)
            assert len(steps) == len(assessment.reasons)
            assert any(step.decides for step in steps)
            for fact in (fact for step in steps for fact in step.facts):
                assert all((fact.label, fact.value, fact.whose)), fact
                assert not (fact.name.endswith(WITH_UNIT) and FIGURE.fullmatch(fact.value)), fact
