"""Statutory interest for consumers (6:119 BW): a dated table of rates, and the sum over a stretch of days."""

from __future__ import annotations

import calendar
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files

CENT = Decimal("0.01")


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


def rate_on(day: date) -> Rate:
    """The rate in force on ``day``; the oldest known one before that."""
    return next((rate for rate in reversed(RATES) if rate.since <= day), RATES[0])


def interest(principal: Decimal, first: date, last: date) -> Decimal:
    """Interest in euro over ``principal`` from ``first`` to ``last``, both included; added to the sum each year."""
    total, base, year_ends = Decimal(0), principal, _anniversary(first)
    day = first
    while day <= last:
        total += base * rate_on(day).percent / 100 / (366 if calendar.isleap(day.year) else 365)
        day += timedelta(days=1)
        if day == year_ends:
            base, year_ends = principal + total, _anniversary(day)
    return total.quantize(CENT, ROUND_HALF_UP)


def _anniversary(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, calendar.monthrange(day.year + 1, day.month)[1]))
