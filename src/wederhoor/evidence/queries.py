"""Reads of the evidence room that more than one caller needs."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Q

from wederhoor.evidence.models import Exhibit, TermsVersion, token_hash


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
