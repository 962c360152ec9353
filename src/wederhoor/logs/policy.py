"""Who may take logs in, search them, make an exhibit of them, and choose what stays of them."""

from __future__ import annotations

from wederhoor.connect.logs.addresses import ADDRESS_DAYS, CARD_DAYS_MOST
from wederhoor.flow import No, Permit, Yes
from wederhoor.shops.kinds import Actor


def may_take_in(actor: Actor) -> Permit:
    """The shop's people who work on cases, its programs, and who runs the machine."""
    return Yes() if actor.role in ("owner", "agent", "system") else No("logs.take_in.role")


def may_search(actor: Actor) -> Permit:
    """Looking through what visitors did wants somebody who works on cases."""
    return Yes() if actor.role in ("owner", "agent") else No("logs.search.role")


def may_choose(actor: Actor) -> Permit:
    return Yes() if actor.role == "owner" else No("logs.choose.role")


def may_keep_addresses(days: int, card_days: int, test: str) -> Permit:
    """Ninety days at most; longer with card payments alone, and then with the balancing test written down."""
    if not 0 <= days <= ADDRESS_DAYS:
        return No("logs.choose.days")
    if card_days and not days < card_days <= CARD_DAYS_MOST:
        return No("logs.choose.card_days")
    return No("logs.choose.test") if card_days and len(test.strip()) < 80 else Yes()


def may_forget(actor: Actor) -> Permit:
    return Yes() if actor.role in ("owner", "system") else No("logs.forget.role")
