"""The collection of rulings: citable, told in our own words, found by words, and laid beside a case that is like it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from wederhoor.facts import Facts
from wederhoor.law.countries import TOPICS
from wederhoor.law.precedents.rulings import (
    OUTCOMES,
    Ruling,
    alike,
    rulings,
    says_outcome,
    says_points,
    search,
)
from wederhoor.law.texts import LANGUAGES

ALL = rulings()
RULES = {rule.name for topics in TOPICS.values() for topic in topics.values() for rule in topic.rules}
LINK = re.compile(r"https://[a-z.]+/[\w./:-]+")
SENTENCE = re.compile(r"(?<=[.?!])\s+")
MOST_WORDS, MOST_SENTENCES = 26, 4


def ids(found: Any) -> list[str]:
    return [(one if isinstance(one, Ruling) else one.ruling).id for one in found]


@pytest.mark.parametrize("ruling", ALL, ids=lambda one: one.id)
def test_ruling_can_be_cited_and_is_told_shortly_in_every_language(ruling: Ruling) -> None:
    assert ruling.body
    assert ruling.reference
    assert LINK.fullmatch(ruling.link)
    assert set(ruling.says) == set(LANGUAGES)
    for told in ruling.says.values():
        sentences = SENTENCE.split(told)
        assert 1 <= len(sentences) <= MOST_SENTENCES
        assert max(len(one.split()) for one in sentences) <= MOST_WORDS, told


@pytest.mark.parametrize("ruling", ALL, ids=lambda one: one.id)
def test_ruling_bears_on_topics_and_rules_that_stand(ruling: Ruling) -> None:
    assert ruling.topics
    assert set(ruling.topics) <= set(TOPICS["nl"])
    assert set(ruling.rules) <= RULES


@pytest.mark.parametrize("ruling", ALL, ids=lambda one: one.id)
def test_outcome_is_said_with_where_it_was_read_or_said_not_to_be_known(ruling: Ruling) -> None:
    assert ruling.outcome in OUTCOMES
    assert (ruling.outcome == "unknown") == (ruling.known_from == "")
    for language in LANGUAGES:
        assert says_outcome(ruling, language)
    assert not (ruling.comparable and ruling.outcome == "unknown")


def test_every_ruling_is_there_once() -> None:
    assert len(ALL) == len({one.id for one in ALL}) == len({one.link for one in ALL})
    years = [one.year or 0 for one in ALL]
    assert years == sorted(years, reverse=True)


def test_search_by_words_and_topic() -> None:
    assert set(ids(search("laptop", "nl", "withdrawal"))) == {"laptop-seal-2011"}
    assert "boxspring-2022" in ids(search("MAATWERK", "nl"))
    assert ids(search("ECLI:NL:RBNHO:2024:6620", "en")) == ["television-2024"]
    assert search("laptop zzz", "nl") == ()
    assert search("", "nl") == ALL
    assert set(ids(search("", "de", "non_delivery"))) == {o.id for o in ALL if "non_delivery" in o.topics}
    assert "ring-2015" in ids(search("favour of the customer", "en"))


def facts(**known: Any) -> Facts:
    return Facts.flat(known)


def test_ruling_with_more_in_common_comes_first_and_what_differs_is_said() -> None:
    found = alike("non_delivery", facts(consumer_denies_receipt=True, carrier_status_delivered_date=date(2026, 5, 1)))
    assert ids(found) == ["perfume-2021"]
    assert says_points(found[0].same, "nl") == (
        "Of de klant zegt niets te hebben ontvangen: in beide ja.",
        "Of het pakket volgens de vervoerder is bezorgd: in beide ja.",
    )
    assert found[0].differs == found[0].open == ()


def test_what_differs_and_what_is_not_known_here_is_said() -> None:
    (found,) = alike("withdrawal", facts(goods_custom_made_individual=False, goods_prefabricated=False))
    assert found.ruling.id == "boxspring-2022"
    assert says_points(found.differs, "en") == (
        "Whether the item was ready-made or an ordinary choice: yes there, no here.",
    )
    (found,) = alike("withdrawal", facts(goods_prefabricated=True))
    assert says_points(found.open, "de")[0].endswith("dort nein, hier noch nicht bekannt.")


def test_ruling_that_shares_nothing_or_differs_in_more_is_not_alike() -> None:
    assert alike("non_delivery", facts(price_eur=181.9)) == ()
    assert alike("non_delivery", facts(consumer_denies_receipt=False)) == ()
    more = facts(misuse_evidence=True, inspection_report_available=True, inspection_independent=False)
    assert "laptop-lid" not in ids(alike("non_conformity", more, limit=9))


def test_ruling_of_another_topic_or_one_that_cannot_be_compared_is_never_beside_a_case() -> None:
    assert alike("missing_contents", facts(consumer_denies_receipt=True)) == ()
    for one in ALL:
        for topic in one.topics:
            known = Facts(one.facts.known)
            assert (one.id in ids(alike(topic, known, limit=99))) <= one.comparable


def test_not_more_than_asked_for() -> None:
    known = facts(contract_date=date(2023, 1, 1), defect_appeared_date=date(2025, 1, 1))
    assert len(alike("non_conformity", known)) == 2
    assert len(alike("non_conformity", known, limit=1)) == 1
    assert alike("non_conformity", known, limit=0) == ()


AGES = [
    (date(2025, 3, 1), date(2026, 3, 2), True),  # the first of March is a Sunday: the year runs to the Monday
    (date(2025, 3, 1), date(2026, 3, 3), False),
    (date(2025, 3, 3), date(2026, 3, 3), True),
    (date(2025, 3, 3), date(2026, 3, 4), False),
]


@pytest.mark.parametrize(("came", "broke", "in_first_year"), AGES)
def test_age_of_a_defect_counts_from_receipt_and_a_year_is_a_year(came: date, broke: date, in_first_year: bool) -> None:
    known = facts(contract_date=date(2020, 1, 1), received_date=came, defect_appeared_date=broke)
    assert (alike("non_conformity", known) == ()) is in_first_year


def price_alike(listed: float, normal: float) -> list[str]:
    return ids(alike("price_error", facts(listed_price_eur=listed, normal_price_eur=normal), limit=9))


def test_price_is_alike_when_it_is_less_than_half_of_the_usual_one() -> None:
    assert price_alike(49.99, 100) == ["free-tablets-2010"]
    assert price_alike(50, 100) == []
    assert price_alike(10, 0) == []


@pytest.mark.parametrize(("hours", "found"), [(48, True), (49, False)])
def test_reaction_within_two_days_is_alike(hours: int, found: bool) -> None:
    assert ("console-2018" in ids(alike("price_error", facts(shop_reacted_within_hours=hours)))) is found


def test_every_comparison_can_be_said_in_every_language() -> None:
    for one in ALL:
        for topic in one.topics:
            for like in alike(topic, one.facts, limit=99):
                for language in LANGUAGES:
                    said = says_points((*like.same, *like.differs, *like.open), language)
                    assert said
                    assert not any("{" in s or "None" in s or "_" in s for s in said)


def test_another_language_is_an_error() -> None:
    with pytest.raises(KeyError):
        says_outcome(ALL[0], "fr")
