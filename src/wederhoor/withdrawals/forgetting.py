"""What this department forgets of a dossier: its statements and the receipts on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from wederhoor.evidence.forgetters import Counts, Forgetter, Sought, register
from wederhoor.evidence.models import Dossier
from wederhoor.withdrawals import spool
from wederhoor.withdrawals.models import Withdrawal


def _rows(dossier: Dossier) -> QuerySet[Withdrawal]:
    return Withdrawal.objects.filter(claim__dossier=dossier)


def _remains(dossier: Dossier) -> list[str]:
    rows = _rows(dossier).select_related("shop")
    return [f"{row.shop.code}/{ref}" for row in rows for ref in (row.ref, *row.said.get("added", []))]


def _clear(names: Sequence[str]) -> None:
    for name in names:
        shop, _, ref = name.partition("/")
        spool.forget(shop, ref)


def _forget(dossier: Dossier) -> Counts:
    _, rows = _rows(dossier).delete()
    return rows


def _found(sought: Sought) -> set[int]:
    """Name and address are on the claim, where they are found; the order number may have come later."""
    if not sought.order:
        return set()
    rows = Withdrawal.objects.filter(Q(order_number__iexact=sought.order), claim__isnull=False)
    return set(rows.values_list("claim__dossier", flat=True))


def _told(dossier: Dossier) -> Mapping[str, Any]:
    return {"withdrawals": [_row(row) for row in _rows(dossier).order_by("id")]}


def _row(row: Withdrawal) -> dict[str, Any]:
    moments = {name: getattr(row, name) for name in ("shown_at", "filled_at", "received_at", "taken_at")}
    said = {name: value for name, value in row.said.items() if name != "added"}
    return {"reference": row.code, **said, **{n: at.isoformat() if at else None for n, at in moments.items()}}


def _counted(dossier: Dossier) -> Counts:
    return {"withdrawals.Withdrawal": _rows(dossier).count()}


register(
    Forgetter(
        "withdrawals",
        (Withdrawal,),
        _forget,
        remains=_remains,
        clear=_clear,
        found=_found,
        told=_told,
        counted=_counted,
    )
)
