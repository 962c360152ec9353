"""A few boxes of the demonstration's shop: packed, one sent back, and one that came back with another number on it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone
from PIL import Image, ImageDraw

from wederhoor.parcels.actions import NewRecord, keep
from wederhoor.parcels.kinds import Part, Way
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

_TABLE, _BOX, _TAPE, _PAPER, _INK, _GOODS = "#e9e2d5", "#b98f5e", "#d8bd8f", "#fffdf8", "#211e1a", "#0e5f5d"
BOXES: tuple[dict[str, Any], ...] = (
    {"tracking": "3SKKAD2600101", "order_number": "KK26-3101", "grams": 2140, "contents": "Kleed Vlieland 60 × 90"},
    {
        "tracking": "3SKKAD2600102",
        "order_number": "KK26-3102",
        "grams": 1385,
        "serials": ["KL-88-20417"],
        "contents": "Klok Terschelling",
    },
    {"tracking": "3SKKAD2600103", "grams": 640, "contents": "Twee kandelaars"},
    {
        "way": Way.RETURNED,
        "tracking": "3SKKRT2600102",
        "order_number": "KK26-3102",
        "grams": 1390,
        "serials": ["KL-88-19006"],
        "contents": "Klok Terschelling",
        "condition": "Doos dicht, klok in folie",
        "complete": True,
    },
)


def lay_out(shop: Shop, by: Actor) -> None:
    """Record them, as the table does; inside the shop."""
    for number, said in enumerate(BOXES):
        at = timezone.now() - timedelta(minutes=5 * (len(BOXES) - number))
        ref = uuid5(NAMESPACE_URL, f"demonstration {said['tracking']}")
        box = {"way": Way.PACKED, **said}
        keep(shop, NewRecord(ref=ref, packer=by.code, device_at=at, pictures=_pictures(box), **box), by=by)


def _pictures(said: dict[str, Any]) -> list[tuple[Part, bytes]]:
    return [(Part.CONTENTS, _drawn(said, is_open=True)), (Part.CLOSED, _drawn(said, is_open=False))]


def _drawn(said: dict[str, Any], *, is_open: bool) -> bytes:
    """A box on a table, with its goods in sight or its label on it: a drawing, and it looks like one."""
    picture = Image.new("RGB", (1200, 900), _TABLE)
    brush = ImageDraw.Draw(picture)
    brush.rectangle((220, 220, 980, 760), fill=_BOX)
    if is_open:
        brush.rectangle((270, 270, 930, 710), fill=_TAPE)
        brush.ellipse((430, 330, 770, 650), fill=_GOODS)
        _write(brush, (300, 280), said.get("contents", ""))
    else:
        brush.rectangle((220, 465, 980, 515), fill=_TAPE)
        brush.rectangle((420, 300, 860, 450), fill=_PAPER)
        _write(brush, (440, 320), said["tracking"])
        _write(brush, (440, 380), said.get("order_number", ""))
    _write(brush, (40, 840), "Demonstratie")
    out = BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def _write(brush: ImageDraw.ImageDraw, at: tuple[int, int], text: str) -> None:
    brush.text(at, text, fill=_INK, font_size=34)
