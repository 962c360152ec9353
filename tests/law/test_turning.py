"""Exhibits that contradict each other are shown as such, and what hangs on them stays open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from wederhoor.facts import Fact, Facts, Outcome, Remedy, Source
from wederhoor.law.countries import TOPICS
from wederhoor.law.engine import assess
from wederhoor.law.explain import says_contradiction
from wederhoor.law.rule import Case
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


TOLD = {"contract_date": "2024-02-01", "delivered_date": "2024-02-05", "notified_date": "2024-05-01"}


@pytest.mark.parametrize(
    ("topic", "facts", "tried"),
    [
        ("prescription", TOLD, {"claim_date": (date(2026, 5, 1), date(2026, 5, 2))}),
        ("prescription", {**TOLD, "consumer_invokes_prescription": True}, {}),
        ("prescription", {}, {}),
        (
            "withdrawal",
            {"received_date": "2026-09-09", "withdrawal_info_given": True},
            {"withdrawal_statement_date": (date(2026, 9, 23), date(2026, 9, 24))},
        ),
        ("withdrawal", {}, {}),
        ("missing_contents", {"weight_at_pack_kg": "3.10"}, {"weight_last_scan_kg": (Decimal("1.55"),)}),
        ("missing_contents", {}, {}),
        ("double_charge", {}, {"payments_captured": (1, 2), "orders_placed": (1, 2)}),
        ("price_error", {}, {"shop_reacted_within_hours": (4, 200), "order_quantity": (1, 25)}),
    ],
)
def test_what_is_tried_lies_on_both_sides_of_the_limit(
    topic: str, facts: dict[str, Any], tried: dict[str, tuple[Any, ...]]
) -> None:
    case = Case(Facts.flat(facts), Demand(Remedy.REPAIR), TODAY)
    assert TOPICS["nl"][topic].turns(case) == tried
