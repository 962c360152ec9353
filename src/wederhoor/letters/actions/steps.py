"""Taking a step of a letter's lifecycle: the case's lock first, then the table, then the journal."""

from __future__ import annotations

from wederhoor.claims.actions.steps import locked as claim_locked
from wederhoor.journal.record import record
from wederhoor.letters.kinds import FLOW
from wederhoor.letters.models import Letter
from wederhoor.shops.kinds import Actor

# What somebody else may have changed between looking at a letter and acting on it.
_CHANGES = ("state", "subject", "body", "to_fill", "citations", "edited", "closes", "offered_at", "response", "tries")


def locked(letter: Letter) -> Letter:
    """The letter as it stands now, with the lock of its dossier, which every act in a case takes first."""
    claim_locked(letter.claim)
    letter.refresh_from_db(fields=_CHANGES)
    return letter


def take(letter: Letter, step: str, by: Actor) -> None:
    letter.state = FLOW.advance(step, letter.state, by.role)


def write(act: str, letter: Letter, by: Actor, /, **payload: object) -> None:
    record(act, subject=letter.claim.code, actor=by.code, shop_id=letter.shop_id, payload=payload)
