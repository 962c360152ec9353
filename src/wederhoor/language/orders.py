"""Order numbers and serial numbers in a text, by the patterns shops use and the words around them."""

from __future__ import annotations

import re
from typing import Final

from wederhoor.language.prose import Span

_ORDER_WORD: Final = (
    r"(?:bestel(?:ling|nummer|nr|code)?|order(?:nummer|number|nr|no|-?id)?|ordernummer|bestell(?:ung|"
    r"nummer|nr)|auftrag(?:snummer|snr)?|"
    r"purchase|kenmerk|reference|referentie|ref|invoice|factuur(?:nummer)?|rechnung(?:snummer)?)"
)
_CODE: Final = r"[A-Z]{1,6}[-_/ ]?\d[\dA-Z]*(?:[-_/]\d[\dA-Z]*)*|\d{3,}(?:[-/]\d+)*"
_AFTER_WORD: Final = re.compile(
    rf"(?i:\b{_ORDER_WORD}\b(?:\s+(?:met|with|mit|under|onder|unter|is|ist|was|nummer|number|nr|no|"
    rf"id))?)[ .:#(№-]{{0,6}}({_CODE})(?![\w@-])"
)
_HASH: Final = re.compile(r"(?<![\w&/])#([A-Z]{0,5}-?\d{3,}(?:-\d+)*)\b", re.IGNORECASE)
_SHAPED: Final = re.compile(r"(?<![\w/#-])([A-Z]{2,6}-?\d{2,6}-\d{2,8}|[A-Z]{2,6}-\d{3,10})(?![\w-])")
_SERIAL_WORD: Final = re.compile(
    r"\b(?:serienummers?|serienr|serial(?: number| no)?|s/n|typeplaatje|typenschild|type plate|rating "
    r"plate|seriennummer|"
    r"artikelnummer|article number|productcode|model(?:nummer| number| no)?|modell|typenummer|type)\b",
    re.IGNORECASE,
)
_NOT_ORDER: Final = re.compile(
    r"\b(?:track\s?&?\s?trace(?:code)?|trackingnummer|tracking(?: number| code)?|barcode|sendungsnummer|zendingsnummer|"
    r"iban|rekening|kvk|btw|artikel|article|art|postcode|telefoon|phone|tel|B\d)\W{0,12}$",
    re.IGNORECASE,
)
_SERIAL_CODE: Final = re.compile(r"\b([A-Z]{1,5}[-/]?\d[\dA-Z]*(?:[-/][\dA-Z]+)*|\d{6,})\b")
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")


def find_orders(text: str) -> list[Span]:
    """Order numbers in order of appearance, each once as a span; the value is the number as written without ``#``."""
    barred = [found.span() for found in _IBAN.finditer(text)] + [(s.start, s.end) for s in find_serials(text)]
    taken: dict[int, Span] = {}
    for pattern in (_SHAPED, _HASH, _AFTER_WORD):
        for found in pattern.finditer(text):
            start, end = found.span(1)
            if _crosses(start, end, barred) or _crosses(start, end, [(s.start, s.end) for s in taken.values()]):
                continue
            if _NOT_ORDER.search(text, max(0, start - 30), start) or not _plausible(found.group(1), pattern):
                continue
            taken[start] = Span(start, end, "<order>", found.group(1).strip())
    return [taken[start] for start in sorted(taken)]


def find_serials(text: str) -> list[Span]:
    """Serial numbers: a code within forty characters behind a word such as "serienummer" or "Typenschild"."""
    out = []
    for word in _SERIAL_WORD.finditer(text):
        found = _SERIAL_CODE.search(text, word.end(), word.end() + 40)
        if found and "\n" not in text[word.end() : found.start()]:
            out.append(Span(found.start(1), found.end(1), "<serial>", found.group(1)))
    return out


def find_ibans(text: str) -> list[Span]:
    """Bank account numbers."""
    return [Span(m.start(), m.end(), "<iban>", re.sub(r"\s", "", m.group())) for m in _IBAN.finditer(text)]


def _crosses(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in spans)


def _plausible(code: str, pattern: re.Pattern[str]) -> bool:
    digits = sum(c.isdigit() for c in code)
    if pattern is _AFTER_WORD:
        # "bestelling 20 september", "order 2 lamps": a bare year or a short figure is no order number.
        return digits >= 3 and not (code.isdigit() and len(code) == 4 and code.startswith("20"))
    return digits >= 3
