"""Whether an order and a parcel belong to the claim they were laid beside; where they do not, one sentence says so."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from wederhoor.connect.contract import Order, Parcel, Said
from wederhoor.connect.sentences import said


def mismatches(
    order: Order | None,
    parcel: Parcel | None = None,
    *,
    order_numbers: Collection[str] = (),
    email: str = "",
    name: str = "",
    mailed: date | None = None,
) -> tuple[Said, ...]:
    """One sentence per thing that does not fit; none when all fits or nothing can be compared."""
    found: list[Said] = []
    if order:
        found.extend(_order_against_claim(order, order_numbers, email, name, mailed))
    if order and parcel:
        found.extend(_parcel_against_order(parcel, order))
    return tuple(found)


def matches(order: Order, order_numbers: Collection[str] = (), email: str = "", name: str = "") -> bool:
    """Whether ``order`` can be the one the claim is about."""
    return not mismatches(order, order_numbers=order_numbers, email=email, name=name)


def _order_against_claim(
    order: Order, numbers: Collection[str], email: str, name: str, mailed: date | None
) -> list[Said]:
    found: list[Said] = []
    named = {_plain(number) for number in numbers}
    if named and order.number and _plain(order.number) not in named:
        found.append(said("match_other_number", named=", ".join(sorted(numbers)), number=order.number))
    if not named and _is_someone_else(order, email, name):
        found.append(said("match_other_person", number=order.number))
    if mailed and order.placed > mailed:
        found.append(said("match_order_after_claim", placed=_day(order.placed), mailed=_day(mailed)))
    return found


def _is_someone_else(order: Order, email: str, name: str) -> bool:
    """Another address alone says little: people write from several; another family name with it says more."""
    if not (email and order.customer_email) or email.lower() == order.customer_email.lower():
        return False
    mine, theirs = _family(name), _family(order.customer_name)
    return not (mine and theirs and mine & theirs)


def _parcel_against_order(parcel: Parcel, order: Order) -> list[Said]:
    found: list[Said] = []
    if parcel.code and order.tracking_code and _plain(parcel.code) != _plain(order.tracking_code):
        found.append(said("match_other_parcel", code=parcel.code, other=order.tracking_code))
    if parcel.handed_over and parcel.handed_over < order.placed:
        found.append(said("match_parcel_before_order", placed=_day(order.placed)))
    return found


def _plain(number: str) -> str:
    return re.sub(r"[^a-z0-9]", "", number.lower()).lstrip("0")


def _family(name: str) -> set[str]:
    return {part for part in re.findall(r"\w{3,}", name.lower()) if part not in ("van", "der", "den", "von", "the")}


def _day(day: date) -> str:
    return f"{day.day}-{day.month}-{day.year}"
