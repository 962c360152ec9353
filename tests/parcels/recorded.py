"""Records as a table makes them, and the pictures that go with them."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

from PIL import Image

from wederhoor.parcels.actions import Kept, NewRecord, keep
from wederhoor.parcels.kinds import Part, Way
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop


def a_picture(colour: str = "white", kind: str = "JPEG", *, place: bool = False) -> bytes:
    """A small photo; with ``place`` it says where it was taken, as a phone's own camera writes it."""
    out, exif = BytesIO(), Image.Exif()
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 22.0, 0.0)})
        exif[0x0110] = "Telefoon 12"
    Image.new("RGB", (64, 48), colour).save(out, kind, exif=exif)
    return out.getvalue()


def a_record(**more: Any) -> NewRecord:
    usual: dict[str, Any] = {"way": Way.PACKED, "ref": uuid4(), "tracking": "3SKKAD1234567"}
    return NewRecord(**{**usual, **more})


def kept(shop: Shop, by: Actor, **more: Any) -> Kept:
    with inside(shop.pk):
        return keep(shop, a_record(**more), by=by)


PACKED = {
    "order_number": "LH-2041",
    "grams": 1250,
    "serials": ["sn-0815"],
    "contents": "Tafellamp messing",
    "pictures": [(Part.CONTENTS, a_picture("red")), (Part.CLOSED, a_picture("blue"))],
}
