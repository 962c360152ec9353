"""The demonstration's eight customers and six other messages reach what is right for each, per demand."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from wederhoor.casework.chain import work
from wederhoor.casework.shapes import CaseInput, Paper, Work
from wederhoor.casework.slots import slots_of
from wederhoor.demonstration.index import Case, Terms, index
from wederhoor.demonstration.papers_on_table import paper_of
from wederhoor.drafting.shapes import ShopCard

EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "recorded" / "demonstration-expected.toml").read_text()
)
CUSTOMERS = [f"c{n}" for n in range(1, 9)]
# For the law, sending it again after a parcel that never came is delivering; a customer may call it a replacement.
SAME = {"replacement": "delivery"}
# A refund refused after a withdrawal may be read as any of its stages; the law asks the same of all.
ALIKE = {"refund_incomplete": {"withdrawal", "refund_not_received", "refund_incomplete"}}


def terms_for(case: Case) -> Terms:
    """The version that stood there when the order was placed."""
    return next(t for t in index().shop.terms if t.version == ("v3" if case.code == "c5" else "v4"))


@cache
def done(code: str) -> Work:
    case, shop = index().case(code), index().shop
    terms = Paper(terms_for(case).text.encode(), "voorwaarden.txt", "text/plain", "terms", title="Voorwaarden")
    card = ShopCard(
        name=shop.name,
        legal_name=shop.legal_name,
        kvk=shop.kvk,
        address=shop.address,
        email=shop.email,
        signer=shop.signer,
        trustmark=shop.trustmark,
    )
    around = tuple(paper_of(file) for file in case.around)
    return work(
        CaseInput(
            message=paper_of(case.message),
            on=index().today,
            papers=(*around, terms),
            shop_says=case.shop_says,
            shop=card,
            reference="K7QF-82MN-R",
        )
    )


def articles(work: Work) -> set[str]:
    found = [a for assessment in work.assessments for reason in assessment.reasons for a in reason.articles]
    return {m.group() for a in found for m in [re.match(r"\d+:\d+[a-z]*", a)] if m}


@pytest.mark.parametrize("code", EXPECTED)
def test_message_is_read_as_what_it_is(code: str) -> None:
    expected, reading = EXPECTED[code], done(code).reading
    assert str(reading.kind) in ALIKE.get(expected["kind"], {expected["kind"]})
    if "grade" in expected:
        assert str(reading.pressure.grade) == expected["grade"]
        assert set(expected["steps"]) <= {str(step) for step in reading.pressure.steps}
    if "language" in expected:
        assert reading.language == expected["language"]


@pytest.mark.parametrize("code", CUSTOMERS)
def test_outcome_is_right_as_a_whole(code: str) -> None:
    found = done(code)
    assert found.assessment is not None
    assert str(found.assessment.outcome) == EXPECTED[code]["outcome"]


@pytest.mark.parametrize("code", [*CUSTOMERS, "collection"])
def test_outcome_is_right_per_demand(code: str) -> None:
    answers = [answer for assessment in done(code).assessments for answer in assessment.answers]
    for demand in EXPECTED[code]["demands"]:
        wanted = demand["remedy"]
        found = [a for a in answers if wanted in (str(a.demand.remedy), SAME.get(str(a.demand.remedy)))]
        assert found, f"{wanted} was not read"
        if "outcome" in demand:
            assert str(found[0].outcome) == demand["outcome"], wanted
        if "then" in demand:
            assert demand["then"] in (str(found[0].then), str(found[0].outcome)), wanted
        if "amount" in demand:
            asked = found[0].demand.amount if found[0].demand.amount is not None else found[0].amount
            assert str(asked) == demand["amount"]
        if "granted" in demand:
            assert str(found[0].amount) == demand["granted"]


@pytest.mark.parametrize("code", [c for c in EXPECTED if "clocks" in EXPECTED[c]])
def test_dates_that_run_are_right(code: str) -> None:
    found = done(code)
    days = {clock.due for assessment in found.assessments for clock in assessment.clocks}
    days |= {slot.value for name, slot in slots_of(found.table).items() if name == "answer_by"}
    assert {clock["due"] for clock in EXPECTED[code]["clocks"]} <= days


@pytest.mark.parametrize("code", CUSTOMERS)
def test_articles_are_cited(code: str) -> None:
    assert set(EXPECTED[code].get("articles", ())) - {"6:236"} <= articles(done(code))


@pytest.mark.parametrize("code", ["praise", "supplier", "phishing"])
def test_what_is_no_complaint_gets_a_sentence_and_no_letter(code: str) -> None:
    found = done(code)
    assert found.assessment is None
    assert found.sentence
    assert found.draft is None


@pytest.mark.parametrize("code", [*CUSTOMERS, "collection", "access", "not_collected"])
def test_there_is_a_letter_for_today_and_the_checker_lets_it_go(code: str) -> None:
    found = done(code)
    assert found.draft is not None
    assert not [f for f in found.findings if f.severity == "stop"]


def test_without_the_suppliers_notice_it_is_too_early_to_say() -> None:
    case = index().case("c5")
    around = tuple(paper_of(f) for f in case.around if "supplier" not in f.file)
    found = work(CaseInput(message=paper_of(case.message), on=index().today, papers=around))
    assert found.assessment is not None
    assert str(found.assessment.outcome) == EXPECTED["c5"]["without_supplier_notice"]


def test_not_collecting_is_asked_about_and_not_refused() -> None:
    found = done("not_collected")
    assert found.assessment is not None
    assert found.assessment.topic == "not_collected"
    assert str(found.assessment.outcome) == "needs_evidence"


def test_refusal_says_nothing_of_reviews_police_or_fraud() -> None:
    draft = done("c3").draft
    assert draft is not None
    said = draft.body.lower()
    assert not [word for word in ("review", "google", "politie", "aangifte", "fraude", "oplicht") if word in said]
    assert len({c.exhibit for c in draft.citations}) >= 2
