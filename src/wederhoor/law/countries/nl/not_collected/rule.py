"""The rules of a parcel nobody collected: ask what the customer wants, never refuse."""

from __future__ import annotations

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.clocks import withdrawal_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all
from wederhoor.law.countries.nl.withdrawal.exceptions import EXCEPTION_FACTS, excepted
from wederhoor.law.rule import Case, Finding, Rule, Topic, ask, from_shop, grant, helps

_IN_KIND = (Remedy.DELIVERY, Remedy.REPLACEMENT)


def _again(case: Case) -> Finding | None:
    """The shop still owes delivery; who bears a second sending is not settled."""
    return grant("still_owed") if case.demand.remedy in _IN_KIND else None


def _withdrawn(case: Case) -> Finding | None:
    """Said in so many words that the purchase is undone, before anything was received: in time."""
    if case.day("withdrawal_statement_date") is None or excepted(case):
        return None
    return grant("said", amount=case.demand.amount or paid_in_all(case))


def _ask(_case: Case) -> Finding | None:
    return ask("what_is_wanted", helps("withdrawal_statement_date"), from_shop("parcel_not_collected"))


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    Rule("nl.not_collected.delivery", ("7:9 lid 1 BW", "7:11 lid 1 BW"), (), _again, verify=True),
    Rule(
        "nl.not_collected.withdrawal",
        ("6:230o lid 1 BW", "6:230o lid 3 BW", "6:230r lid 1 BW"),
        ("withdrawal_statement_date", *EXCEPTION_FACTS, *PAID_FACTS),
        _withdrawn,
        verify=True,
    ),
    Rule(
        "nl.not_collected.ask",
        ("6:230o lid 3 BW", "7:9 lid 1 BW"),
        ("withdrawal_statement_date", "parcel_not_collected"),
        _ask,
        verify=True,
    ),
)

TOPIC = Topic("not_collected", RULES, withdrawal_clocks)
