"""Every rule cites, names what it needs, has its sentences in each language, and is covered by a case."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import pytest

from wederhoor.facts import VOCABULARY, Facts, Outcome, Value
from wederhoor.law import texts
from wederhoor.law.cases import own_cases
from wederhoor.law.countries import TOPICS
from wederhoor.law.engine import judge_flat
from wederhoor.law.requested import demands_of
from wederhoor.law.rule import Case, Rule

RULES = {rule.name: rule for topic in TOPICS["nl"].values() for rule in topic.rules}
OWN = list(own_cases())
FOLDER = Path(str(files("wederhoor.law.countries").joinpath("nl")))


@dataclass(frozen=True)
class Watched(Facts):
    """Facts that remember which were looked at."""

    read: set[str] = field(default_factory=set)

    def value(self, name: str) -> Value | None:
        self.read.add(name)
        return super().value(name)


def heard() -> Iterator[tuple[Rule, Case, Watched]]:
    for case in OWN:
        known = Facts.flat(case["facts"])
        for demand in demands_of(case["claim_kind"], known):
            for rule in TOPICS["nl"][case["claim_kind"]].rules:
                watched = Watched(known.known)
                yield rule, Case(watched, demand, known.value("assessed_on")), watched  # type: ignore[arg-type]


def test_every_rule_cites_and_names_its_topic() -> None:
    for rule in RULES.values():
        assert rule.cites, rule.name
        assert re.fullmatch(r"nl\.[a-z_]+\.[a-z_]+", rule.name)


def test_every_need_is_in_the_vocabulary() -> None:
    assert {need for rule in RULES.values() for need in rule.needs} <= set(VOCABULARY)


def test_rules_look_at_nothing_they_do_not_name() -> None:
    undeclared: dict[str, set[str]] = {}
    for rule, case, watched in heard():
        rule.test(case)
        if extra := watched.read - set(rule.needs):
            undeclared.setdefault(rule.name, set()).update(extra)
    assert undeclared == {}


def test_every_rule_is_covered_by_a_case() -> None:
    spoke = {reason.rule for case in OWN for reason in judge_flat(case["claim_kind"], case["facts"]).reasons}
    silent = set(RULES) - spoke
    assert silent <= {
        f"nl.withdrawal.{name}"
        for name in ("market_price", "urgent_repair", "service_done", "mixed", "alcohol", "newspaper")
    }  # rows of one table, one test each below


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("market_price", {"market_price_goods": True}),
        ("urgent_repair", {"urgent_home_repair": True}),
        ("service_done", {"service_fully_performed": True, "express_prior_consent": True, "waiver_acknowledged": True}),
        ("mixed", {"irrevocably_mixed_goods": True}),
        ("alcohol", {"alcohol_priced_for_later_delivery": True}),
        ("newspaper", {"single_newspaper": True}),
    ],
)
def test_each_exception_holds_once_the_customer_was_told(rule: str, facts: dict[str, bool]) -> None:
    base = {"withdrawal_statement_date": "2026-09-10", "received_date": "2026-09-08", "assessed_on": "2026-09-12"}
    told = judge_flat("withdrawal", {**base, **facts, "exception_info_given": True})
    assert told.outcome is Outcome.SHOP_RIGHT
    assert told.reasons[-1].rule == f"nl.withdrawal.{rule}"
    assert judge_flat("withdrawal", {**base, **facts}).outcome is Outcome.SHOP_RIGHT
    for not_told in (False, None):
        asked = judge_flat("withdrawal", {**base, **facts, "exception_info_given": not_told})
        assert asked.outcome is Outcome.NEEDS_EVIDENCE
        assert "exception_info_given" in [missing.fact for missing in asked.missing]


@pytest.mark.parametrize(
    ("sentence", "verify"),
    [
        ("nl.withdrawal.late_return/still_counts", False),
        ("nl.contents.withdrawal/not_begun", False),
        ("nl.conformity.choice_told/tell", True),
    ],
)
def test_what_is_only_told_stands_aside(sentence: str, verify: bool) -> None:
    told = [
        reason
        for case in OWN
        if case["claim_kind"] in {"withdrawal", "missing_contents", "non_conformity"}
        for reason in judge_flat(case["claim_kind"], case["facts"]).reasons
        if f"{reason.rule}/{reason.sentence}" == sentence
    ]
    assert {(reason.aside, reason.verify) for reason in told} == {(True, verify)}


def test_what_weighs_by_experience_is_marked_and_may_not_refuse() -> None:
    weighing = {rule for rule in RULES.values() if rule.heuristic}
    assert {rule.name for rule in weighing} == {"nl.delivery.weighing", "nl.partial.weighed", "nl.price.points"}
    assert not any(rule.may_refuse for rule in weighing)


def test_every_sentence_in_the_code_stands_in_every_language() -> None:
    for language in texts.LANGUAGES:
        known = {key.rsplit("/", 1)[1] for key in texts.sentences("nl", language)}
        assert set(_sentences_in_code()) <= known


def _sentences_in_code() -> Iterator[str]:
    """The first words of ``step("…")``, ``grant("…")`` and so on, as the rules write them."""
    makers = {"step", "grant", "deny", "part", "not_yet", "ask", "Clause", "_up_to_the_price"}
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers:
                yield from _literals(node.args[0])


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def test_the_languages_hold_the_same_sentences_with_the_same_slots() -> None:
    dutch = texts.sentences("nl", "nl")
    for language in ("en", "de"):
        other = texts.sentences("nl", language)
        assert set(other) == set(dutch)
        assert {key: _slots(text) for key, text in other.items()} == {key: _slots(text) for key, text in dutch.items()}


def test_speech_and_fact_words_are_the_same_in_each_language() -> None:
    for kind in ("speech", "facts"):
        dutch = texts.speech(kind, "nl")
        for language in ("en", "de"):
            other = texts.speech(kind, language)
            assert {key: _slots(text) for key, text in other.items()} == {k: _slots(text) for k, text in dutch.items()}


def _slots(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_fact_a_rule_needs_has_plain_words() -> None:
    named = texts.speech("facts", "nl")
    assert {need for rule in RULES.values() for need in rule.needs} <= set(named)
    assert set(named) <= set(VOCABULARY)


def test_every_reason_of_every_case_can_be_said_in_every_language() -> None:
    for case in OWN:
        for reason in judge_flat(case["claim_kind"], case["facts"]).reasons:
            for language in texts.LANGUAGES:
                assert texts.sentence_of(reason.rule, reason.sentence, language)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_no_sentence_uses_a_word_the_glossary_forbids(language: str) -> None:
    never = re.compile(
        r"\b(gelijk hebben|onzinclaim|fraud\w*|afpersing|arbiter|loser|betrug\w*|oplicht\w*|zaak)\b", re.I
    )
    everything = {
        **texts.sentences("nl", language),
        **texts.speech("speech", language),
        **texts.speech("facts", language),
    }
    assert [text for text in everything.values() if never.search(text)] == []


def test_no_unsure_rule_carries_a_refusal() -> None:
    for case in OWN:
        for answer in judge_flat(case["claim_kind"], case["facts"]).answers:
            spoke = [RULES[reason.rule] for reason in answer.reasons if reason.rule in RULES]
            unsure = [rule for rule in spoke if not rule.may_refuse and not rule.aside]
            assert not (unsure and answer.outcome is Outcome.SHOP_RIGHT), case["id"]
