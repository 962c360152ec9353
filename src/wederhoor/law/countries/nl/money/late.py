"""Interest over a sum that is late: which days, which rates, how much."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from wederhoor.law.interest import FIRST, interest, rate_on
from wederhoor.law.rule import Case, Finding, ask, from_shop, grant


def interest_from(case: Case, principal: Decimal | None, first: date) -> Finding:
    """Interest from ``first`` until it was paid back, or until today; a day the table does not reach is asked about."""
    paid = case.day("refund_settled_date")
    last = paid if paid is not None and paid <= case.on else case.on
    if first < FIRST:
        return ask("no_rate", from_shop("refund_settled_date"), date=first, since=FIRST)
    percent = str(rate_on(last).percent)
    if principal is None:
        return grant("no_sum", date=first, percent=percent)
    amount = interest(principal, first, last)
    return grant("sum", amount=amount, date=first, last=last, principal=principal, interest=amount, percent=percent)
