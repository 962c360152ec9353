"""Periods against a calendar counted by hand, day after day.

The long form tries a hundred thousand days: ``WEDERHOOR_LONG=1 pytest tests/law/test_periods.py``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from wederhoor.law.periods import (
    DUTCH,
    Calendar,
    day_ends,
    day_in,
    days_after,
    days_before,
    hours_after,
    is_rest_day,
    months_after,
    plus_months,
    rest_days,
    statement_day,
    statutory_days,
    statutory_months,
    statutory_weeks,
    statutory_years,
    weeks_after,
    working_day,
    years_after,
)

LONG = os.environ.get("WEDERHOOR_LONG") == "1"
TRIED = settings(max_examples=100_000 if LONG else 300, deadline=None, suppress_health_check=list(HealthCheck))
DAYS = st.dates(date(2018, 1, 1), date(2099, 10, 31))
MOMENTS = st.integers(1_500_000_000, 2_100_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
ONE = timedelta(days=1)
BELGIAN, GERMAN = Calendar("BE"), Calendar("DE")
BAVARIAN, SAXON, WESTPHALIAN = Calendar("DE", "BY"), Calendar("DE", "SN"), Calendar("DE", "NW")
CALENDARS = (DUTCH, BELGIAN, GERMAN, BAVARIAN, SAXON, WESTPHALIAN)


# --- an own calendar, walked day by day --------------------------------------------------------------------------


def easter(year: int) -> date:
    """Easter Sunday by the rule of Meeus, independent of the package in use."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


_FIXED = {
    DUTCH: ((1, 1), (5, 5), (12, 25), (12, 26)),
    BELGIAN: ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)),
    GERMAN: ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26)),
    BAVARIAN: ((1, 1), (1, 6), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26)),
    SAXON: ((1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26)),
    WESTPHALIAN: ((1, 1), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26)),
}
_FROM_EASTER = {
    DUTCH: (-2, 1, 39, 50),
    BELGIAN: (1, 39, 50),
    GERMAN: (-2, 1, 39, 50),
    BAVARIAN: (-2, 1, 39, 50, 60),
    SAXON: (-2, 1, 39, 50),
    WESTPHALIAN: (-2, 1, 39, 50, 60),
}


def holiday(day: date, where: Calendar) -> bool:
    if (day.month, day.day) in _FIXED[where]:
        return True
    if (day - easter(day.year)).days in _FROM_EASTER[where]:
        return True
    if where is SAXON and day.month == 11 and day.weekday() == 2 and 16 <= day.day <= 22:
        return True  # Buß- und Bettag: the Wednesday before 23 November
    return where is DUTCH and day == kings_day(day.year)


def kings_day(year: int) -> date:
    on = date(year, 4, 27)
    return on - ONE if on.weekday() == 6 else on


def rests(day: date, where: Calendar = DUTCH) -> bool:
    return day.weekday() in {5, 6} or holiday(day, where)


def walked(event: date, days: int, where: Calendar, two_from: int) -> date:
    """The last day of a period in days: one step a day, until enough days are behind and the law is content."""
    day, steps, worked = event, 0, 0
    while True:
        day, steps = day + ONE, steps + 1
        worked += not rests(day, where)
        if steps >= days and not rests(day, where) and (days < two_from or worked >= 2):
            return day


def walked_months(event: date, months: int) -> date:
    """The same date so many months on; where the month is too short, its last day. Walked, not reckoned."""
    day, seen = event, 0
    while seen < months:
        day += ONE
        seen += day.day == 1
    while day.day != event.day and (day + ONE).day != 1:
        day += ONE
    return day


# --- against that calendar ---------------------------------------------------------------------------------------


@TRIED
@given(DAYS, st.sampled_from(CALENDARS), st.integers(1, 45), st.integers(0, 14))
@example(date(2026, 4, 2), DUTCH, 4, 1)
@example(date(2024, 1, 31), GERMAN, 2, 1)
def test_periods_are_those_walked_day_by_day(event: date, where: Calendar, days: int, months: int) -> None:
    assert where.rests(event) == rests(event, where)
    period = days_after(event, days, where=where)
    assert period.counted == days_after(event, days, rolls=False).end == event + days * ONE
    assert period.end == walked(event, days, where, two_from=2)
    assert period.rolled == (period.end != period.counted)
    month = months_after(event, months, where=where)
    assert month.counted == walked_months(event, months)
    assert month.end == next(d for d in (month.counted + n * ONE for n in range(9)) if not rests(d, where))


@TRIED
@given(DAYS, st.integers(1, 100), st.integers(1, 14), st.integers(1, 5))
def test_algemene_termijnenwet_is_walked_too(event: date, days: int, weeks: int, months: int) -> None:
    own = walked(event, days, DUTCH, two_from=3) if days <= 90 else event + days * ONE
    assert statutory_days(event, days).end == own
    in_weeks = event + 7 * weeks * ONE
    assert statutory_weeks(event, weeks).end == (walked(event, 7 * weeks, DUTCH, 3) if weeks <= 12 else in_weeks)
    in_months = walked_months(event, months)
    moved = next(d for d in (in_months + n * ONE for n in range(9)) if not rests(d))
    assert statutory_months(event, months).end == (moved if months <= 3 else in_months)


@TRIED
@given(DAYS, st.integers(1, 60), st.sampled_from(CALENDARS))
def test_a_longer_or_later_period_never_ends_earlier(event: date, days: int, where: Calendar) -> None:
    end = days_after(event, days, where=where).end
    assert end <= days_after(event, days + 1, where=where).end
    assert end <= days_after(event + ONE, days, where=where).end


@TRIED
@given(DAYS, st.integers(1, 10))
def test_years_end_on_the_same_date(event: date, years: int) -> None:
    end = statutory_years(event, years).end
    assert end == walked_months(event, 12 * years)
    assert years_after(event, years, rolls=False).end == end
    assert not years_after(event, years, rolls=False).rolled


@TRIED
@given(MOMENTS, st.integers(0, 100))
def test_hours_are_counted_from_the_next_whole_hour(moment: datetime, hours: int) -> None:
    over = hours_after(moment, hours)
    assert (over.minute, over.second, over.microsecond) == (0, 0, 0)
    assert hours <= (over - moment) / timedelta(hours=1) <= hours + 1


# --- the worked examples and the lists ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "days", "end"),
    [
        (date(2026, 9, 1), 14, date(2026, 9, 15)),
        (date(2026, 9, 5), 14, date(2026, 9, 21)),
        (date(2026, 3, 23), 14, date(2026, 4, 7)),
        (date(2026, 8, 3), 30, date(2026, 9, 2)),
        (date(2026, 10, 5), 14, date(2026, 10, 19)),
        (date(2026, 12, 11), 14, date(2026, 12, 28)),
    ],
)
def test_worked_examples(event: date, days: int, end: date) -> None:
    assert days_after(event, days).end == end


def test_twelve_months_after_the_first_period() -> None:
    assert months_after(days_after(date(2025, 6, 2), 14).end, 12).end == date(2026, 6, 16)


def test_dutch_holidays_are_those_of_the_law() -> None:
    listed = {
        2026: ((1, 1), (4, 3), (4, 6), (4, 27), (5, 5), (5, 14), (5, 25), (12, 25), (12, 26)),
        2027: ((1, 1), (3, 26), (3, 29), (4, 27), (5, 5), (5, 6), (5, 17), (12, 25), (12, 26)),
    }
    for year, days in listed.items():
        on_other_days = {day for day in rest_days(year) if day.weekday() != 6}
        assert on_other_days == {date(year, *day) for day in days if date(year, *day).weekday() != 6}


def test_kings_day_moves_from_sunday_to_saturday() -> None:
    assert date(2025, 4, 26) in rest_days(2025)
    assert date(2025, 4, 27) not in rest_days(2025)
    assert date(2026, 4, 27) in rest_days(2026)


def test_belgium_has_ten_legal_holidays() -> None:
    easters = {easter(2026), easter(2026) + 49 * ONE}
    assert rest_days(2026, BELGIAN) - easters == {
        date(2026, *day)
        for day in (
            (1, 1), (4, 6), (5, 1), (5, 14), (5, 25), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25),
        )
    }  # fmt: skip


def test_germany_has_nine_nationwide_and_more_in_a_land() -> None:
    assert len(rest_days(2026, GERMAN)) == 9
    assert rest_days(2026, BAVARIAN) > rest_days(2026, GERMAN)
    corpus_christi = date(2026, 6, 4)
    assert (is_rest_day(corpus_christi, BAVARIAN), is_rest_day(corpus_christi, GERMAN)) == (True, False)


def test_the_same_fourteen_days_end_on_other_days_elsewhere() -> None:
    assert days_after(date(2026, 7, 7), 14).end == date(2026, 7, 21)
    assert days_after(date(2026, 7, 7), 14, where=BELGIAN).end == date(2026, 7, 22)
    assert days_after(date(2026, 4, 13), 14).end == date(2026, 4, 28)
    assert days_after(date(2026, 4, 13), 14, where=GERMAN).end == date(2026, 4, 27)


@pytest.mark.parametrize("where", [Calendar("XX"), Calendar("DE", "XX")])
def test_a_country_without_a_list_is_named(where: Calendar) -> None:
    with pytest.raises(ValueError, match=where.region or where.country):
        where.rests(date(2026, 9, 7))


def test_missing_date_becomes_the_last_of_the_month() -> None:
    assert plus_months(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert plus_months(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert plus_months(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_weeks_end_on_the_same_day_of_the_week() -> None:
    assert weeks_after(date(2026, 9, 1), 2).end == date(2026, 9, 15)
    assert weeks_after(date(2026, 9, 5), 2).end == date(2026, 9, 21)
    assert weeks_after(date(2026, 9, 5), 2, rolls=False).end == date(2026, 9, 19)


def test_the_shops_own_day_does_not_move() -> None:
    assert days_after(date(2026, 9, 24), 30, rolls=False).end == date(2026, 10, 24)


def test_two_working_days_where_easter_is_in_between() -> None:
    thursday = date(2026, 4, 2)  # Good Friday, Saturday, Easter, Easter Monday follow
    assert days_after(thursday, 1).end == date(2026, 4, 7)
    assert days_after(thursday, 2).end == date(2026, 4, 8)
    assert statutory_days(thursday, 2).end == date(2026, 4, 7)
    assert statutory_days(thursday, 3).end == date(2026, 4, 8)


def test_algemene_termijnenwet_leaves_long_periods_alone() -> None:
    assert statutory_months(date(2026, 8, 5), 2).end == date(2026, 10, 5)
    assert statutory_months(date(2026, 8, 10), 2).end == date(2026, 10, 12)
    assert statutory_months(date(2026, 7, 10), 3).end == date(2026, 10, 12)
    assert statutory_months(date(2026, 6, 10), 4).end == date(2026, 10, 10)
    assert statutory_days(date(2026, 7, 12), 90).end == date(2026, 10, 12)
    assert statutory_days(date(2026, 7, 11), 91).end == date(2026, 10, 10)
    assert statutory_weeks(date(2026, 7, 18), 12).end == date(2026, 10, 12)
    assert statutory_weeks(date(2026, 7, 11), 13).end == date(2026, 10, 10)
    assert statutory_years(date(2024, 10, 10), 2).end == date(2026, 10, 10)


def test_counted_back_nothing_moves() -> None:
    assert days_before(date(2026, 9, 21), 2) == date(2026, 9, 19)


def test_an_act_on_the_last_day_is_in_time() -> None:
    period = days_after(date(2026, 9, 1), 14)
    assert period.holds(date(2026, 9, 15))
    assert not period.holds(date(2026, 9, 16))
    assert not period.rolled


def test_working_day_itself_stays() -> None:
    assert working_day(date(2026, 10, 12)) == date(2026, 10, 12)
    assert working_day(date(2026, 10, 10)) == date(2026, 10, 12)


# --- what was said, and on which day -----------------------------------------------------------------------------


def test_a_statement_counts_on_arrival_and_a_withdrawal_on_sending() -> None:
    sent, received = date(2026, 9, 15), date(2026, 9, 17)
    assert statement_day(sent, received, sending_suffices=True) == sent
    assert statement_day(sent, received, sending_suffices=False) == received
    assert statement_day(None, received, sending_suffices=True) == received
    assert statement_day(sent, None, sending_suffices=False) is None
    assert statement_day(None, None, sending_suffices=True) is None


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 9, 15, 21, 59, tzinfo=UTC), date(2026, 9, 15)),
        (datetime(2026, 9, 15, 22, 0, tzinfo=UTC), date(2026, 9, 16)),
        (datetime(2026, 12, 15, 22, 59, tzinfo=UTC), date(2026, 12, 15)),
        (datetime(2026, 12, 15, 23, 0, tzinfo=UTC), date(2026, 12, 16)),
        (datetime(2026, 9, 15, 20, 0, tzinfo=ZoneInfo("America/New_York")), date(2026, 9, 16)),
    ],
)
def test_the_day_is_the_one_on_the_clock_there(moment: datetime, day: date) -> None:
    assert day_in("Europe/Amsterdam", moment) == day


@given(MOMENTS)
def test_a_day_ends_where_the_next_begins(moment: datetime) -> None:
    day = day_in("Europe/Brussels", moment)
    assert day_ends("Europe/Brussels", day - ONE) <= moment < day_ends("Europe/Brussels", day)


def test_nights_in_which_the_clock_is_changed_last_an_hour_less_or_more() -> None:
    zone = ZoneInfo("Europe/Berlin")
    spring, autumn = datetime(2026, 3, 28, 12, 30, tzinfo=zone), datetime(2026, 10, 24, 12, 30, tzinfo=zone)
    assert hours_after(spring, 24) == datetime(2026, 3, 29, 14, 0, tzinfo=zone)
    assert hours_after(autumn, 24) == datetime(2026, 10, 25, 12, 0, tzinfo=zone)
    saturday = datetime(2026, 9, 18, 10, 30, tzinfo=zone)
    assert hours_after(saturday, 24) == datetime(2026, 9, 19, 11, 0, tzinfo=zone)


@pytest.mark.parametrize("counted", [lambda told: day_in("Europe/Amsterdam", told), lambda told: hours_after(told, 1)])
def test_a_time_that_does_not_say_its_zone_is_refused(counted: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match="zone"):
        counted(datetime.fromisoformat("2026-09-15T23:59"))


def test_a_zone_nobody_knows_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        day_in("Europe/Nowhere", datetime(2026, 9, 15, tzinfo=UTC))


def test_the_lists_are_read_only_by_who_counts() -> None:
    loaded = "import sys, wederhoor.law.periods; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded]).returncode == 0
