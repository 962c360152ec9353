"""Statutory interest for consumers (6:119 BW): a dated table of rates, and the sum over a stretch of days."""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files
from itertools import pairwise

from wederhoor.law.periods import plus_months

CENT = Decimal("0.01")
_ONE_DAY = timedelta(days=1)
_YEAR = 12


class NoRate(ValueError):
    """The day lies before the first rate of the table; the message says which day and where the table begins."""


@dataclass(frozen=True)
class Rate:
    """A yearly rate in per cent from ``since``; ``verify`` where the source is still to be read."""

    since: date
    percent: Decimal
    verify: bool


RATES: tuple[Rate, ...] = tuple(
    Rate(row["since"], Decimal(str(row["percent"])), row.get("verify", False))
    for row in tomllib.loads(files(__package__).joinpath("interest.toml").read_text("utf-8"))["rate"]
)
FIRST = RATES[0].since
"""The first day a rate is known for; ask the person before going further back."""


def rate_on(day: date) -> Rate:
    """The rate in force on ``day``; raises :class:`NoRate` before the table begins."""
    if day < FIRST:
        raise NoRate(f"The rates of statutory interest begin on {FIRST.isoformat()}; {day.isoformat()} is before that.")
    return next(rate for rate in reversed(RATES) if rate.since <= day)


def interest(principal: Decimal, first: date, last: date) -> Decimal:
    """Interest in euro over ``principal`` from ``first`` to ``last``, both included, rounded once at the end.

    After each full year what ran in it is added to the sum it runs over (6:119 lid 2 BW). Raises :class:`NoRate`.
    """
    total, base, years = Decimal(0), principal, 1
    for begin, end in _stretches(first, last):
        if begin == plus_months(first, _YEAR * years):
            base, years = principal + total, years + 1
        days = (end - begin).days
        total += base * days * rate_on(begin).percent / 100 / (366 if calendar.isleap(begin.year) else 365)
    return total.quantize(CENT, ROUND_HALF_UP)


def _stretches(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Stretches (end not included) in which rate, length of the year and the sum itself stay the same."""
    stop = last + _ONE_DAY
    turns = {rate.since for rate in RATES}
    turns |= {date(year, 1, 1) for year in range(first.year, stop.year + 1)}
    turns |= {plus_months(first, _YEAR * count) for count in range(1, stop.year - first.year + 1)}
    marks = sorted({first, stop, *(day for day in turns if first < day < stop)}) if first < stop else []
    return pairwise(marks)
