"""A stored assessment asked again gives the same answer; under other rules it says what differs and why."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from wederhoor.facts import Fact, Facts, Outcome, Remedy, Source
from wederhoor.law import versions
from wederhoor.law.cases import own_cases
from wederhoor.law.countries import TOPICS
from wederhoor.law.engine import assess, judge_flat
from wederhoor.law.rule import Rule, deny
from wederhoor.law.shapes import Assessment, Demand, Tellings
from wederhoor.law.stored import again, compared, kept

TODAY = date(2026, 10, 12)
OWN = list(own_cases())


def through_json(assessment: Assessment) -> dict[str, Any]:
    return json.loads(json.dumps(kept(assessment)))


def test_every_case_asked_again_is_the_same_to_the_last_sentence() -> None:
    for place, case in enumerate(OWN):
        whole = place % 20 == 0  # what would change it takes most of the time, and is asked the same way in each
        first = judge_flat(case["claim_kind"], case["facts"], changes=whole)
        stored = through_json(first)
        asked = again(stored, changes=whole)
        assert asked == first, case["id"]
        assert compared(stored, asked).same, case["id"]


def test_three_tellings_and_papers_that_differ_are_kept_apart() -> None:
    ground = Facts.flat({"contract_date": "2026-09-01", "withdrawal_statement_date": "2026-09-20"})
    papers = Facts.of(Fact("received_date", date(2026, 9, day), Source.EXHIBIT, f"B{day}") for day in (4, 9))
    told = Tellings(
        consumer=Facts.flat({"withdrawal_info_given": False}, Source.CONSUMER).over(papers).over(ground),
        shop=Facts.flat({"withdrawal_info_given": True}, Source.SHOP).over(papers).over(ground),
        exhibits=papers.over(ground),
    )
    first = assess("withdrawal", [Demand(Remedy.REFUND, None, "mijn geld terug", now=True)], told, on=TODAY)
    assert first.contradictions
    assert again(through_json(first)) == first


def test_a_rule_that_says_something_else_now_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {"contract_date": "2026-09-01", "received_date": "2026-09-04", "assessed_on": "2026-10-12"}
    stored = through_json(judge_flat("withdrawal", {**facts, "withdrawal_statement_date": "2026-09-10"}))
    topic = TOPICS["nl"]["withdrawal"]
    other = Rule("nl.withdrawal.statement", ("6:230o BW",), (), lambda case: deny("late"))
    rules = tuple(other if rule.name == other.name else rule for rule in topic.rules)
    monkeypatch.setitem(TOPICS["nl"], "withdrawal", replace(topic, rules=rules))  # type: ignore[arg-type]
    monkeypatch.setattr(versions, "written", lambda: {**before, "nl.withdrawal.statement": "other"})
    found = compared(stored)
    (turned,) = found.turned
    assert (turned.remedy, turned.now, turned.rule_now) == (Remedy.REFUND, Outcome.SHOP_RIGHT, other.name)
    assert found.changed == (other.name,)
    assert "nl.withdrawal.in_time" in found.gone
    assert not found.same


before = dict(versions.written())


def test_every_rule_has_its_version_written_down() -> None:
    assert set(versions.written()) == {
        rule.name for topics in TOPICS.values() for topic in topics.values() for rule in topic.rules
    }


def test_an_assessment_made_by_hand_does_not_pretend_to_rest_on_anything() -> None:
    with pytest.raises(ValueError, match="rests on"):
        kept(Assessment("withdrawal", "nl", Outcome.SHOP_RIGHT, (), {}, ()))
