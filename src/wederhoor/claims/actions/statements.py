"""What the parties say and bring in: papers, tellings, corrections, answers, a withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from wederhoor.casework.shapes import Paper
from wederhoor.claims import policy
from wederhoor.claims.actions.filing import new_exhibit
from wederhoor.claims.actions.steps import locked, take, write
from wederhoor.claims.assessing import assess, look
from wederhoor.claims.models import Claim, Note, Statement
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Layer, Side, Sort
from wederhoor.evidence.models import DossierItem
from wederhoor.evidence.others import held_back
from wederhoor.evidence.plain import storable
from wederhoor.facts import value_of
from wederhoor.flow import require
from wederhoor.shops.kinds import Actor


def lay(claim: Claim, *papers: Paper, by: Actor) -> list[DossierItem]:
    """New papers in the file. They are assessed at once, and a case at rest opens again: something new is known."""
    locked(claim)
    new = (new_exhibit(paper, claim.shop)[0] for paper in papers)
    laid = (held_back(one, claim.customer_name, claim.shop.language) for one in new)
    items = evidence.add(claim.dossier, *laid, by=by)
    _open_again(claim, by, exhibits=[i.label for i in items])
    assess(claim, by=by)
    return items


def _open_again(claim: Claim, by: Actor, **why: Any) -> None:
    """Something new is known or said: a case that rested, was settled or put aside is looked at again."""
    if claim.state in ("rested", "settled", "set_aside"):
        take(claim, "reopen", by)
        write("claim.reopened", claim, by, **why)


def tell(claim: Claim, text: str, facts: Mapping[str, Any], *, by: Actor) -> Statement:
    """A party's own telling: words and facts, kept as an exhibit as well; only the party itself can say it anew."""
    require(policy.may_tell(by, by.side))
    locked(claim)
    statement = _stated(claim, "telling", text, facts, by)
    assess(claim, by=by)
    return statement


def correct(claim: Claim, facts: Mapping[str, Any], demands: Sequence[Mapping[str, Any]], *, by: Actor) -> Statement:
    """The customer says how she meant it; both versions stay. Nobody else can."""
    require(policy.may_tell(by, Side.CONSUMER.value))
    locked(claim)
    _open_again(claim, by)
    statement = _stated(claim, "correction", "", facts, by, demands)
    write("statement.corrected", claim, by, facts=sorted(facts))
    assess(claim, by=by)
    return statement


def _stated(
    claim: Claim,
    sort: str,
    text: str,
    facts: Mapping[str, Any],
    by: Actor,
    demands: Sequence[Mapping[str, Any]] = (),
) -> Statement:
    for name, raw in facts.items():
        value_of(name, raw)
    text = storable(text)
    statement = Statement.objects.create(
        shop_id=claim.shop_id,
        claim=claim,
        side=by.side,
        sort=sort,
        text=text,
        facts=storable(facts),
        demands=storable(demands),
        made_by=by.code,
    )
    if text.strip():
        evidence.add(claim.dossier, _statement_exhibit(claim, text, by), by=by)
    write("statement.made", claim, by, side=by.side, sort=sort)
    return statement


def _statement_exhibit(claim: Claim, text: str, by: Actor) -> NewExhibit:
    return NewExhibit(
        data=text.encode(),
        name="verklaring.txt",
        sort=Sort.STATEMENT,
        source=by.side,
        title="Verklaring van de klant" if by.side == "consumer" else "Verklaring van de winkel",
        media_type="text/plain; charset=utf-8",
        dated=claim.shop.today(),
        text=text,
    )


def note(claim: Claim, text: str, *, by: Actor) -> Note:
    """A note of the shop to itself; it never leaves the shop."""
    require(policy.may_note(by))
    made = Note.objects.create(
        shop_id=claim.shop_id, claim=claim, text=storable(text), made_by=by.code, layer=Layer.OWN.value
    )
    write("statement.made", claim, by, side="shop", sort="note")
    return made


def contest(claim: Claim, text: str, *, by: Actor) -> Statement:
    """The customer does not agree, in her own words."""
    locked(claim)
    take(claim, "contest", by)
    statement = _stated(claim, "contest", text, {}, by)
    write("claim.contested", claim, by)
    assess(claim, by=by)
    return statement


def reply(claim: Claim, text: str, facts: Mapping[str, Any], *, by: Actor) -> Statement:
    """The customer answers or makes a choice; a case at rest opens again because something new was said."""
    require(policy.may_tell(by, Side.CONSUMER.value))
    locked(claim)
    _open_again(claim, by)
    statement = _stated(claim, "reply", text, facts, by)
    assess(claim, by=by)
    return statement


def settle(claim: Claim, text: str, *, by: Actor) -> None:
    """The customer says it is solved. No right is given up by it: she can come back."""
    locked(claim)
    take(claim, "settle", by)
    _stated(claim, "settled", text, {}, by)
    write("claim.settled", claim, by)
    claim.save(update_fields=["state"])


def withdraw(claim: Claim, text: str, *, by: Actor) -> Statement:
    """The customer withdraws from the purchase: no reason, no approval, and the day and time are kept (6:230oa BW).

    Said twice it is said once: the first day counts, also where the message itself was the withdrawal.
    """
    require(policy.may_tell(by, Side.CONSUMER.value))
    locked(claim)
    before = claim.statements.filter(sort="withdrawal").first()
    if before is not None:
        return before
    facts = {} if _withdrew_by_message(claim) else _withdrawn(claim.shop.today())
    _open_again(claim, by)
    statement = _stated(claim, "withdrawal", text, facts, by, [{"remedy": "refund", "amount": None, "words": ""}])
    claim.kind = "withdrawal"
    claim.save(update_fields=["kind"])
    write("claim.withdrawal_declared", claim, by, at=timezone.now().isoformat())
    assess(claim, by=by)
    return statement


def _withdrew_by_message(claim: Claim) -> bool:
    said = look(claim).tellings.consumer.value("withdrawal_statement_date")
    return claim.kind == "withdrawal" and said is not None


def _withdrawn(today: date) -> dict[str, Any]:
    return {
        "withdrawal_statement_date": today.isoformat(),
        "withdrawal_statement_channel": "function",
        "withdrawal_statement_proven": True,
    }
