"""The engine itself: outcome for the whole, tellings, what is disputed, who must show what, and speed."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from wederhoor.facts import Facts, Outcome, Remedy, UnknownFact
from wederhoor.law.cases import own_cases
from wederhoor.law.countries import TOPICS
from wederhoor.law.engine import UnknownTopic, assess, judge_flat, overall
from wederhoor.law.rule import Case, Rule, Topic, deny
from wederhoor.law.shapes import Demand, Tellings

TODAY = date(2026, 10, 12)
C, S, P, N = Outcome.CUSTOMER_RIGHT, Outcome.SHOP_RIGHT, Outcome.PARTLY, Outcome.NEEDS_EVIDENCE
PARCEL: dict[str, Any] = {"contract_date": "2026-09-01", "consumer_denies_receipt": True}


def outcomes(*plain: Outcome, otherwise: tuple[Outcome, ...] = ()) -> list[tuple[Demand, Outcome]]:
    first = [(Demand(Remedy.REFUND), outcome) for outcome in plain]
    return [*first, *((Demand(Remedy.REFUND, otherwise=True), outcome) for outcome in otherwise)]


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ((C, C), C),
        ((S, S), S),
        ((P, S, C), P),
        ((C, S), P),
        ((C, N), P),
        ((S, N), N),
        ((N,), N),
    ],
)
def test_outcome_for_the_whole_follows_the_demands(given: tuple[Outcome, ...], outcome: Outcome) -> None:
    assert overall(outcomes(*given)) is outcome


def test_what_is_asked_only_otherwise_does_not_count() -> None:
    assert overall(outcomes(C, otherwise=(S,))) is C
    assert overall(outcomes(otherwise=(S,))) is S


def test_tellings_are_heard_apart_and_the_difference_is_named() -> None:
    exhibits = Facts.flat({**PARCEL, "delivery_evidence_signature": True})
    told = Tellings(
        consumer=Facts.flat({"signature_disputed": True}).over(exhibits),
        shop=Facts.flat({"signature_disputed": False}).over(exhibits),
        exhibits=exhibits,
    )
    assessment = assess("non_delivery", [Demand(Remedy.DELIVERY)], told, on=TODAY)
    assert assessment.tellings == {"consumer": C, "shop": S, "exhibits": N}
    assert assessment.outcome is N
    assert assessment.disputed == ("signature_disputed",)


def test_what_both_tell_alike_is_not_disputed() -> None:
    exhibits = Facts.flat({**PARCEL, "delivery_evidence_scan": True})
    told = Tellings(Facts.flat({"box_opened": True}).over(exhibits), exhibits, exhibits)
    assert assess("non_delivery", [Demand(Remedy.DELIVERY)], told, on=TODAY).disputed == ()


def test_nothing_is_asked_of_a_customer_with_a_date_unless_it_is_at_the_customers_risk() -> None:
    for case in own_cases():
        for missing in judge_flat(case["claim_kind"], case["facts"]).missing:
            if missing.who == "customer" and missing.at_whose_risk == "shop":
                assert missing.by is None
            if missing.who == missing.at_whose_risk:
                assert missing.by is not None


def test_an_open_outcome_always_names_a_fact_or_the_outcome_that_follows() -> None:
    for case in own_cases():
        assessment = judge_flat(case["claim_kind"], case["facts"])
        if assessment.outcome is N:
            assert assessment.missing or all(answer.then for answer in assessment.answers), case["id"]


def test_what_would_change_it_really_changes_it() -> None:
    for case in list(own_cases())[::3]:
        assessment = judge_flat(case["claim_kind"], case["facts"], changes=True)
        for change in assessment.would_change:
            varied = judge_flat(case["claim_kind"], {**case["facts"], change.fact: change.to})
            assert varied.outcome is change.outcome, (case["id"], change)


@pytest.mark.parametrize("mark", ["verify", "heuristic"])
def test_an_unsure_or_weighing_rule_never_refuses(monkeypatch: pytest.MonkeyPatch, mark: str) -> None:
    rule = Rule("nl.trial.rule", ("150 Rv",), (), lambda case: deny("late"), **{mark: True})  # type: ignore[arg-type]
    trial = Topic("trial", (rule,), lambda case: ())
    monkeypatch.setitem(TOPICS["nl"], "trial", trial)  # type: ignore[arg-type]
    told = Tellings.established(Facts())
    (answer,) = assess("trial", [Demand(Remedy.REFUND)], told, on=TODAY).answers
    assert (answer.outcome, answer.then) == (N, S)


def test_rules_are_chosen_by_the_day_of_the_contract() -> None:
    rule = Rule("nl.trial.rule", ("150 Rv",), (), lambda case: None, since=date(2020, 1, 2), until=date(2021, 1, 1))
    days = [date(2020, 1, 1), date(2020, 1, 2), date(2020, 12, 31), date(2021, 1, 1)]
    assert [rule.in_force(day) for day in days] == [False, True, True, False]


def test_every_topic_answers_every_remedy() -> None:
    for name in TOPICS["nl"]:
        for remedy in Remedy:
            assessment = assess(name, [Demand(remedy)], Tellings.established(Facts()), on=TODAY)
            assert assessment.answers[0].reasons


@pytest.mark.parametrize("name", sorted(TOPICS["nl"]))
def test_nothing_known_is_never_refused(name: str) -> None:
    demand = Demand(Remedy.REFUND)
    assert assess(name, [demand], Tellings.established(Facts()), on=TODAY).outcome is not S


def test_a_customer_abroad_never_gets_a_dutch_outcome() -> None:
    for name in TOPICS["nl"]:
        facts = Facts.flat({"jurisdiction": "FR"})
        assessment = assess(name, [Demand(Remedy.REFUND)], Tellings.established(facts), on=TODAY)
        assert assessment.outcome is N
        assert assessment.reasons[0].sentence == "elsewhere"


@pytest.mark.parametrize(("lives", "country"), [("DE", "de"), ("België", "be"), ("NL", "nl")])
def test_the_law_is_that_of_where_the_customer_lives(lives: str, country: str) -> None:
    for name in TOPICS["nl"]:
        told = Tellings.established(Facts.flat({"jurisdiction": lives, **PARCEL}))
        assessment = assess(name, [Demand(Remedy.REFUND)], told, on=TODAY)
        assert assessment.country == country
        assert {reason.rule.split(".")[0] for reason in assessment.reasons} == {country}


def test_an_unknown_topic_is_named() -> None:
    with pytest.raises(UnknownTopic, match="shoe_size"):
        assess("shoe_size", [Demand(Remedy.REFUND)], Tellings.established(Facts()), on=TODAY)


def test_an_unknown_fact_is_named() -> None:
    with pytest.raises(UnknownFact, match="shoe_size"):
        judge_flat("withdrawal", {"shoe_size": 41, "assessed_on": "2026-10-12"})


def test_a_case_without_a_day_is_refused_with_a_reason() -> None:
    with pytest.raises(ValueError, match="assessed_on"):
        judge_flat("withdrawal", {})


def test_nothing_demanded_is_refused_with_a_reason() -> None:
    with pytest.raises(ValueError, match="at least one demand"):
        assess("withdrawal", [], Tellings.established(Facts()), on=TODAY)


def test_a_return_of_null_means_not_come_back() -> None:
    facts = {
        "received_date": "2026-09-25",
        "withdrawal_statement_date": "2026-10-01",
        "requested_remedy": "full_refund",
        "assessed_on": "2026-10-15",
    }
    assert judge_flat("withdrawal", facts).outcome is C
    not_back = judge_flat("withdrawal", {**facts, "goods_returned_received_date": None})
    assert (not_back.outcome, not_back.answers[0].then) == (S, C)


def test_figures_keep_their_cents() -> None:
    facts = {
        "received_date": "2026-10-01",
        "withdrawal_statement_date": "2026-10-02",
        "price_eur": 0.1,
        "paid_standard_delivery_eur": 0.2,
        "assessed_on": "2026-10-03",
    }
    assert judge_flat("withdrawal", facts).answers[0].amount == Decimal("0.3")


def test_a_thousand_assessments_take_no_more_than_a_few_seconds() -> None:
    """A guard against a slip of ten times, not a measurement."""
    case = next(iter(own_cases()))
    began = time.process_time()
    for _ in range(200):
        judge_flat(case["claim_kind"], case["facts"])
    assert time.process_time() - began < 1


def test_case_reads_each_kind_of_fact() -> None:
    facts = Facts.flat({"box_opened": True, "price_eur": 3, "repair_attempts": 2, "carrier": "PostNL"})
    case = Case(facts, Demand(Remedy.REFUND), TODAY)
    assert (case.yes("box_opened"), case.euro("price_eur"), case.count("repair_attempts")) == (True, Decimal(3), 2)
    assert (case.text("carrier"), case.day("received_date"), case.unknown("delivered")) == ("postnl", None, True)
