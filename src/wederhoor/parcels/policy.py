"""Who may record what goes into a box, and correct it."""

from __future__ import annotations

from wederhoor.flow import No, Permit, Yes
from wederhoor.shops.kinds import Actor


def may_record(actor: Actor) -> Permit:
    """Whoever works in the shop, and its own programs; a reader looks and adds nothing."""
    return Yes() if actor.role in ("owner", "agent", "system") else No("parcels.record.role")
