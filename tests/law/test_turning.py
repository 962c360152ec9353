"""Exhibits that contradict each other are shown as such, and what hangs on them stays open."""

from __future__ import annotations

from datetime import date

import pytest

from wederhoor.facts import Fact, Facts, Outcome, Remedy, Source
from wederhoor.law.engine import assess
from wederhoor.law.explain import says_contradiction
from wederhoor.law.shapes import Assessment, Demand, Tellings

TODAY = date(2026, 10, 12)
GROUND = Facts.flat(
    {
        "contract_date": "2026-09-01",
        "withdrawal_statement_date": "2026-09-22",
        "withdrawal_statement_proven": True,
        "goods_returned_received_date": "2026-09-25",
        "withdrawal_info_given": True,
        "withdrawal_function_available": True,
        "withdrawal_function_info_given": True,
    }
)


def received(*days: tuple[int, str], agreed: date | None = None) -> Assessment:
    papers = Facts.of(Fact("received_date", date(2026, 9, day), Source.EXHIBIT, exhibit) for day, exhibit in days)
    corrected = Facts.of([Fact("received_date", agreed, Source.AGREED)]) if agreed else Facts()
    facts = corrected.over(papers).over(GROUND)
    return assess("withdrawal", [Demand(Remedy.REFUND)], Tellings.established(facts), on=TODAY)


def test_papers_that_decide_differently_leave_it_open_whichever_came_first() -> None:
    for days in ([(4, "B2"), (9, "B5")], [(9, "B5"), (4, "B2")]):
        assessment = received(*days)
        assert assessment.outcome is Outcome.NEEDS_EVIDENCE
        (found,) = assessment.contradictions
        assert (found.fact, found.decides) == ("received_date", True)
        assert dict(found.told) == {date(2026, 9, 4): "B2", date(2026, 9, 9): "B5"}
        assert assessment.missing[0].fact == "received_date"
        assert assessment.reasons[0].sentence == "differ"


def test_papers_that_differ_without_consequence_are_shown_and_decide_nothing() -> None:
    assessment = received((9, "B2"), (10, "B5"))
    assert assessment.outcome is Outcome.CUSTOMER_RIGHT
    assert [(c.fact, c.decides) for c in assessment.contradictions] == [("received_date", False)]


def test_a_persons_correction_settles_it() -> None:
    assessment = received((4, "B2"), (9, "B5"), agreed=date(2026, 9, 9))
    assert (assessment.outcome, assessment.contradictions) == (Outcome.CUSTOMER_RIGHT, ())


def test_papers_that_agree_contradict_nothing() -> None:
    assert received((9, "B2"), (9, "B5")).contradictions == ()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "De stukken zeggen niet hetzelfde over de dag van ontvangst: B2: vrijdag 4 september 2026; B5: "),
        ("en", "B2: Friday 4 September 2026; B5: Wednesday 9 September 2026."),
        ("de", "B2: Freitag, 4. September 2026; B5: Mittwoch, 9. September 2026."),
    ],
)
def test_it_is_said_which_paper_says_what(language: str, said: str) -> None:
    (found,) = received((4, "B2"), (9, "B5")).contradictions
    assert said in says_contradiction(found, language)
