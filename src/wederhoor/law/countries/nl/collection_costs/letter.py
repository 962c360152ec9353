"""Reads the term a reminder gives: how many days, counted from what, and whether that is the term the law asks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wederhoor.law.periods import statutory_days

DAYS = 14
_NUMBERS = {
    "een": 1, "één": 1, "a": 1, "one": 1, "eine": 1, "einer": 1, "twee": 2, "two": 2, "zwei": 2, "drie": 3, "three": 3,
    "drei": 3, "vier": 4, "vijf": 5, "five": 5, "fünf": 5, "zes": 6, "zeven": 7, "seven": 7, "sieben": 7, "acht": 8,
    "eight": 8, "negen": 9, "tien": 10, "ten": 10, "zehn": 10, "twaalf": 12, "veertien": 14, "fourteen": 14,
    "vierzehn": 14, "vijftien": 15, "fifteen": 15, "fünfzehn": 15, "zestien": 16, "eenentwintig": 21, "dertig": 30,
    "thirty": 30,
}  # fmt: skip
_UNITS = {
    "uur": 0, "hour": 0, "stunde": 0, "dag": 1, "day": 1, "tag": 1, "week": 7, "weken": 7, "woche": 7,
    "maand": 30, "month": 30, "monat": 30,
}  # fmt: skip
_MONTHS = (
    ("jan",), ("feb",), ("mrt", "maart", "mar", "mär"), ("apr",), ("mei", "may", "mai"), ("jun",), ("jul",), ("aug",),
    ("sep",), ("okt", "oct"), ("nov",), ("dec", "dez"),
)  # fmt: skip
_SPAN = re.compile(
    r"\b(\d{1,3}|" + "|".join(_NUMBERS) + r")(?:\s*\(\w+\))?\s+(?:kalender|werk|working|full|hele|volle)?\s*"
    r"(uur|hour|stunde|dag|day|tag|week|weken|woche|maand|month|monat)"
)
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_DIGITS = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")
_WRITTEN = re.compile(r"\b(\d{1,2})\.?\s+([a-zä]{3,})\.?\s+(\d{4})\b")
_FROM_LETTER = (
    "dagtekening", "heden", "vandaag", "today", "heute", "dated", "date of this", "date of the letter",
    "date of the reminder", "datum brief", "datum aanmaning", "na datum", "letter date",
    "date hereof", "datum van deze", "datum van dit", "datum van de brief", "briefdatum", "datum dieses",
    "datum des schreibens", "verzend", "verstur", "sending", "sent", "after this letter", "na deze brief",
    "na deze aanmaning", "na dit schrijven", "van deze brief", "factuur", "invoice", "rechnung",
)  # fmt: skip
_FROM_RECEIPT = (
    "ontvang", "ontvangst", "bezorg", "receipt", "receiv", "deliver", "erhalt", "erhielt", "zugang", "zugestellt",
    "bereikt", "reached", "aanmaning is ontvangen",
)  # fmt: skip
_AT_ONCE = (
    "per omgaande", "omgaand", "onmiddellijk", "direct", "meteen", "zo spoedig", "zo snel", "immediate", "at once",
    "as soon as possible", "unverzüglich", "sofort", "umgehend",
)  # fmt: skip
_ON_THE_DAY = re.compile(
    r"\b(vanaf|from|ab|met ingang van)\s+(?:de\s+|the\s+|dem\s+)?(dag|day|date|datum|tag)\s+(van|of|des)\s+(?:\w+\s+)?"
    r"(ontvang|receipt|bezorg|deliver|erhalt|zugang)"
)


class Wording(StrEnum):
    """What is the matter with the term; the names are those of the sentences."""

    GOOD = "good"
    SILENT = "silent"
    SHORT = "term_short"
    FROM_LETTER = "term_from_letter"
    UNCLEAR = "term_unclear"
    AWAITS_RECEIPT = "awaits_receipt"


@dataclass(frozen=True)
class Given:
    """The term a letter gives: its wording, and the last day to pay where that is known."""

    wording: Wording
    last: date | None = None


def term_given(text: str, sent: date | None, received: date | None) -> Given:
    """Read a letter's term (lower case); at least fourteen days from the day after receipt is what counts."""
    said = text.replace("_", " ").strip()
    if not said:
        return Given(Wording.SILENT)
    fixed, days = _fixed_day(said), _days(said)
    if days is None:
        return _until(fixed, received) if fixed else _without_days(said)
    if days < DAYS:
        return Given(Wording.SHORT)
    if any(word in said for word in _FROM_RECEIPT) and not _both(said):
        return _after_receipt(said, days, received)
    if any(word in said for word in _FROM_LETTER):
        return _after_letter(days, sent, received)
    return Given(Wording.UNCLEAR)


def _without_days(said: str) -> Given:
    """At once is no fourteen days; anything else has to be read by a person."""
    return Given(Wording.SHORT if any(word in said for word in _AT_ONCE) else Wording.UNCLEAR)


def _both(said: str) -> bool:
    """A letter that also counts from its own date or sending."""
    return any(word in said for word in ("dagtekening", "heden", "vandaag", "today", "heute", "verzend"))


def _after_receipt(said: str, days: int, received: date | None) -> Given:
    counted = days - 1 if _ON_THE_DAY.search(said) else days
    if counted < DAYS:
        return Given(Wording.SHORT)
    return Given(Wording.GOOD, statutory_days(received, counted).end if received else None)


def _after_letter(days: int, sent: date | None, received: date | None) -> Given:
    """Counted from the letter only a longer term can still leave fourteen whole days after receipt."""
    if days <= DAYS:
        return Given(Wording.FROM_LETTER)
    return _until(sent + timedelta(days=days), received) if sent else Given(Wording.FROM_LETTER)


def _until(last: date, received: date | None) -> Given:
    if received is None:
        return Given(Wording.AWAITS_RECEIPT, last)
    enough = last >= received + timedelta(days=DAYS)
    return Given(Wording.GOOD, max(last, statutory_days(received, DAYS).end)) if enough else Given(Wording.SHORT)


def _days(said: str) -> int | None:
    found = _SPAN.search(said)
    if found is None:
        return None
    number, unit = found.groups()
    return (int(number) if number.isdigit() else _NUMBERS[number]) * _UNITS[unit]


def _fixed_day(said: str) -> date | None:
    """A day written out: 2026-05-20, 20-05-2026, 20 mei 2026."""
    if found := _ISO.search(said):
        return _date(*(int(part) for part in found.groups()))
    if found := _DIGITS.search(said):
        day, month, year = (int(part) for part in found.groups())
        return _date(year, month, day)
    if found := _WRITTEN.search(said):
        number = next((n for n, starts in enumerate(_MONTHS, 1) if found.group(2).startswith(starts)), 0)
        return _date(int(found.group(3)), number, int(found.group(1)))
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
