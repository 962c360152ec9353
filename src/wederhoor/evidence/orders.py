"""Who keeps something about an order under its number alone, and takes it away with the dossier about that order.

A department below the claims cannot know which dossier an order belongs to. It says here how it forgets an order, and
the department that leads the dossier has it done, before its own rows go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OrderKeeper:
    """What one department does about an order; everything is asked inside the shop's transaction.

    ``forget``   removes its rows of an order number; how many of each table
    ``lines``    ids of the journal lines about them, asked before anything is removed
    ``told``     what it holds, for the person it is about: lists and mappings of JSON
    ``counted``  how many rows would go
    """

    department: str
    forget: Callable[[str], Mapping[str, int]]
    lines: Callable[[str], Sequence[int]]
    told: Callable[[str], Mapping[str, Any]]
    counted: Callable[[str], Mapping[str, int]]


_KEEPERS: dict[str, OrderKeeper] = {}


def keeps_orders(keeper: OrderKeeper) -> OrderKeeper:
    """Make a department's keeper known; the same department again replaces its own."""
    _KEEPERS[keeper.department] = keeper
    return keeper


def lines_of(order_number: str) -> list[int]:
    """The journal lines of every department about an order."""
    return [line for keeper in _KEEPERS.values() for line in keeper.lines(order_number)] if order_number else []


def forget(order_number: str) -> dict[str, int]:
    """Have every department forget an order; how many rows of each table."""
    return _summed(order_number, "forget")


def counted(order_number: str) -> dict[str, int]:
    """How many rows would go."""
    return _summed(order_number, "counted")


def told(order_number: str) -> dict[str, Any]:
    """What every department holds of an order, for the person it is about."""
    found: dict[str, Any] = {}
    for keeper in _KEEPERS.values() if order_number else ():
        found |= keeper.told(order_number)
    return found


def _summed(order_number: str, what: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for keeper in _KEEPERS.values() if order_number else ():
        for table, number in getattr(keeper, what)(order_number).items():
            counts[table] = counts.get(table, 0) + number
    return counts
