"""Taking a step of a claim's lifecycle: the lock first, then the table, then the journal."""

from __future__ import annotations

from typing import Any

from wederhoor.claims import policy
from wederhoor.claims.flow import FLOW
from wederhoor.claims.models import Claim
from wederhoor.evidence.models import Dossier
from wederhoor.flow import require
from wederhoor.journal.record import record
from wederhoor.shops.kinds import Actor


def locked(claim: Claim) -> Claim:
    """The claim with its dossier's row lock: the order within a case is the order in which acts get this lock."""
    Dossier.objects.select_for_update().only("pk").get(pk=claim.dossier_id)
    claim.refresh_from_db(fields=["state", "topic", "next_due", "next_what"])
    return claim


def take(claim: Claim, step: str, by: Actor) -> None:
    require(policy.may_take(by, step, claim))
    claim.state = FLOW.advance(step, claim.state, by.role)


def write(act: str, claim: Claim, by: Actor, /, **payload: Any) -> None:
    record(act, subject=claim.code, actor=by.code, shop_id=claim.shop_id, payload=payload)
