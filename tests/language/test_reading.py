"""Messages, in our own words, are read as a careful person would read them."""

from __future__ import annotations

import time
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from wederhoor.facts import AnnouncedStep, Grade, MessageKind, Remedy
from wederhoor.language.reading import read
from wederhoor.language.shapes import Reading

ON = date(2026, 10, 14)  # a Wednesday
HERE = Path(__file__).parent
WORKED = [
    message
    for name in ("messages.toml", "messages-more.toml")
    for message in tomllib.loads((HERE / name).read_text(encoding="utf-8"))["m"]
]
CLAIMS, CLAIMS_HELD = (
    tomllib.loads((HERE / name).read_text(encoding="utf-8"))["m"]
    for name in ("messages-claims.toml", "messages-claims-held.toml")
)
HELD = tomllib.loads((HERE / "messages-held.toml").read_text(encoding="utf-8"))["m"]


def faults(message: dict[str, Any]) -> list[str]:
    reading = read(message["t"], on=ON)
    first = next((d for d in reading.demands if d.remedy is not Remedy.INFORMATION), None)
    said = {
        "k": str(reading.kind),
        "r": str(first.remedy) if first else "",
        "a": str(first.amount) if first and first.amount else "",
        "g": str(reading.pressure.grade),
    }
    facts = stated(reading)
    expected = message.get("f", {}).items()
    return [
        *(
            f"{key} is {said[key]}, not {message[key]}"
            for key in ("k", "r", "a", "g")
            if key in message and said[key] not in message[key].split("/")
        ),
        *(f"{name} is {facts.get(name)}, not {v}" for name, v in expected if str(facts.get(name)) != str(v)),
    ]


def stated(reading: Reading) -> dict[str, object]:
    return {one.name: one.value for one in reading.asserted}


@pytest.mark.parametrize("message", WORKED, ids=lambda m: m["t"][:40])
def test_message_is_read_as_written(message: dict[str, str]) -> None:
    assert faults(message) == []


@pytest.mark.parametrize("message", [m for m in CLAIMS if "open" not in m], ids=lambda m: m["t"][:40])
def test_message_of_a_later_kind_is_read_with_its_facts(message: dict[str, Any]) -> None:
    assert faults(message) == []


def test_later_kinds_kept_apart_are_mostly_read_right() -> None:
    right = sum(not faults(message) for message in CLAIMS_HELD)
    assert right / len(CLAIMS_HELD) >= 0.7


def test_every_stated_fact_rests_on_words_of_the_message() -> None:
    for message in CLAIMS:
        for one in read(message["t"], on=ON).asserted:
            assert all(words in message["t"].lower() for words in one.words.lower().split(" … ")), (one, message["t"])


def test_messages_kept_apart_are_mostly_read_right() -> None:
    right = sum(not faults(message) for message in HELD)
    kinds = sum(not any(f.startswith("k ") for f in faults(message)) for message in HELD)
    assert right / len(HELD) >= 0.7
    assert kinds / len(HELD) >= 0.8


def test_every_hit_is_explained_by_words_of_the_message() -> None:
    for message in WORKED:
        reading = read(message["t"], on=ON)
        shown = [w for k in reading.kinds for w in k.words] + [d.words for d in reading.demands]
        assert all(words in message["t"] for words in shown), message["t"]


def test_withdrawal_states_day_channel_and_box() -> None:
    reading = read(
        "Beste, afgelopen vrijdag kwam de vloerlamp binnen (bestelling LT26-0311). Ik heb hem uitgepakt en "
        "laten branden, "
        "maar hij is te fel. Ik stuur hem terug en wil mijn geld terug: € 148,50.\n\nGroet,\nIris Blom",
        on=ON,
    )
    assert reading.kind is MessageKind.WITHDRAWAL
    assert reading.sender_name == "Iris Blom"
    assert reading.order_numbers == ("LT26-0311",)
    assert [(d.remedy, d.amount) for d in reading.demands] == [(Remedy.REFUND, Decimal("148.50"))]
    facts = stated(reading)
    assert facts["received_date"] == date(2026, 10, 9)
    assert facts["withdrawal_statement_date"] == ON
    assert facts["withdrawal_statement_channel"] == "email"
    assert facts["box_opened"] is True


def test_carrier_status_is_not_the_customers_telling() -> None:
    reading = read(
        "Volgens PostNL is het pakje op maandag 5 oktober bezorgd, maar ik heb niets ontvangen. Op hun "
        "foto staat een rode deur "
        "en de mijne is blauw. Kunt u het nog eens sturen? Als dat niet lukt, wil ik mijn geld terug.",
        on=ON,
    )
    facts = stated(reading)
    assert facts["consumer_denies_receipt"] is True
    assert facts["photo_matches_address"] is False
    assert "received_date" not in facts
    assert "delivered_date" not in facts
    assert "withdrawal_statement_date" not in facts
    assert [(d.remedy, d.alternative) for d in reading.demands] == [(Remedy.DELIVERY, False), (Remedy.REFUND, True)]


def test_earlier_withdrawal_keeps_its_own_day_and_every_demand_its_amount() -> None:
    reading = read(
        "Op 21 september heb ik via de knop op uw site de koop van de sprei herroepen. Op 23 september heb "
        "ik hem teruggestuurd en op "
        "25 september is hij bij u aangekomen. Ik vraag u € 180,00 terug, plus € 9,95 voor het terugsturen "
        "en de wettelijke rente.",
        on=ON,
    )
    facts = stated(reading)
    assert facts["withdrawal_statement_date"] == date(2026, 9, 21)
    assert facts["withdrawal_statement_channel"] == "function"
    assert facts["return_dispatched_date"] == date(2026, 9, 23)
    assert facts["goods_returned_received_date"] == date(2026, 9, 25)
    assert facts["return_cost_paid_eur"] == Decimal("9.95")
    assert [(d.remedy, d.amount) for d in reading.demands] == [
        (Remedy.REFUND, Decimal("180.00")),
        (Remedy.RETURN_COST, Decimal("9.95")),
        (Remedy.INTEREST, None),
    ]


def test_damage_in_english_states_days_and_pictures() -> None:
    reading = read(
        "Hi, my bowl was delivered on Monday. I opened it yesterday and it is in three pieces. Your terms "
        "say damage must be "
        "reported within 24 hours. I don't want a refund, I'd just like a new one.\n\nThanks,\nDara Finn",
        subject="Bowl arrived broken - order BW-20931",
        on=ON,
        attachments=("one.JPG", "two.jpg"),
    )
    assert reading.language == "en"
    assert reading.kind is MessageKind.DAMAGED
    assert [d.remedy for d in reading.demands] == [Remedy.REPLACEMENT]
    facts = stated(reading)
    assert facts["delivered_date"] == date(2026, 10, 12)
    assert facts["discovered_date"] == date(2026, 10, 13)
    assert facts["notified_date"] == ON
    assert facts["photos_available"] is True
    assert "withdrawal_statement_date" not in facts


def test_defect_in_german_states_serial_and_whole_price() -> None:
    reading = read(
        "Guten Tag, Ende Mai 2025 habe ich bei Ihnen die Leuchte Steg für 210 € gekauft. Seit Samstag geht "
        "sie nicht mehr an. "
        "Auf dem Typenschild steht ST-2504-77. Ich möchte den vollen Kaufpreis zurück, sonst gehe ich zur "
        "Verbraucherzentrale.",
        on=ON,
    )
    assert (reading.language, reading.kind) == ("de", MessageKind.DEFECTIVE)
    assert reading.demands[0].amount == Decimal("210.00")
    assert reading.pressure.grade is Grade.WARNING
    assert reading.pressure.steps == (AnnouncedStep.CONSUMER_BODY,)
    facts = stated(reading)
    assert facts["serial_number"] == "ST-2504-77"
    assert facts["defect_appeared_date"] == date(2026, 10, 10)


def test_money_for_silence_is_told_from_a_complaint_with_a_review() -> None:
    both = "Mijn pakket is nooit aangekomen en ik wil mijn € 60 terug"
    complaint = read(f"{both}, anders zet ik op Google hoe het is gegaan.", on=ON)
    silence = read(
        f"{both} en € 100 extra voor alle ellende. Dan haal ik mijn review weg, anders volgen er vijf accounts.", on=ON
    )
    assert complaint.pressure.grade is Grade.WARNING
    assert silence.pressure.grade is Grade.EXTORTION
    assert [d.amount for d in silence.demands] == [Decimal("60.00"), Decimal("100.00")]


def test_what_a_review_will_say_is_no_complaint_of_now() -> None:
    reading = read(
        "De klok van € 60 heb ik NIET gekregen. Ik wil mijn € 60 op de rekening, met € 90 erbij voor het gedoe, anders "
        "komen er van vijf accounts reviews dat jullie namaak verkopen die meteen kapot gaat.",
        on=ON,
    )
    assert [k.kind for k in reading.kinds] == [MessageKind.NOT_RECEIVED]
    assert [(d.remedy, d.amount) for d in reading.demands] == [
        (Remedy.REFUND, Decimal("60.00")),
        (Remedy.COMPENSATION, Decimal("90.00")),
    ]
    assert reading.pressure.grade is Grade.EXTORTION
    assert "withdrawal_statement_date" not in stated(reading)


def test_collection_letter_names_sums_client_and_reference_and_threatens_no_more_than_court() -> None:
    reading = read(
        "Namens onze cliënte, mevrouw T. Vos, wenden wij ons tot u. Zij heeft op 3 september 2026 de koop "
        "herroepen.\n\n"
        "Hoofdsom          € 82,00\nBuitengerechtelijke kosten     € 40,00\n\nBlijft betaling binnen zeven dagen uit, "
        "dan adviseren wij u te dagvaarden.\n\nIncassobureau Kade, dossier 7-114",
        on=ON,
    )
    facts = stated(reading)
    assert reading.kind is MessageKind.COLLECTION_LETTER
    assert reading.pressure.steps == (AnnouncedStep.COURT,)
    assert facts["principal_eur"] == Decimal("82.00")
    assert facts["costs_claimed_eur"] == Decimal("40.00")
    assert facts["withdrawal_statement_date"] == date(2026, 9, 3)
    assert dict(reading.summary) == {"client_name": "mevrouw T. Vos", "their_reference": "7-114"}


def test_money_back_for_a_fault_is_no_withdrawal_and_trying_out_no_use() -> None:
    fault = read("De lader is na een week stuk. Ik wil mijn geld terug.", on=ON)
    out = read("De lamp heeft een avond gebrand, mooi ding, maar te fel. Ik zie van de koop af.", on=ON)
    assert "withdrawal_statement_date" not in stated(fault)
    assert stated(out)["withdrawal_statement_date"] == ON
    assert "consumer_message_acknowledges_use" not in stated(out)


def test_use_told_in_an_earlier_message_is_stated() -> None:
    assert (
        stated(read("De lamp hangt, prachtig! Welke dimmer past erbij?", on=ON))["consumer_message_acknowledges_use"]
        is True
    )


def test_quoted_history_does_not_count() -> None:
    reading = read(
        "Dank u, dat is helder.\n\nOp ma 12 okt 2026 om 10:00 schreef Winkel <info@winkel.example>:\n> U "
        "wilt uw geld terug omdat de vaas kapot is aangekomen.",
        on=ON,
    )
    assert reading.kind not in (MessageKind.DAMAGED, MessageKind.WITHDRAWAL)
    assert reading.demands == ()


def test_a_new_bank_account_is_noticed() -> None:
    assert read("Stort het geld op mijn nieuwe rekening NL91ABNA0417164300 graag.", on=ON).iban_change
    assert not read("Stort het geld terug graag.", on=ON).iban_change


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "geld terug " * 90_000,
        "12-" * 330_000,
        "€ 1." * 250_000,
        ">" * 1_000_000,
        "\n" * 1_000_000,
        "Op " + "a " * 500_000,
    ],
    ids=["letters", "words", "figures", "amounts", "quotes", "lines", "header"],
)
def test_a_megabyte_of_anything_is_read_in_bounded_time(text: str) -> None:
    start = time.process_time()
    read(text, on=ON)
    assert time.process_time() - start < 5


def test_odd_bytes_are_read() -> None:
    for text in ("", " ", "\x00\x01", "🙂🙂", "\u202egeld terug", "?" * 50, "()[]|^@x", "<amount> <date>"):
        assert read(text, on=ON).kinds
