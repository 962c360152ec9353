"""Who may do what with a claim, asked before any act; the flow says when, this says who."""

from __future__ import annotations

from wederhoor.claims.flow import FLOW
from wederhoor.claims.models import Claim
from wederhoor.flow import No, Permit, Yes
from wederhoor.shops.kinds import Actor

FILERS = frozenset({"owner", "agent", "consumer", "system"})


def may_file(actor: Actor) -> Permit:
    return Yes() if actor.role in FILERS else No("claims.file.role")


def may_take(actor: Actor, step: str, claim: Claim) -> Permit:
    """May this step of the lifecycle be taken now, by this role?"""
    return FLOW.may(step, claim.state, actor.role)


def may_tell(actor: Actor, side: str) -> Permit:
    """A party's words are its own: nobody writes in the other side's name, and a reader writes nothing."""
    if actor.role == "reader":
        return No("claims.tell.role")
    return Yes() if actor.side == side else No("claims.tell.other_side")


def may_note(actor: Actor) -> Permit:
    return Yes() if actor.role in ("owner", "agent") else No("claims.note.role")


def may_fetch(actor: Actor) -> Permit:
    """Who works on the case says that this customer belongs to this order; the customer cannot say it of herself."""
    return Yes() if actor.role in ("owner", "agent", "system") else No("claims.fetch.role")


def may_ask_carrier(actor: Actor) -> Permit:
    """Asking tells the carrier that somebody looks; who works on the case decides that."""
    return Yes() if actor.role in ("owner", "agent") else No("claims.carrier.role")


def may_seal(actor: Actor) -> Permit:
    """Either side may have the file sealed; who only reads along downloads what was sealed before."""
    return Yes() if actor.role in FILERS else No("claims.seal.role")


def may_download(actor: Actor, *, confirmed: bool = False) -> Permit:
    """A sealed file holds addresses and payments: the customer opens it with the code from her mailbox."""
    return No("evidence.read.code") if actor.role == "consumer" and not confirmed else Yes()
