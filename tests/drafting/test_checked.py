"""Every letter this house writes passes its own checker: calm, fair, complete, and nothing the case does not bear."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from decimal import Decimal

import pytest
from tests.drafting.slots import GOLDEN, NAMES, SHOP, TODAY, VOICES, full

from wederhoor.drafting.letters.index import CUSTOMER, GRANTS, REFUSES, letter_of, text_of
from wederhoor.drafting.shapes import Draft, Slot
from wederhoor.drafting.summaries import understood
from wederhoor.drafting.write import write
from wederhoor.facts import MessageKind, Remedy
from wederhoor.language.checking import check
from wederhoor.language.shapes import LetterCase


def case_of(draft: Draft) -> LetterCase:
    values = list(draft.slots.values())
    letter = letter_of(draft.letter)
    return LetterCase(
        dates=frozenset(v.date() if isinstance(v, datetime) else v for v in values if isinstance(v, date)) | {TODAY},
        amounts=frozenset(v for v in values if isinstance(v, Decimal)),
        exhibits=frozenset(c.exhibit for c in draft.citations),
        articles=frozenset({*letter.articles, *map(str, draft.slots.values())}),
        withdrawal=letter.name.startswith("withdrawal"),
        refuses=letter.stance == REFUSES,
        granted=letter.stance == GRANTS,
        granted_by_both=letter.stance == GRANTS,
    )


@pytest.mark.parametrize("key", [key for key in GOLDEN if key != "provider"])
def test_demonstration_letter_is_clean(key: str) -> None:
    golden = GOLDEN[key]
    draft = write(
        golden.letter,
        language=golden.language,
        slots=golden.slots,
        shop=SHOP,
        on=TODAY,
        customer_name=golden.customer,
        order_number=golden.order,
    )
    found = check(draft.body, language=golden.language, form="u", case=case_of(draft))
    assert [(f.kind, f.words) for f in found] == []


@pytest.mark.parametrize(("language", "form"), VOICES)
@pytest.mark.parametrize("kind", list(MessageKind))
def test_words_on_how_it_was_understood_never_read_as_a_refusal(kind: MessageKind, language: str, form: str) -> None:
    said = understood(kind, language=language, form=form, demands=[(remedy, None) for remedy in Remedy])
    slots = {**GOLDEN["privacy"].slots, "understood": Slot(" ".join(said))}
    shop = dataclasses.replace(SHOP, form=form)
    draft = write("general_looking", language=language, slots=slots, shop=shop, on=TODAY, customer_name="Robin Baken")
    case = dataclasses.replace(case_of(draft), granted=True, granted_by_both=True)
    found = check(draft.body, language=language, form=form, case=case)
    assert [(f.kind, f.words) for f in found] == []


@pytest.mark.parametrize(("language", "form"), VOICES)
@pytest.mark.parametrize("name", [name for name in NAMES if letter_of(name).to == CUSTOMER])
def test_letter_with_every_sentence_is_clean(name: str, language: str, form: str) -> None:
    slots = full(text_of(name, language, form).slots)
    shop = dataclasses.replace(SHOP, form=form)
    draft = write(name, language=language, slots=slots, shop=shop, on=TODAY, customer_name="Robin Baken")
    found = check(draft.body, language=language, form=form, case=case_of(draft))
    assert [(f.kind, f.words) for f in found] == []
