"""Counts legal periods: Regulation 1182/71 and the Dutch Algemene termijnenwet, without a clock.

Two readings stand side by side. For the customer a last day on a day of rest moves on (in the Netherlands every day the
Algemene termijnenwet names, Good Friday and 5 May among them). The shop's own duties do not move (``rolls=False``):
who acts on the day itself is always in time. Days of rest are those of a :class:`Calendar`, Dutch unless another is
given.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

REGULATION = "Vo. 1182/71 art. 3 lid 4"
ATW = "1 lid 1 Algemene termijnenwet"
_EVERY_YEAR = {"NL": ((5, 5),)}  # art. 3 lid 1 Atw names 5 May; the package has it in the years most people are free
_SATURDAY = 5
_ATW_MAX_DAYS = 90
_ATW_MAX_WEEKS = 12
_ATW_MAX_MONTHS = 3
_REGULATION_TWO_WORKING_DAYS_FROM = 2
_ATW_TWO_WORKING_DAYS_FROM = 3
_NEVER_SHORT_FROM = 10  # days: no calendar has so many days of rest in a row that fewer than two working days are left
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """The days of rest of a country or of a region of it, by their ISO 3166 codes: ``("DE", "BY")``.

    Asking for a day raises ``ValueError`` for a country or region nobody has listed.
    """

    country: str
    region: str = ""

    def rest_days(self, year: int) -> frozenset[date]:
        """The holidays of ``year``; Sundays only as far as they are holidays themselves."""
        return _rest_days(self.country, self.region, year)

    def rests(self, day: date) -> bool:
        """Saturday, Sunday or a holiday."""
        return day.weekday() >= _SATURDAY or day in _rest_days(self.country, self.region, day.year)

    def working_day(self, day: date) -> date:
        """``day`` itself, or the first day after it that is no day of rest."""
        while self.rests(day):
            day += _ONE_DAY
        return day

    def working_days(self, after: date, until: date) -> int:
        """How many working days there are after ``after``, ``until`` included."""
        return sum(not self.rests(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))


DUTCH = Calendar("NL")


@lru_cache(maxsize=1024)
def _rest_days(country: str, region: str, year: int) -> frozenset[date]:
    import holidays  # the package reads every country at once, which takes half a second: only who counts waits for it

    try:
        named = holidays.country_holidays(country, subdiv=region or None, years=year)
    except NotImplementedError as missing:
        raise ValueError(f"There are no holidays for {country} {region}".rstrip() + ".") from missing
    return frozenset((*named.keys(), *(date(year, *day) for day in _EVERY_YEAR.get(country, ()))))


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


def rest_days(year: int, where: Calendar = DUTCH) -> frozenset[date]:
    """The holidays of ``year``; in the Netherlands those of art. 3 Algemene termijnenwet, Good Friday among them."""
    return where.rest_days(year)


def is_rest_day(day: date, where: Calendar = DUTCH) -> bool:
    """Saturday, Sunday or a recognised holiday."""
    return where.rests(day)


def working_day(day: date, where: Calendar = DUTCH) -> date:
    """``day`` itself, or the first day after it that is no day of rest."""
    return where.working_day(day)


def plus_months(day: date, months: int) -> date:
    """The same date ``months`` later; the last of the month where that date does not exist (art. 3 lid 2 c)."""
    year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, index + 1, min(day.day, calendar.monthrange(year, index + 1)[1]))


# --- Regulation 1182/71 ------------------------------------------------------------------------------------------


def days_after(event: date, days: int, *, rolls: bool = True, where: Calendar = DUTCH) -> Period:
    """``days`` days after ``event``, the event's own day not counted (art. 3 lid 1); rolled on unless ``rolls`` is off.

    Days of rest inside count (lid 3). A period of two days or more holds at least two working days (lid 5).
    """
    counted = event + timedelta(days=days)
    if not rolls:
        return Period(event, counted, counted)
    end = where.working_day(counted)
    if _REGULATION_TWO_WORKING_DAYS_FROM <= days < _NEVER_SHORT_FROM:
        end = _with_two_working_days(event, end, where)
    return Period(event, counted, end)


def weeks_after(event: date, weeks: int, *, rolls: bool = True, where: Calendar = DUTCH) -> Period:
    """``weeks`` weeks after ``event``: the same day of the week (art. 3 lid 2 c)."""
    return days_after(event, 7 * weeks, rolls=rolls, where=where)


def months_after(event: date, months: int, *, rolls: bool = True, where: Calendar = DUTCH) -> Period:
    """``months`` months after ``event``: the same date (art. 3 lid 2 c); rolled on unless ``rolls`` is off."""
    counted = plus_months(event, months)
    return Period(event, counted, where.working_day(counted) if rolls else counted)


def years_after(event: date, years: int, *, rolls: bool = True, where: Calendar = DUTCH) -> Period:
    """``years`` years after ``event``."""
    return months_after(event, 12 * years, rolls=rolls, where=where)


def hours_after(moment: datetime, hours: int) -> datetime:
    """The moment a period in hours is over: the hour of the event is not counted (art. 3 lid 1), rest moves nothing.

    Hours are counted as they pass, also in the night the clock is changed. Raises ``ValueError`` for a time that does
    not say its zone.
    """
    passed = _aware(moment).astimezone(UTC)
    whole_hour = passed.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return (whole_hour + timedelta(hours=hours)).astimezone(moment.tzinfo)


def days_before(event: date, days: int) -> date:
    """The day ``days`` days before ``event``, its own day not counted; counted back, nothing moves (1 lid 2 Atw)."""
    return event - timedelta(days=days)


def _with_two_working_days(event: date, end: date, where: Calendar) -> date:
    while where.working_days(event, end) < 2:
        end = where.working_day(end + _ONE_DAY)
    return end


# --- the Dutch Algemene termijnenwet -----------------------------------------------------------------------------


def statutory_days(event: date, days: int) -> Period:
    """A Dutch statutory period in days: rolls, and from three days on holds two working days; not beyond 90 days."""
    counted = event + timedelta(days=days)
    if days > _ATW_MAX_DAYS:
        return Period(event, counted, counted)
    end = DUTCH.working_day(counted)
    if _ATW_TWO_WORKING_DAYS_FROM <= days < _NEVER_SHORT_FROM:
        end = _with_two_working_days(event, end, DUTCH)
    return Period(event, counted, end)


def statutory_weeks(event: date, weeks: int) -> Period:
    """A Dutch statutory period in weeks: rolls up to twelve weeks (art. 4 a)."""
    return weeks_after(event, weeks, rolls=weeks <= _ATW_MAX_WEEKS)


def statutory_months(event: date, months: int) -> Period:
    """A Dutch statutory period in months: rolls up to three months (art. 4 a)."""
    return months_after(event, months, rolls=months <= _ATW_MAX_MONTHS)


def statutory_years(event: date, years: int) -> Period:
    """A Dutch statutory period in years never rolls (art. 4 a).

    Prescription is one: it begins with the day after ``event`` (3:307 BW and on) and ends with the same date.
    """
    return years_after(event, years, rolls=False)


# --- when something was said -------------------------------------------------------------------------------------


def statement_day(sent: date | None, received: date | None, *, sending_suffices: bool) -> date | None:
    """The day a statement counts for: that of its arrival (3:37 lid 3 BW), or of its sending where that suffices.

    Sending suffices for a withdrawal (art. 11 lid 2 Richtlijn 2011/83/EU). Where it does and only the arrival is
    known, that day is safe: nothing arrives before it is sent. ``None`` when the day is not known.
    """
    return (sent or received) if sending_suffices else received


def day_in(zone: str, moment: datetime) -> date:
    """On which day something happened for people in ``zone`` (``Europe/Amsterdam``), summer time included.

    Raises ``ValueError`` for a time that does not say its own zone, and ``ZoneInfoNotFoundError`` for no zone at all.
    """
    return _aware(moment).astimezone(ZoneInfo(zone)).date()


def day_ends(zone: str, day: date) -> datetime:
    """The first moment after ``day`` in ``zone``: what happens before it is still of that day (art. 3 lid 2 b)."""
    return datetime.combine(day + _ONE_DAY, time(), ZoneInfo(zone))


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} does not say in which zone it is told.")
    return moment
