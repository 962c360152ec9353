"""Reads of the evidence room that more than one caller needs."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Q

from wederhoor.evidence.models import Dossier, Exhibit, TermsVersion, token_hash
from wederhoor.journal.across import across_shops


def terms_on(shop_id: int, day: date) -> list[Exhibit]:
    """The exhibits of the terms and pages that stood in the shop on ``day``, oldest first."""
    stood = TermsVersion.objects.filter(Q(until=None) | Q(until__gte=day), shop_id=shop_id, since__lte=day)
    return [version.exhibit for version in stood.select_related("exhibit").order_by("since", "id")]


def dossier_of_token(token: str) -> tuple[int, int] | None:
    """``(shop_id, dossier_id)`` behind a customer's link, or ``None``; asked before any shop is set."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT shop_id, dossier_id FROM dossier_of_token(%s)", [token_hash(token)])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def shop_of_dossier(code: str) -> int | None:
    """The shop a dossier belongs to, for the operator at the command line; pages never ask this."""
    with across_shops("command line: the shop of a case"):
        return Dossier.objects.filter(code=code).values_list("shop_id", flat=True).first()
