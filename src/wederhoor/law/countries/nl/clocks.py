"""The dates that run in a Dutch case: by law, at the carrier, at the payment provider, at the trustmark, in court.

A fixed period stands in ``windows.toml``. Only the withdrawal period is worked out here: it hangs on what the customer
was told, and on whether there is a right of withdrawal at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wederhoor.law.countries.nl.windows import running
from wederhoor.law.countries.nl.withdrawal.exceptions import excepted
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.rule import CUSTOMER, SHOP, Case
from wederhoor.law.shapes import Clock

_STARTS = {
    eu.Start.LAST_ITEM: "second_item_received_date",
    eu.Start.FIRST_DELIVERY: "first_item_received_date",
    eu.Start.CONTRACT: "contract_date",
}


def withdrawal_clocks(case: Case) -> tuple[Clock, ...]:
    """Receipt at once, refund, return; and the last day of the period itself."""
    return (*_general(case), *_withdrawal(case))


def delivery_clocks(case: Case) -> tuple[Clock, ...]:
    """The last day of delivery by law, and the shop's own claim for loss."""
    return (*_general(case), *running(case, "delivery", "loss"), *_still_withdrawable(case))


def damage_clocks(case: Case) -> tuple[Clock, ...]:
    """Repair or replacement, and the shop's own claim for damage."""
    return (*_general(case), *running(case, "damage", "conformity"))


def conformity_clocks(case: Case) -> tuple[Clock, ...]:
    """Repair or replacement, the customer's two months, the end of the presumption, the two years after notice."""
    return (*_general(case), *running(case, "conformity"))


def general_clocks(case: Case) -> tuple[Clock, ...]:
    """What runs in every case: the answer, the trustmark, a ruling, the payment, personal data."""
    return tuple(_general(case))


def privacy_clocks(case: Case) -> tuple[Clock, ...]:
    """The month for a request about personal data, and what runs elsewhere; the customer's message is the request."""
    return tuple(running(case, "forum", "privacy"))


def summons_clocks(case: Case) -> tuple[Clock, ...]:
    """The day in court first; who is summoned answers the court, so no answer to the customer is counted."""
    return tuple(running(case, "summons", "forum"))


def message_day(case: Case) -> date | None:
    """The day the customer's message is of."""
    return case.first_day("claim_date", "notified_date", "withdrawal_statement_date")


def _general(case: Case) -> Iterator[Clock]:
    yield from running(case, "message", "forum")
    if case.day("privacy_request_date"):
        yield from running(case, "privacy")


def _end_of_period(case: Case, end: date) -> Clock:
    start = eu.start_of(case)[0]
    last = start is eu.Start.LAST_ITEM and case.day("last_item_received_date") is not None
    event = "last_item_received_date" if last else _STARTS.get(start, "received_date")
    return Clock("withdrawal_end", CUSTOMER, end, "6:230o lid 1 BW", {"event": event})


def _withdrawal(case: Case) -> Iterator[Clock]:
    period = eu.period_of(case)
    none = excepted(case)
    if period.end and not none:
        yield _end_of_period(case, period.end)
    said = case.day("withdrawal_statement_date")
    if said is None:
        return
    slots = {"event": "withdrawal_statement_date"}
    yield Clock("withdrawal_receipt", SHOP, said, "6:230o lid 4 BW, 6:230oa lid 4 BW", slots)
    if period.in_time(said) is not False and not none:
        yield from _money_and_goods(case, said)


def _money_and_goods(case: Case, said: date) -> Iterator[Clock]:
    """Refund within fourteen days, sending back within fourteen days; nothing to send where nothing was received."""
    back = case.day("goods_returned_received_date") is not None
    slots = {"event": "withdrawal_statement_date"}
    yield Clock("refund", SHOP, eu.refund_due(said), "6:230r lid 1 BW", {**slots, **({"ready": True} if back else {})})
    if not back and _something_to_send(case):
        yield Clock("return_sending", CUSTOMER, eu.return_due(said), "6:230s lid 1 BW", slots)


def _something_to_send(case: Case) -> bool:
    none = eu.start_of(case)[0] in {eu.Start.NOT_RECEIVED, eu.Start.CONTRACT}
    return not none and not case.yes("shop_offers_collection")


def _still_withdrawable(case: Case) -> Iterator[Clock]:
    period = eu.period_of(case)
    if period.end and period.end >= case.on and not excepted(case):
        yield _end_of_period(case, period.end)
