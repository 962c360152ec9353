"""What this department forgets of an order, and what it tells the person it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wederhoor.evidence.forgetters import Counts, Forgetter, register
from wederhoor.evidence.models import Dossier
from wederhoor.evidence.orders import OrderKeeper, keeps_orders
from wederhoor.pages.models import Acceptance, AcceptedFrom, SetAside


def _forget(order_number: str) -> Mapping[str, int]:
    _, rows = Acceptance.objects.filter(order_number=order_number).delete()
    _, aside = SetAside.objects.filter(order_number=order_number).delete()
    return {**rows, **aside}


def _lines(order_number: str) -> Sequence[int]:
    tables = (
        Acceptance.objects.filter(order_number=order_number),
        AcceptedFrom.objects.filter(acceptance__order_number=order_number),
        SetAside.objects.filter(order_number=order_number),
    )
    return [line for rows in tables for line in rows.values_list("line", flat=True)]


def _told(order_number: str) -> Mapping[str, Any]:
    rows = Acceptance.objects.filter(order_number=order_number).select_related("version", "came_from")
    aside = SetAside.objects.filter(order_number=order_number)
    return {
        "acceptances": [_acceptance(row) for row in rows],
        "acceptances_set_aside": [{"at": row.at.isoformat(), "why": row.why, "said": row.said} for row in aside],
    }


def _acceptance(row: Acceptance) -> dict[str, Any]:
    where = getattr(row, "came_from", None)
    return {
        "at": row.at.isoformat(),
        "kept_at": row.kept_at.isoformat(),
        "told_by": row.teller,
        "version": row.version.code,
        "box_stood_ticked_before": row.was_preticked,
        "box_ticked": row.is_ticked,
        **row.words,
        "address": where.address if where else "",
    }


def _counted(order_number: str) -> Mapping[str, int]:
    return {"pages.Acceptance": Acceptance.objects.filter(order_number=order_number).count()}


def _with_its_order(dossier: Dossier) -> Counts:
    """Nothing here hangs on a dossier itself: what is about its order was taken away with the claim."""
    return {}


keeps_orders(OrderKeeper("pages", _forget, _lines, _told, _counted))
register(Forgetter("pages", (Acceptance, AcceptedFrom, SetAside), _with_its_order))
