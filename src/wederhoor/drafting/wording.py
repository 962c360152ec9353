"""How dates, times, amounts and names are written in Dutch, English and German letters."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

LANGUAGES = ("nl", "en", "de")

_WEEKDAYS = {
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
}
_MONTHS = {
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
}
_DAY = {"nl": "{0} {1} {2} {3}", "en": "{0} {1} {2} {3}", "de": "{0}, {1}. {2} {3}"}
_AT = {"nl": "{0} om {1}.{2:02} uur", "en": "{0} at {1:02}:{2:02}", "de": "{0}, um {1}:{2:02} Uhr"}
_EURO = {"nl": "€ {0}", "en": "€{0}", "de": "{0} €"}

_FEMALE = {"mw", "mevr", "mevrouw", "ms", "mrs", "frau"}
_MALE = {"dhr", "hr", "heer", "mr", "herr"}
_TITLED = {
    ("nl", True): "Geachte mevrouw {0},",
    ("nl", False): "Geachte heer {0},",
    ("en", True): "Dear Ms {0},",
    ("en", False): "Dear Mr {0},",
    ("de", True): "Guten Tag Frau {0},",
    ("de", False): "Guten Tag Herr {0},",
}
_PLAIN = {"nl": "Beste {0},", "en": "Dear {0},", "de": "Guten Tag {0},"}
_NAMELESS = {"nl": "Goedendag,", "en": "Good day,", "de": "Guten Tag,"}


def long_date(on: date, language: str) -> str:
    """``maandag 26 oktober 2026``, ``Monday 26 October 2026``, ``Montag, 26. Oktober 2026``."""
    weekday, month = _WEEKDAYS[language][on.weekday()], _MONTHS[language][on.month - 1]
    return _DAY[language].format(weekday, on.day, month, on.year)


def date_and_time(at: datetime, language: str) -> str:
    """The long date with the clock time of ``at`` as it stands (local time)."""
    return _AT[language].format(long_date(at.date(), language), at.hour, at.minute)


def euro(amount: Decimal, language: str) -> str:
    """``€ 1.234,50`` (nl), ``€1,234.50`` (en), ``1.234,50 €`` (de); rounded to the cent."""
    digits = f"{amount.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):,.2f}"
    if language != "en":
        digits = digits.translate(str.maketrans(",.", ".,"))
    return _EURO[language].format(digits)


def day_of(value: object) -> date | None:
    """The day of a date or a moment; ``None`` for anything else."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def number(amount: Decimal, language: str) -> str:
    """A measure that is no money, with the digits it has: ``6,42`` (nl, de), ``6.42`` (en)."""
    digits = format(amount, "f")
    return digits if language == "en" else digits.replace(".", ",")


def written(value: Any, language: str) -> str:
    """``value`` as a letter writes it; text on one line, since it may stand in a subject."""
    if isinstance(value, datetime):
        return date_and_time(value, language)
    if isinstance(value, date):
        return long_date(value, language)
    if isinstance(value, Decimal):
        return euro(value, language)
    if isinstance(value, tuple):
        return " ".join(written(part, language) for part in value)
    return " ".join(str(value).split())


def greeting(name: str, language: str, form: str = "u") -> str:
    """The first line of a letter. A title in ``name`` (``mw. A. Kuipers-Bos``) is used; none is guessed."""
    words = name.split()
    titles = [word.strip(".,").lower() for word in words]
    for sex, known in ((True, _FEMALE), (False, _MALE)):
        at = next((i for i, title in enumerate(titles[:2]) if title in known), None)
        if at is not None and (family := _family(words[at + 1 :])):
            return _TITLED[language, sex].format(family)
    if not words:
        return _NAMELESS[language]
    if language == "nl" and form == "je" and _is_first_name(words):
        return _PLAIN["nl"].format(words[0])
    return _PLAIN[language].format(" ".join(words))


def _family(words: list[str]) -> str:
    """The family name: without initials, a Dutch prefix in capitals as after a title (``De Graaf``)."""
    rest = [word for word in words if not re.fullmatch(r"(?:\w\.?)+", word) or "." not in word]
    rest = [word for word in rest if len(word) > 1]
    return " ".join([rest[0][:1].upper() + rest[0][1:], *rest[1:]]) if rest else ""


def _is_first_name(words: list[str]) -> bool:
    return len(words) > 1 and len(words[0]) > 2 and words[0].isalpha() and words[0][:1].isupper()
