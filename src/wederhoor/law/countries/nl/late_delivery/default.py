"""When delivery was due, and when the shop is in default without any notice (7:9 lid 4, 7:19a lid 2 BW)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wederhoor.law.countries.nl.withdrawal.exceptions import EXCEPTION_FACTS, excepted
from wederhoor.law.periods import REGULATION, Period, days_after
from wederhoor.law.rule import Case, Need, from_customer, from_shop

DELIVERY_DAYS = 30
_TOLD = "essential_date_told_before_contract"
_TOLD_PROVEN = "essential_date_told_proven"
_CUSTOM = "goods_custom_made_individual"
_GROUNDS = ("shop_refused_delivery", "delivery_date_essential", _TOLD)
GROUND_FACTS = (
    *_GROUNDS,
    _TOLD_PROVEN,
    "essential_date",
    "repair_or_replacement_possible",
    "agreed_delivery_date",
    "contract_date",
    "received_date",
    "delivered_date",
    "delivered",
)
DUE_FACTS = ("agreed_delivery_date", "contract_date", "essential_date", _TOLD, _TOLD_PROVEN, "delivery_date_essential")
RIGHT_FACTS = (*EXCEPTION_FACTS, "distance_contract")


@dataclass(frozen=True)
class Ground:
    """Why no notice is needed: the name of the sentence that says it, and the letter of 7:19a lid 2 BW."""

    sentence: str
    cite: str


def told(case: Case) -> bool:
    """The customer named a day before the purchase, and nobody says that this cannot be shown."""
    unproven = case.no(_TOLD_PROVEN) or (_TOLD_PROVEN in case.doubted and case.unknown(_TOLD_PROVEN))
    return case.yes(_TOLD) and not unproven


def essential(case: Case) -> bool:
    """Delivery by a certain day was of the essence, as far as is shown."""
    return told(case) or case.yes("delivery_date_essential")


def thirty_days(case: Case) -> Period | None:
    """The thirty days of the law from the order, moved on from a day of rest (Reg. 1182/71)."""
    signed = case.day("contract_date")
    return days_after(signed, DELIVERY_DAYS) if signed else None


def last_day(case: Case) -> date | None:
    """The last day to deliver: as agreed, else the day that was of the essence, else thirty days from the order."""
    agreed = case.day("agreed_delivery_date") or (case.day("essential_date") if essential(case) else None)
    by_law = thirty_days(case)
    return agreed or (by_law.end if by_law else None)


def term_cites(case: Case) -> tuple[str, ...]:
    """The regulation on periods, where it is the thirty days that count."""
    named = case.day("agreed_delivery_date") or (essential(case) and case.day("essential_date"))
    return () if named else (REGULATION,)


def came_on(case: Case) -> date | None:
    """The day it came in the end."""
    return case.first_day("received_date", "delivered_date")


def essential_day(case: Case) -> date | None:
    """The day delivery had to be there for; the last day to deliver when no other is named."""
    return case.day("essential_date") or last_day(case)


def missed(case: Case) -> bool:
    """Whether that day went by without delivery."""
    day, came = essential_day(case), came_on(case)
    if day is None or (came is None and case.yes("delivered")):
        return False
    return (came or case.on) > day


def ground(case: Case) -> Ground | None:
    """Why the customer may end it at once; ``None`` when notice comes first, or when it is not shown yet."""
    if case.yes("shop_refused_delivery"):
        return Ground("refused", "7:19a lid 2 sub a BW")
    if case.no("repair_or_replacement_possible"):
        return Ground("impossible", "7:19a lid 2 sub a BW")
    if told(case) and missed(case):
        return Ground("told", "7:19a lid 2 sub c BW")
    return Ground("essential", "7:19a lid 2 sub b BW") if case.yes("delivery_date_essential") and missed(case) else None


def open_ground(case: Case) -> Need | None:
    """The fact on which such a ground still hangs; who invokes it shows it (150 Rv)."""
    if case.yes(_TOLD) and not told(case):
        return from_customer(_TOLD_PROVEN) if missed(case) else None
    asked = (name for name in _GROUNDS if name in case.doubted and case.unknown(name))
    return next((from_customer(name) for name in asked if name == "shop_refused_delivery" or missed(case)), None)


def letter(need: Need) -> str:
    """The letter of 7:19a lid 2 BW that the ground rests on which this fact would show."""
    ends = {"shop_refused_delivery": "a", "delivery_date_essential": "b"}
    return f"7:19a lid 2 sub {ends.get(need.fact, 'c')} BW"


def waits_until(case: Case) -> date | None:
    """The day of the essence, where it is still to come."""
    day = essential_day(case)
    return day if essential(case) and day is not None and case.on <= day and came_on(case) is None else None


def no_withdrawal(case: Case) -> bool:
    """There is no right of withdrawal: an exception is established, or the purchase was not made at a distance."""
    return excepted(case) or case.no("distance_contract")


def open_exception(case: Case) -> Need | None:
    """Whether it was made for the customer was looked for in vain, or it was and perhaps from a ready-made range.

    The exception is the shop's to show.
    """
    if not case.unknown("goods_prefabricated"):
        return None
    if _CUSTOM in case.doubted and case.unknown(_CUSTOM):
        return from_shop(_CUSTOM)
    return from_shop("goods_prefabricated") if case.yes(_CUSTOM) else None
