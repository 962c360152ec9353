"""DHL: the unified shipment tracking answer, with proof of delivery and the one-time code of DHL eCommerce.

Times may or may not carry an offset; one without is taken by the Dutch clock. ``id`` may be a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from wederhoor.connect.answers import first, opened, rows, table, text
from wederhoor.connect.carriers import signs
from wederhoor.connect.carriers.course import Seen, parcel_from
from wederhoor.connect.contract import PaperRead, ParcelEvent
from wederhoor.connect.figures import amount_of, moment_of
from wederhoor.connect.limits import PARCEL_EVENTS
from wederhoor.connect.sentences import said, unreadable

NAME = "dhl"


def recognises(answer: Any) -> bool:
    """Whether ``answer`` (opened JSON) is DHL's tracking answer, or its refusal."""
    top = table(answer)
    shipments = rows(top.get("shipments"))
    if shipments:
        return bool({"status", "events", "service", "details"} & shipments[0].keys())
    return "shipments" in top or ("/shipment" in text(top.get("instance")) and "status" in top)


def read(data: bytes) -> PaperRead:
    """The parcel in ``data``; raises :class:`Unreadable` when DHL does not know it or names no number."""
    top = table(opened(data))
    shipments = rows(top.get("shipments"))
    if not shipments:
        raise unreadable("parcel_not_found", source="DHL")
    shipment = shipments[0]
    code = text(shipment.get("id"))
    if not code:
        raise unreadable("parcel_incomplete", source="DHL")
    notes = (said("note_several_parcels", count=len(shipments), code=code),) if len(shipments) > 1 else ()
    return PaperRead(NAME, parcel=parcel_from(_seen(shipment, code)), notes=notes)


def _seen(shipment: Mapping[str, Any], code: str) -> Seen:
    status = table(shipment, "status")
    proof = table(shipment, "details", "proofOfDelivery")
    events = tuple(event for row in rows(shipment.get("events"), PARCEL_EVENTS) if (event := _event(row)))
    told = tuple(
        text(row.get(name)) for row in (*rows(shipment.get("events")), status) for name in ("description", "remark")
    )
    return Seen(
        carrier="DHL",
        code=code,
        events=events or tuple(event for event in (_event(status),) if event),
        told=(*told, text(proof.get("remark"))),
        status=first(status.get("status"), status.get("description"), status.get("statusCode")),
        proof=_proof(proof),
        delivered_at=_delivered(status, proof, events),
        received_by=_signer(proof),
        weights_kg=_weights(shipment),
        extra={"service": first(table(shipment, "details", "product").get("productName"), shipment.get("service"))},
    )


def _event(row: Mapping[str, Any]) -> ParcelEvent | None:
    at = moment_of(text(row.get("timestamp")))
    words = [text(row.get("description")), text(row.get("status")), text(row.get("remark"))]
    says = " – ".join(dict.fromkeys(word for word in words if word))
    place = text(table(row, "location", "address").get("addressLocality"))
    return ParcelEvent(at, text(row.get("statusCode")), says or text(row.get("statusCode")), place) if at else None


def _delivered(status: Mapping[str, Any], proof: Mapping[str, Any], events: tuple[ParcelEvent, ...]) -> datetime | None:
    """The scan of delivery, else what the status or the proof says; the status code outranks free words."""
    scans = [event.at for event in events if event.code == "delivered"]
    if scans:
        return max(scans)
    if text(status.get("statusCode")) == "delivered" or signs.kind_of(text(status.get("status"))) == signs.DELIVERED:
        return moment_of(text(status.get("timestamp")))
    return moment_of(text(proof.get("timestamp")))


def _proof(proof: Mapping[str, Any]) -> frozenset[str]:
    found: set[str] = set()
    if text(proof.get("signatureUrl")) or table(proof, "signed"):
        found.add("signature")
    if text(proof.get("pictureUrl")) or text(proof.get("photoUrl")):
        found.add("photo")
    return frozenset(found)


def _signer(proof: Mapping[str, Any]) -> str:
    signed = table(proof, "signed")
    whole = f"{text(signed.get('givenName'))} {text(signed.get('familyName'))}".strip()
    return whole or text(signed.get("name"))


def _weights(shipment: Mapping[str, Any]) -> tuple[Decimal, ...]:
    weight = table(shipment, "details", "weight")
    value = amount_of(text(weight.get("value")))
    if value is None or value <= 0:
        return ()
    return (value / 1000 if text(weight.get("unitText")).lower() in ("g", "gram", "grams") else value,)
