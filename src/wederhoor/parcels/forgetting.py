"""What this department forgets with a dossier: the records its papers were made of, and their pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from wederhoor.evidence import vault
from wederhoor.evidence.forgetters import Counts, Forgetter, addresses, register
from wederhoor.evidence.models import Dossier, DossierItem
from wederhoor.evidence.queries import keeps_files
from wederhoor.parcels.fading import files_of
from wederhoor.parcels.gathering import SOURCE
from wederhoor.parcels.models import ParcelRecord, Picture
from wederhoor.parcels.queries import files_of_all, parcel_of

_CODE = re.compile(rf"{SOURCE}-([0-9A-Z]{{4}}-[0-9A-Z]{{4}}-[0-9A-Z])")


def records_in(dossier: Dossier) -> list[ParcelRecord]:
    """The records whose papers lie in this dossier and in no other, with their corrections."""
    laid = DossierItem.objects.filter(exhibit__source=SOURCE, shop_id=dossier.shop_id)
    mine = _codes(laid.filter(dossier=dossier))
    theirs = _codes(laid.exclude(dossier=dossier)) if mine else set()
    roots = list(ParcelRecord.objects.filter(shop_id=dossier.shop_id, code__in=mine - theirs))
    return list(ParcelRecord.objects.filter(Q(pk__in=roots) | Q(corrects__in=roots))) if roots else []


def _codes(items: Any) -> set[str]:
    names = items.values_list("exhibit__name", flat=True)
    return {found[1] for name in names if (found := _CODE.match(name))}


def _lines(dossier: Dossier) -> Sequence[int]:
    return [record.line for record in records_in(dossier)]


def _remains(dossier: Dossier) -> list[str]:
    return addresses(files_of(records_in(dossier)))


def _clear(remains: Sequence[str]) -> None:
    for where in remains:
        vault.store().remove(where)


def _forget(dossier: Dossier) -> Counts:
    rows = records_in(dossier)
    _, gone = ParcelRecord.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return gone


def _told(dossier: Dossier) -> Mapping[str, Any]:
    roots = [record for record in records_in(dossier) if record.corrects_id is None]
    return {"parcels": [_one(root) for root in roots]} if roots else {}


def _one(root: ParcelRecord) -> dict[str, Any]:
    parcel = parcel_of(root)
    said = {"way": parcel.way.value, "kept_at": root.kept_at.isoformat(), "tracking": parcel.tracking}
    return {**said, "order_number": parcel.order_number, "grams": parcel.grams, "pictures": len(parcel.pictures)} | {
        name: value for name, value in parcel.told.items() if name not in ("packer", "left_out")
    }


def _counted(dossier: Dossier) -> Counts:
    return {"parcels.ParcelRecord": len(records_in(dossier))}


register(
    Forgetter(
        "parcels",
        (ParcelRecord, Picture),
        _forget,
        lines=_lines,
        remains=_remains,
        clear=_clear,
        told=_told,
        counted=_counted,
    )
)
keeps_files("parcels", files_of_all)
