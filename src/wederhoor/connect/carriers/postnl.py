"""PostNL: answers of the shipping status service (current and complete status, updates, signature).

Its JSON came from XML: a list of one is a single object, an empty value is ``{}``, numbers are texts, times are
``dd-mm-yyyy hh:mm:ss`` by the Dutch clock. Status codes 11 (delivered) and 22 (collected) are in its documentation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from wederhoor.connect.answers import first, opened, rows, table, text
from wederhoor.connect.carriers.course import Seen, parcel_from
from wederhoor.connect.contract import PaperRead, ParcelEvent
from wederhoor.connect.figures import amount_of, moment_of
from wederhoor.connect.limits import PARCEL_EVENTS
from wederhoor.connect.sentences import said, unreadable

NAME = "postnl"
_STATUSES = ("CurrentStatus", "CompleteStatus")
_ARRIVED_CODES = frozenset({"11", "22"})
_UNKNOWN = re.compile(r"no shipment|niet gevonden|not found", re.I)


def recognises(answer: Any) -> bool:
    """Whether ``answer`` (opened JSON) is one of PostNL's status answers."""
    top = _top(answer)
    if any(name in top for name in _STATUSES) or "Barcode" in table(top, "Signature"):
        return True
    return "Barcode" in top and ("Status" in top or "MainBarcode" in top or "SignatureDate" in top)


def read(data: bytes) -> PaperRead:
    """The parcel in ``data``; raises :class:`Unreadable` when PostNL does not know it or names no barcode."""
    answer = opened(data)
    top = _top(answer)
    shipments = _shipments(top)
    signature = table(top, "Signature") or (top if "SignatureDate" in top else {})
    if not shipments and not signature:
        raise unreadable("parcel_not_found" if _is_unknown(top) else "parcel_incomplete", source="PostNL")
    shipment = shipments[0] if shipments else signature
    code = first(shipment.get("Barcode"), shipment.get("MainBarcode"), signature.get("Barcode"))
    if not code:
        raise unreadable("parcel_incomplete", source="PostNL")
    count = len(answer) if isinstance(answer, list) else len(shipments)
    notes = (said("note_several_parcels", count=count, code=code),) if count > 1 else ()
    return PaperRead(
        NAME, parcel=parcel_from(_seen(shipment, signature or table(shipment, "Signature"), code)), notes=notes
    )


def _top(answer: Any) -> Mapping[str, Any]:
    listed = rows(answer)
    return listed[0] if listed else {}


def _shipments(top: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    for name in _STATUSES:
        inside = rows(table(top, name).get("Shipment"))
        if inside:
            return inside
    return (top,) if "Barcode" in top and "SignatureDate" not in top else ()


def _is_unknown(top: Mapping[str, Any]) -> bool:
    return any(_UNKNOWN.search(first(row.get("Message"), row.get("Description"))) for row in rows(top.get("Warnings")))


def _seen(shipment: Mapping[str, Any], signature: Mapping[str, Any], code: str) -> Seen:
    status = table(shipment, "Status")
    stamped = moment_of(first(status.get("TimeStamp"), status.get("Timestamp"), status.get("StatusDate")))
    signed_at = moment_of(text(signature.get("SignatureDate")))
    events = _events(shipment, status, stamped)
    arrived = text(status.get("StatusCode")) in _ARRIVED_CODES
    return Seen(
        carrier="PostNL",
        code=code,
        events=events,
        told=tuple(text(option.get("OptionDescription")) for option in rows(shipment.get("ProductOptions")) if arrived),
        status=text(status.get("StatusDescription")),
        proof=frozenset({"signature"})
        if signature and (signed_at or text(signature.get("SignatureImage")))
        else frozenset(),
        delivered_at=None if _has_arrival(events) else (stamped if arrived else signed_at),
        weights_kg=_weights(shipment),
        extra={
            "service": text(shipment.get("ProductDescription")),
            "reference": text(shipment.get("Reference")),
            **_receiver(shipment),
        },
    )


def _events(
    shipment: Mapping[str, Any], status: Mapping[str, Any], stamped: datetime | None
) -> tuple[ParcelEvent, ...]:
    """Scans, and where a parcel shows none the statuses it went through."""
    found = []
    for row in rows(shipment.get("Event"), PARCEL_EVENTS):
        at = moment_of(first(row.get("TimeStamp"), row.get("Timestamp")))
        if at:
            found.append(
                ParcelEvent(at, text(row.get("Code")), text(row.get("Description")), text(row.get("LocationCode")))
            )
    if not found:
        for row in (*rows(shipment.get("OldStatus"), PARCEL_EVENTS), status):
            at = moment_of(first(row.get("TimeStamp"), row.get("Timestamp")))
            if at and text(row.get("StatusCode")) != "99":
                found.append(ParcelEvent(at, text(row.get("StatusCode")), text(row.get("StatusDescription"))))
    return tuple(found)


def _has_arrival(events: tuple[ParcelEvent, ...]) -> bool:
    from_words = parcel_from(Seen("PostNL", "", events))
    return from_words.delivered_at is not None


def _weights(shipment: Mapping[str, Any]) -> tuple[Decimal, ...]:
    """Kilograms from the grams PostNL gives: as announced, then per scan where a scan tells it."""
    raw = [
        table(shipment, "Dimension").get("Weight"),
        *(row.get("Weight") for row in rows(shipment.get("Event"))[::-1]),
    ]
    grams = (amount_of(text(weight)) for weight in raw)
    return tuple((weight / 1000).quantize(Decimal("0.001")) for weight in grams if weight and weight > 0)


def _receiver(shipment: Mapping[str, Any]) -> Mapping[str, str]:
    """Where the parcel was addressed to (address type 01)."""
    for row in rows(shipment.get("Address")):
        if text(row.get("AddressType")) == "01":
            house = f"{text(row.get('HouseNumber'))}{text(row.get('HouseNumberSuffix'))}"
            return {"street": f"{text(row.get('Street'))} {house}".strip(), "postcode": text(row.get("Zipcode"))}
    return {}
