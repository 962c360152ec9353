"""Reads ``windows.toml``: every period a clock counts, and whether it runs in a case."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from wederhoor.law.periods import Period, days_after, is_rest_day, months_after, weeks_after, years_after
from wederhoor.law.rule import Case
from wederhoor.law.shapes import Clock

_ONE_DAY = timedelta(days=1)
_ALWAYS, _NEVER = date.min, date.max


def working_days_after(event: date, count: int) -> date:
    """The last of ``count`` working days after ``event``; the day of the event does not count."""
    day = event
    while count:
        day += _ONE_DAY
        count -= not is_rest_day(day)
    return day


Count = Callable[[date, int, bool], Period]
_UNITS: Mapping[str, Count] = {
    "days": lambda event, length, rolls: days_after(event, length, rolls=rolls),
    "weeks": lambda event, length, rolls: weeks_after(event, length, rolls=rolls),
    "months": lambda event, length, rolls: months_after(event, length, rolls=rolls),
    "years": lambda event, length, rolls: years_after(event, length, rolls=rolls),
}


@dataclass(frozen=True)
class Window:
    """One period as the file gives it; the remarks at its head say what each field means.

    ``unit`` is ``days``, ``working_days``, ``weeks``, ``months`` or ``years``, ``length`` how many; ``never`` has none.
    """

    what: str
    who: str
    run: str
    start: tuple[str, ...]
    source: str
    checked: date
    unit: str = ""
    length: int = 0
    rolls: bool = False
    method: tuple[str, ...] = ()
    carrier: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    not_yes: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    since: date = _ALWAYS
    contract_since: date = _ALWAYS
    contract_until: date = _NEVER
    at_least_today: bool = False
    never: bool = False
    verify: bool = False

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact this period hangs on."""
        return (*self.start, *self.yes, *self.no, *self.not_yes, *self.stops)

    def event(self, case: Case) -> str | None:
        """The fact it runs from in this case; ``None`` when it does not run."""
        name = next((one for one in self.start if case.day(one)), None)
        return name if name and not self.never and self._meant(case) and self._holds(case, name) else None

    def due(self, case: Case, event: str) -> date:
        """The last day, counted from ``event``."""
        began = case.day(event) or case.on
        if self.at_least_today:
            began = max(began, case.on)
        if self.unit == "working_days":
            return working_days_after(began, self.length)
        return _UNITS[self.unit](began, self.length, self.rolls).end

    def _meant(self, case: Case) -> bool:
        """Whether it is about this way of paying and this carrier."""
        pays = not self.method or named("method", case.text("payment_method")) in self.method
        return pays and (not self.carrier or named("carrier", case.text("carrier")) in self.carrier)

    def _holds(self, case: Case, event: str) -> bool:
        began, signed = case.day(event), case.day("contract_date") or case.on
        return (
            all(case.yes(name) for name in self.yes)
            and all(case.no(name) for name in self.no)
            and not any(case.yes(name) for name in self.not_yes)
            and not any(case.yes(name) or case.day(name) for name in self.stops)
            and (began is None or self.since <= began)
            and self.contract_since <= signed < self.contract_until
        )


def _window(row: Mapping[str, Any]) -> Window:
    """Raises ``TypeError`` for a field nobody knows, ``ValueError`` without exactly one length."""
    units = [unit for unit in ("working_days", *_UNITS) if unit in row]
    if len(units) != (0 if row.get("never") else 1):
        raise ValueError(f"“{row['what']}” from {row['source']} needs one length.")
    fields: dict[str, Any] = {name: _told(name, value) for name, value in row.items() if name not in units}
    return Window(**fields, unit=units[0], length=row[units[0]]) if units else Window(**fields)


def _told(name: str, value: Any) -> Any:
    """A list as a tuple; one method or carrier stands for a list of one."""
    if name in {"method", "carrier"} and isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


_FILE: Mapping[str, Any] = tomllib.loads(files(__package__).joinpath("windows.toml").read_text("utf-8"))
WINDOWS: tuple[Window, ...] = tuple(_window(row) for row in _FILE["window"])
"""Every period of the file."""


LENGTHS: Mapping[str, Mapping[str, Any]] = _FILE["length"]
"""Lengths in ``months`` that a rule counts with itself, each with ``source`` and ``checked``."""


@lru_cache
def named(kind: str, text: str) -> str | None:
    """Which way of paying (``method``) or carrier (``carrier``) a text in lower case names."""
    rows: Mapping[str, list[str]] = _FILE[kind]
    return next((name for name, words in rows.items() if any(word in text for word in words)), None)


def running(case: Case, *groups: str) -> Iterator[Clock]:
    """The clocks of these groups that run in this case; ``event`` among the slots names the fact each counts from."""
    known = case.facts.known.keys()
    for window in WINDOWS:
        if window.run not in groups or known.isdisjoint(window.start):  # most periods begin with something not told
            continue
        if event := window.event(case):
            slots = {"event": event, "checked": window.checked}
            yield Clock(window.what, window.who, window.due(case, event), window.source, slots, window.verify)


def last_day(what: str, event: date) -> date:
    """The last day of the first period of that name, from ``event`` on; raises ``StopIteration`` for no such name."""
    window = next(one for one in WINDOWS if one.what == what and one.unit in _UNITS)
    return _UNITS[window.unit](event, window.length, window.rolls).end
