"""Amounts of money in a text, as people write them in Dutch, English and German."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from wederhoor.language.prose import Span

_FIGURE: Final = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{2})?(?!\d)|\d{1,7}(?:[.,]\d{1,2})?(?!\d)"
_SIGN: Final = r"(?:€|\bEUR(?:O|o)?\b|\beuro\b|\bEuro\b)"
_BEFORE: Final = re.compile(rf"{_SIGN} ?({_FIGURE})(?:[.,]?-{{1,2}}|[.,]–)?")
_AFTER: Final = re.compile(rf"(?<![\w.,])({_FIGURE})(?:,-{{1,2}}|,–)? ?(?:€|(?:EUR|EURO|[Ee]uro(?:'?s|otjes)?)\b)")
_DASH: Final = re.compile(r"(?<![\w.,])(\d{1,5})(?:,[-–=]{1,2}|\.-{1,2}(?= ?(?:€|eur)))(?!\d)", re.IGNORECASE)
_COUNTED: Final = {
    word: number
    for number, words in {
        5: "vijf five fünf", 10: "tien ten zehn", 15: "vijftien fifteen fünfzehn", 20: "twintig twenty zwanzig",
        25: "vijfentwintig twenty-five fünfundzwanzig", 30: "dertig thirty dreißig", 40: "veertig forty vierzig",
        50: "vijftig fifty fünfzig", 60: "zestig sixty sechzig", 70: "zeventig seventy siebzig",
        75: "vijfenzeventig seventy-five fünfundsiebzig", 80: "tachtig eighty achtzig", 90: "negentig ninety neunzig",
        100: "honderd hundred hundert einhundert", 150: "honderdvijftig", 200: "tweehonderd zweihundert",
        300: "driehonderd dreihundert", 400: "vierhonderd vierhundert", 500: "vijfhonderd fünfhundert",
        1000: "duizend thousand tausend",
    }.items()
    for word in words.split()
}  # fmt: skip
_IN_WORDS: Final = re.compile(
    rf"\b({'|'.join(sorted(_COUNTED, key=len, reverse=True))}) (?:eurootjes|euro'?s?|eur)\b", re.IGNORECASE
)
_CENTS: Final = re.compile(
    r"(?<![\w.,:/-])(\d{1,4}[.,]\d{2})(?![\w.,:/%-]\d|\d| ?(?:uur|u\b|h\b|Uhr|am\b|pm\b|kg|cm|mm|%))"
)


def find_amounts(text: str) -> list[Span]:
    """Every amount in euro, in order; the value of a span is a :class:`~decimal.Decimal` of two places."""
    taken: list[Span] = []
    for pattern in (_BEFORE, _AFTER, _DASH, _IN_WORDS, _CENTS):
        for found in pattern.finditer(text):
            value = _value(str(_COUNTED.get(found.group(1).lower(), found.group(1))))
            if value is None or any(found.start() < s.end and s.start < found.end() for s in taken[-200:]):
                continue
            if pattern is _CENTS and not _looks_like_money(text, found):
                continue
            taken.append(Span(found.start(), found.end(), "<amount>", value))
    return sorted(taken, key=lambda span: span.start)


def _looks_like_money(text: str, found: re.Match[str]) -> bool:
    """``12,50`` without a sign: a time (``14.12``) or a date is no amount, so a comma or a word of money is needed."""
    before = text[max(0, found.start() - 24) : found.start()].lower()
    after = text[found.end() : found.end() + 14].lower()
    words = (
        "bedrag",
        "totaal",
        "prijs",
        "kosten",
        "betaald",
        "amount",
        "price",
        "total",
        "paid",
        "betrag",
        "preis",
        "bezahlt",
        "refund",
        "terug",
        "pay ",
        "cost",
        "kost",
        "erstatt",
        "zurück",
    )
    if any(word in before for word in words):
        return True
    return "," in found.group(1) and not any(
        word in after for word in ("jaar", "meter", "liter", "kilo", "stuks", "uur")
    )


def _value(figure: str) -> Decimal | None:
    plain = re.sub(r"[' ]", "", figure)
    if re.search(r"[.,]\d{1,2}$", plain):
        whole, cents = re.split(r"[.,](?=\d{1,2}$)", plain)
    else:
        whole, cents = plain, ""
    digits = re.sub(r"[.,]", "", whole)
    if not digits or len(digits) > 9:
        return None
    return Decimal(f"{digits}.{cents:0<2}")
