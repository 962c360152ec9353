"""Sentences of the law rooms in the reader's language, and words for facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wederhoor.facts import VOCABULARY, value_of
from wederhoor.law import explain
from wederhoor.law.shapes import Change, Clock, Reason
from wederhoor.web.components.factwords import FACTS
from wederhoor.web.components.words import day, money, word


def _language() -> str:
    return (get_language() or "nl")[:2]


def reason_says(reason: Reason) -> str:
    """Why, as a whole sentence."""
    return explain.says(reason, _language())


def clock_says(clock: Clock) -> str:
    """What the date is for."""
    return explain.says_clock(clock, _language())


def fact_says(name: str) -> str:
    """A fact's name as a person says it."""
    return word(FACTS, name)


def value_says(name: str, raw: Any) -> str:
    """A fact's value as the reader's language writes it."""
    value = value_of(name, raw) if name in VOCABULARY else raw
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return day(value, "j M Y")
    if isinstance(value, Decimal) and name.endswith("_eur"):
        return money(value)
    return str(value).replace(".", ",") if isinstance(value, Decimal) and _language() != "en" else str(value)


def change_says(change: Change) -> str:
    """What would have to be different: this fact, with that value."""
    fact = fact_says(change.fact)
    if change.to is True:
        return _("If shown: %(fact)s") % {"fact": fact}
    if change.to is False:
        return _("If not so: %(fact)s") % {"fact": fact}
    return _("If %(fact)s were %(value)s") % {"fact": fact, "value": value_says(change.fact, change.to)}


def event_says(event: str) -> str:
    """What has to happen first."""
    return word(FACTS, event)
