"""Who may read, add and describe what lies in a dossier."""

from __future__ import annotations

from wederhoor.evidence.kinds import Layer
from wederhoor.evidence.models import Exhibit
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
    """The shared layer is for both; own is the shop's; other people's data and addresses want a confirmed reader."""
    if exhibit.layer == Layer.OWN and actor.role == "consumer":
        return No("evidence.read.layer")
    if exhibit.layer == Layer.NEUTRAL:
        return No("evidence.read.layer")
    if actor.role == "consumer" and exhibit.others_data:
        return No("evidence.read.others_data")
    if actor.role == "consumer" and not confirmed:
        return No("evidence.read.code")
    return Yes()
