"""Whether withdrawing is open to the customer: the rules are asked, on the day itself."""

from __future__ import annotations

from datetime import date

from wederhoor.casework.shapes import Work
from wederhoor.facts import Facts, Outcome, Remedy, Source
from wederhoor.law.engine import assess
from wederhoor.law.shapes import Demand, Tellings


def may_withdraw(work: Work, today: date) -> bool:
    """True unless the matter is one already, or the rules say that it is not (or no longer) open.

    A refund asked for another reason may be read as a withdrawal too; the button stays, since only it leaves no doubt.
    """
    if work.assessment is None or work.assessment.topic == "withdrawal":
        return False
    now = {"withdrawal_statement_date": today, "withdrawal_statement_proven": True}
    said = Facts.flat(now, Source.CONSUMER).over(work.facts)
    found = assess("withdrawal", (Demand(Remedy.REFUND),), Tellings.established(said), on=today, changes=False)
    return all(a.outcome is not Outcome.SHOP_RIGHT or a.until is not None or a.event for a in found.answers)
