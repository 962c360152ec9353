"""Who may read, add and describe what lies in a dossier, and who may forget it."""

from __future__ import annotations

from collections.abc import Sequence

from wederhoor.evidence.kinds import Layer
from wederhoor.evidence.models import Exhibit, Hold
from wederhoor.flow import No, Permit, Yes
from wederhoor.shops.kinds import Actor

ADDERS = frozenset({"owner", "agent", "consumer", "system"})


def may_add(actor: Actor) -> Permit:
    """A reader of the shop looks and adds nothing."""
    return Yes() if actor.role in ADDERS else No("evidence.add.role")


def may_describe(actor: Actor, exhibit: Exhibit) -> Permit:
    """Each side describes its own papers; a party's own words are not described by the other."""
    if actor.role not in ADDERS:
        return No("evidence.describe.role")
    if exhibit.added_side != actor.side and exhibit.sort in ("message", "statement"):
        return No("evidence.describe.other_side")
    return Yes()


def may_read(actor: Actor, exhibit: Exhibit, *, confirmed: bool = False) -> Permit:
    """The shared layer is for both; own is the shop's; other people's data and addresses want a confirmed reader.

    A neutral sees the shared layer whole, other people's data too, and what was given to the neutral alone.
    """
    if exhibit.layer == Layer.OWN and actor.role in ("consumer", "neutral"):
        return No("evidence.read.layer")
    if exhibit.layer == Layer.NEUTRAL and actor.role != "neutral":
        return No("evidence.read.layer")
    if actor.role == "consumer" and exhibit.others_data:
        return No("evidence.read.others_data")
    if actor.role == "consumer" and not confirmed:
        return No("evidence.read.code")
    return Yes()


def may_hold(actor: Actor) -> Permit:
    """Keeping a dossier from being forgotten, and refusing to forget one, is the owner's to answer for."""
    return Yes() if actor.role == "owner" else No("evidence.hold.role")


def may_forget(actor: Actor, holds: Sequence[Hold]) -> Permit:
    """The owner, or the schedule the owner agreed to; nobody while a hold stands."""
    if actor.role not in ("owner", "system"):
        return No("evidence.forget.role")
    return No("evidence.forget.held") if holds else Yes()


def may_choose_periods(actor: Actor) -> Permit:
    return Yes() if actor.role == "owner" else No("evidence.periods.role")


def may_give_access(actor: Actor) -> Permit:
    """A copy of all that is kept about somebody leaves the house in the owner's hands."""
    return Yes() if actor.role == "owner" else No("evidence.access.role")


def may_copy(actor: Actor, exhibit: Exhibit) -> Permit:
    """The shop's people make a clean copy of what can be opened; a party's own message is never replaced."""
    if actor.role not in ("owner", "agent"):
        return No("evidence.copy.role")
    if exhibit.quarantine:
        return No("evidence.copy.held")
    return Yes()


def may_lift(actor: Actor, exhibit: Exhibit) -> Permit:
    """Other people's data are shown by the owner's decision alone, never by whoever happens to work on the case."""
    if actor.role != "owner":
        return No("evidence.lift.role")
    return Yes() if exhibit.others_data else No("evidence.lift.nothing")
