"""Reads of what was recorded at the table: one record with its corrections, lists, an order's parcels and moments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from wederhoor.evidence.models import OrderEvent
from wederhoor.evidence.moments import Moment
from wederhoor.journal.models import Line
from wederhoor.parcels.kinds import Clock, Way
from wederhoor.parcels.models import ParcelRecord, Picture
from wederhoor.parcels.words import says
from wederhoor.shops.models import Shop

MOST_LISTED = 200
MOST_SEARCHED = 2_000
_LOOKED_AT = 1_000  # events in which a tracking number is looked for
_LOOKED_BACK = timedelta(days=30)
_NAMES = ("tracking", "tracking_code", "tracking_number", "trackingnumber", "barcode", "code", "label")


@dataclass(frozen=True)
class Parcel:
    """A record as it stands: the first, with what later ones put beside it."""

    first: ParcelRecord
    later: tuple[ParcelRecord, ...] = ()

    @property
    def code(self) -> str:
        return self.first.code

    @property
    def way(self) -> Way:
        return Way(self.first.way)

    @property
    def records(self) -> tuple[ParcelRecord, ...]:
        return (self.first, *self.later)

    @property
    def is_void(self) -> bool:
        return self.records[-1].is_void

    @property
    def at(self) -> datetime:
        """When it happened, as the device said; without that, when it was kept."""
        return self.first.device_at or self.first.kept_at

    @property
    def is_clock_ahead(self) -> bool:
        return self.first.clock == Clock.AHEAD

    @property
    def is_clock_behind(self) -> bool:
        return self.first.clock == Clock.BEHIND

    @cached_property
    def tracking(self) -> str:
        return str(self._last("tracking") or "")

    @cached_property
    def order_number(self) -> str:
        return str(self._last("order_number") or "")

    @cached_property
    def grams(self) -> int | None:
        found = self._last("grams")
        return int(found) if found else None

    @cached_property
    def told(self) -> Mapping[str, Any]:
        return {name: value for record in self.records for name, value in record.told.items()}

    @property
    def serials(self) -> list[str]:
        return list(self.told.get("serials", []))

    @cached_property
    def pictures(self) -> list[Picture]:
        return [picture for record in self.records for picture in record.pictures.all()]

    def _last(self, name: str) -> Any:
        return next((value for record in reversed(self.records) if (value := getattr(record, name))), None)

    def holds(self, words: str) -> bool:
        """Whether the words stand in one of its numbers, or in what it says of the contents."""
        wanted = words.casefold().replace(" ", "")
        said = (self.tracking, self.order_number, self.code, *self.serials, str(self.told.get("contents", "")))
        return any(wanted in one.casefold().replace(" ", "") for one in said)


def _whole(rows: Any) -> list[Parcel]:
    """Parcels of first records, in four statements however many there are."""
    later = ParcelRecord.objects.order_by("id").prefetch_related("pictures")
    first = rows.prefetch_related("pictures", Prefetch("corrections", later))
    return [Parcel(row, tuple(row.corrections.all())) for row in first]


def latest(since: datetime | None = None, words: str = "", only: str = "") -> list[Parcel]:
    """The last parcels of the shop one is in, newest first; with ``words`` among the last two thousand.

    ``only`` is packed, returned or open: without an order number. Sealed columns are searched here, not in the
    database.
    """
    rows = ParcelRecord.objects.filter(corrects=None).order_by("-kept_at", "-id")
    rows = rows.filter(kept_at__gte=since) if since else rows
    rows = rows.filter(way=only) if only in set(Way) else rows
    narrowed = bool(words.strip()) or only == "open"
    found = _whole(rows[: MOST_SEARCHED if narrowed else MOST_LISTED])
    if only == "open":
        found = [parcel for parcel in found if not parcel.order_number and not parcel.is_void]
    return [parcel for parcel in found if not words.strip() or parcel.holds(words)][:MOST_LISTED]


def parcel_by_code(code: str) -> Parcel | None:
    """The parcel of the shop one is in whose first record has this code."""
    found = _whole(ParcelRecord.objects.filter(corrects=None, code=code))
    return found[0] if found else None


def parcel_of(record: ParcelRecord) -> Parcel:
    """The parcel a record is of."""
    return _whole(ParcelRecord.objects.filter(pk=record.corrects_id or record.pk))[0]


def parcels_of(order_number: str, tracking: Iterable[str] = ()) -> list[Parcel]:
    """What was recorded about an order of the shop one is in, oldest first; records undone are left out.

    ``tracking`` are numbers known to be of this order: records nobody has laid beside an order count when they match.
    """
    numbers = {number.upper() for number in tracking if number}
    wanted = Q(order_number=order_number) if order_number else Q(pk=None)
    rows = ParcelRecord.objects.filter(wanted | (Q(tracking__in=numbers) if numbers else Q(pk=None)))
    roots = {first or pk for pk, first in rows.values_list("pk", "corrects")}
    found = _whole(ParcelRecord.objects.filter(pk__in=roots).order_by("id")) if roots else []
    return [parcel for parcel in found if not parcel.is_void and _is_of(parcel, order_number, numbers)]


def rows_of(shop_id: int, order_number: str) -> QuerySet[ParcelRecord]:
    """The records laid beside an order, corrections among them, for who asks whether there is something new."""
    return ParcelRecord.objects.filter(shop_id=shop_id, order_number=order_number)


def _is_of(parcel: Parcel, order_number: str, numbers: set[str]) -> bool:
    if parcel.order_number:
        return parcel.order_number == order_number
    return parcel.tracking in numbers


def order_known_for(shop: Shop, tracking: str) -> str:
    """The order a tracking number was told to be of: in a record from before, else in what systems reported lately."""
    if not tracking:
        return ""
    before = ParcelRecord.objects.filter(shop=shop, tracking=tracking).exclude(order_number="").order_by("-id")
    known = before.values_list("order_number", flat=True).first()
    return known or _told_of(shop, tracking)


def _told_of(shop: Shop, tracking: str) -> str:
    """What stands in an event stands in its line alone, sealed; so the last thousand of a month are looked at."""
    since = timezone.now() - _LOOKED_BACK
    rows = OrderEvent.objects.filter(shop=shop, reported_at__gte=since).order_by("-reported_at", "-id")
    events = dict(rows.values_list("line", "order_number")[:_LOOKED_AT])
    for line in Line.objects.filter(pk__in=events):
        detail = (line.payload or {}).get("detail") or {}
        if any(str(detail.get(name, "")).replace(" ", "").upper() == tracking for name in _NAMES):
            return str(events[line.pk])
    return ""


def moments_of(shop: Shop, order_number: str) -> list[Moment]:
    """What was recorded at the table about an order, for its timeline."""
    return [_moment(shop, parcel) for parcel in parcels_of(order_number)]


def _moment(shop: Shop, parcel: Parcel) -> Moment:
    detail = [
        (says("tracking", shop.language), parcel.tracking),
        (says("weight", shop.language), kilograms(parcel.grams, shop.language) if parcel.grams else ""),
        (says("serial", shop.language), ", ".join(parcel.serials)),
        (says("contents", shop.language), str(parcel.told.get("contents", ""))),
        (says("pictures", shop.language), str(len(parcel.pictures) or "")),
    ]
    return Moment(
        at=parcel.at,
        what=parcel.way.value,
        title=says(f"moment_{parcel.way}", shop.language),
        source=parcel.first.by,
        kept_at=parcel.first.kept_at,
        detail=tuple((label, value) for label, value in detail if value),
        link=f"/shop/{shop.slug}/parcels/{parcel.code}/",
    )


def kilograms(grams: int, language: str = "nl") -> str:
    """1,25 kg; a point for a comma where English is read."""
    written = f"{grams / 1000:.3f}".rstrip("0").rstrip(".")
    return f"{written if language == 'en' else written.replace('.', ',')} kg"


def files_of_all() -> Iterable[tuple[str, str]]:
    """Key and hash of every picture, of every shop: what the sweep of the store must leave."""
    return Picture.objects.order_by("record__key").values_list("record__key", "sha256").iterator(2_000)
