"""Who may offer the function, and look at what was set aside."""

from __future__ import annotations

from wederhoor.flow import No, Permit, Yes
from wederhoor.shops.kinds import Actor


def may_switch(actor: Actor) -> Permit:
    return Yes() if actor.role == "owner" else No("withdrawals.switch.role")


def may_review(actor: Actor) -> Permit:
    return Yes() if actor.role in ("owner", "agent") else No("withdrawals.review.role")
