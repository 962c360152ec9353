"""Periods against a calendar counted by hand, day after day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wederhoor.law.periods import (
    days_after,
    is_rest_day,
    months_after,
    plus_months,
    rest_days,
    statutory_days,
    statutory_months,
    statutory_years,
    working_day,
)

DAYS = st.dates(date(2014, 6, 13), date(2060, 12, 31))
ONE = timedelta(days=1)


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


def rests(day: date) -> bool:
    """A day of rest as article 3 Algemene termijnenwet lists them."""
    moved = [easter(day.year) + timedelta(days=n) for n in (-2, 1, 39, 50)]
    king = date(day.year, 4, 27)
    king = king - ONE if king.weekday() == 6 else king
    fixed = [date(day.year, *md) for md in ((1, 1), (5, 5), (12, 25), (12, 26))]
    return day.weekday() >= 5 or day in (*moved, king, *fixed)


@given(DAYS)
def test_rest_days_are_those_of_the_law(day: date) -> None:
    assert is_rest_day(day) == rests(day)


@given(DAYS, st.integers(1, 120))
def test_days_are_counted_one_by_one(event: date, days: int) -> None:
    last = event
    for _ in range(days):
        last += ONE
    assert days_after(event, days, rolls=False).end == last
    while rests(last):
        last += ONE
    if days >= 7 or days == 1:
        assert days_after(event, days).end == last


@given(DAYS, st.integers(2, 30))
def test_a_period_holds_two_working_days(event: date, days: int) -> None:
    end = days_after(event, days).end
    inside = [event + timedelta(days=n) for n in range(1, (end - event).days + 1)]
    assert sum(not rests(day) for day in inside) >= 2
    assert not rests(end)


@given(DAYS, st.integers(1, 60))
def test_a_longer_period_never_ends_earlier(event: date, days: int) -> None:
    assert days_after(event, days).end <= days_after(event, days + 1).end
    assert days_after(event, days).end <= days_after(event + ONE, days).end


@given(DAYS, st.integers(1, 36))
def test_months_keep_the_date_or_take_the_last_of_the_month(event: date, months: int) -> None:
    end = plus_months(event, months)
    assert (end.year * 12 + end.month) - (event.year * 12 + event.month) == months
    assert end.day == event.day or (end.day < event.day and (end + ONE).day == 1)


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


def test_missing_date_becomes_the_last_of_the_month() -> None:
    assert plus_months(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert plus_months(date(2026, 12, 31), 2) == date(2027, 2, 28)


def test_twelve_months_after_the_first_period() -> None:
    assert months_after(days_after(date(2025, 6, 2), 14).end, 12).end == date(2026, 6, 16)


def test_the_shops_own_day_does_not_move() -> None:
    assert days_after(date(2026, 9, 24), 30, rolls=False).end == date(2026, 10, 24)


def test_algemene_termijnenwet_leaves_long_periods_alone() -> None:
    assert statutory_months(date(2026, 8, 5), 2).end == date(2026, 10, 5)
    assert statutory_months(date(2026, 8, 10), 2).end == date(2026, 10, 12)
    assert statutory_months(date(2026, 6, 10), 4).end == date(2026, 10, 10)
    assert statutory_days(date(2026, 7, 12), 90).end == date(2026, 10, 12)
    assert statutory_days(date(2026, 7, 11), 91).end == date(2026, 10, 10)
    assert statutory_years(date(2024, 10, 10), 2).end == date(2026, 10, 10)


def test_an_act_on_the_last_day_is_in_time() -> None:
    period = days_after(date(2026, 9, 1), 14)
    assert period.holds(date(2026, 9, 15))
    assert not period.holds(date(2026, 9, 16))
    assert not period.rolled


def test_kings_day_moves_from_sunday_to_saturday() -> None:
    assert date(2025, 4, 26) in rest_days(2025)
    assert date(2025, 4, 27) not in rest_days(2025)


def test_working_day_itself_stays() -> None:
    assert working_day(date(2026, 10, 12)) == date(2026, 10, 12)
