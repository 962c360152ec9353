"""An order or parcel that does not belong to the claim gets a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from wederhoor.connect.contract import Order, Parcel
from wederhoor.connect.matching import matches, mismatches

ORDER = Order(
    "KK26-1483",
    date(2026, 10, 1),
    (),
    Decimal(1),
    Decimal(0),
    Decimal(1),
    customer_name="Sanne Veenstra",
    customer_email="sanne@post.example",
    tracking_code="3STEST7654321",
)


def test_the_number_the_customer_names_settles_it() -> None:
    assert matches(ORDER, ["kk26 1483"], "someone@else.example", "Iemand Anders")
    (sentence,) = mismatches(ORDER, order_numbers=["KK26-1391"])
    assert "KK26-1391" in sentence
    assert "KK26-1483" in sentence
    assert sentence.says("de").startswith("Der Kunde")


def test_another_address_with_another_name_is_asked_about() -> None:
    assert matches(ORDER, email="sanne.prive@post.example", name="S. Veenstra")
    assert matches(ORDER, email="SANNE@post.example", name="iemand")
    assert not matches(ORDER, email="joris@post.example", name="Joris Bakker")


def test_a_parcel_of_another_order_is_noticed() -> None:
    other = Parcel("PostNL", "3STEST0000009", handed_over=date(2026, 9, 20))
    assert len(mismatches(ORDER, other)) == 2
    assert mismatches(ORDER, replace(other, code="3stest7654321", handed_over=date(2026, 10, 2))) == ()


def test_an_order_placed_after_the_mail_is_noticed() -> None:
    assert mismatches(ORDER, mailed=date(2026, 9, 1))
