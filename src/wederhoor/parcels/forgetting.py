"""What this department forgets of an order, and what it tells the person it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from wederhoor.evidence import vault
from wederhoor.evidence.forgetters import Counts, Forgetter, addresses, register
from wederhoor.evidence.models import Dossier
from wederhoor.evidence.orders import OrderKeeper, keeps_orders
from wederhoor.evidence.queries import keeps_files
from wederhoor.parcels.fading import files_of
from wederhoor.parcels.models import ParcelRecord, Picture
from wederhoor.parcels.queries import files_of_all, parcel_of


def records_of(order_number: str) -> list[ParcelRecord]:
    """Every record of the parcels of an order, first ones and corrections, undone ones among them."""
    rows = ParcelRecord.objects.filter(order_number=order_number).values_list("pk", "corrects")
    roots = {first or pk for pk, first in rows}
    return list(ParcelRecord.objects.filter(Q(pk__in=roots) | Q(corrects__in=roots))) if roots else []


def _lines(order_number: str) -> Sequence[int]:
    return [record.line for record in records_of(order_number)]


def _forget(order_number: str) -> Mapping[str, int]:
    """The rows now, and the pictures once that is final; where it stops between, the sweep of the store takes them."""
    rows = records_of(order_number)
    remains = addresses(files_of(rows)) if rows else []
    _, gone = ParcelRecord.objects.filter(pk__in=[row.pk for row in rows]).delete()
    transaction.on_commit(lambda: _clear(remains))
    return gone


def _clear(remains: Sequence[str]) -> None:
    for where in remains:
        vault.store().remove(where)


def _told(order_number: str) -> Mapping[str, Any]:
    roots = [record for record in records_of(order_number) if record.corrects_id is None]
    return {"parcels": [_one(root) for root in roots]}


def _one(root: ParcelRecord) -> dict[str, Any]:
    parcel = parcel_of(root)
    said = {"way": parcel.way.value, "kept_at": root.kept_at.isoformat(), "tracking": parcel.tracking}
    return {**said, "order_number": parcel.order_number, "grams": parcel.grams, "pictures": len(parcel.pictures)} | {
        name: value for name, value in parcel.told.items() if name not in ("packer", "left_out")
    }


def _counted(order_number: str) -> Mapping[str, int]:
    return {"parcels.ParcelRecord": len(records_of(order_number))}


def _with_its_order(dossier: Dossier) -> Counts:
    """Nothing here hangs on a dossier itself: what is about its order was taken away with the claim."""
    return {}


keeps_orders(OrderKeeper("parcels", _forget, _lines, _told, _counted))
register(Forgetter("parcels", (ParcelRecord, Picture), _with_its_order))
keeps_files("parcels", files_of_all)
