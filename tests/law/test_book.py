"""The rule book: every rule is in it, in plain words and under neutral names, and two days can be set side by side."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from wederhoor.law import book, texts
from wederhoor.law.cases import own_cases
from wederhoor.law.countries import TOPICS
from wederhoor.law.engine import judge_flat
from wederhoor.law.interest import RATES
from wederhoor.law.rule import ALWAYS
from wederhoor.law.texts import LANGUAGES

DAY = timedelta(days=1)
MOST_WORDS_OF_A_TITLE = 14
RULES = {rule.name: rule for topic in TOPICS["nl"].values() for rule in topic.rules}
ENTRIES = [entry for one in book.chapters("nl", "nl") for entry in one.entries]
NEVER = re.compile(r"fraud|threat|extort|afpers|oplicht|chantage|scam|betrug|erpress", re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", TOPICS)
def test_book_holds_every_rule_of_every_topic_in_order(country: str, language: str) -> None:
    found = {one.topic: [entry.name for entry in one.entries] for one in book.chapters(country, language)}
    assert found == {name: [rule.name for rule in topic.rules] for name, topic in TOPICS[country].items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_has_a_title_its_law_and_something_to_say(language: str) -> None:
    for one in book.chapters("nl", language):
        for entry in one.entries:
            assert entry.title, entry.name
            assert entry.cites, entry.name
            assert entry.sentences, entry.name
            assert not any("{" in said for said in (entry.title, *entry.sentences)), entry.name


def test_names_in_addresses_are_neutral_and_each_is_there_once() -> None:
    for one in book.chapters("nl", "en"):
        anchors = [entry.anchor for entry in one.entries]
        assert len(anchors) == len(set(anchors))
        assert not NEVER.search(" ".join((one.slug, *anchors)))
        assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in (one.slug, *anchors))
    slugs = [one.slug for one in book.chapters("nl", "en")]
    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize("topic", ["return_fraud", "review_threat"])
def test_topic_that_should_not_be_read_has_another_name_wherever_it_is_read(topic: str) -> None:
    assert not NEVER.search(book.slug_of(topic))
    assert not NEVER.search(book.anchor_of(f"nl.{topic}.first"))
    assert not NEVER.search(book.title_of(f"nl.gate.{topic}", "nl"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_a_title_of_a_few_words(language: str) -> None:
    names = {rule.name for topics in TOPICS.values() for topic in topics.values() for rule in topic.rules}
    titles = {name: texts.title_of(name, language) for name in names if _has_title(name, language)}
    assert names - titles.keys() == set()
    assert {name: title for name, title in titles.items() if len(title.split()) > MOST_WORDS_OF_A_TITLE} == {}


def _has_title(rule: str, language: str) -> bool:
    known = texts.sentences(rule.split(".", 1)[0], language)
    return any(key in known for key in texts.keys_of(rule, "title"))


def test_rule_without_a_title_is_called_by_the_last_word_of_its_name() -> None:
    assert book.title_of("nl.nowhere.no_such_rule", "nl") == "No such rule"


def test_chapter_is_found_by_its_slug_and_nothing_else_is() -> None:
    assert book.chapter("nl", "non-delivery", "en").topic == "non_delivery"
    for country, slug, language in (("nl", "non_delivery", "en"), ("xx", "withdrawal", "en"), ("nl", "x", "nl")):
        with pytest.raises(KeyError):
            book.chapter(country, slug, language)
    with pytest.raises(KeyError):
        book.chapter("nl", "withdrawal", "fr")


def test_examples_of_a_rule_are_the_cases_it_speaks_in() -> None:
    shown = {(e.topic, e.name) for one in book.chapters("nl", "nl") for entry in one.entries for e in entry.examples}
    # A case of facts that cannot be is answered before any topic is asked.
    assert shown == {(case["claim_kind"], case["id"]) for case in own_cases() if _rules_in(case) & RULES.keys()}
    term = next(e for e in book.chapter("nl", "withdrawal", "nl").entries if e.name == "nl.withdrawal.in_time")
    first = next(example for example in term.examples if example.name == "last-day")
    assert (str(first.outcome), first.decides, first.why[:8]) == ("customer_right", False, "A teapot")
    assert "requested_remedy" in first.facts
    assert "assessed_on" not in first.facts
    assert "jurisdiction" not in first.facts, "what the whole file has in common is not told again"
    assert any(example.decides for entry in ENTRIES for example in entry.examples)


def _rules_in(case: dict[str, Any]) -> set[str]:
    return {reason.rule for reason in judge_flat(case["claim_kind"], case["facts"]).reasons}


def test_search_finds_words_of_title_sentence_fact_and_article() -> None:
    names = {entry.name for _, entry in book.search("6:230p bedenktijd", "nl")}
    assert "nl.withdrawal.custom_made" in names
    assert "nl.delivery.not_shown" not in names
    assert {e.name for _, e in book.search("SCAN", "en")} >= {"nl.delivery.not_shown"}
    assert book.search("scan zzzz", "en") == ()
    assert book.search("  ", "nl") == ()


@pytest.mark.parametrize("country", TOPICS)
def test_every_rule_is_told_in_one_place_the_one_with_most_cases(country: str) -> None:
    told = book.told(country, "nl")
    asked = [(one, entry) for one in book.chapters(country, "nl") for entry in one.entries]
    assert set(told) == {entry.key for _, entry in asked}
    for key, (home, full) in told.items():
        places = [(one, entry) for one, entry in asked if entry.key == key]
        assert (home, full) in places
        assert len(full.examples) == max(len(entry.examples) for _, entry in places)


def test_search_names_a_rule_of_several_topics_once() -> None:
    found = [entry.name for _, entry in book.search("rome", "nl")]
    assert found.count("nl.gate.law") == 1


BOUNDARIES = sorted(
    {r.since for r in RULES.values() if r.since != ALWAYS} | {r.until for r in RULES.values() if r.until}
)


@pytest.mark.parametrize("day", BOUNDARIES)
def test_rule_that_begins_or_ends_is_named_between_the_day_before_and_the_day_itself(day: date) -> None:
    found = book.differences(day - DAY, day, "nl")
    assert {e.name for _, e in found.begins} == {n for n, r in RULES.items() if r.since == day}
    assert {e.name for _, e in found.ends} == {n for n, r in RULES.items() if r.until == day}
    after = book.differences(day, day + DAY, "nl")
    assert not {e.name for _, e in (*after.begins, *after.ends)} & {e.name for _, e in (*found.begins, *found.ends)}


def test_rule_that_begins_and_ends_in_between_is_no_difference() -> None:
    ended = {n for n, r in RULES.items() if r.until is not None}
    found = book.differences(date(1990, 1, 1), date(2100, 1, 1), "nl")
    assert {e.name for _, e in found.ends} == {n for n in ended if RULES[n].since == ALWAYS}
    assert not {e.name for _, e in found.begins} & ended


def test_days_given_backwards_are_turned() -> None:
    there, back = (date(2026, 1, 1), date(2026, 12, 1))
    assert book.differences(back, there, "nl") == book.differences(there, back, "nl")
    assert book.differences(there, there, "nl").begins == ()


def test_cutoff_counts_from_its_own_day() -> None:
    day = date(2026, 9, 27)
    (only,) = book.differences(day - DAY, day, "en").cutoffs
    assert only.verify
    assert "2024/825" in only.source
    assert book.differences(day, day + DAY, "en").cutoffs == ()


def test_cutoffs_are_in_order_sourced_and_said_in_every_language() -> None:
    told = [book.cutoffs(language) for language in LANGUAGES]
    assert [c.day for c in told[0]] == sorted(c.day for c in told[0])
    assert len({len(one) for one in told}) == 1
    for one in told[0]:
        assert one.source
        assert one.bears in {"contract", "event"}
    for first, second in ((0, 1), (1, 2), (0, 2)):
        assert not {c.says for c in told[first]} & {c.says for c in told[second]}


@pytest.mark.parametrize(("language", "said"), [("nl", "is 4% per"), ("en", "is 4% a"), ("de", "betragen 4 % im")])
def test_rates_of_interest_are_among_the_cutoffs(language: str, said: str) -> None:
    of_2026 = [c for c in book.cutoffs(language) if c.day == date(2026, 1, 1)]
    assert any(said in c.says for c in of_2026)
    assert {rate.since for rate in RATES} <= {c.day for c in book.cutoffs(language)}
