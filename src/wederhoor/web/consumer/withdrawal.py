"""Whether withdrawing is open to the customer: the rules are asked, on the day itself."""

from __future__ import annotations

from datetime import date

from wederhoor.casework.shapes import Work
from wederhoor.facts import Facts, Outcome, Remedy, Source
from wederhoor.law.engine import assess
from wederhoor.law.shapes import Demand, Tellings


def may_withdraw(work: Work, today: date) -> bool:
    """True unless it was done already, or the rules say that it is not (or no longer) open."""
    if work.facts.value("withdrawal_statement_date") is not None:
        return False
    if work.assessment is None:
        return False
    now = {"withdrawal_statement_date": today, "withdrawal_statement_proven": True}
    said = Facts.flat(now, Source.CONSUMER).over(work.facts)
    found = assess("withdrawal", (Demand(Remedy.REFUND),), Tellings.established(said), on=today, changes=False)
    return all(a.outcome is not Outcome.SHOP_RIGHT or a.until is not None or a.event for a in found.answers)
