"""The papers of the demonstration yield the facts its outcomes rest on, read and not put in."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from wederhoor.connect.matching import mismatches
from wederhoor.connect.papers import facts_of, read_paper
from wederhoor.demonstration.index import index

EXPECTED = Path(__file__).parent.parent / "recorded" / "demonstration-expected.toml"


def shown(code: str, file: str) -> dict[str, Any]:
    paper = next(paper for paper in index().case(code).papers if paper.file == file)
    return facts_of(read_paper(paper.data, paper.name, paper.media_type, paper.sort))


@pytest.mark.parametrize(
    ("code", "placed", "total", "means"),
    [
        ("c1", date(2026, 10, 1), "133.95", "ideal"),
        ("c2", date(2026, 9, 27), "80.45", "ideal"),
        ("c3", date(2026, 9, 14), "219.00", "card"),
        ("c4", date(2026, 10, 5), "94.95", "ideal"),
        ("c5", date(2025, 7, 29), "189.00", "ideal"),
        ("c6", date(2026, 9, 24), "276.00", "klarna"),
        ("c7", date(2026, 9, 21), "312.00", "ideal"),
        ("c8", date(2026, 9, 5), "245.00", "ideal"),
    ],
)
def test_order_and_confirmation_show_the_same_purchase(code: str, placed: date, total: str, means: str) -> None:
    case = index().case(code)
    order = shown(code, f"{code}/order.json")
    assert (order["contract_date"], order["total_paid_eur"], order["payment_method"]) == (placed, Decimal(total), means)
    assert order["order_number"] == case.order
    if code != "c5":
        told = shown(code, f"{code}/confirmation.eml")
        core = ("contract_date", "price_eur", "paid_standard_delivery_eur", "total_paid_eur", "payment_method")
        for name in (*core, "goods_description", "order_number"):
            assert told[name] == order[name], name


@pytest.mark.parametrize(
    ("code", "handed", "delivered", "proof"),
    [
        ("c1", date(2026, 10, 2), date(2026, 10, 5), "signature"),
        ("c2", date(2026, 9, 29), date(2026, 9, 30), "scan"),
        ("c3", date(2026, 9, 16), date(2026, 9, 17), "code"),
        ("c4", date(2026, 10, 7), date(2026, 10, 9), "scan"),
        ("c5", date(2025, 7, 30), date(2025, 8, 1), "signature"),
        ("c6", date(2026, 9, 28), date(2026, 9, 29), "signature"),
        ("c7", date(2026, 10, 5), date(2026, 10, 6), "code"),
        ("c8", date(2026, 9, 8), date(2026, 9, 9), "signature"),
    ],
)
def test_the_parcel_shows_when_it_came_and_what_proves_it(code: str, handed: date, delivered: date, proof: str) -> None:
    facts = shown(code, f"{code}/parcel.json")
    assert (facts["handed_to_carrier_date"], facts["carrier_status_delivered_date"]) == (handed, delivered)
    assert facts[f"delivery_evidence_{proof}"] is True
    assert ("delivered_date" in facts) == (proof != "scan")


def test_order_parcel_and_claim_belong_together() -> None:
    for case in index().cases:
        order = next(p for p in case.papers if p.sort == "order")
        parcel = next(p for p in case.papers if p.sort == "tracking" and p.name.endswith("json"))
        read, sent = read_paper(order.data).order, read_paper(parcel.data).parcel
        sender = read_paper(case.message.data, sort="message").mail
        assert sender is not None
        assert mismatches(read, sent, order_numbers=[case.order], email=sender.sender) == ()
        assert mismatches(read, email=sender.sender, name=sender.sender_name) == ()


def test_the_page_of_c2_speaks_of_another_door() -> None:
    facts = shown("c2", "c2/tracking-page.html")
    assert facts["delivery_evidence_gps"] is False
    assert "delivery_evidence_signature" not in facts


def test_the_confirmation_tells_of_withdrawal_and_that_of_c7_of_the_exclusion() -> None:
    assert shown("c3", "c3/confirmation.eml")["withdrawal_function_info_given"] is True
    assert shown("c3", "c3/payment.json")["three_d_secure"] is True
    made = shown("c7", "c7/confirmation.eml")
    assert (made["exception_info_given"], made.get("withdrawal_info_given")) == (True, None)


def test_the_return_of_c8_dates_the_way_back() -> None:
    facts = shown("c8", "c8/return-parcel.json")
    assert (facts["return_dispatched_date"], facts["goods_returned_received_date"]) == (
        date(2026, 9, 21),
        date(2026, 9, 23),
    )


def test_messages_are_read_as_their_writers_meant_them() -> None:
    read = {case.code: read_paper(case.message.data, sort="message").mail for case in (*index().cases, *index().others)}
    assert all(mail and mail.text and mail.sent_by == "person" for mail in read.values())
    assert read["c7"] is not None
    assert "pixel" not in read["c7"].html
    assert read["c4"] is not None
    assert [attached.name for attached in read["c4"].attachments] == ["box.jpg", "padding.jpg", "pieces.jpg"]
    assert read["c5"] is not None
    assert "€" in read["c5"].text
    assert "Geschäftsbedingungen" in read["c5"].text


def test_every_paper_is_listed_once_and_every_listed_one_exists() -> None:
    listed = {paper.file for case in (*index().cases, *index().others) for paper in case.papers if paper.data}
    listed |= {terms.file for terms in index().shop.terms if terms.text}
    folder = Path(__file__).parents[2] / "src" / "wederhoor" / "demonstration" / "papers"
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {"index.toml"}
    assert there - listed <= {"shop/checkout.html"}
    assert listed <= there


def test_what_is_expected_is_said_for_every_customer_and_message() -> None:
    expected = tomllib.loads(EXPECTED.read_text(encoding="utf-8"))
    assert set(expected) == {case.code for case in (*index().cases, *index().others)}


def test_the_history_adds_up() -> None:
    history = index().history
    assert sum(history.kinds.values()) == sum(history.ended.values()) == history.complaints
