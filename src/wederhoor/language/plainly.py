"""What letters and figures alone show: shouting, two forms of address, facts without a source, traces of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from wederhoor.language.amounts import find_amounts
from wederhoor.language.days import DayRead, find_days
from wederhoor.language.orders import find_ibans, find_orders
from wederhoor.language.shapes import LetterCase

Place = tuple[int, int]

_CAPITALS: Final = re.compile(r"\b[A-ZÄÖÜ]{4,}(?:[ ,]+[A-ZÄÖÜ]{2,})*\b|\b(?:[A-ZÄÖÜ]{2,}[ ,]+){2,}[A-ZÄÖÜ]{2,}\b")
_MARKS: Final = re.compile(r"[!?]*!{2,}[!?]*|\?{3,}|\?!+")
_FINE: Final = frozenset(
    [
        "KVK",
        "BTW",
        "IBAN",
        "PDF",
        "IDEAL",
        "POSTNL",
        "BSN",
        "AVG",
        "GDPR",
        "DSGVO",
        "URL",
        "WERO",
        "EUR",
        "URGENT",
        "ODR",
        "BIC",
        "HRB",
        "HTTPS",
        "HTML",
        "USB",
        "HDMI",
        "LED",
        "KLARNA",
        "PAYPAL",
        "NVWA",
        "ECLI",
        "ISBN",
        "DHL",
        "DPD",
        "GLS",
        "UPS",
        "VSBG",
        "AGB",
        "DUIN",
        "RBMNE",
        "SEPA",
        "VAT",
        "FAQ",
        "RMA",
        "SKU",
        "EAN",
        "GMBH",
    ]
)
_U: Final = re.compile(r"\b(?:u|uw|uzelf|U|Uw)\b")
_JE: Final = re.compile(r"\b(?:je|jij|jou|jouw|jullie|Je|Jij|Jouw|Jullie)\b")
_SIE: Final = re.compile(r"\b(?:Ihnen|Ihre[nmrs]?|Ihr)\b")
_DU: Final = re.compile(r"\b(?:du|dich|dir|dein|deine[nmrs]?|Du|Dich|Dir|Dein|Deine[nmrs]?)\b")
# A time of day looks like an article of the Dutch code: 1:58 Uhr, at 1:58, 9:04:01.
_TIME: Final = (
    r"(?:\d:[0-5]\d(?::\d\d|\s?(?:uur|u|h|Uhr|[ap]\.?m)\b)|(?:(?<=\b[ou]m )|(?<=\bat ))\d:[0-5]\d\b)(?! ?(?:BW|lid)\b)"
)
_ARTICLE: Final = re.compile(
    rf"\b(?!{_TIME})\d:\d{{1,3}}[a-z]{{0,2}}\b|"
    r"\bart(?:ikel|icle|\.)? ?(\d{1,3}[a-z]{0,2})\b|§ ?\d{1,4}[a-z]?\b",
    re.IGNORECASE,
)
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE: Final = re.compile(r"(?<![\w])(?:\+\d{2}|0)[\d \-()]{8,14}\d\b")
_POSTCODE: Final = re.compile(r"\b[1-9]\d{3} ?[A-Z]{2}\b")
_STREET: Final = re.compile(
    r"\b[A-ZÄÖÜ][a-zäöüß]{2,30}(?:straat|laan|weg|plein|kade|dijk|singel|gracht|straße|strasse|allee|"
    r"platz|street|road|avenue|lane) \d{1,4}\b"
)
_TRACK: Final = re.compile(r"\b(?:3S[A-Z0-9]{8,14}|JVGL\d{8,20}|JJD\d{8,20})\b")


def shouting(body: str) -> Iterator[Place]:
    """Words in capitals (names and abbreviations apart) and rows of exclamation marks."""
    for found in _CAPITALS.finditer(body):
        words = re.findall(r"[^\W\d_]+", found.group())
        loud = [w for w in words if w not in _FINE and len(w) > 1]
        # A code (KK26-1483) or an abbreviation between letters and digits is no shouting.
        beside = body[found.end() : found.end() + 1] + body[max(0, found.start() - 1) : found.start()]
        if loud and not any(c in beside for c in "-_/@0123456789") and sum(map(len, loud)) >= 4:
            yield found.span()
    for found in _MARKS.finditer(body):
        yield found.span()


def two_forms(body: str, language: str, form: str) -> Iterator[Place]:
    """Where the address differs from ``form``, or from the form used most when none was set."""
    if language == "en":
        return
    polite, familiar = (_SIE, _DU) if language == "de" else (_U, _JE)
    high, low = [m.span() for m in polite.finditer(body)], [m.span() for m in familiar.finditer(body)]
    if form == "je":
        yield from high if language == "nl" else ()
    elif form == "u":
        yield from low
    elif high and low:
        yield from (low if len(high) >= len(low) else high)


def unsupported(body: str, case: LetterCase) -> Iterator[Place]:
    """Amounts, dates and articles that the case does not know."""
    for span in find_amounts(body):
        if span.value not in case.amounts:
            yield span.start, span.end
    on = max(case.dates, default=None)
    for span in find_days(body, on):
        if not _known(span.value, body[span.start : span.end], case):
            yield span.start, span.end
    for found in _ARTICLE.finditer(body):
        if not any(_bare(found.group()) in _bare(article) for article in case.articles):
            yield found.span()


def _known(value: object, words: str, case: LetterCase) -> bool:
    """A relative day ("today", "within 14 days") states no fact of its own; a named day must be known."""
    if not isinstance(value, DayRead) or not any(c.isdigit() for c in words) or value.ahead:
        return True
    near = {value.on, *_other_years(value.on)} if not re.search(r"20\d\d|['’]\d\d", words) else {value.on}
    return bool(near & case.dates)


def _other_years(day: date) -> Iterator[date]:
    for year in (day.year - 1, day.year + 1):
        try:
            yield day.replace(year=year)
        except ValueError:
            continue


def _bare(article: str) -> str:
    return re.sub(r"^(?:art(?:ikel|icle|\.)?) ?|[§ ]", "", article.lower())


def strays(body: str) -> Iterator[Place]:
    """What shows who the customer is or which order it was: numbers, addresses, accounts."""
    for span in (*find_orders(body), *find_ibans(body)):
        yield span.start, span.end
    for pattern in (_MAIL, _PHONE, _POSTCODE, _STREET, _TRACK):
        for found in pattern.finditer(body):
            yield found.span()
