"""Reads of letters with more than one caller."""

from __future__ import annotations

from wederhoor import codes
from wederhoor.claims.models import Claim
from wederhoor.letters.models import Letter


def letters_of(claim: Claim) -> list[Letter]:
    """The letters of a case, newest first, without those thrown away."""
    return list(Letter.objects.filter(claim=claim).exclude(state="dropped").select_related("item"))


def letter_by_code(code: str) -> Letter | None:
    """One letter of the shop that is set, with its claim and shop."""
    rows = Letter.objects.select_related("shop", "claim__dossier", "claim__shop")
    return rows.filter(code=code).first() if codes.is_code(code) else None
