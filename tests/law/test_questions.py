"""What is asked: only what could still matter, in plain words, at most so many screens, and never a second time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from wederhoor.facts import VOCABULARY, Fact, Facts, Source, Value
from wederhoor.law import texts
from wederhoor.law.countries import TOPICS
from wederhoor.law.engine import assess, topic_of
from wederhoor.law.hearing import Question
from wederhoor.law.questions import (
    GROUPS,
    MOST_ASKED,
    MOST_SCREENS,
    PUT,
    Screen,
    doubted_among,
    kinds_for,
    may_be_asked,
    next_screen,
    remedies_of,
    said_by_kind,
    told,
    values_of,
)
from wederhoor.law.shapes import Demand, Tellings

ON = date(2026, 11, 22)
SIDES = ("customer", "shop")
TOPIC_NAMES = sorted(TOPICS["nl"])
NEEDED = sorted({name for topic in TOPICS["nl"].values() for rule in topic.rules for name in rule.needs})
Answer = Callable[[str], Any]


def nothing(_name: str) -> None:
    return None


def usual(name: str) -> Any:
    """What somebody with an ordinary case answers."""
    kind = VOCABULARY[name]
    if kind is str:
        return values_of(name)[0]
    return {bool: True, date: (ON - timedelta(30)).isoformat(), Decimal: "50", int: 1}[kind]


def other(name: str) -> Any:
    return name in ("buyer_is_consumer", "distance_contract") if VOCABULARY[name] is bool else usual(name)


@cache
def walked(topic: str, side: str, answer: Answer) -> list[Screen]:
    """Every screen until there is none, and that no question came twice."""
    values, unknown, screens = dict(said_by_kind(topic)), frozenset[str](), []
    demands = (Demand(remedies_of(topic)[0]),)
    while screen := next_screen(topic, demands, told(values, side), unknown, side, ON, done=len(screens)):
        assert not set(screen.facts) & (unknown | set(values))
        screens.append(screen)
        given = {name: answer(name) for name in screen.facts}
        values |= {name: value for name, value in given.items() if value is not None}
        unknown |= {name for name, value in given.items() if value is None}
    facts = told(values, side)
    assert assess(topic, demands, Tellings.established(facts), on=ON, changes=False).answers
    return screens


@pytest.mark.parametrize("answer", [nothing, usual, other])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("topic", TOPIC_NAMES)
def test_every_kind_ends_within_the_screens_and_asks_a_handful_at_a_time(topic: str, side: str, answer: Answer) -> None:
    screens = walked(topic, side, answer)
    assert 0 < len(screens) <= MOST_SCREENS
    assert all(screen.ticked or len(screen.facts) <= MOST_ASKED for screen in screens)
    assert all(may_be_asked(name, side) for screen in screens for name in screen.facts)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("topic", TOPIC_NAMES)
def test_whether_somebody_bought_privately_is_on_the_first_screen(topic: str, side: str) -> None:
    screens = walked(topic, side, nothing)
    asked = {name for screen in screens for name in screen.facts}
    assert screens[0].facts[0] == "buyer_is_consumer" or "buyer_is_consumer" not in asked


@pytest.mark.parametrize("topic", ["non_delivery", "withdrawal", "non_conformity"])
def test_question_is_put_only_where_an_answer_alone_or_with_one_other_changes_something(topic: str) -> None:
    demands = (Demand(remedies_of(topic)[0]),)
    facts = told({"buyer_is_consumer": True, "jurisdiction": "nl", **said_by_kind(topic)}, "customer")
    screen = next_screen(topic, demands, facts, frozenset(), "customer", ON)
    assert screen
    needs = {name for rule in topic_of(topic).rules for name in rule.needs}
    for name in screen.facts:
        assert any(_turns(topic, demands, facts, name, extra) for extra in (None, *sorted(needs - {name}))), name


def _turns(topic: str, demands: Any, facts: Facts, name: str, extra: str | None) -> bool:
    """By brute force, without the shortcuts of the module: does any answer to ``name`` change what may be asked?"""
    question = Question(topic_of(topic), demands, ON)
    if extra is not None and extra in facts:
        return False
    grounds = [facts] if extra is None else [_with(facts, extra, value) for value in _some(extra)]
    return any(
        len({_said(question, one) for one in (ground, *(_with(ground, name, v) for v in _some(name)))}) > 1
        for ground in grounds
    )


def _said(question: Question, facts: Facts) -> Any:
    return tuple((p.answer.outcome, p.answer.amount, p.answer.until, p.answer.event) for p in question.paths(facts))


def _with(facts: Facts, name: str, value: Value) -> Facts:
    return Facts({**facts.known, name: Fact(name, value, Source.AGREED)})


def _some(name: str) -> tuple[Value, ...]:
    kind = VOCABULARY[name]
    if kind is date:
        return tuple(ON - timedelta(ago) for ago in (3, 20, 60, 400, 900))
    by_kind: dict[type, tuple[Value, ...]] = {bool: (True, False), Decimal: (Decimal(1), Decimal(100)), int: (0, 1, 3)}
    return by_kind.get(kind, ()) or values_of(name)


@pytest.mark.parametrize("topic", TOPIC_NAMES)
def test_nothing_that_decides_alone_is_left_when_the_questions_end(topic: str) -> None:
    demands, values, unknown, done = (Demand(remedies_of(topic)[0]),), dict(said_by_kind(topic)), frozenset(), 0
    while screen := next_screen(topic, demands, told(values, "customer"), unknown, "customer", ON, done=done):
        values |= {name: usual(name) for name in screen.facts}
        done += 1
    if done == MOST_SCREENS:
        return
    facts, question = told(values, "customer"), Question(topic_of(topic), demands, ON)
    now = _said(question, facts)
    skipped = {n for rule in PUT["skips"] if facts.value(rule["when"]) == rule["is"] for n in rule["skip"]}
    same = {n for row in PUT["same"]["row"] if set(row) & set(values) for n in row}
    left = [n for n in NEEDED if n not in {*values, *skipped, *same} and may_be_asked(n, "customer")]
    ways = {(n, v) for n in left for v in _some(n) if _possible(question, _with(facts, n, v))}
    assert {n for n, v in ways if _said(question, _with(facts, n, v)) != now} == set()


def _possible(question: Question, facts: Facts) -> bool:
    return not any(p.rules[-1].name.endswith(".gate.possible") for p in question.paths(facts))


def test_answer_that_is_not_known_is_never_asked_again() -> None:
    asked = [name for screen in walked("non_conformity", "shop", nothing) for name in screen.facts]
    assert len(asked) == len(set(asked))


def test_what_the_other_side_alone_can_know_is_not_asked() -> None:
    for topic in TOPIC_NAMES:
        asked = {name for screen in walked(topic, "customer", nothing) for name in screen.facts}
        assert not asked & set(PUT["only"]["shop"])
    assert may_be_asked("packing_video", "shop")
    assert not may_be_asked("packing_video", "customer")


def test_answer_makes_other_questions_senseless() -> None:
    yes, no = walked("withdrawal", "customer", usual), walked("withdrawal", "customer", other)
    private = {name for screen in yes for name in screen.facts}
    assert "company_name_on_invoice" not in private
    assert "received_date" not in {name for screen in no for name in screen.facts[1:] if "delivered" in private}


def test_living_abroad_ends_the_questions() -> None:
    facts = told({"jurisdiction": "elsewhere"}, "customer")
    demands = (Demand(remedies_of("withdrawal")[0]),)
    screen = next_screen("withdrawal", demands, facts, frozenset({"buyer_is_consumer"}), "customer", ON)
    assert screen is None


def test_one_day_is_asked_once_on_a_screen() -> None:
    for topic in TOPIC_NAMES:
        for screen in walked(topic, "customer", nothing):
            for row in PUT["same"]["row"]:
                assert len(set(row) & set(screen.facts)) <= 1


def test_not_knowing_is_doubt_only_where_it_was_yes_or_no() -> None:
    unknown = frozenset({"withdrawal_statement_proven", "received_date", "buyer_is_consumer"})
    assert doubted_among(unknown) == {"withdrawal_statement_proven"}


def test_enough_screens_is_enough() -> None:
    demands = (Demand(remedies_of("withdrawal")[0]),)
    facts = told({}, "customer")
    assert next_screen("withdrawal", demands, facts, frozenset(), "customer", ON, done=MOST_SCREENS - 1)
    assert next_screen("withdrawal", demands, facts, frozenset(), "customer", ON, done=MOST_SCREENS) is None


def test_fact_without_a_question_is_never_asked() -> None:
    assert "ask/message_text/shop" not in texts.speech("questions", "nl")
    assert not may_be_asked("message_text", "shop")
    assert not may_be_asked("goods_description", "customer")  # a text without answers to choose from


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_fact_a_rule_may_ask_has_its_three_texts(language: str) -> None:
    words = texts.speech("questions", language)
    asked = [name for name in NEEDED if VOCABULARY[name] is not str or values_of(name)]
    keys = [f"ask/{name}/{side}" for name in asked for side in SIDES] + [f"why/{name}" for name in asked]
    assert [key for key in keys if key not in words] == []
    assert [key for key in keys if key.startswith("ask/") and "?" not in words[key]] == []
    assert [key for key in keys if not words[key].endswith((".", "?"))] == []


def test_three_languages_offer_the_same() -> None:
    nl, en, de = (set(texts.speech("questions", language)) for language in texts.LANGUAGES)
    assert nl == en == de


def test_every_kind_is_offered_to_somebody_in_plain_words_and_what_it_asks_is_named() -> None:
    offered = {topic for side in SIDES for topics in kinds_for(side).values() for topic in topics}
    assert offered == set(TOPIC_NAMES)
    assert all(remedies_of(topic) for topic in offered)
    assert set(PUT["asks"]) >= offered
    assert {topic for topics in PUT["kinds"].values() for topic in topics} >= offered
    assert all(f"kinds/{head}" in texts.speech("questions", "nl") for head in PUT["kinds"])


def test_data_names_facts_of_the_vocabulary() -> None:
    named = {name for names in GROUPS.values() for name in names}
    named |= {name for row in PUT["same"]["row"] for name in row} | {*PUT["only"]["shop"], *PUT["only"]["customer"]}
    named |= {name for rule in PUT["skips"] for name in (rule["when"], *rule["skip"])} | set(PUT["silence"]["facts"])
    named |= {name for said in PUT["says"].values() for name in said}
    assert named <= set(VOCABULARY)
    assert all(f"group/{group}" in texts.speech("questions", "nl") for group in GROUPS)
    ticks = [name for name in GROUPS["goods"] if f"ask/{name}/tick" not in texts.speech("questions", "nl")]
    assert ticks == []
