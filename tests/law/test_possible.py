"""Facts that cannot be: a named question, never a guess and never a traceback."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from wederhoor.facts import VOCABULARY, Facts, Outcome, Remedy, UnknownFact
from wederhoor.law.countries import TOPICS
from wederhoor.law.engine import assess, judge_flat
from wederhoor.law.explain import says
from wederhoor.law.possible import _AFTER, _PAST, impossible
from wederhoor.law.shapes import Demand, Tellings

TODAY = date(2026, 10, 12)
SOUND = {"contract_date": "2026-09-01", "received_date": "2026-09-04", "assessed_on": "2026-10-12"}


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"goods_returned_received_date": "2026-09-03"}, "goods_returned_received_date"),
        ({"received_date": "2026-08-31"}, "received_date"),
        ({"contract_date": "2031-01-01"}, "contract_date"),
        ({"received_date": "2026-10-13"}, "received_date"),
        ({"defect_appeared_date": "2026-09-03"}, "defect_appeared_date"),
    ],
)
def test_what_cannot_be_is_asked_about_by_name(facts: dict[str, str], asked: str) -> None:
    for topic in TOPICS["nl"]:
        assessment = judge_flat(topic, {**SOUND, **facts})
        assert assessment.outcome is Outcome.NEEDS_EVIDENCE
        assert asked in [missing.fact for missing in assessment.missing]
        for language in ("nl", "en", "de"):
            assert "{" not in says(assessment.reasons[0], language)


@pytest.mark.parametrize("same", ["goods_returned_received_date", "defect_appeared_date", "received_date"])
def test_on_the_day_itself_it_can_be(same: str) -> None:
    facts = Facts.flat({"contract_date": "2026-10-12", "received_date": "2026-10-12", same: "2026-10-12"})
    assert impossible(facts, TODAY, "nl") is None


def test_every_day_that_is_compared_is_a_date_of_the_vocabulary() -> None:
    assert {VOCABULARY[name] for name in (*_PAST, *_AFTER, *(n for names in _AFTER.values() for n in names))} == {date}


def test_each_telling_is_looked_at_by_itself() -> None:
    sound = Facts.flat({k: v for k, v in SOUND.items() if k != "assessed_on"})
    odd = Facts.flat({"goods_returned_received_date": "2026-09-01"}).over(sound)
    told = Tellings(consumer=odd, shop=sound, exhibits=sound)
    assessment = assess("withdrawal", [Demand(Remedy.REFUND)], told, on=TODAY)
    assert assessment.tellings["consumer"] is Outcome.NEEDS_EVIDENCE


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("price_eur", -1),
        ("price_eur", "1e30"),
        ("price_eur", "NaN"),
        ("repair_attempts", -1),
        ("repair_attempts", 10**12),
        ("received_date", "9999-12-31"),
        ("received_date", "0001-01-01"),
        ("received_date", "2026-02-30"),
        ("received_date", 20260901),
        ("buyer_is_consumer", "yes"),
    ],
)
def test_a_value_nobody_can_count_with_is_refused_by_name(name: str, raw: Any) -> None:
    with pytest.raises(UnknownFact, match=name):
        judge_flat("withdrawal", {**SOUND, name: raw})


@pytest.mark.parametrize("topic", sorted(TOPICS["nl"]))
@pytest.mark.parametrize("day", ["1950-01-01", "2150-12-31"])
def test_the_farthest_days_are_counted_with(topic: str, day: str) -> None:
    for name in (name for name, kind in VOCABULARY.items() if kind is date):
        judge_flat(topic, {**SOUND, name: day, "assessed_on": day if name == "assessed_on" else "2026-10-12"})
