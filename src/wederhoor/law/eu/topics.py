"""The topics of a country made from its profile; for every other topic it says so, and whom to ask."""

from __future__ import annotations

from collections.abc import Callable

from wederhoor.law.eu.button import order_button
from wederhoor.law.eu.country import Country
from wederhoor.law.eu.delivery import late_delivery, non_delivery
from wederhoor.law.eu.digital import digital_content
from wederhoor.law.eu.gates import without_rules
from wederhoor.law.eu.kinds import (
    non_conformity,
    partial_delivery,
    transit_damage,
    warranty,
    wrong_item,
)
from wederhoor.law.eu.withdrawing import withdrawal
from wederhoor.law.rule import Topic

MADE: tuple[Callable[[Country], Topic], ...] = (
    withdrawal,
    non_delivery,
    late_delivery,
    transit_damage,
    non_conformity,
    warranty,
    wrong_item,
    partial_delivery,
    digital_content,
    order_button,
)


class Topics(dict[str, Topic]):
    """The topics of ``country``; asked for one of ``elsewhere`` it has no rules for, it gives one that says so.

    Only its own topics are listed. Raises ``KeyError`` for a name that is a topic nowhere.
    """

    def __init__(self, country: Country) -> None:
        super().__init__({topic.name: topic for topic in (make(country) for make in MADE)})
        self.country = country
        self.elsewhere: frozenset[str] = frozenset()

    def __missing__(self, name: str) -> Topic:
        if name not in self.elsewhere:
            raise KeyError(name)
        return without_rules(self.country, name)
