"""What went into the box and what came back: records made at the packing table and at the table of returns."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils import timezone

from wederhoor.evidence.sealing import SealedJSON
from wederhoor.parcels.kinds import Clock, Part, Way
from wederhoor.shops.models import Shop


def _known(field: str, values: type[StrEnum], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": [v.value for v in values]}), name=name)


class ParcelRecord(models.Model):
    """One record of a box; one that ``corrects`` another stands beside it, and the first stays as it was.

    ``ref`` is the name the device gave it, so that the same record twice is one. ``device_at`` is what the device's
    clock said, ``kept_at`` when it was kept here: the record proves the second and tells the first. ``device_count``
    counts the records of one device, whatever its clock does. ``told`` holds what may be somebody's: serial numbers,
    product codes, contents, condition, who packed. ``key`` names the key of the month it is sealed under, ``line`` is
    the id of its journal line.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    ref = models.UUIDField()
    way = models.CharField(max_length=10)
    corrects = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="corrections")
    is_void = models.BooleanField(default=False)
    tracking = models.CharField(max_length=60, blank=True)
    order_number = models.CharField(max_length=40, blank=True)
    grams = models.PositiveIntegerField(null=True, blank=True)
    told = SealedJSON(default=dict)
    device = models.CharField(max_length=16, blank=True)
    device_count = models.PositiveBigIntegerField(null=True, blank=True)
    device_at = models.DateTimeField(null=True, blank=True)
    clock = models.CharField(max_length=10, blank=True)
    kept_at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    line = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "ref"), name="parcel_recorded_once"),
            _known("way", Way, "parcel_way_known"),
            _known("clock", Clock, "parcel_clock_known"),
        )
        indexes = (
            models.Index(fields=("shop", "order_number"), name="parcel_of_order"),
            models.Index(fields=("shop", "tracking"), name="parcel_of_tracking"),
            models.Index(fields=("shop", "-kept_at", "-id"), name="parcel_latest"),
        )
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.way} {self.code}"

    @property
    def seal_name(self) -> str:
        return self.key


class Picture(models.Model):
    """A picture of a record; its bytes lie in the vault under the key of the record's month."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    record = models.ForeignKey(ParcelRecord, on_delete=models.CASCADE, related_name="pictures")
    part = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=40)

    class Meta:
        constraints = (_known("part", Part, "picture_part_known"),)
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.part} {self.sha256[:8]}"
