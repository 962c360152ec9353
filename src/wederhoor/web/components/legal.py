"""Sentences of the law room in the reader's language, and words for facts and their values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wederhoor.facts import VOCABULARY, value_of
from wederhoor.law import explain
from wederhoor.law.shapes import Answer, Change, Clock, Contradiction, Missing, Reason
from wederhoor.web.components.words import Words, day, money

# What a date is called at a mark on a picture; the whole sentence stands in the law room.
MILESTONE: Mapping[str, Words] = {
    "contract_date": gettext_lazy("ordered"),
    "handed_to_carrier_date": gettext_lazy("to the carrier"),
    "carrier_status_delivered_date": gettext_lazy("delivered, says the carrier"),
    "delivered_date": gettext_lazy("delivered"),
    "received_date": gettext_lazy("received"),
    "withdrawal_statement_date": gettext_lazy("withdrew from the purchase"),
    "return_dispatched_date": gettext_lazy("sent back"),
    "goods_returned_received_date": gettext_lazy("return came in"),
    "defect_appeared_date": gettext_lazy("defect appeared"),
    "refund_settled_date": gettext_lazy("paid back"),
}
_FIRST_SENTENCE = re.compile(r"(?<=[a-zäöüß)])\. (?=[A-ZÄÖÜ])")


def language() -> str:
    """The interface language as two letters."""
    return (get_language() or "nl")[:2]


def headline(answer: Answer, to: str) -> tuple[str, str, str]:
    """What may be asked: the sentence itself, what belongs with it, and what is not certain about it."""
    *unsure, said = explain.headline(answer, language(), to).split("\n")
    first, *rest = _FIRST_SENTENCE.split(said, maxsplit=1)
    return first.rstrip("."), "".join(rest), " ".join(unsure)


def reason_says(reason: Reason) -> str:
    """Why, as a whole sentence."""
    return explain.says(reason, language())


def clock_says(clock: Clock) -> str:
    """What the date is for."""
    return explain.says_clock(clock, language())


def missing_says(missing: Missing, to: str) -> str:
    """What is missing, who shows it, by when, and what follows."""
    return explain.says_missing(missing, language(), to)


def change_says(change: Change) -> str:
    """What would have to be different, and what the outcome would be."""
    return explain.says_change(change, language())


def contradiction_says(contradiction: Contradiction) -> str:
    """Which documents do not say the same."""
    return explain.says_contradiction(contradiction, language())


def fact_says(name: str) -> str:
    """A fact's name as a person says it; empty for what has no words and is not shown."""
    try:
        return explain.fact_label(name, language())
    except KeyError:
        return ""


def value_says(name: str, raw: Any) -> str:
    """A fact's value as the reader's language writes it."""
    value = value_of(name, raw) if name in VOCABULARY else raw
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return day(value, "j M Y")
    if isinstance(value, Decimal) and name.endswith("_eur"):
        return money(value)
    return str(value).replace(".", ",") if isinstance(value, Decimal) and language() != "en" else str(value)
