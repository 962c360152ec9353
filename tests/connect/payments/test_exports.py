"""Exports of four providers give the same shape, and a row that fits nothing is given back with the reason."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from wederhoor.connect.payments.exports import Misfit, layout_of, rows_of
from wederhoor.connect.payments.shapes import PaymentMoment

STRIPE = "id,Created (UTC),Amount,Currency,Status,Payment Method Type,Card Last4,order_id (metadata),Customer Email"
STRIPE_BALANCE = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Description"
MOLLIE = "Datum;ID;Bedrag;Valuta;Betaalmethode;Status;Omschrijving;Consumentenrekening"
PAYPAL = "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,Transaction ID,Invoice Number"
ADYEN = "Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,"
ADYEN += "Gross Currency,Gross Debit (GC),Gross Credit (GC),Card Number"


def read(header: str, *rows: str) -> list[tuple[int, PaymentMoment | Misfit]]:
    layout = layout_of(header)
    assert layout is not None
    return list(rows_of([header, *rows], layout))


def test_stripe_payments_and_balance() -> None:
    [(number, one)] = read(STRIPE, "ch_1,2026-10-05 09:31,89.00,eur,Paid,card,4242,LH-2041,tessa@mail.example")
    assert isinstance(one, PaymentMoment)
    assert (number, one.at, one.kind, one.amount) == (2, datetime(2026, 10, 5, 9, 31, tzinfo=UTC), "paid", Decimal(89))
    assert (one.order_number, one.is_card, one.last4, one.currency) == ("LH-2041", True, "4242", "EUR")
    [(_, back)] = read(STRIPE_BALANCE, "txn_1,refund,re_1,-89.00,0,-89.00,eur,2026-10-09 08:00:01,Bestelling LH-2041")
    assert isinstance(back, PaymentMoment)
    assert (back.kind, back.amount, back.order_number, back.reference) == ("refunded", Decimal(-89), "LH-2041", "re_1")


def test_mollie_in_dutch_with_commas_and_dutch_time() -> None:
    [(_, one)] = read(
        MOLLIE, '05-10-2026 11:31:00;tr_7UhSN1zuXS;"1.089,50";EUR;iDEAL;paid;Order LH-2041;NL91ABNA0417164300'
    )
    assert isinstance(one, PaymentMoment)
    assert (one.at.astimezone(UTC).hour, one.amount, one.kind) == (9, Decimal("1089.50"), "paid")
    assert (one.order_number, one.last4, one.reference) == ("LH-2041", "4300", "tr_7UhSN1zuXS")


def test_paypal_with_its_own_zone_and_what_the_shop_paid_itself() -> None:
    rows = (
        '10/05/2026,02:31:00,PDT,Tessa,Express Checkout Payment,Completed,EUR,"89,00",0,0,t@mail.example,9AB,LH-2041',
        '5/10/2026,02:31:00,America/Los_Angeles,T,Payment Refund,Completed,EUR,"-89,00",0,0,t@mail.example,9AC,LH-2041',
        "05/10/2026,02:31:00,PDT,Post,General Payment,Completed,EUR,-7.00,0,0,w@shop.example,9AD,",
    )
    told = [one for _, one in read(PAYPAL, *rows)]
    moments = [one for one in told if isinstance(one, PaymentMoment)]
    assert [(one.kind, one.order_number) for one in moments] == [
        ("paid", "LH-2041"),
        ("refunded", "LH-2041"),
        ("other", ""),
    ]
    assert [one.at.astimezone(UTC).hour for one in moments] == [9, 9, 9]


def test_adyen_refund_is_minus_and_of_a_card_four_numbers_stay() -> None:
    start = "Lampenhuis,LampenNL,883612345678901A,LH-2041,visa,2026-10-05 11:31:00,CEST"
    [(_, paid), (_, back)] = read(
        ADYEN, f"{start},Settled,EUR,,89.00,411111xxxxxx1111", f"{start},Refunded,EUR,89.00,,411111xxxxxx1111"
    )
    assert isinstance(paid, PaymentMoment)
    assert isinstance(back, PaymentMoment)
    assert [(one.kind, one.amount) for one in (paid, back)] == [("paid", Decimal(89)), ("refunded", Decimal(-89))]
    assert (paid.at.astimezone(UTC).hour, paid.last4, paid.is_card) == (9, "1111", True)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("ch_1,gisteren,89,eur,Paid,card,4242,LH-1,", "moment"),
        ("ch_1,0001-01-01 00:00,89,eur,Paid,card,4242,LH-1,", "moment"),
        ("ch_1,0001-01-01T00:00:00+14:00,89,eur,Paid,card,4242,LH-1,", "moment"),
        ("ch_1,2026-10-05 09:31,89", "shape"),
        (",2026-10-05 09:31,89,eur,Paid,card,4242,LH-1,", "shape"),
        ('ch_1,"2026-10-05 09:31,89,eur,Paid,card,4242,LH-1,', "shape"),
        ("ch_1," + "x" * 70_000, "long"),
    ],
)
def test_row_that_fits_nothing_says_why_and_the_next_is_read(row: str, why: str) -> None:
    [(number, found), (_, after)] = read(STRIPE, row, "ch_2,2026-10-05 09:31,1,eur,Paid,card,4242,LH-1,")
    assert isinstance(found, Misfit)
    assert (number, found.why) == (2, why)
    assert isinstance(after, PaymentMoment)


@pytest.mark.parametrize("zone", ["../../etc/passwd", "Europe", "x" * 5000, "a\x00b", ""])
def test_zone_that_is_none_stops_nothing(zone: str) -> None:
    [(_, found)] = read(ADYEN, f"L,L,8836,LH-1,visa,2026-10-05 11:31:00,{zone},Settled,EUR,,89.00,")
    assert isinstance(found, PaymentMoment) is (zone == "")


def test_header_of_nobody_is_no_layout() -> None:
    assert layout_of("a,b,c") is None
    assert layout_of("") is None
