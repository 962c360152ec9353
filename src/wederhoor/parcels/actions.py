"""Recording what went into a box or came out of it, and correcting such a record by a further one.

A record is never changed. The same record sent twice is one, so a device that got no answer may simply send again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from wederhoor import codes
from wederhoor.evidence import vault
from wederhoor.evidence.plain import storable
from wederhoor.flow import Refused, require
from wederhoor.journal.record import Entry, record_all
from wederhoor.parcels import policy
from wederhoor.parcels.kinds import Clock, Part, Way
from wederhoor.parcels.models import ParcelRecord, Picture
from wederhoor.parcels.pictures import MOST, Fit, Unfit, fit
from wederhoor.parcels.queries import order_known_for
from wederhoor.parcels.scans import read_scan
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

AHEAD, BEHIND = timedelta(minutes=5), timedelta(minutes=15)  # a slow line may take minutes for a few photos
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # before that no phone packed anything, and not every date can be shown
HEAVIEST = 2_000_000  # grams
MOST_NUMBERS, LONGEST_NUMBER, LONGEST_TEXT = 50, 60, 2_000


@dataclass(frozen=True)
class NewRecord:
    """What was recorded at the table. ``corrects`` is the ``ref`` of the record it stands beside.

    ``complete`` says of a return whether everything came back, where somebody looked. ``packer`` is the code of who
    packed, as the device says; who is signed in when it is sent may be somebody else. ``device_now`` is what its clock
    said when it was sent, from which one sees whether it runs right.
    """

    way: Way
    ref: UUID
    tracking: str = ""
    order_number: str = ""
    grams: int | None = None
    serials: Sequence[str] = ()
    products: Sequence[str] = ()
    contents: str = ""
    condition: str = ""
    complete: bool | None = None
    packer: str = ""
    device: str = ""
    device_count: int | None = None
    device_at: datetime | None = None
    device_now: datetime | None = None
    pictures: Sequence[tuple[Part, bytes]] = ()
    corrects: UUID | None = None
    is_void: bool = False


class Kept(NamedTuple):
    """The record, whether it is new, and which pictures were left out, by part and reason."""

    record: ParcelRecord
    is_new: bool
    left_out: Mapping[str, str] = {}


@dataclass(frozen=True)
class _Ready:
    """A record looked over, with its pictures in the vault."""

    row: ParcelRecord
    pictures: list[tuple[Fit, str]] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


def keep(shop: Shop, new: NewRecord, *, by: Actor) -> Kept:
    """Keep a record, in the transaction one is in; once it is committed it is durable.

    A picture that cannot be kept is left out and the record says so. A clock that runs wrong is set aside: the moment
    of arrival counts. Raises :class:`~wederhoor.flow.Refused`: for a reader, a record without any number, an impossible
    weight, too many pictures, one that corrects what nobody knows, or another record under a name that was used.
    """
    require(policy.may_record(by))
    known = _known(shop, new)
    if known is not None:
        return Kept(known, False)
    ready = _ready(shop, new, by)
    try:
        with transaction.atomic():
            return _written(ready, by)
    except IntegrityError:
        known = _known(shop, new)
        if known is None:
            raise
        return Kept(known, False)  # sent twice at once; whichever was first made the record


def _known(shop: Shop, new: NewRecord) -> ParcelRecord | None:
    """What was kept under this name before. Another box is not taken for it: its sender would think that it is kept."""
    known = ParcelRecord.objects.filter(shop=shop, ref=new.ref).first()
    if known is not None and not _is_same(known, new):
        raise Refused("parcels.record.ref")
    return known


def _is_same(known: ParcelRecord, new: NewRecord) -> bool:
    order, way = _plain(new.order_number, 40), known.way if known.corrects_id else new.way.value
    said = (way, _tracking(new), new.grams, new.is_void, new.corrects is not None)
    kept = (known.way, known.tracking, known.grams, known.is_void, known.corrects_id is not None)
    return said == kept and order in ("", known.order_number)


def _tracking(new: NewRecord) -> str:
    return str(storable(read_scan(new.tracking).value))[:60]


def _ready(shop: Shop, new: NewRecord, by: Actor) -> _Ready:
    now = timezone.now()
    before = _corrected(shop, new)
    scan = read_scan(new.tracking)
    if before is None and not (scan.value or new.order_number.strip()):
        raise Refused("parcels.record.numberless")
    if new.grams is not None and not 0 < new.grams <= HEAVIEST:
        raise Refused("parcels.record.weight")
    if len(new.pictures) > MOST:
        raise Refused("parcels.record.pictures")
    tracking = _tracking(new)
    row = ParcelRecord(
        shop=shop,
        code=codes.new_code(),
        ref=new.ref,
        way=new.way.value if before is None else before.way,
        corrects=before,
        is_void=new.is_void,
        tracking=tracking,
        order_number=_plain(new.order_number, 40) or ("" if new.is_void else order_known_for(shop, tracking)),
        grams=new.grams,
        told=_told(new, scan.carrier),
        device=_plain(new.device, 16),
        device_count=new.device_count,
        kept_at=now,
        by=by.code,
        key=key_of(shop.code, now),
        **_clock(new, now),
    )
    ready = _Ready(row)
    for part, data in new.pictures:
        _lay(ready, part, data)
    return ready


def _corrected(shop: Shop, new: NewRecord) -> ParcelRecord | None:
    """The first record of the row this one stands in."""
    if new.corrects is None:
        return None
    found = ParcelRecord.objects.filter(shop=shop, ref=new.corrects).select_related("corrects").first()
    if found is None:
        raise Refused("parcels.correct.unknown")
    return found.corrects or found


def _clock(new: NewRecord, now: datetime) -> dict[str, Any]:
    """What the device says of the moment; set aside where its clock cannot be right."""
    if new.device_at is None:
        return {"clock": Clock.NONE.value}
    read = new.device_now or now
    if max(new.device_at, read) > now + AHEAD:
        return {"clock": Clock.AHEAD.value}
    return (
        {"clock": Clock.BEHIND.value}
        if new.device_at < EARLIEST or read < now - BEHIND
        else {"device_at": new.device_at}
    )


def _told(new: NewRecord, carrier: str) -> dict[str, Any]:
    said = {
        "serials": _numbers(new.serials),
        "products": _numbers(new.products),
        "contents": new.contents[:LONGEST_TEXT].strip(),
        "condition": new.condition[:LONGEST_TEXT].strip(),
        "complete": new.complete,
        "packer": _plain(new.packer, 60),
        "carrier": carrier,
    }
    return dict(storable({name: value for name, value in said.items() if value not in ("", [], None)}))


def _numbers(given: Sequence[str]) -> list[str]:
    plain = (_plain(number, LONGEST_NUMBER).upper() for number in given[:MOST_NUMBERS])
    return list(dict.fromkeys(number for number in plain if number))


def _plain(text: str, most: int) -> str:
    return "".join(c for c in str(storable(text)) if c.isprintable()).strip()[:most]


def _lay(ready: _Ready, part: Part, data: bytes) -> None:
    try:
        picture = fit(part, data)
    except Unfit as no:
        ready.left_out[part.value] = no.reason
        return
    # Before any row points at it; a file that nobody points at is swept after a day.
    ready.pictures.append((picture, vault.keep(picture.data, ready.row.key)))


def _written(ready: _Ready, by: Actor) -> Kept:
    row = ready.row
    if ready.left_out:
        row.told = {**row.told, "left_out": ready.left_out}
    first = "parcel.packed" if row.way == Way.PACKED else "parcel.returned"
    act = "parcel.corrected" if row.corrects_id else first
    line = record_all([Entry(act, row.code, by.code, _said(ready), row.shop_id, row.kept_at, row.key)])[0]
    row.line = line.pk
    row.save(force_insert=True)
    Picture.objects.bulk_create(
        Picture(
            shop_id=row.shop_id,
            record=row,
            part=picture.part.value,
            sha256=sha256,
            size=len(picture.data),
            media_type=picture.media_type,
        )
        for picture, sha256 in ready.pictures
    )
    return Kept(row, True, ready.left_out)


def _said(ready: _Ready) -> dict[str, Any]:
    """What the line commits to: everything of the record, and the hash of each picture."""
    row = ready.row
    said = {
        "tracking": row.tracking,
        "order": row.order_number,
        "grams": row.grams,
        "told": row.told,
        "device_at": row.device_at,
        "device": row.device,
        "count": row.device_count,
        "corrects": row.corrects.code if row.corrects else None,
        "void": row.is_void or None,
        "pictures": [
            {"part": picture.part, "sha256": sha256, "size": len(picture.data)} for picture, sha256 in ready.pictures
        ],
    }
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def key_of(shop_code: str, month: datetime) -> str:
    """The key of records that came in during a month; destroying it forgets them wherever they were copied."""
    return f"{shop_code}.parcels.{month:%Y-%m}"
