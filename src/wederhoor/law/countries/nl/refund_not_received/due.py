"""Why money comes back, from which day it can be asked, and whether the shop may still wait."""

from __future__ import annotations

from datetime import date, timedelta

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.money.paid import owed
from wederhoor.law.countries.nl.money.settled import MONEY, arrived
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.periods import days_after
from wederhoor.law.rule import (
    CUSTOMER,
    SHOP,
    Case,
    Finding,
    Need,
    ask,
    deny,
    from_customer,
    from_shop,
    grant,
    not_yet,
    only,
    step,
)

SAID = "withdrawal_statement_date"
_DENIED = ("refund_already_paid", "already_refunded", "refund_reference_available", "refund_amount_complete")
BASIS_FACTS = (SAID, "dissolution_date", "refund_promised", "delivered", "lost_in_transit", *_DENIED)
READY_FACTS = (
    "goods_returned_received_date",
    "return_dispatched_date",
    "proof_of_return_dispatch",
    "shop_offers_collection",
    *eu.START_FACTS,
)
_ASKED = (*MONEY, Remedy.INTEREST)


@only(*_ASKED)
def too_late(case: Case) -> Finding | None:
    """A withdrawal after the period gives no right to the money, unless the shop said it would pay."""
    said = case.day(SAID)
    if said is None or case.yes("refund_promised") or eu.period_of(case).in_time(said) is not False:
        return None
    return deny("late", date=said, end=eu.period_of(case).end)


@only(*_ASKED)
def basis(case: Case) -> Finding | None:
    """Why the money comes back; a shop that only says it has paid does not dispute that it owed."""
    if case.day(SAID):
        return step("withdrawn", date=case.day(SAID))
    if case.day("dissolution_date"):
        return step("dissolved", date=case.day("dissolution_date"), also=("7:19a lid 3 BW",))
    if case.yes("refund_promised"):
        return step("promised")
    if case.no("delivered") or case.yes("lost_in_transit"):
        return step("not_delivered", also=("7:19a lid 3 BW", "6:230o lid 3 BW"))
    if any(case.no(name) for name in _DENIED) or arrived(case):
        return step("undisputed", also=("149 Rv",))
    return ask("unknown", from_customer(SAID))


def due_day(case: Case) -> date | None:
    """The last day to pay after a withdrawal; on a day of rest it moves on, so nobody is late too early."""
    said = case.day(SAID)
    return days_after(said, eu.DAYS).end if said else None


def ready_day(case: Case) -> date | None:
    """The day the goods were back, or shown to be on their way: whichever was first."""
    sent = case.day("return_dispatched_date") if not case.no("proof_of_return_dispatch") else None
    return min((day for day in (sent, case.day("goods_returned_received_date")) if day), default=None)


def _nothing_to_send(case: Case) -> bool:
    start = eu.start_of(case)[0]
    return start in {eu.Start.NOT_RECEIVED, eu.Start.CONTRACT} or case.yes("shop_offers_collection")


def may_wait(case: Case) -> bool:
    """Whether it is not shown that the goods are back or on their way, where something has to come back."""
    shown = ready_day(case) is not None or case.yes("proof_of_return_dispatch")
    return case.day(SAID) is not None and not shown and not _nothing_to_send(case)


@only(*_ASKED)
def waits(case: Case) -> Finding | None:
    """The shop may wait for the goods or for proof that they were sent, whichever comes first."""
    if arrived(case) or case.day(SAID) is None:
        return None
    if not may_wait(case):
        return _waits_no_longer(case)
    if case.no("proof_of_return_dispatch"):
        return not_yet("not_sent", event="goods_back_or_dispatch", amount=owed(case).left)
    need = Need("goods_returned_received_date", SHOP, CUSTOMER, Outcome.SHOP_RIGHT)
    return ask("return_unknown", need, from_customer("proof_of_return_dispatch"))


def _waits_no_longer(case: Case) -> Finding | None:
    if case.day("goods_returned_received_date"):
        return step("back")
    if ready_day(case) or case.yes("proof_of_return_dispatch"):
        return step("sent")
    return step("collects") if case.yes("shop_offers_collection") else None


def late_from(case: Case) -> date | None:
    """The first day the shop is late; ``None`` when no day is known from which it had to pay."""
    due = due_day(case) or case.day("dissolution_date")
    return max(due, ready_day(case) or due) + timedelta(days=1) if due else None


@only(*_ASKED)
def term(case: Case) -> Finding | None:
    """Fourteen days after the withdrawal; until then nothing can be claimed."""
    due, paid = due_day(case), case.day("refund_settled_date")
    if due is None:
        return None
    if case.on <= due and not arrived(case):
        return not_yet("not_due", until=due + timedelta(days=1), date=due)
    if arrived(case) and paid is not None and paid <= due:
        return step("in_time", date=paid)
    return step("over", date=due)


@only(Remedy.INTEREST)
def default(case: Case) -> Finding | None:
    """Late without any notice; who paid on the last day was not late."""
    first, paid = late_from(case), case.day("refund_settled_date")
    if first is None:
        return ask("day_unknown", from_customer(SAID))
    if paid is None and arrived(case):
        return ask("paid_when", from_shop("refund_settled_date"))
    if paid is not None and paid < first:
        return deny("in_time", date=paid)
    if case.on < first:
        return not_yet("not_late", until=first, date=first)
    return step("late", date=first)


@only(*MONEY)
def late(case: Case) -> Finding | None:
    first, paid = None if may_wait(case) else late_from(case), case.day("refund_settled_date")
    end = paid if paid is not None and paid <= case.on else case.on
    return step("since", date=first) if first and first <= end else None


def refund(case: Case) -> Finding | None:
    """Everything paid comes back, less what is paid already and what may be taken off."""
    left, asked = owed(case).left, case.demand.amount
    amount = left if asked is None else asked if left is None else min(asked, left)
    return grant("owed", amount=amount)
