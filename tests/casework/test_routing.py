"""From a message to its topic and its letter, for every kind: what fits the outcome, and nothing contrary to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.drafting.slots import SHOP

from wederhoor.casework.chain import USUAL, work
from wederhoor.casework.shapes import CaseInput, Paper, Work
from wederhoor.drafting.choosing import WITHOUT_LETTER, choose, unassessed
from wederhoor.drafting.letters.index import ASKS, GRANTS, LOOKS, RECEIPT, REFUSES, letter_of
from wederhoor.facts import MessageKind, Outcome, Remedy
from wederhoor.law.topics import TOPIC_OF

ON = date(2026, 10, 12)
# These never say yes or no: they ask what is wanted, confirm a request, or name the day of the answer.
OPEN_BY_NATURE = {"not_collected", "privacy_request", "no_answer"}
USUAL_OF = [(topic, demand.remedy) for topic, demand in USUAL.items() if topic not in WITHOUT_LETTER]


def stance(topic: str, remedy: Remedy, outcome: Outcome, *situation: str) -> str:
    return letter_of(choose(topic, [(remedy, outcome)], situation) or "").stance


@pytest.mark.parametrize(("topic", "remedy"), USUAL_OF)
def test_letter_grants_what_the_customer_may_ask(topic: str, remedy: Remedy) -> None:
    said = {
        stance(topic, remedy, Outcome.CUSTOMER_RIGHT, *extra) for extra in ((), ("not_delivered",), ("both_grant",))
    }
    if topic in OPEN_BY_NATURE:
        assert not said & {GRANTS, REFUSES}
    elif topic == "late_delivery":
        # Once it is there, nothing is left to be sent.
        assert stance(topic, remedy, Outcome.CUSTOMER_RIGHT, "not_delivered") == GRANTS
    else:
        assert said == {GRANTS}


@pytest.mark.parametrize(("topic", "remedy"), USUAL_OF)
def test_only_a_refusal_of_the_law_is_a_refusal_in_a_letter(topic: str, remedy: Remedy) -> None:
    for outcome in (Outcome.CUSTOMER_RIGHT, Outcome.PARTLY, Outcome.NEEDS_EVIDENCE):
        assert stance(topic, remedy, outcome) != REFUSES
    for bar in ("verify", "both_grant"):
        assert all(stance(topic, remedy, outcome, bar) != REFUSES for outcome in Outcome)
    assert stance(topic, remedy, Outcome.SHOP_RIGHT) in {REFUSES, LOOKS, ASKS, RECEIPT}


@pytest.mark.parametrize("kind", [kind for kind, place in TOPIC_OF.items() if place.topic is None])
def test_what_is_not_assessed_has_its_letter_or_none_on_purpose(kind: MessageKind) -> None:
    silent = {MessageKind.PRAISE, MessageKind.SUPPLIER, MessageKind.PHISHING, MessageKind.OTHER}
    name = unassessed(kind)
    assert (name is None) == (kind in silent)
    assert name is None or letter_of(name).stance in {LOOKS, RECEIPT}


def done(text: str, facts: dict[str, Any], **extra: Any) -> Work:
    """The message and one paper of the shop that shows these facts."""
    message = Paper(f"Beste winkel,\n\n{text}\n\nGroet,\nAnna Bos".encode(), media_type="text/plain")
    paper = Paper(
        b"Uit de administratie van de winkel.", "stuk.txt", "text/plain", sort="note", title="Stuk", facts=facts
    )
    return work(CaseInput(message=message, on=ON, papers=(paper,) if facts else (), shop=SHOP, **extra))


ORDERED = {"contract_date": "2026-09-20", "order_number": "KK26-1500"}
BACK = {
    **ORDERED,
    "received_date": "2026-09-25",
    "withdrawal_statement_date": "2026-10-01",
    "withdrawal_info_given": True,
    "goods_returned_received_date": "2026-10-04",
    "serial_recorded_at_dispatch": True,
    "serial_matches_return": False,
    "consumer_heard": True,
    "intake_video": True,
    "price_eur": "90",
    "serial_number": "WF-1",
}
MESSAGES: dict[str, tuple[str, dict[str, Any], str, str, Outcome]] = {
    "late": (
        "Mijn bestelling zou vorige week komen, maar hij is er nog niet. Ik wil hem alsnog hebben.",
        {**ORDERED, "contract_date": "2026-08-20", "agreed_delivery_date": "2026-10-05"},
        "late_delivery",
        "late_new_date",
        Outcome.CUSTOMER_RIGHT,
    ),
    "neighbour": (
        "Volgens de bezorger is mijn pakket bij de buren, maar daar is niets. Ik wil mijn lamp alsnog.",
        {**ORDERED, "received_by": "neighbour", "neighbour_designated_by_consumer": False},
        "delivery_to_neighbour",
        "redelivery",
        Outcome.CUSTOMER_RIGHT,
    ),
    "wrong": (
        "Ik had een zwarte lamp besteld maar ik kreeg een witte lamp. Graag de goede sturen.",
        {**ORDERED, "ordered_sku": "Lamp zwart", "received_sku": "Lamp wit", "photo_of_label": True},
        "wrong_item",
        "wrong_item_exchange",
        Outcome.CUSTOMER_RIGHT,
    ),
    "partial": (
        "Van de zes stoelen kreeg ik er vier, er ontbreken er twee.",
        {**ORDERED, "ordered_quantity": 6, "delivered_quantity": 4, "packing_list_quantity": 4},
        "partial_delivery",
        "partial_rest",
        Outcome.CUSTOMER_RIGHT,
    ),
    "digital": (
        "Het e-book dat ik heb gekocht kan ik niet downloaden, de link werkt niet.",
        ORDERED,
        "digital_content",
        "digital_ask",
        Outcome.NEEDS_EVIDENCE,
    ),
    "double": (
        "Er is twee keer € 49,95 van mijn rekening afgeschreven voor één bestelling. Graag één keer terug.",
        {**ORDERED, "orders_placed": 1, "payments_captured": 2, "psp_report_confirms": True, "price_eur": "49.95"},
        "double_charge",
        "double_charge_refund",
        Outcome.CUSTOMER_RIGHT,
    ),
    "reserved": (
        "Er is twee keer € 49,95 van mijn rekening afgeschreven voor één bestelling. Graag één keer terug.",
        {**ORDERED, "orders_placed": 1, "payments_captured": 1, "psp_report_confirms": True, "price_eur": "49.95"},
        "double_charge",
        "reservation_released",
        Outcome.SHOP_RIGHT,
    ),
    "unordered": (
        "Ik kreeg vandaag een pakket van jullie dat ik niet heb besteld. Moet ik dit betalen?",
        {"orders_placed": 0},
        "unordered_goods",
        "unordered_keep",
        Outcome.CUSTOMER_RIGHT,
    ),
    "not mine": (
        "Ik krijg een rekening van jullie maar ik heb nooit iets bij jullie besteld.",
        {**ORDERED, "payment_from_own_account": False, "strong_account_login": False, "delivery_to_own_address": False},
        "identity_dispute",
        "no_debt",
        Outcome.CUSTOMER_RIGHT,
    ),
    "subscription": (
        "Ik wil mijn abonnement op de koffie per direct opzeggen.",
        {"contract_date": "2024-09-01", "cancellation_date": "2026-10-10", "subscription_renewed_silently": True},
        "subscription",
        "subscription_ended",
        Outcome.CUSTOMER_RIGHT,
    ),
    "promised": (
        "Ik wacht nog steeds op mijn geld. Jullie zouden het terugstorten.",
        {**ORDERED, "refund_promised": True, "price_eur": "80"},
        "refund_not_received",
        "refund_now",
        Outcome.CUSTOMER_RIGHT,
    ),
    "paid back": (
        "Ik wacht nog steeds op mijn geld. Jullie zouden het terugstorten.",
        {
            **ORDERED,
            "refund_promised": True,
            "price_eur": "80",
            "refund_settled_date": "2026-10-01",
            "refund_reference_available": True,
            "refund_same_means": True,
            "refund_amount_complete": True,
        },
        "refund_not_received",
        "refund_already_paid",
        Outcome.SHOP_RIGHT,
    ),
    "other thing": (
        "Ik heb de koop herroepen op 1 oktober 2026 en alles teruggestuurd. Waar blijft mijn geld?",
        BACK,
        "withdrawal",
        "other_item_returned",
        Outcome.SHOP_RIGHT,
    ),
    "too long ago": (
        "Mijn lamp is kapot en jullie hebben nooit iets gedaan. Ik wil reparatie.",
        {
            "delivered_date": "2022-08-01",
            "notified_date": "2023-01-10",
            "claim_date": "2026-10-10",
            "shop_invokes_prescription": True,
        },
        "prescription",
        "time_passed",
        Outcome.SHOP_RIGHT,
    ),
    "business": (
        "Ik wil de koop van de lamp herroepen en mijn geld terug.",
        {**ORDERED, "buyer_is_consumer": False, "kvk_number_given": True, "company_name_on_invoice": True},
        "withdrawal",
        "business_buyer",
        Outcome.SHOP_RIGHT,
    ),
    "nobody answers": (
        "Ik heb al drie keer gemaild en niemand reageert. Jullie klantenservice is onbereikbaar.",
        {},
        "no_answer",
        "late_answer",
        Outcome.CUSTOMER_RIGHT,
    ),
}


@pytest.mark.parametrize("key", MESSAGES)
def test_message_reaches_its_topic_outcome_and_letter(key: str) -> None:
    text, facts, topic, letter, outcome = MESSAGES[key]
    found = done(text, facts)
    assert found.assessment is not None
    assert found.assessment.topic == topic
    assert found.assessment.outcome is outcome
    assert found.draft is not None
    assert found.draft.letter == letter
    assert found.draft.to_fill == ()
    assert [f for f in found.findings if f.severity in ("stop", "warn")] == []
    assert found.today


@pytest.mark.parametrize("key", MESSAGES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_letter_passes_the_checker_in_other_languages_too(key: str, language: str) -> None:
    text, facts, *_ = MESSAGES[key]
    found = done(text, facts, language=language, reader=language)
    assert [f for f in found.findings if f.severity in ("stop", "warn")] == []


@pytest.mark.parametrize("key", MESSAGES)
def test_no_code_of_a_topic_stands_in_letter_list_or_summary(key: str) -> None:
    text, facts, topic, *_ = MESSAGES[key]
    found = done(text, facts)
    said = " ".join((found.draft.body if found.draft else "", found.summary, *found.understood, *found.today))
    assert not [
        name for name in (topic, "return_fraud", "review_threat", "identity_dispute") if "_" in name and name in said
    ]


def test_cost_that_was_not_named_gets_its_own_sentence_and_letter() -> None:
    found = done("Ineens moest ik € 4,95 servicekosten betalen, dat stond nergens vermeld.", {})
    assert found.assessment is None
    assert "6:230n" in found.sentence
    assert found.draft is not None
    assert found.draft.letter == "cost_looking"


def test_announced_review_leaves_the_letter_as_it_is() -> None:
    text, facts, topic, letter, _ = MESSAGES["wrong"]
    found = done(f"{text} Anders plaats ik een slechte review op Google.", facts)
    assert found.assessment is not None
    assert found.assessment.topic == topic
    assert found.draft is not None
    assert found.draft.letter == letter
    assert "review" not in found.draft.body.lower()


def test_silence_is_told_beside_a_claim_and_does_not_lead_it() -> None:
    text, facts, topic, _, _ = MESSAGES["wrong"]
    found = done(f"{text} Ik heb al drie keer gemaild en niemand reageert.", facts)
    assert [assessment.topic for assessment in found.assessments] == [topic]


def test_summons_gets_no_letter_and_names_its_day() -> None:
    text = (
        "Dagvaarding. Op verzoek van L. Prins heb ik, gerechtsdeurwaarder, gedagvaard de vof Kaap & Kade "
        "om te verschijnen ter zitting van de kantonrechter."
    )
    found = done(text, {"hearing_date": "2026-11-04"})
    assert found.assessment is not None
    assert found.assessment.topic == "summons"
    assert found.draft is None
    assert "De zitting is op woensdag 4 november 2026." in found.today


def test_payment_taken_back_after_delivery_is_explained_twice_with_the_same_papers() -> None:
    facts = {
        **ORDERED,
        "contract_date": "2026-09-01",
        "delivered_date": "2026-09-05",
        "delivery_evidence_code": True,
        "code_sent_to_consumer_phone": True,
        "price_eur": "120",
    }
    text = "Dispute case opened: de kaarthouder betwist de betaling van bestelling KK26-1500."
    found = done(text, facts)
    assert found.assessment is not None
    assert found.assessment.topic == "chargeback"
    assert found.draft is not None
    assert found.draft.letter == "chargeback_explained"
    assert [draft.letter for draft in found.recourse] == ["payment_evidence"]
    assert {c.exhibit for c in found.recourse[0].citations} == {"B2"}


COSTS = {
    "consumer_in_default": True,
    "principal_eur": "300",
    "costs_claimed_eur": "75",
    "reminder_sent_date": "2026-09-01",
    "reminder_received_date": "2026-09-02",
    "reminder_term_text": "binnen 14 dagen na ontvangst van deze brief",
    "reminder_states_cost_amount": True,
    "reminder_amount_stated_eur": "45",
    "paid_within_term": False,
    "reminder_fee_charged": False,
}


@pytest.mark.parametrize(
    ("changed", "letter", "says"),
    [
        ({}, "costs_corrected", "€ 45,00"),
        ({"costs_claimed_eur": "45"}, "costs_due", "€ 45,00"),
        ({"reminder_sent": False}, "costs_withdrawn", "zo'n brief"),
        ({"consumer_in_default": False}, "costs_withdrawn", "Dat is hier niet zo."),
    ],
)
def test_costs_the_shop_asks_are_answered_to_the_customer(changed: dict[str, Any], letter: str, says: str) -> None:
    found = done("Ik wil die kosten niet betalen.", {**COSTS, **changed}, topic="collection_costs")
    assert found.draft is not None
    assert found.draft.letter == letter
    assert says in found.draft.body
    assert found.draft.to_fill == ()
    assert [f for f in found.findings if f.severity in ("stop", "warn")] == []


@pytest.mark.parametrize("lives", ["BE", "DE", "FR"])
@pytest.mark.parametrize("topic", ["withdrawal", "non_delivery", "non_conformity", "price_error"])
def test_a_customer_abroad_reads_no_dutch_article(lives: str, topic: str) -> None:
    facts = {"claim_kind": topic, "jurisdiction": lives, "contract_date": "2026-09-20", "received_date": "2026-09-24"}
    message = Paper(b"Het tafelkleed bevalt niet, ik herroep de koop en wil mijn geld terug.", media_type="text/plain")
    given = {name: value for name, value in facts.items() if name != "claim_kind"}
    done = work(CaseInput(message=message, on=ON, topic=topic, facts=given))
    assert done.assessment is not None
    assert done.assessment.country == {"BE": "be", "DE": "de", "FR": "nl"}[lives]
    assert done.draft is not None
    assert letter_of(done.draft.letter).articles == ()
    assert "BW" not in done.draft.body


@pytest.mark.parametrize(
    ("text", "topic", "says"),
    [
        ("Jullie hebben mijn account zomaar geblokkeerd. Waarom? Graag weer openzetten.", "account_block", ""),
        (
            "Mijn zoon van 11 heeft zonder dat ik het wist voor € 89 besteld. Wij willen de koop ongedaan maken.",
            "minor_or_gift",
            "",
        ),
        (
            "Jullie sturen een aanmaning met € 40 incassokosten, maar ik moest binnen 14 dagen na dagtekening betalen "
            "en kreeg de brief pas een week later. Die kosten betaal ik niet.",
            "collection_costs",
            "is het niet eens met incassokosten van de winkel",
        ),
    ],
)
def test_what_a_customer_writes_reaches_its_topic_and_is_summed_up_as_what_it_is(
    text: str, topic: str, says: str
) -> None:
    done = work(CaseInput(message=Paper(text.encode(), media_type="text/plain"), on=ON))
    assert done.assessment is not None
    assert done.assessment.topic == topic
    assert says in done.summary
