"""The buttons a customer finds first, by the kind of her message; each says what happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from wederhoor.facts import MessageKind as K
from wederhoor.web.components.words import Words


@dataclass(frozen=True)
class Choice:
    """One button: its words, what it says will happen, and whether it settles the matter or asks a remedy."""

    key: str
    act: Words
    says: Words
    remedy: str = ""
    settles: bool = False


THERE = Choice(
    "there",
    _("The parcel has turned up"),
    _("Good to know. Then this is finished; you give up nothing by it and can come back when something is wrong."),
    settles=True,
)
AGAIN = Choice("again", _("Send it again"), _("You ask the shop to deliver it after all."), "delivery")
MONEY = Choice("money", _("I want my money back"), _("You ask the shop for your money back."), "refund")
NEW_ONE = Choice("new", _("Send a new one"), _("You ask the shop for a new one."), "replacement")
REPAIR = Choice("repair", _("Repair it"), _("You ask the shop to repair it."), "repair")
REST = Choice("rest_of_it", _("Send what is missing"), _("You ask the shop to send what is missing."), "delivery")
PAID = Choice(
    "paid",
    _("The money has arrived"),
    _("Then this is finished; you give up nothing by it and can come back when something is wrong."),
    settles=True,
)
SOLVED = Choice(
    "solved",
    _("It is solved"),
    _("Then this is finished; you give up nothing by it and can come back when something is wrong."),
    settles=True,
)
_BY_KIND: Mapping[K, tuple[Choice, ...]] = {
    **dict.fromkeys((K.NOT_RECEIVED, K.LATE, K.LEFT_ELSEWHERE), (THERE, AGAIN, MONEY)),
    **dict.fromkeys((K.DAMAGED, K.DEFECTIVE, K.NOT_AS_DESCRIBED, K.WARRANTY), (NEW_ONE, REPAIR, MONEY, SOLVED)),
    K.WRONG_ITEM: (NEW_ONE, MONEY, SOLVED),
    **dict.fromkeys((K.MISSING_ITEM, K.EMPTY_PARCEL), (REST, MONEY, SOLVED)),
    **dict.fromkeys(
        (K.WITHDRAWAL, K.CANCELLATION, K.REFUND_NOT_RECEIVED, K.REFUND_INCOMPLETE, K.RETURN_COST, K.DOUBLE_CHARGE),
        (PAID,),
    ),
}


def choices_for(kind: str) -> tuple[Choice, ...]:
    """The first row of buttons for this kind."""
    return _BY_KIND.get(K(kind), (SOLVED,)) if kind in set(K) else (SOLVED,)
