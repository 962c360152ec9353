"""Laying in what is on file for the order of a claim by now, when somebody of the shop asks for it."""

from __future__ import annotations

from django.utils import timezone

from wederhoor.claims import policy
from wederhoor.claims.actions.steps import locked, write
from wederhoor.claims.assessing import assess
from wederhoor.claims.gathering import gather, system_of
from wederhoor.claims.models import Claim
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.models import DossierItem
from wederhoor.flow import require
from wederhoor.shops.kinds import Actor


def fetch(claim: Claim, *, by: Actor) -> list[DossierItem]:
    """Lay in what is on file for the claim's order; nothing is laid in twice. What is new is assessed at once.

    Who asks for it says with that that this customer belongs to that order.
    """
    require(policy.may_fetch(by))
    locked(claim)
    has = claim.dossier.items.values_list("exhibit__sha256", flat=True)
    found = gather(claim.shop, claim.order_number, claim.customer_name, has=has)
    by_itself = system_of(claim.shop)
    laid = evidence.add(claim.dossier, *found.papers, refer_to=found.shown, by=by_itself) if found.is_any else []
    claim.gathered_at, claim.unfetched = timezone.now(), found.failed
    claim.save(update_fields=["gathered_at", "unfetched"])
    labels = [item.label for item in laid]
    write("claim.gathered", claim, by, exhibits=labels, sources=found.sources, failed=found.failed)
    if laid:
        assess(claim, by=by)
    return laid
