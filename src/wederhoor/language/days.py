"""Dates in a text, absolute and relative, resolved against the day the text was written."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from wederhoor.language.prose import Span, fold

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januari january januar jan",
            "februari february februar feb febr",
            "maart march marz maerz mrt mar",
            "april apr",
            "mei may mai",
            "juni june jun",
            "juli july jul",
            "augustus august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "december dezember dec dez",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "maandag monday montag",
            "dinsdag tuesday dienstag",
            "woensdag wednesday mittwoch",
            "donderdag thursday donnerstag",
            "vrijdag friday freitag",
            "zaterdag saturday samstag sonnabend",
            "zondag sunday sonntag",
        )
    )
    for name in names.split()
}
_DAYS_OFF: Final = {
    "vandaag": 0, "vanochtend": 0, "vanmorgen": 0, "vanmiddag": 0, "vanavond": 0, "today": 0, "this morning": 0,
    "this afternoon": 0, "this evening": 0, "tonight": 0, "heute": 0, "heute morgen": 0, "heute fruh": 0, "heden": 0,
    "gisteren": -1, "gisteravond": -1, "gistermiddag": -1, "gisterochtend": -1, "gistermorgen": -1,
    "yesterday": -1, "last night": -1, "gestern": -1, "gestern abend": -1,
    "eergisteren": -2, "the day before yesterday": -2, "vorgestern": -2,
    "overmorgen": 2, "ubermorgen": 2, "the day after tomorrow": 2, "tomorrow": 1,
}  # fmt: skip
_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        (
            "een a an one ein eine einem einer eines",
            "twee two zwei",
            "drie three drei",
            "vier four",
            "vijf five funf fuenf",
            "zes six sechs",
            "zeven seven sieben",
            "acht eight",
            "negen nine neun",
            "tien ten zehn",
            "elf eleven",
            "twaalf twelve zwolf",
            "dertien thirteen dreizehn",
            "veertien fourteen vierzehn",
        ),
        start=1,
    )
    for word in words.split()
}
_UNITS: Final = {"da": 1, "ta": 1, "we": 7, "wo": 7, "mo": 30, "ma": 30, "ja": 365, "ye": 365}

_M: Final = "|".join(sorted((*_MONTHS, "märz", "jän"), key=len, reverse=True))
_W: Final = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_N: Final = r"\d{1,3}|" + "|".join(sorted((*_NUMBERS, "fünf", "zwölf", "één"), key=len, reverse=True))
_UNIT: Final = (
    r"(?:werk|working |business |calendar |kalender)?(dagen|dag|days?|tage?n?|weken|week|weeks?|wochen?|"
    r"maanden|maand|months?|monaten?|jaar|years?|jahren?)"
)
_OPT_DAY: Final = rf"(?:(?:{_W}),? +(?:de |den |dem |the )?)?"


@dataclass(frozen=True)
class DayRead:
    """A day read: ``exact`` is false for "eind juli" and "drie weken geleden", ``ahead`` true for one still to come."""

    on: date
    exact: bool = True
    ahead: bool = False


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_ISO: Final = _re(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_NUMERIC: Final = _re(rf"\b{_OPT_DAY}(\d{{1,2}})[-/.](\d{{1,2}})[-/.](20\d\d|\d\d)\b(?![-/.]\d)")
_BEFORE_DAY: Final = "|".join(
    rf"(?<=\b{word} )"
    for word in ("op", "on", "am", "vom", "sinds", "since", "seit", "dem", "van", "tot", "zum", "bis", "per")
)
_SHORT_NUMERIC: Final = _re(
    rf"(?:{_BEFORE_DAY})(?:(\d{{1,2}})[-/](\d{{1,2}})\b(?![-/\d])|(\d{{1,2}})\.(\d{{1,2}})\.(?!\d))"
)
_ORDINAL: Final = _re(
    rf"(?:{_BEFORE_DAY})(?:the|de|den) (\d{{1,2}})(?:st|nd|rd|th|e|de|ste)?\b"
    r"(?=\s*(?:[.,;!?)]|$|and\b|but\b|en\b|maar\b))"
)
_FORTNIGHT: Final = _re(r"\b(?:within|in|over) (?:a|one|the next) fortnight\b")
_DAY_MONTH: Final = _re(
    rf"\b{_OPT_DAY}(\d{{1,2}})(?:\.|st|nd|rd|th|e|de|ste)? *(?:of )?({_M})\b\.?(?:,? *(20\d\d)\b|,? *['’](\d\d)\b)?"
)
_MONTH_DAY: Final = _re(rf"\b{_OPT_DAY}({_M})\.? +(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:|[.,]\d)(?:,? *(20\d\d)\b)?")
_PART_MONTH: Final = _re(
    rf"\b(eind|einde|begin|half|medio|mid|ende|anfang|mitte|end of|beginning of|start of|early|late|"
    rf"middle of)[ -]+(?:van |of )?({_M})\b(?: +(20\d\d)\b)?"
)
_OFF: Final = _re(
    r"(?<!\w)(" + "|".join(sorted((*_DAYS_OFF, "heute früh", "übermorgen"), key=len, reverse=True)) + r")(?!\w)"
)
_AGO: Final = _re(
    rf"\b({_N}) *{_UNIT} +(?:geleden|ago|terug\b(?= (?:besteld|gekocht|heb|ontvangen)))|\bvor +({_N}) *{_UNIT}\b"
)
_WEEK_DAY: Final = _re(
    rf"\b(?:vorige week|last week|letzte woche|vergangene woche)(?: op| on| am|,)? *({_W})\b|\b({_W}) "
    rf"(?:vorige week|of last week|last week|letzter woche|letzte woche)\b"
)
_WITHIN_WEEK: Final = _re(
    r"\b(?:vandaag over een week|a week from (?:today|now)|today week|heute in einer woche|in einer "
    r"woche|over een week)\b"
)
_IN: Final = _re(
    rf"\b(?:binnen|within|innerhalb von|innert|binnen von|innerhalb|over|in the next|de komende|in den "
    rf"nächsten)(?: de| het| the| der| maximaal| uiterlijk| next| nächsten)? *({_N}) *{_UNIT}\b"
)
_WEEKDAY: Final = _re(
    rf"\b((?:afgelopen|vorige|laatste|last|this past|letzten|vergangenen|letzter|vorigen|komende|"
    rf"aanstaande|volgende|coming|next|"
    rf"kommenden|nächsten|vóór|voor|uiterlijk|tot|before|by|until|bis|spätestens|vor)[ ](?:op |on |am |"
    rf"de |the |zum )?)?({_W})(?:avond|ochtend|middag|morgen|abend|nachmittag)?\b"
)
_LOOSE: Final = _re(r"\b(?:(vorige|afgelopen|last|letzte|vergangene)n? (week|maand|woche|month|monat))\b")
_COMING: Final = frozenset(
    [
        "komende",
        "aanstaande",
        "volgende",
        "coming",
        "next",
        "kommenden",
        "nächsten",
        "vóór",
        "voor",
        "uiterlijk",
        "tot",
        "before",
        "by",
        "until",
        "bis",
        "spätestens",
        "vor",
    ]
)
_PAST: Final = frozenset(["afgelopen", "vorige", "laatste", "last", "letzten", "vergangenen", "letzter", "vorigen"])


def find_days(text: str, on: date | None) -> list[Span]:
    """Every day in ``text``, in order; the value of a span is a :class:`DayRead`. Relative ones need ``on``."""
    taken: list[Span] = []
    for pattern, read in _READERS:
        for found in pattern.finditer(text):
            if any(found.start() < s.end and s.start < found.end() for s in taken[-120:]):
                continue
            day = read(found, on)
            if day is not None:
                taken.append(Span(found.start(), found.end(), "<date>", day))
    return sorted(taken, key=lambda span: span.start)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest(month: int, day: int, on: date | None) -> date | None:
    """The day of that name nearest to ``on``, since people leave the year out for what is near."""
    if on is None:
        return None
    near = [d for year in (on.year - 1, on.year, on.year + 1) if (d := _made(year, month, day))]
    # A day gone by is what people write about; one to come must be clearly nearer.
    return min(near, key=lambda d: (d - on).days * 2 if d > on else (on - d).days, default=None)


def _read(on: date | None, exact: bool = True, ahead: bool = False) -> DayRead | None:
    return None if on is None else DayRead(on, exact, ahead)


def _iso(found: re.Match[str], on: date | None) -> DayRead | None:
    return _read(_made(*(int(g) for g in found.groups())))


def _numeric(found: re.Match[str], on: date | None) -> DayRead | None:
    day, month, year = (int(g) for g in found.groups())
    return _read(_made(year if year > 99 else 2000 + year, month, day))


def _short_numeric(found: re.Match[str], on: date | None) -> DayRead | None:
    day, month = (int(g) for g in found.groups() if g)
    return _read(nearest(month, day, on))


def _ordinal(found: re.Match[str], on: date | None) -> DayRead | None:
    """ "On the 3rd": of this month when it has come, else of the month before."""
    if on is None:
        return None
    this = _made(on.year, on.month, int(found.group(1)))
    before = on.replace(day=1) - timedelta(days=1)
    return _read(this if this and this <= on else _made(before.year, before.month, int(found.group(1))))


def _fortnight(found: re.Match[str], on: date | None) -> DayRead | None:
    return _read(on + timedelta(days=14), ahead=True) if on else None


def _day_month(found: re.Match[str], on: date | None) -> DayRead | None:
    day, name, year, short = found.groups()
    return _named(int(day), name, year or (f"20{short}" if short else None), on)


def _month_day(found: re.Match[str], on: date | None) -> DayRead | None:
    name, day, year = found.groups()
    return _named(int(day), name, year, on)


def _named(day: int, name: str, year: str | None, on: date | None) -> DayRead | None:
    month = _MONTHS.get(fold(name))
    if month is None:
        return None
    return _read(_made(int(year), month, day) if year else nearest(month, day, on))


def _part_month(found: re.Match[str], on: date | None) -> DayRead | None:
    part, name, year = found.groups()
    month = _MONTHS[fold(name)]
    whole = nearest(month, 15, on) if year is None else date(int(year), month, 15)
    if whole is None:
        return None
    if part.lower().startswith(("eind", "end", "late")):
        return _read(whole.replace(day=monthrange(whole.year, month)[1]), exact=False)
    early = part.lower().startswith(("begin", "anfang", "start", "early"))
    return _read(whole.replace(day=1) if early else whole, exact=False)


def _off(found: re.Match[str], on: date | None) -> DayRead | None:
    days = _DAYS_OFF[fold(found.group(1))]
    return _read(on + timedelta(days=days), ahead=days > 0) if on else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[fold(word)]


def _ago(found: re.Match[str], on: date | None) -> DayRead | None:
    number, unit = (g for g in found.groups() if g)
    days = _number(number) * _UNITS[fold(unit)[:2]]
    return _read(on - timedelta(days=days), exact=_UNITS[fold(unit)[:2]] == 1) if on else None


def _week_day(found: re.Match[str], on: date | None) -> DayRead | None:
    if on is None:
        return None
    weekday = _WEEKDAYS[fold(found.group(1) or found.group(2))]
    monday = on - timedelta(days=on.weekday() + 7)
    return _read(monday + timedelta(days=weekday))


def _within_week(found: re.Match[str], on: date | None) -> DayRead | None:
    return _read(on + timedelta(days=7), ahead=True) if on else None


def _in(found: re.Match[str], on: date | None) -> DayRead | None:
    number, unit = found.groups()
    return _read(on + timedelta(days=_number(number) * _UNITS[fold(unit)[:2]]), ahead=True) if on else None


def _weekday(found: re.Match[str], on: date | None) -> DayRead | None:
    if on is None:
        return None
    before = (found.group(1) or "").split(" ")[0].lower()
    weekday = _WEEKDAYS[fold(found.group(2))]
    if before in _COMING:
        return _read(on + timedelta(days=(weekday - on.weekday() - 1) % 7 + 1), ahead=True)
    back = (on.weekday() - weekday) % 7
    return _read(on - timedelta(days=back or (7 if before in _PAST else 0)))


def _loose(found: re.Match[str], on: date | None) -> DayRead | None:
    if on is None:
        return None
    return _read(on - timedelta(days=7 if fold(found.group(2))[0] == "w" else 30), exact=False)


_READERS: Final = (
    (_ISO, _iso),
    (_NUMERIC, _numeric),
    (_DAY_MONTH, _day_month),
    (_MONTH_DAY, _month_day),
    (_PART_MONTH, _part_month),
    (_SHORT_NUMERIC, _short_numeric),
    (_ORDINAL, _ordinal),
    (_FORTNIGHT, _fortnight),
    (_WEEK_DAY, _week_day),
    (_WITHIN_WEEK, _within_week),
    (_AGO, _ago),
    (_IN, _in),
    (_OFF, _off),
    (_WEEKDAY, _weekday),
    (_LOOSE, _loose),
)
