"""Counts legal periods: Regulation 1182/71 and the Dutch Algemene termijnenwet, without a clock.

Two readings stand side by side. For the customer a last day on a day of rest moves on (every day the Algemene
termijnenwet names, Good Friday and 5 May among them). The shop's own duties do not move: who acts on the day itself
is always in time.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from holidays.countries.netherlands import Netherlands

REGULATION = "Vo. 1182/71 art. 3 lid 4"
ATW = "1 lid 1 Algemene termijnenwet"
_LIBERATION_DAY = (5, 5)
_SATURDAY = 5
_ATW_MAX_DAYS = 90
_ATW_MAX_MONTHS = 3
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """A counted period: the day of the event (not counted), the last day as counted, and the day it really ends."""

    event: date
    counted: date
    end: date

    @property
    def rolled(self) -> bool:
        """Whether a day of rest moved the end."""
        return self.counted != self.end

    def holds(self, day: date) -> bool:
        """Whether an act on ``day`` is in time; the whole last day counts (art. 3 lid 2)."""
        return day <= self.end


@lru_cache(maxsize=128)
def rest_days(year: int) -> frozenset[date]:
    """The days of art. 3 Algemene termijnenwet in ``year``, Sundays aside; Good Friday is among them (lid 2)."""
    named = Netherlands(years=year)  # type: ignore[no-untyped-call]  # the package has no types for its constructor
    return frozenset((*named.keys(), date(year, *_LIBERATION_DAY)))


def is_rest_day(day: date) -> bool:
    """Saturday, Sunday or a recognised holiday."""
    return day.weekday() >= _SATURDAY or day in rest_days(day.year)


def working_day(day: date) -> date:
    """``day`` itself, or the first day after it that is no day of rest."""
    while is_rest_day(day):
        day += _ONE_DAY
    return day


def plus_months(day: date, months: int) -> date:
    """The same date ``months`` later; the last of the month where that date does not exist (art. 3 lid 2 c)."""
    year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, index + 1, min(day.day, calendar.monthrange(year, index + 1)[1]))


def days_after(event: date, days: int, *, rolls: bool = True) -> Period:
    """``days`` days after ``event``, the event's own day not counted (art. 3 lid 1); rolled on unless ``rolls`` is off.

    A period of two days or more holds at least two working days (art. 3 lid 5).
    """
    counted = event + timedelta(days=days)
    if not rolls:
        return Period(event, counted, counted)
    return Period(event, counted, _with_two_working_days(event, days, working_day(counted)))


def months_after(event: date, months: int, *, rolls: bool = True) -> Period:
    """``months`` months after ``event``; rolled on unless ``rolls`` is off."""
    counted = plus_months(event, months)
    return Period(event, counted, working_day(counted) if rolls else counted)


def years_after(event: date, years: int, *, rolls: bool = True) -> Period:
    """``years`` years after ``event``."""
    return months_after(event, 12 * years, rolls=rolls)


def statutory_days(event: date, days: int) -> Period:
    """A Dutch statutory period in days: rolls under the Algemene termijnenwet, but not beyond 90 days (art. 4 a)."""
    return days_after(event, days, rolls=days <= _ATW_MAX_DAYS)


def statutory_months(event: date, months: int) -> Period:
    """A Dutch statutory period in months: rolls under the Algemene termijnenwet up to three months (art. 4 a)."""
    return months_after(event, months, rolls=months <= _ATW_MAX_MONTHS)


def statutory_years(event: date, years: int) -> Period:
    """A Dutch statutory period in years: never rolls (art. 4 a); prescription ends with the same date."""
    return years_after(event, years, rolls=False)


def _with_two_working_days(event: date, days: int, end: date) -> date:
    """Art. 3 lid 5 Reg. 1182/71 and art. 2 Atw; only short periods can fall short."""
    if not 2 <= days <= 6:  # seven days in a row always hold two working days, holidays and all
        return end
    while _working_days(event, end) < 2:
        end = working_day(end + _ONE_DAY)
    return end


def _working_days(event: date, end: date) -> int:
    span = (end - event).days
    return sum(not is_rest_day(event + timedelta(days=step)) for step in range(1, span + 1))
