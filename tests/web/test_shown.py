"""What pages draw of an assessment and a letter: what both sides agree on, and findings on the words they concern."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from tests.messages import message, order

from wederhoor.casework.chain import work
from wederhoor.casework.shapes import CaseInput
from wederhoor.drafting.shapes import Citation, Draft
from wederhoor.facts import Outcome
from wederhoor.language.shapes import Finding
from wederhoor.law.shapes import Assessment
from wederhoor.web.components.expected import shown_checklist
from wederhoor.web.components.shown import pieces_of, shown

TODAY = date(2026, 10, 12)
SO_TO_ALL = {
    Outcome.SHOP_RIGHT: "Dat is zelfs zo volgens de klant zelf.",
    Outcome.CUSTOMER_RIGHT: "Dat is ook zo volgens je eigen stukken.",
    Outcome.PARTLY: "Dat is ook zo volgens je eigen stukken.",
    Outcome.NEEDS_EVIDENCE: "",
}


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    found = work(CaseInput(message=message(), papers=(order(),), on=TODAY)).assessment
    assert found is not None
    return found


def said(assessment: Assessment, outcome: Outcome, **tellings: Outcome) -> str:
    told = {"consumer": outcome, "shop": outcome, "exhibits": outcome, **tellings}
    with translation.override("nl"):
        return shown(replace(assessment, outcome=outcome, tellings=told), TODAY).same_on_both


@pytest.mark.parametrize("outcome", Outcome)
def test_what_all_three_tellings_give_is_said(assessment: Assessment, outcome: Outcome) -> None:
    assert said(assessment, outcome) == SO_TO_ALL[outcome]


@pytest.mark.parametrize("side", ["consumer", "shop", "exhibits"])
@pytest.mark.parametrize("outcome", [Outcome.SHOP_RIGHT, Outcome.CUSTOMER_RIGHT])
def test_one_telling_that_gives_something_else_is_enough_to_say_nothing(
    assessment: Assessment, outcome: Outcome, side: str
) -> None:
    assert said(assessment, outcome, **{side: Outcome.NEEDS_EVIDENCE}) == ""


def test_finding_on_words_that_rest_on_a_document_is_shown_with_its_number() -> None:
    draft = Draft("x", "nl", "s", "Dag. U kreeg het op 3 mei. Dag.", (Citation("U kreeg het op 3 mei", "B2"),), ())
    findings = [
        Finding("a", "advice", 0, 3, "Dag", "", ""),
        Finding("b", "stop", 20, 25, "3 mei", "", ""),
    ]
    found = [(p.words, p.number) for p in pieces_of(draft, findings) if p.kind == "found"]
    assert found == [("Dag", 1), ("3 mei", 2)]
    assert "".join(p.words for p in pieces_of(draft, findings)) == draft.body


@pytest.mark.parametrize(("on", "is_over"), [(date(2026, 10, 12), False), (date(2027, 6, 1), True)])
def test_checklist_tells_what_can_no_longer_be_had_from_what_still_can(on: date, is_over: bool) -> None:
    said = "Ik heb deze bestelling niet gedaan, iemand heeft op mijn naam besteld. Ik wil mijn geld terug."
    lines = shown_checklist(work(CaseInput(message=message(said), papers=(order(),), on=on)))
    dated = [line for line in (*lines.missing, *lines.on_file, *lines.absent) if line.until]
    assert dated
    assert {line.is_over for line in dated} == {is_over}
    with translation.override("nl"):
        page = render_to_string("components/expected.html", {"expected": lines})
    assert ("Voorbij sinds" in page) == is_over
