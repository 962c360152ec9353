"""Every date that runs: from which fact, for whom, how long, where the figure comes from, and its sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from wederhoor.facts import VOCABULARY, Facts, Remedy
from wederhoor.law import explain, texts
from wederhoor.law.cases import own_cases
from wederhoor.law.countries import TOPICS
from wederhoor.law.countries.nl import clocks, windows
from wederhoor.law.countries.nl.windows import WINDOWS, Window, named, working_days_after
from wederhoor.law.engine import judge_flat
from wederhoor.law.rule import CUSTOMER, SHOP, Case
from wederhoor.law.shapes import Clock, Demand

FOLDER = Path(str(files("wederhoor.law.countries")))
TODAY = "2026-11-02"
_LAST = "last_item_received_date"
_SECOND = "second_item_received_date"
ARRIVED = {"contract_date": "2026-10-01", "received_date": "2026-10-05"}


def case(**facts: Any) -> Case:
    on = date.fromisoformat(facts.pop("assessed_on", TODAY))
    return Case(Facts.flat(facts), Demand(Remedy.REFUND), on)


def due(found: tuple[Clock, ...]) -> dict[str, str]:
    return {clock.what: clock.due.isoformat() for clock in found}


def in_code() -> Iterator[str]:
    """The first words of ``Clock("…")`` in every country's code."""
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Clock":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


KNOWN = {*in_code(), *(window.what for window in WINDOWS)}


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_clock_has_its_sentence(language: str) -> None:
    said = {key.removeprefix("clock/") for key in texts.speech("speech", language) if key.startswith("clock/")}
    assert said >= KNOWN
    assert said - KNOWN == {"refund_ready", "unsure"}


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: f"{window.what}-{window.start[0]}")
def test_every_window_says_where_its_figure_comes_from_and_when_that_was_looked_up(window: Window) -> None:
    assert len(window.source) >= 8
    assert type(window.checked) is date
    assert window.who in (SHOP, CUSTOMER)
    assert set(window.facts) <= set(VOCABULARY)
    assert {VOCABULARY[name] for name in window.start} == {date}


@pytest.mark.parametrize("name", sorted(windows.LENGTHS))
def test_every_length_says_where_it_comes_from(name: str) -> None:
    length = windows.LENGTHS[name]
    assert type(length["months"]) is int
    assert length["source"].endswith("BW")
    assert type(length["checked"]) is date


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_what_a_clock_counts_from_has_plain_words(language: str) -> None:
    named_facts = texts.speech("facts", language)
    assert {name for window in WINDOWS for name in window.start} <= set(named_facts)


def test_every_group_is_heard_by_a_topic() -> None:
    groups = {window.run for window in WINDOWS}
    assert groups == {
        *("message", "forum", "privacy", "summons"),
        *("delivery", "loss", "damage", "conformity"),
    }
    spoken = "".join(path.read_text("utf-8") for path in FOLDER.rglob("*.py"))
    assert [group for group in groups if f'"{group}"' not in spoken] == []


def test_no_period_is_written_into_the_code() -> None:
    for module in (clocks, windows):
        tree = ast.parse(Path(module.__file__).read_text("utf-8"))
        numbers = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and type(n.value) is int]
        assert [n for n in numbers if n > 1] == []


def test_a_window_without_a_length_or_with_two_is_no_window() -> None:
    row = {"what": "x", "who": "shop", "run": "forum", "start": ["claim_date"], "source": "s", "checked": date.min}
    for more in ({}, {"days": 1, "weeks": 1}, {"never": True, "days": 1}):
        with pytest.raises(ValueError, match="one length"):
            windows._window({**row, **more})
    assert windows._window({**row, "days": 3}).length == 3


def test_every_clock_of_every_case_has_a_source_and_can_be_said() -> None:
    for one in own_cases():
        for clock in judge_flat(one["claim_kind"], one["facts"]).clocks:
            assert clock.source
            assert VOCABULARY[clock.slots.get("event", "claim_date")] is date, (one["id"], clock.what)
            assert all("{" not in explain.says_clock(clock, language) for language in texts.LANGUAGES)


@pytest.mark.parametrize(
    ("facts", "what", "expected"),
    [
        ({"claim_date": "2026-10-06"}, "answer", "2026-10-13"),
        ({"notified_date": "2026-10-06"}, "answer", "2026-10-13"),
        ({"claim_date": "2026-10-06", "shop_answered_date": "2026-10-08"}, "answer", None),
        ({"trustmark_complaint_date": "2026-10-05"}, "trustmark_answer", "2026-10-12"),
        ({"trustmark_pending_date": "2026-10-13"}, "trustmark_pending", "2026-10-20"),
        ({"claim_date": "2026-10-06", "shop_has_trustmark": True}, "trustmark_filing", "2027-10-06"),
        ({"claim_date": "2026-10-06"}, "trustmark_filing", None),
        (
            {"claim_date": "2026-10-06", "shop_has_trustmark": True, "trustmark_complaint_date": "2026-10-07"},
            "trustmark_filing",
            None,
        ),
        ({"ruling_filed_date": "2026-10-01"}, "ruling_statement", "2026-10-15"),
        ({"ruling_filed_date": "2026-10-01"}, "ruling_target", "2026-12-30"),
        ({"ruling_defence_asked_date": "2026-10-15"}, "ruling_defence", "2026-10-29"),
        ({"adr_notice_date": "2028-09-19"}, "adr_answer", None),
        ({"adr_notice_date": "2028-09-20"}, "adr_answer", "2028-10-18"),
        ({"adr_notice_date": "2028-09-20", "adr_complex": True}, "adr_answer", "2028-11-01"),
        ({"data_breach_discovered_date": "2026-10-09"}, "breach_report", "2026-10-12"),
        ({"content_notice_date": "2026-10-09"}, "content_notice", "2026-10-09"),
        ({"content_notice_date": "2024-02-16"}, "content_notice", None),
        ({"content_notice_date": "2024-02-17"}, "content_notice", "2024-02-17"),
        ({"dissolution_date": "2026-10-09"}, "dissolution_refund", "2026-10-09"),
        ({"dissolution_date": "2026-10-09", "refund_settled_date": "2026-10-09"}, "dissolution_refund", None),
        ({**ARRIVED, "order_receipt_confirmed": False}, "order_receipt", "2026-10-01"),
        (ARRIVED, "order_receipt", None),
        ({**ARRIVED, "order_receipt_confirmed": True}, "order_receipt", None),
        ({**ARRIVED, "contract_confirmation_sent": False}, "contract_confirmation", "2026-10-05"),
        ({**ARRIVED, "contract_confirmation_sent": True}, "contract_confirmation", None),
        ({"privacy_request_date": "2026-10-31"}, "privacy_answer", "2026-11-30"),
        ({"claim_date": "2026-10-31"}, "privacy_answer", None),
        ({"privacy_request_date": "2026-10-31", "privacy_answer_date": "2026-11-02"}, "privacy_answer", None),
        ({"privacy_request_date": "2026-10-31", "privacy_answer_date": "2026-11-02"}, "privacy_court", "2026-12-14"),
        ({"privacy_request_date": "2026-11-30", "privacy_extension_told": True}, "privacy_answer", None),
        (
            {"privacy_request_date": "2026-11-30", "privacy_extension_told": True},
            "privacy_answer_extended",
            "2027-02-28",
        ),
    ],
)
def test_what_runs_in_every_case(facts: dict[str, Any], what: str, expected: str | None) -> None:
    found = clocks.general_clocks(case(**facts))
    assert due(found).get(what) == expected
    assert all(clock.slots["event"] in facts for clock in found)


@pytest.mark.parametrize(
    ("method", "more", "expected"),
    [
        ("Klarna achteraf betalen", {}, "2026-10-22"),
        ("klarna", {"payment_unauthorised": True}, "2026-10-08"),
        ("PayPal", {}, "2026-10-11"),
        ("creditcard", {}, "2026-10-08"),
        ("creditcard", {"payment_dispute_due_date": "2026-10-17"}, "2026-10-17"),
        ("klarna", {"payment_dispute_due_date": "2026-10-17"}, "2026-10-17"),
        ("ideal", {}, None),
        ("gift card", {}, None),
    ],
)
def test_answer_to_a_payment_dispute(method: str, more: dict[str, Any], expected: str | None) -> None:
    found = clocks.general_clocks(case(payment_method=method, payment_dispute_opened_date="2026-10-01", **more))
    assert due(found).get("payment_dispute_answer") == expected
    assert "chargeback_window" not in due(found)


@pytest.mark.parametrize(
    ("method", "more", "expected"),
    [
        ("Klarna", {}, "2027-03-30"),
        ("paypal", {"payment_date": "2026-10-02"}, "2027-03-31"),
        ("Visa", {}, "2027-02-02"),
        ("SEPA direct debit", {"payment_date": "2026-10-02"}, "2026-11-27"),
        ("automatische incasso", {"payment_date": "2026-10-02", "payment_unauthorised": True}, "2027-11-02"),
        ("Wero", {}, "2027-01-29"),
        ("iDEAL", {}, None),
        ("iDEAL | Wero", {}, "2027-01-29"),
        ("cadeaukaart", {}, None),
        ("", {}, None),
    ],
)
def test_how_long_a_payment_can_be_taken_back(method: str, more: dict[str, Any], expected: str | None) -> None:
    found = clocks.general_clocks(case(**ARRIVED, payment_method=method, **more))
    assert due(found).get("chargeback_window") == expected
    assert all(clock.verify for clock in found if clock.what == "chargeback_window")


def test_a_dispute_at_paypal_closes_by_itself() -> None:
    opened = case(payment_method="paypal", payment_dispute_opened_date="2026-10-01")
    assert due(clocks.general_clocks(opened))["payment_dispute_escalation"] == "2026-10-21"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"contract_date": "2026-08-03"}, "2026-09-02"),
        ({"contract_date": "2026-08-06"}, "2026-09-05"),  # a Saturday: the shop's own last day does not move on
        ({"contract_date": "2026-08-03", "agreed_delivery_date": "2026-10-30"}, "2026-10-30"),
        ({"contract_date": "2026-08-03", "consumer_message_acknowledges_use": True}, None),
    ],
)
def test_delivery_by_law(facts: dict[str, Any], expected: str | None) -> None:
    assert due(clocks.delivery_clocks(case(**facts))).get("delivery") == expected


@pytest.mark.parametrize(("carrier", "unsure"), [("PostNL", False), ("DHL", True), ("dpd", True), ("GLS", True)])
def test_the_shop_s_own_claim_at_the_carrier(carrier: str, unsure: bool) -> None:
    known = case(carrier=carrier, handed_to_carrier_date="2026-09-29", delivered_date="2026-10-01")
    lost = [clock for clock in clocks.delivery_clocks(known) if clock.what == "carrier_loss_claim"]
    broken = [clock for clock in clocks.damage_clocks(known) if clock.what == "carrier_damage_claim"]
    assert [(c.due.isoformat(), c.verify) for c in lost] == [("2026-10-29", unsure)]
    assert [(c.due.isoformat(), c.verify) for c in broken] == [("2026-10-08", unsure)]


def test_an_unknown_carrier_has_no_dates() -> None:
    known = case(carrier="Fietskoerier", handed_to_carrier_date="2026-09-29", delivered_date="2026-10-01")
    assert not {what for what in due(clocks.delivery_clocks(known)) if what.startswith("carrier")}


@pytest.mark.parametrize(
    ("facts", "what", "expected"),
    [
        ({"discovered_date": "2026-08-26"}, "complaint_two_months", "2026-10-26"),
        ({"discovered_date": "2026-08-24"}, "complaint_two_months", "2026-10-26"),  # a Saturday moves on for her
        ({"discovered_date": "2026-08-24", "notified_date": "2026-08-30"}, "complaint_two_months", None),
        ({"notified_date": "2026-08-30"}, "conformity_prescription", "2028-08-30"),
        ({"notified_date": "2026-10-30"}, "repair_reasonable_time", "2026-11-16"),  # an aim, from today on
        ({"contract_date": "2022-04-26", "delivered_date": "2022-05-02"}, "presumption_end", "2022-11-02"),
        ({"contract_date": "2022-04-27", "delivered_date": "2022-05-02"}, "presumption_end", "2023-05-02"),
        (
            {"contract_date": "2022-04-27", "delivered_date": "2022-05-02", "goods_living_animal": True},
            "presumption_end",
            "2022-11-02",
        ),
    ],
)
def test_dates_of_a_defect(facts: dict[str, Any], what: str, expected: str | None) -> None:
    assert due(clocks.conformity_clocks(case(**facts))).get(what) == expected


def test_a_withdrawal_starts_three_dates_and_ends_with_the_return() -> None:
    said = {**ARRIVED, "withdrawal_statement_date": "2026-10-09", "withdrawal_info_given": True}
    found = due(clocks.withdrawal_clocks(case(**said)))
    assert found["withdrawal_receipt"] == "2026-10-09"
    assert found["refund"] == found["return_sending"] == "2026-10-23"
    back = clocks.withdrawal_clocks(case(**said, goods_returned_received_date="2026-10-12"))
    assert "return_sending" not in due(back)
    assert next(clock for clock in back if clock.what == "refund").slots["ready"] is True


@pytest.mark.parametrize(
    "none",
    [
        {"delivered": False},
        {"digital_not_on_medium": True},
        {"received_date": "2026-10-05", "shop_offers_collection": True},
    ],
)
def test_nothing_is_sent_back_where_nothing_came_or_the_shop_collects(none: dict[str, Any]) -> None:
    said = case(contract_date="2026-10-01", withdrawal_statement_date="2026-10-09", **none)
    assert "return_sending" not in due(clocks.withdrawal_clocks(said))


@pytest.mark.parametrize(("asked", "runs"), [("2026-10-18", True), ("2026-10-19", True), ("2026-10-20", False)])
def test_a_parcel_that_came_late_can_still_be_withdrawn_from_for_a_while(asked: str, runs: bool) -> None:
    here = case(**ARRIVED, withdrawal_info_given=True, withdrawal_function_available=True, assessed_on=asked)
    found = {clock.what: clock for clock in clocks.delivery_clocks(here)}
    assert ("withdrawal_end" in found) is runs
    tailored = {"goods_custom_made_individual": True, "goods_prefabricated": False}
    assert "withdrawal_end" not in due(clocks.delivery_clocks(case(**ARRIVED, **tailored, assessed_on=asked)))


@pytest.mark.parametrize(
    ("facts", "event"),
    [
        ({"received_date": "2026-10-05"}, "received_date"),
        ({"first_item_received_date": "2026-10-03", "second_item_received_date": "2026-10-05"}, _SECOND),
        ({"first_item_received_date": "2026-10-05", "contract_regular_delivery": True}, "first_item_received_date"),
        ({"first_item_received_date": "2026-10-03", "last_item_received_date": "2026-10-05"}, _LAST),
        ({"digital_not_on_medium": True}, "contract_date"),
    ],
)
def test_the_period_of_reflection_says_what_it_counts_from(facts: dict[str, Any], event: str) -> None:
    found = clocks.withdrawal_clocks(case(contract_date="2026-10-01", withdrawal_info_given=True, **facts))
    (end,) = [clock for clock in found if clock.what == "withdrawal_end"]
    assert end.slots["event"] == event


def test_a_right_that_is_excepted_or_over_starts_no_refund() -> None:
    tailored = case(
        **ARRIVED, withdrawal_statement_date="2026-10-09", goods_custom_made_individual=True, goods_prefabricated=False
    )
    assert set(due(clocks.withdrawal_clocks(tailored))) == {"answer", "withdrawal_receipt"}


@pytest.mark.parametrize(("against", "who"), [(None, SHOP), (False, SHOP), (True, CUSTOMER)])
def test_the_day_in_court_is_of_who_is_summoned(against: bool | None, who: str) -> None:
    facts = {"hearing_date": "2026-12-08", **({} if against is None else {"summons_against_customer": against})}
    (clock,) = clocks.summons_clocks(case(**facts))
    assert (clock.what, clock.who, clock.due) == ("hearing", who, date(2026, 12, 8))


def test_the_end_of_a_subscription_is_not_certain_and_counts_from_what_the_customer_said() -> None:
    facts = {"subscription_renewed_silently": True, "contract_date": "2025-09-01", "received_date": "2025-09-03"}
    for said in ("cancellation_date", "withdrawal_statement_date"):
        found = TOPICS["nl"]["subscription"].clocks(case(**facts, withdrawal_info_given=True, **{said: "2026-10-15"}))
        (end,) = [clock for clock in found if clock.what == "subscription_end"]
        assert (end.due, end.verify, end.slots["event"]) == (date(2026, 11, 15), True, said)


@pytest.mark.parametrize(
    ("event", "count", "last"),
    [
        (date(2026, 4, 1), 1, date(2026, 4, 2)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # Good Friday, the weekend, Easter Monday
        (date(2026, 4, 2), 2, date(2026, 4, 8)),
        (date(2026, 10, 9), 0, date(2026, 10, 9)),
    ],
)
def test_working_days(event: date, count: int, last: date) -> None:
    assert working_days_after(event, count) == last


def test_the_first_list_with_a_word_in_it_counts() -> None:
    assert [named("method", text) for text in ("cadeaucard", "debit card", "sepa incasso", "contant")] == [
        "gift",
        "card",
        "sepa",
        None,
    ]
