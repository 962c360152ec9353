"""Writes a letter: a draft whose every statement of fact cites an exhibit or shows a mark to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wederhoor.drafting.fill import Filling
from wederhoor.drafting.letters.index import CUSTOMER, labels_of, letter_of, text_of
from wederhoor.drafting.shapes import Draft, ShopCard, Slot
from wederhoor.drafting.template import Line, Text
from wederhoor.drafting.wording import LANGUAGES, day_of, greeting

_TO_COMPANY = {"nl": "Geachte heer of mevrouw,", "en": "Dear Sir or Madam,", "de": "Sehr geehrte Damen und Herren,"}


def write(
    letter: str,
    *,
    language: str,
    slots: Mapping[str, Slot],
    shop: ShopCard,
    on: date,
    customer_name: str = "",
    order_number: str = "",
    reference: str = "",
    first_contact: bool = True,
) -> Draft:
    """The draft of ``letter`` on the day ``on``. Slots it does not use are left aside.

    A language without letters gets English. Raises :class:`~wederhoor.drafting.letters.index.UnknownLetter`.
    """
    chosen = letter_of(letter)
    spoken = language if language in LANGUAGES else "en"
    text = text_of(letter, spoken, shop.form)
    known = {**_given(shop, first_contact), **_named(order_number, reference), **_later(slots), **slots}
    filling = Filling(known, spoken, labels_of(spoken), on, text.marks)
    opening = greeting(customer_name, spoken, shop.form) if chosen.to == CUSTOMER else _TO_COMPANY[spoken]
    body = f"{opening}\n\n{filling.blocks(text.blocks)}\n"
    return Draft(
        letter=letter,
        language=spoken,
        subject=_subject(text, filling),
        body=body,
        citations=tuple(filling.citations),
        to_fill=tuple(filling.to_fill),
        slots={name: known[name].value for name in sorted(text.slots) if filling.knows(name)},
    )


def _subject(text: Text, filling: Filling) -> str:
    """The first subject whose places are all known, else the last. Subjects say and cite nothing new."""
    known = (s for s in text.subjects if all(filling.knows(name) for name, _ in Line(s).places))
    plain = Filling(filling.slots, filling.language, filling.labels, filling.on)
    return plain.sentence(Line(next(known, text.subjects[-1])))


def _given(shop: ShopCard, first_contact: bool) -> dict[str, Slot]:
    """What the shop's card fills in: who writes is required of a letter (Hrw 27; 3:15d BW)."""
    return {
        "shop_name": Slot(shop.name or shop.legal_name),
        "shop_legal": Slot("" if shop.legal_name == shop.name else shop.legal_name),
        "shop_address": Slot(shop.address),
        "shop_kvk": Slot(shop.kvk),
        "shop_email": Slot(shop.email),
        "shop_phone": Slot(shop.phone),
        "signer": Slot(shop.signer),
        "trustmark": Slot(shop.trustmark),
        "trustmark_days": Slot(shop.trustmark_days),
        "privacy_url": Slot(shop.privacy_url),
        "return_address": Slot(", ".join(part for part in (shop.name, shop.address) if part) if shop.address else ""),
        "first_contact": Slot(first_contact),
    }


def _named(order_number: str, reference: str) -> dict[str, Slot]:
    return {"order_number": Slot(order_number), "reference": Slot(reference)}


def _later(slots: Mapping[str, Slot]) -> dict[str, Slot]:
    """Whether the message came on another day than the withdrawal it is about: then the letter names both."""
    days = [day_of(slots[name].value) for name in ("message_at", "statement_at") if name in slots]
    return {"later_message": Slot(len(days) == 2 and None not in days and days[0] != days[1])}
