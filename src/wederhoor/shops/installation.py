"""What kind of installation this is, and what only an organisation's can do; the proof is in the keys.

A shop that runs this program is not its own inspector, mediator or judge (6:193g sub b BW). Both kinds have the same
tables; what an organisation signs, it signs with a key that a shop's installation does not have and cannot make.
"""

from __future__ import annotations

from pathlib import Path
from secrets import token_bytes

from django.conf import settings

from wederhoor.flow import No, Permit, Yes, require
from wederhoor.ledger.checkpoint import Signer

SHOP, ORGANISATION = "shop", "organisation"
ORGANISATION_ACTS = frozenset({"inspection", "certificate", "badge", "independent_reviews", "mediation", "ruling"})
KEY_FILE = "organisation.key"


def kind() -> str:
    """``shop`` or ``organisation``, from the one setting."""
    named: str = settings.INSTALLATION
    return named


def may(act: str) -> Permit:
    """May this installation do what only somebody independent can? Raises ``KeyError`` for an act nobody knows."""
    if act not in ORGANISATION_ACTS:
        raise KeyError(act)
    return Yes() if kind() == ORGANISATION else No("installation.shop")


def organisation_signer() -> Signer:
    """The organisation's own key, made once; on a shop's installation it is refused, whoever asks."""
    require(may("certificate"))
    path = Path(settings.KEYS) / KEY_FILE
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(token_bytes(32))
    return Signer(f"{settings.LEDGER_ORIGIN}/organisation", path.read_bytes())
