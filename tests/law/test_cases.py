"""The cases beside the topics agree, and citations are compared as the contract says."""

from __future__ import annotations

import pytest

from wederhoor.law.cases import articles_of, cites, own_cases, parse, run, unmet
from wederhoor.law.engine import judge_flat

OWN = list(own_cases())


@pytest.mark.parametrize("case", OWN, ids=[f"{case['claim_kind']}-{case['id']}" for case in OWN])
def test_case_agrees(case: dict) -> None:  # type: ignore[type-arg]
    row = run([case])["cases"][0]
    missing = [article for article in case["articles"] if not cites(row["articles"], article)]
    assert (row["outcome"], missing) == (case["outcome"], [])
    assert row["agrees"]
    assert unmet(case) == []


def test_case_ids_are_unique_within_their_topic() -> None:
    named = [(case["claim_kind"], case["id"]) for case in OWN]
    assert len(named) == len(set(named))


def test_there_are_enough_cases() -> None:
    assert len(OWN) >= 60


@pytest.mark.parametrize(
    ("cited", "wanted"),
    [
        ("6:230o lid 1 sub b BW", "6:230o lid 1 BW"),
        ("6:230o lid 1 sub b onder 2 BW", "6:230o lid 1 sub b BW"),
        ("6:230p sub f onder 1 BW", "6:230p sub f onder 1 BW"),
        ("Vo. 1182/71 art. 3 lid 4", "Vo. 1182/71 art. 3 lid 4"),
        ("RBMNE 18-09-2019 ECLI:NL:RBMNE:2019:4491", "ECLI:NL:RBMNE:2019:4491"),
        ("HvJ EU C-681/17", "CJEU C-681/17 slewo"),
        ("159 lid 2 Rv", "159 Rv"),
        ("7:21 lid 1 sub c BW", "7:21 BW"),
        ("§ 475 Abs. 2 BGB", "§ 475 BGB"),
        ("§ 438 Abs. 1 Nr. 3 BGB", "§ 438 Abs. 1 BGB"),
        ("§§ 355 ff. BGB", "§ 355 BGB"),
        ("VI.46 § 2 WER", "VI.46 WER"),
        ("VI.61/1 WER", "art. VI.61/1 WER"),
        ("AVG art. 12 lid 3", "AVG 12(3)"),
        ("Besluit BIK art. 2", "art. 2 BIK"),
        ("52 lid 4 AWR", "AWR 52 lid 4"),
        ("1 lid 1 Algemene termijnenwet", "Atw art. 1"),
    ],
)
def test_citation_covers(cited: str, wanted: str) -> None:
    assert cites([cited], wanted)


@pytest.mark.parametrize(
    ("cited", "wanted"),
    [
        ("6:230o lid 1 BW", "6:230oa BW"),
        ("6:230o lid 1 BW", "6:230o lid 2 BW"),
        ("6:230p sub f onder 1 BW", "6:230p sub f onder 3 BW"),
        ("150 Rv", "152 Rv"),
        ("7:21 BW", "7:21 lid 2 BW"),
        ("HvJ EU C-529/19", "HvJ EU C-681/17"),
        ("§ 475 Abs. 1 BGB", "§ 475 Abs. 2 BGB"),
        ("§ 355 BGB", "§ 356 BGB"),
        ("VI.46 § 2 WER", "VI.47 WER"),
        ("AVG art. 12 lid 3", "AVG 15"),
        ("§ 438 Abs. 1 Nr. 3 BGB", "§ 438 Abs. 1 Nr. 2 BGB"),
    ],
)
def test_citation_of_another_part_does_not_cover(cited: str, wanted: str) -> None:
    assert not cites([cited], wanted)


def test_unreadable_citation_compares_as_its_own_words() -> None:
    assert parse("Rome I art. 6") == parse("rome i, art 6")


def test_run_reports_a_case_without_an_expectation() -> None:
    row = run([{"id": "x", "claim_kind": OWN[0]["claim_kind"], "facts": OWN[0]["facts"]}])
    assert row["cases"][0]["agrees"] is None
    assert row["agree"] == 0
    assert row["of"] == 1


def test_articles_are_listed_once() -> None:
    cited = articles_of(judge_flat(OWN[0]["claim_kind"], OWN[0]["facts"]))
    assert len(cited) == len(set(cited))
