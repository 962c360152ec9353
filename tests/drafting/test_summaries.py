"""The neutral summary for the shop, and how the customer's message was understood."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from wederhoor.drafting.phrases import summary_words
from wederhoor.drafting.summaries import summary, understood
from wederhoor.facts import AnnouncedStep, MessageKind, Remedy

NEVER = re.compile(r"dreig|threat|chant|afpers|droh|fraud|bewe(er|ring)|claimt|eist\b|allege|behaupt", re.IGNORECASE)


def test_summary_says_who_what_how_much_and_which_step() -> None:
    said = summary(
        MessageKind.WITHDRAWAL,
        language="nl",
        customer="Sanne Veenstra",
        goods="staande lamp Duin",
        demands=[(Remedy.REFUND, Decimal("133.95"))],
        steps=[AnnouncedStep.REVIEW],
    )
    assert said == (
        "Sanne Veenstra wil de koop (staande lamp Duin) herroepen. "
        "Gevraagd: € 133,95 terug. Aangekondigde stap: een review."
    )


def test_summary_lists_several_demands_and_steps_once_each() -> None:
    said = summary(
        MessageKind.REFUND_NOT_RECEIVED,
        language="nl",
        customer="M. Timmer",
        demands=[
            (Remedy.REFUND, Decimal("245")),
            (Remedy.RETURN_COST, Decimal("14.95")),
            (Remedy.INTEREST, None),
            (Remedy.INTEREST, None),
        ],
        steps=[AnnouncedStep.CONSUMER_BODY, AnnouncedStep.COURT],
    )
    assert "€ 245,00 terug, € 14,95 voor het terugsturen en wettelijke rente." in said
    assert "Aangekondigde stappen: een melding bij een organisatie voor consumenten en de rechter." in said


@pytest.mark.parametrize("language", ["nl", "en", "de"])
@pytest.mark.parametrize("kind", list(MessageKind))
def test_every_kind_reads_neutrally_in_every_language(kind: MessageKind, language: str) -> None:
    said = summary(kind, language=language, demands=[(r, None) for r in Remedy], steps=list(AnnouncedStep))
    assert NEVER.search(said) is None
    assert "{" not in said
    assert len(re.findall(r"\.(?= |$)", said)) <= 3


@pytest.mark.parametrize("kind", list(MessageKind))
def test_understanding_keeps_one_form_of_address(kind: MessageKind) -> None:
    formal = " ".join(understood(kind, language="nl", demands=[(Remedy.REFUND, None)]))
    familiar = " ".join(understood(kind, language="nl", form="je", demands=[(Remedy.REFUND, None)]))
    assert not re.search(r"\b(je|jij|jou|jouw)\b", formal, re.IGNORECASE)
    assert not re.search(r"\b(u|uw)\b", familiar, re.IGNORECASE)
    assert not re.search(r"\bje\b.*\bheeft\b", familiar)


def test_understanding_never_repeats_an_announced_step() -> None:
    said = understood(MessageKind.NOT_RECEIVED, language="de", goods="Lampe", demands=[(Remedy.DELIVERY, None)])
    assert said == (
        "Sie schreiben, dass Ihre Bestellung (Lampe) nicht angekommen ist.",
        "Sie möchten: die Bestellung doch noch erhalten.",
    )


def test_goods_from_outside_cannot_fill_other_places() -> None:
    assert "{customer}" in summary(MessageKind.OTHER, language="nl", goods="{customer}")


def test_three_languages_know_the_same_kinds_remedies_and_steps() -> None:
    for table, names in (("shop", MessageKind), ("ask", Remedy), ("step_names", AnnouncedStep)):
        for language in ("nl", "en", "de"):
            assert set(summary_words(language)[table]) == {name.value for name in names}
    assert summary_words("nl")["you"].keys() == summary_words("nl")["je"].keys()
    assert summary_words("nl")["you"].keys() == summary_words("en")["you"].keys() == summary_words("de")["you"].keys()
