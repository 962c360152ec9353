"""Facts that cannot all be true: a return before the delivery, a purchase after today. They are asked about by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from wederhoor.facts import Facts, Outcome
from wederhoor.law.rule import Finding, Need, Rule, ask, from_shop
from wederhoor.law.shapes import FactName

_CAME = ("received_date", "delivered_date")
_AFTER: Mapping[str, tuple[str, ...]] = {
    "contract_date": (
        "handed_to_carrier_date",
        "carrier_status_delivered_date",
        "carrier_status_collected_date",
        *_CAME,
        "first_item_received_date",
        "second_item_received_date",
        "goods_returned_received_date",
        "return_dispatched_date",
        "withdrawal_statement_date",
        "refund_settled_date",
    ),
    "handed_to_carrier_date": ("carrier_status_delivered_date", "carrier_status_collected_date", *_CAME),
    "received_date": ("defect_appeared_date", "return_dispatched_date", "goods_returned_received_date"),
    "delivered_date": ("defect_appeared_date", "return_dispatched_date", "goods_returned_received_date"),
    "return_dispatched_date": ("goods_returned_received_date",),
    "defect_appeared_date": ("discovered_date", "notified_date", "defect_reappeared_date"),
    "discovered_date": ("notified_date",),
    "reminder_sent_date": ("reminder_received_date",),
}
"""Each of these days comes on or after the first: what happens to a purchase happens in this order."""

_PAST = frozenset(
    {*_AFTER, *(name for names in _AFTER.values() for name in names), "interruption_date"}
    - {"withdrawal_statement_date", "notified_date", "discovered_date"}
)
"""Days of what has happened. What a customer says is of the day of the message, which may be later than "today"."""

_CITES: Mapping[str, tuple[str, ...]] = {"nl": ("149 Rv", "150 Rv")}


def impossible(facts: Facts, on: date, country: str) -> tuple[Rule, Finding] | None:
    """The first thing that cannot be, as a rule and its finding; ``None`` when these facts may all be true."""
    days = {name: fact.value for name, fact in facts.known.items() if type(fact.value) is date}
    found = next(_wrong(days, on), None)
    return None if found is None else (_rule(country), found)


def _wrong(days: Mapping[str, date], on: date) -> Iterator[Finding]:
    for name, day in days.items():
        if day > on and name in _PAST:
            yield ask("ahead", _shows(name), fact=FactName(name), day=day)
        for later in _AFTER.get(name, ()):
            if later in days and days[later] < day:
                first, second = FactName(name), FactName(later)
                yield ask("order", _shows(later), earlier=first, earlier_day=day, later=second, later_day=days[later])


def _shows(fact: str) -> Need:
    return from_shop(fact, Outcome.NEEDS_EVIDENCE)


def _rule(country: str) -> Rule:
    return Rule(f"{country}.gate.possible", _CITES.get(country, ()), tuple(sorted(_PAST)), lambda _case: None)
