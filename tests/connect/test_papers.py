"""One order gives the same facts by every way, and every adapter reads its recordings into known facts."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from wederhoor.connect.contract import Unreadable
from wederhoor.connect.papers import ADAPTERS, facts_of, read_paper
from wederhoor.connect.platforms.fields import read_fields
from wederhoor.facts import value_of

RECORDED = Path(__file__).parent.parent / "recorded"
Recorded = Callable[[str], bytes]

CORE = {
    "contract_date": date(2026, 8, 31),
    "price_eur": Decimal("92.50"),
    "paid_standard_delivery_eur": Decimal("4.95"),
    "total_paid_eur": Decimal("97.45"),
    "payment_method": "ideal",
    "goods_description": "2 × Eikenhouten plank; Messing haak",
    "order_number": "5120",
    "carrier": "PostNL",
    "tracking_code": "3STEST7654321",
}
WAYS = (
    "woocommerce/order-v3.json",
    "woocommerce/orders-list.json",
    "shopify/order.json",
    "shopify/orders.json",
    "shopify/bare.json",
    "confirmation/nl.txt",
    "confirmation/nl-on-screen.txt",
    "confirmation/en.txt",
    "confirmation/de.txt",
    "confirmation/mail.eml",
    "confirmation/order.pdf",
)


@pytest.mark.parametrize("way", WAYS)
def test_one_order_gives_the_same_facts_by_every_way(way: str, recorded: Recorded) -> None:
    facts = facts_of(read_paper(recorded(way)))
    assert {name: facts.get(name) for name in CORE} == CORE
    assert (facts["buyer_is_consumer"], facts["distance_contract"], facts["jurisdiction"]) == (True, True, "NL")
    assert facts["order_paid"] is True


def test_the_older_woocommerce_shape_gives_the_same_facts_but_for_the_parcel(recorded: Recorded) -> None:
    facts = facts_of(read_paper(recorded("woocommerce/order-v2.json")))
    assert {name: facts.get(name) for name in CORE if name != "tracking_code"} == {
        name: value for name, value in CORE.items() if name != "tracking_code"
    }


@pytest.mark.parametrize(
    ("amount", "ordered", "code"),
    [
        ("92,50 + 4,95 verzending", "31 augustus 2026", "3STEST7654321"),
        (
            "97,45 waarvan 4,95 verzending",
            "31-8-2026",
            "https://jouw.postnl.nl/track-and-trace/3STEST7654321-NL-1111AA",
        ),
        ("€ 97,45 (incl. € 4,95 bezorgkosten)", "2026-08-31", "3S TEST 7654321"),
        ("92.50 plus 4.95 shipping", "August 31, 2026", "3STEST7654321"),
    ],
)
def test_the_six_fields_give_the_same_facts(amount: str, ordered: str, code: str) -> None:
    read = read_fields("2 x Eikenhouten plank; Messing haak", amount, ordered, "PostNL", code, "iDEAL", number="5120")
    facts = facts_of(read)
    assert {name: facts.get(name) for name in CORE} == CORE


def test_every_recording_is_read_into_facts_of_the_vocabulary_or_refused_in_one_sentence() -> None:
    for path in sorted(RECORDED.glob("*/*")):
        try:
            facts = facts_of(read_paper(path.read_bytes(), path.name))
        except Unreadable as refused:
            for language in ("nl", "en", "de"):
                said = refused.says(language)
                assert said.endswith("."), path
                assert ". " not in said, path
            continue
        for name, value in facts.items():
            assert value_of(name, value) == value, (path, name)


def test_every_adapter_reads_at_least_one_recording_or_test_paper(recorded: Recorded) -> None:
    used = {read_paper(path.read_bytes(), path.name).adapter for path in _readable()}
    assert used >= {"woocommerce", "shopify", "postnl", "dhl", "mollie", "confirmation", "tracking page"}
    assert len({adapter.name for adapter in ADAPTERS}) == len(ADAPTERS)


def _readable() -> list[Path]:
    refused = {"locked.pdf", "long.pdf", "picture-only.pdf", "unknown.json"}
    return [path for path in sorted(RECORDED.glob("*/*")) if path.name not in refused]


def _zip_bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("order.json", b"0" * 20_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "leeg"),
        (b" \n ", "leeg"),
        (b"x" * (26 * 1024 * 1024), "MB"),
        (_zip_bomb(), "zip"),
        (b"\x1f\x8b" + b"0" * 50, "gzip"),
        (b"MZ\x90\x00" + b"0" * 50, "programma"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 50, "Outlook"),
        (bytes(range(256)) * 20, "geen tekst"),
        (b'{"id": 5120, "line_items": [{"name": "Eiken', "halverwege"),
        (b'{"hello": "world"}', "geen bestelling"),
        (b"[" * 100_000, "halverwege"),
        (b"%PDF-1.7 and then nothing", "beschadigd"),
        (b"https://www.winkel.example/pakket/123", "geen volglink"),
    ],
)
def test_what_cannot_be_used_says_so_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as refused:
        read_paper(data)
    assert str(refused.value).count(". ") == 0


@pytest.mark.parametrize(
    ("name", "words"), [("locked.pdf", "wachtwoord"), ("long.pdf", "bladzijden"), ("picture-only.pdf", "plaatjes")]
)
def test_a_pdf_that_is_locked_long_or_only_pictures_is_refused(name: str, words: str, recorded: Recorded) -> None:
    with pytest.raises(Unreadable, match=words):
        read_paper(recorded(f"confirmation/{name}"))


def test_an_unknown_carrier_is_named_as_such() -> None:
    with pytest.raises(Unreadable, match="vervoerder"):
        read_paper(b"Uw pakket is bezorgd op 2 september 2026 om 12:00.", sort="tracking")


def test_a_picture_is_kept_and_not_read() -> None:
    read = read_paper(b"\xff\xd8\xff\xe0" + b"0" * 100, "deur.jpg")
    assert (read.adapter, facts_of(read)) == ("picture", {})
    assert "foto" in read.notes[0]


def test_a_customers_mail_about_an_order_is_no_confirmation(recorded: Recorded) -> None:
    told = b"Hallo, ik heb bestelling 5120 van \xe2\x82\xac 97,45 nooit gekregen. Graag mijn geld terug."
    assert read_paper(told).order is None
    quoted = recorded("confirmation/nl.txt")
    assert read_paper(quoted, sort="message").order is None


def test_a_company_with_a_vat_number_is_no_consumer(recorded: Recorded) -> None:
    facts = facts_of(read_paper(recorded("woocommerce/business.json")))
    assert facts["buyer_is_consumer"] is False
    assert facts["vat_id_given"] is True


def test_an_order_in_dollars_gives_no_amounts_and_says_so(recorded: Recorded) -> None:
    read = read_paper(recorded("woocommerce/dollars.json"))
    assert "price_eur" not in facts_of(read)
    assert "USD" in read.notes[0]


def test_an_unpaid_order_shows_no_amount_paid(recorded: Recorded) -> None:
    facts = facts_of(read_paper(recorded("woocommerce/unpaid.json")))
    assert facts["order_paid"] is False
    assert "total_paid_eur" not in facts


def test_a_quicker_delivery_is_kept_apart_from_the_standard_one(recorded: Recorded) -> None:
    facts = facts_of(read_paper(recorded("woocommerce/express.json")))
    assert facts["paid_delivery_eur"] == Decimal("4.95")
    assert "paid_standard_delivery_eur" not in facts


def test_a_discount_and_tax_beside_the_price_are_reckoned_in(recorded: Recorded) -> None:
    read = read_paper(recorded("shopify/discount-without-tax.json"))
    assert read.order is not None
    assert read.order.lines[0].price == Decimal("96.80")
    assert read.notes == ()
    assert facts_of(read)["goods_custom_made_individual"] is True


def test_one_amount_alone_is_taken_as_all_that_was_paid() -> None:
    read = read_fields("Lamp", "€ 80,45", "27 september", paid_with="iDEAL", on=date(2026, 10, 12))
    facts = facts_of(read)
    assert (facts["price_eur"], facts["contract_date"]) == (Decimal("80.45"), date(2026, 9, 27))
    assert "paid_standard_delivery_eur" not in facts
    assert "verzendkosten" in read.notes[0]


def test_fields_left_open_stay_unknown() -> None:
    facts = facts_of(read_fields(sent_with="DHL", code="JVGL0600000000777777"))
    assert facts == {"carrier": "DHL", "tracking_code": "JVGL0600000000777777"}


@pytest.mark.parametrize(("amount", "ordered"), [("veel", "1-10-2026"), ("12,50", "laatst")])
def test_a_field_that_cannot_be_read_is_named(amount: str, ordered: str) -> None:
    with pytest.raises(Unreadable, match="veld"):
        read_fields("Lamp", amount, ordered)


def test_a_made_to_measure_confirmation_shows_the_exclusion() -> None:
    text = """Bedankt voor je bestelling
Ordernummer: A-1002
Datum: 3 september 2026
Gordijn op maat   1   € 120,00
Verzending: gratis
Totaal: € 120,00
Betaald met: iDEAL

Dit gordijn is op maat gemaakt; u kunt deze koop niet herroepen."""
    facts = facts_of(read_paper(text.encode()))
    assert (facts["exception_info_given"], facts["goods_custom_made_individual"]) == (True, True)
    assert facts["paid_standard_delivery_eur"] == Decimal("0.00")
    assert "withdrawal_info_given" not in facts


def test_goods_sent_back_date_the_return_and_not_the_delivery(recorded: Recorded) -> None:
    facts = facts_of(read_paper(recorded("postnl/complete.json"), sort="return"))
    assert facts == {
        "return_dispatched_date": date(2026, 9, 1),
        "proof_of_return_dispatch": True,
        "goods_returned_received_date": date(2026, 9, 2),
    }


def test_numbers_in_json_are_read_exactly() -> None:
    order = {
        "number": 7,
        "date_created": "2026-08-31T10:00:00",
        "total": 0.3,
        "line_items": [],
        "shipping_total": 0.1,
        "shipping_tax": 0.0,
    }
    assert facts_of(read_paper(json.dumps(order).encode()))["price_eur"] == Decimal("0.20")
