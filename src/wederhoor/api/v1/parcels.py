"""Records of parcels from a warehouse's own system, as JSON: weight, serial numbers, and pictures where there are."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AfterValidator, BaseModel, Field

from wederhoor.api.v1.events import Order
from wederhoor.api.v1.keys import KeyAtTheDoor, entered
from wederhoor.parcels.actions import NewRecord, keep
from wederhoor.parcels.given import RecordIn
from wederhoor.parcels.kinds import Part
from wederhoor.parcels.pictures import LARGEST, MOST
from wederhoor.parcels.queries import Parcel, parcel_of, parcels_of
from wederhoor.shops.models import Shop

router = Router(tags=["parcels"], auth=KeyAtTheDoor())


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except Error:
        raise ValueError("not base64") from None


class PictureIn(BaseModel):
    """A picture: JPEG, PNG or WebP, at most 3 MB."""

    part: Part
    base64: Annotated[str, Field(max_length=LARGEST * 4 // 3 + 4), AfterValidator(_bytes)]


class ParcelIn(RecordIn):
    """A record of one box, packed or returned."""

    pictures: list[PictureIn] = Field(default_factory=list, max_length=MOST)


class ParcelOut(Schema):
    """What is kept. ``left_out`` names pictures that could not be read, with the reason."""

    code: str
    ref: UUID
    way: str
    tracking: str
    order: str
    grams: int | None
    serials: list[str]
    at: datetime
    kept_at: datetime
    pictures: list[str]
    left_out: dict[str, str]
    void: bool


@router.post("", response={201: ParcelOut, 200: ParcelOut}, summary="Record what went into a box, or came back")
def record_parcel(request: HttpRequest, given: ParcelIn) -> Status[dict[str, Any]]:
    """Kept for good before this answers: 201 when it is new, 200 when this ``ref`` was known."""
    with entered(request) as sight:
        shop = Shop.objects.get(pk=sight.shop_id)
        kept = keep(shop, _new(given), by=sight.actor("key"))
        return Status(201 if kept.is_new else 200, _out(parcel_of(kept.record)))


@router.get("", response=list[ParcelOut], summary="What was recorded of an order's parcels")
def of_order(request: HttpRequest, order: Order) -> list[dict[str, Any]]:
    """Oldest first; records that were undone are left out."""
    with entered(request):
        return [_out(parcel) for parcel in parcels_of(order)]


def _new(given: ParcelIn) -> NewRecord:
    return NewRecord(
        way=given.way,
        ref=given.ref,
        tracking=given.tracking,
        order_number=given.order,
        grams=given.grams,
        serials=given.serials,
        products=given.products,
        contents=given.contents,
        condition=given.condition,
        complete=given.complete,
        device="api",
        device_at=given.at,
        pictures=[(picture.part, _raw(picture)) for picture in given.pictures],
        corrects=given.corrects,
        is_void=given.void,
    )


def _raw(picture: PictureIn) -> bytes:
    data: Any = picture.base64  # the validator made bytes of it
    return bytes(data)


def _out(parcel: Parcel) -> dict[str, Any]:
    return {
        "code": parcel.code,
        "ref": parcel.first.ref,
        "way": parcel.way.value,
        "tracking": parcel.tracking,
        "order": parcel.order_number,
        "grams": parcel.grams,
        "serials": parcel.serials,
        "at": parcel.at,
        "kept_at": parcel.first.kept_at,
        "pictures": [picture.sha256 for picture in parcel.pictures],
        "left_out": dict(parcel.told.get("left_out", {})),
        "void": parcel.is_void,
    }
