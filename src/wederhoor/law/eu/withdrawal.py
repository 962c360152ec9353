"""The withdrawal period of the Consumer Rights Directive (art. 9, 10, 11a): its start, its end, what extends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wederhoor.law.periods import DUTCH, Calendar, Period, days_after, months_after
from wederhoor.law.rule import Case

DAYS = 14
LONGEST_EXTENSION_MONTHS = 12
FUNCTION_SINCE = date(2026, 6, 19)

START_FACTS = (
    "contract_date",
    "contract_regular_delivery",
    "first_item_received_date",
    "second_item_received_date",
    "received_date",
    "delivered_date",
    "carrier_status_collected_date",
    "carrier_status_delivered_date",
    "consumer_denies_receipt",
    "digital_not_on_medium",
    "delivered",
    "last_item_received_date",
    "delivered_quantity",
    "ordered_quantity",
    "service_contract",
    "service_fully_performed",
)
INFO_FACTS = (
    "withdrawal_info_given",
    "withdrawal_info_given_date",
    "withdrawal_function_available",
    "withdrawal_function_info_given",
    "online_interface",
    "model_form_given",
)


@dataclass(frozen=True)
class Terms:
    """What a country may set itself: how long, how much longer without information, since when a function, its days.

    ``function_since`` is ``None`` where no withdrawal function is asked for yet.
    """

    days: int = DAYS
    tail_months: int = LONGEST_EXTENSION_MONTHS
    function_since: date | None = FUNCTION_SINCE
    calendar: Calendar = DUTCH


DUTCH_TERMS = Terms()


class Start(StrEnum):
    """What the period starts from."""

    RECEIPT = "receipt"
    LAST_ITEM = "last_item"
    FIRST_DELIVERY = "first_delivery"
    CONTRACT = "contract"
    NOT_RECEIVED = "not_received"
    IN_PART = "in_part"
    UNKNOWN = "unknown"


class Info(StrEnum):
    """Whether the customer was told about the right (and, where it must exist, about the withdrawal function)."""

    GIVEN = "given"
    LATER = "later"
    NOT_GIVEN = "not_given"
    NO_FUNCTION = "no_function"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Withdrawal:
    """The period of one purchase. ``first`` is the ordinary fourteen days, ``end`` the last day in the end."""

    start: Start
    info: Info
    first: Period | None = None
    longest: date | None = None
    end: date | None = None

    def in_time(self, statement: date) -> bool | None:
        """Whether a statement of that day is in time; ``None`` when that hangs on something unknown."""
        if self.start in {Start.NOT_RECEIVED, Start.IN_PART}:
            return True
        if self.first is None or self.longest is None or self.end is None:
            return None
        if statement <= self.end:
            return True
        return None if self.info is Info.UNKNOWN and statement <= self.longest else False

    @property
    def extended(self) -> bool:
        return self.first is not None and self.end != self.first.end


def start_of(case: Case) -> tuple[Start, date | None]:
    """What sets the fourteen days off, and the day of it."""
    if case.yes("contract_regular_delivery"):
        first = case.first_day("first_item_received_date", "received_date", "delivered_date")
        return (Start.FIRST_DELIVERY, first) if first else (Start.UNKNOWN, None)
    if case.yes("digital_not_on_medium") or is_service(case):
        signed = case.day("contract_date")
        return (Start.CONTRACT, signed) if signed else (Start.UNKNOWN, None)
    return _receipt(case)


def is_service(case: Case) -> bool:
    """Whether it is a service: its period begins when it is agreed."""
    return case.yes("service_contract") or case.yes("service_fully_performed")


_LATER_ITEMS = ("second_item_received_date", "last_item_received_date")
_ITEMS = ("first_item_received_date", *_LATER_ITEMS, "received_date")


def _part_still_to_come(case: Case) -> bool:
    """Several things in one order, not all of them there: the period has not begun."""
    came, ordered = case.value("delivered_quantity"), case.value("ordered_quantity")
    return isinstance(came, int) and isinstance(ordered, int) and came < ordered


def _receipt(case: Case) -> tuple[Start, date | None]:
    received = [day for name in _ITEMS if (day := case.day(name)) is not None]
    if case.first_day(*_LATER_ITEMS):
        return Start.LAST_ITEM, max(received)
    if _part_still_to_come(case):
        return (Start.IN_PART if received else Start.NOT_RECEIVED), None
    if received:
        return Start.RECEIPT, received[-1]
    if case.no("delivered"):
        return Start.NOT_RECEIVED, None
    taken = case.first_day("delivered_date", "carrier_status_collected_date", "carrier_status_delivered_date")
    if taken and not case.yes("consumer_denies_receipt"):
        return Start.RECEIPT, taken
    return Start.UNKNOWN, None


_FUNCTION = ("withdrawal_function_available", "withdrawal_function_info_given")


def info_of(case: Case, terms: Terms = DUTCH_TERMS) -> Info:
    """What the customer was told, function included where the law asks for one."""
    later = case.day("withdrawal_info_given_date") is not None and not _in_good_time(case)
    if not later and (case.no("withdrawal_info_given") or case.no("model_form_given")):
        return Info.NOT_GIVEN
    due = function_is_due(case, terms)
    if due and any(case.no(name) for name in _FUNCTION):
        return Info.NO_FUNCTION
    if later:
        return Info.LATER
    if due and any(case.unknown(name) for name in _FUNCTION):
        return Info.UNKNOWN
    return Info.GIVEN if case.yes("withdrawal_info_given") else Info.UNKNOWN


def _in_good_time(case: Case) -> bool:
    told, signed = case.day("withdrawal_info_given_date"), case.day("contract_date")
    return told is not None and signed is not None and told <= signed and not case.no("withdrawal_info_given")


def function_is_due(case: Case, terms: Terms = DUTCH_TERMS) -> bool:
    """Whether this contract needed a withdrawal function: made through an online interface since 19 June 2026."""
    signed = case.day("contract_date") or case.on
    since = terms.function_since
    return since is not None and signed >= since and not case.no("online_interface")


def open_info(case: Case) -> tuple[str, ...]:
    """Which facts about what the customer was told are still unknown, where that is what it hangs on."""
    if case.unknown("withdrawal_info_given"):
        return ("withdrawal_info_given",)
    names = ("withdrawal_function_available", "withdrawal_function_info_given")
    return tuple(name for name in names if case.unknown(name))


def period_of(case: Case, terms: Terms = DUTCH_TERMS) -> Withdrawal:
    """The withdrawal period of this purchase; one hearing asks it under the terms of one country."""
    if "withdrawal period" not in case.shared:
        case.shared["withdrawal period"] = _period(case, terms)
    found: Withdrawal = case.shared["withdrawal period"]
    return found


def _period(case: Case, terms: Terms) -> Withdrawal:
    start, event = start_of(case)
    info = info_of(case, terms)
    if event is None:
        return Withdrawal(start, info)
    first = days_after(event, terms.days, where=terms.calendar)
    longest = months_after(first.end, terms.tail_months, where=terms.calendar).end
    return Withdrawal(start, info, first, longest, _end(case, info, first, longest, terms))


def _end(case: Case, info: Info, first: Period, longest: date, terms: Terms) -> date:
    if info in {Info.NOT_GIVEN, Info.NO_FUNCTION}:
        return longest
    told = case.day("withdrawal_info_given_date")
    if info is Info.LATER and told is not None:
        return min(max(first.end, days_after(told, terms.days, where=terms.calendar).end), longest)
    return first.end


def refund_due(statement: date) -> date:
    """The last day for the refund; the shop's own duty does not move on over a day of rest (art. 13)."""
    return days_after(statement, DAYS, rolls=False).end


def return_due(statement: date, where: Calendar = DUTCH) -> date:
    """The last day for the customer to send the goods back (art. 14)."""
    return days_after(statement, DAYS, where=where).end


def default_from(statement: date, ready: date | None) -> date:
    """The first day the shop is late: after the refund day, and after the goods are back or on their way."""
    due = refund_due(statement)
    return max(due, ready or due) + timedelta(days=1)
