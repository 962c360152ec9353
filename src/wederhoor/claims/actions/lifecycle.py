"""What happens to the claim as a whole: answered, at rest, put aside, open again."""

from __future__ import annotations

from django.utils import timezone

from wederhoor.claims.actions.steps import locked, take, write
from wederhoor.claims.assessing import assess
from wederhoor.claims.models import Claim
from wederhoor.evidence.models import DossierItem
from wederhoor.shops.kinds import Actor


def answer(claim: Claim, exhibit: DossierItem | None, *, final: bool = False, by: Actor) -> None:
    """The shop's answer went out. A final answer lets the case rest; new papers open it again."""
    locked(claim)
    take(claim, "answer", by)
    write("claim.answered", claim, by, exhibit=exhibit.label if exhibit else None)
    if final:
        take(claim, "rest", by)
        claim.final_answer_at = timezone.now()
        write("claim.rested", claim, by)
    claim.save(update_fields=["state", "final_answer_at"])


def rest(claim: Claim, *, by: Actor) -> None:
    """The last answer was given: the case rests until something new is known."""
    locked(claim)
    take(claim, "rest", by)
    claim.final_answer_at = timezone.now()
    claim.save(update_fields=["state", "final_answer_at"])
    write("claim.rested", claim, by)


def set_aside(claim: Claim, reason: str, *, by: Actor) -> None:
    """Not a complaint: praise, a supplier, spam. It stays findable and can be opened again."""
    locked(claim)
    take(claim, "set_aside", by)
    claim.next_due, claim.next_what = None, ""
    claim.save(update_fields=["state", "next_due", "next_what"])
    write("claim.set_aside", claim, by, reason=reason)


def reopen(claim: Claim, *, by: Actor) -> None:
    """Open again what rested or was set aside."""
    locked(claim)
    take(claim, "reopen", by)
    write("claim.reopened", claim, by)
    assess(claim, by=by)
