"""Who may change a shop and who works there."""

from __future__ import annotations

from wederhoor.flow import No, Permit, Yes
from wederhoor.shops.kinds import Actor, Role
from wederhoor.shops.models import Membership


def may_change(actor: Actor) -> Permit:
    return Yes() if actor.role == Role.OWNER else No("shops.change.role")


def may_remove(actor: Actor, member: Membership, owners: int) -> Permit:
    """The last owner stays: a shop without one can be opened by nobody."""
    if actor.role != Role.OWNER:
        return No("shops.change.role")
    if member.role == Role.OWNER and owners < 2:
        return No("shops.remove.last_owner")
    return Yes()
