"""What the shop showed: pages that are watched, their versions as served, and who accepted which."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils import timezone

from wederhoor.evidence.models import TermsVersion
from wederhoor.evidence.sealing import SealedJSON, SealedText
from wederhoor.pages.kinds import Kind, Origin, Teller, Why
from wederhoor.shops.models import Shop


def _known(field: str, values: type[StrEnum], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": [v.value for v in values]}), name=name)


class WatchedPage(models.Model):
    """A page of the shop that is looked at from time to time; without an address only old versions are added to it.

    ``next_at`` is when it is looked at again, ``problem`` why the last look brought nothing (a
    :class:`~wederhoor.pages.kinds.Missed`), ``told`` the sentence of the door about it.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    url = models.URLField(max_length=500, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=12, blank=True)
    told = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (_known("kind", Kind, "page_kind_known"),)
        indexes = (
            models.Index(fields=("shop", "next_at"), condition=models.Q(ended_at=None), name="page_to_be_looked_at"),
        )

    def __str__(self) -> str:
        return self.name


class PageVersion(models.Model):
    """What a page said from one moment it was seen until another; ``number`` counts within the page.

    ``terms`` is the version as the evidence room knows it, with the exhibit: a WARC of request and response, or the
    file as it was brought in. ``words_sha256`` is of the words alone: what makes it another version. ``body_sha256``
    is of the first body that was seen with these words. Of one added afterwards nothing was seen: the shop tells from
    when until when it stood there (``since``, ``until``), and that is all there is.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(WatchedPage, on_delete=models.PROTECT, related_name="versions")
    terms = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=10)
    words_sha256 = models.CharField(max_length=64)
    body_sha256 = models.CharField(max_length=64)
    body_size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=80)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.CharField(max_length=60)
    seen_from = models.DateTimeField(null=True, blank=True)
    seen_until = models.DateTimeField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    picture = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    print = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("page", "number"), name="one_version_per_number"),
            _known("origin", Origin, "version_origin_known"),
            models.CheckConstraint(
                condition=models.Q(origin=Origin.CAPTURED.value, seen_from__isnull=False, seen_until__isnull=False)
                | models.Q(origin=Origin.ADDED.value, seen_from=None, seen_until=None, since__isnull=False),
                name="version_seen_or_told",
            ),
            models.CheckConstraint(
                condition=models.Q(seen_from=None) | models.Q(seen_until__gte=models.F("seen_from")),
                name="version_seen_in_order",
            ),
        )
        indexes = (models.Index(fields=("page", "seen_from"), name="version_by_moment"),)

    def __str__(self) -> str:
        return f"{self.page_id} {self.number}"

    @property
    def is_captured(self) -> bool:
        return self.origin == Origin.CAPTURED


class Sighting(models.Model):
    """One look at a page: which version stood there, in which bytes; or none, and why.

    ``warc`` is there where the bytes themselves were kept: at a new version, and at the first look of a month.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(WatchedPage, on_delete=models.PROTECT, related_name="sightings")
    version = models.ForeignKey(PageVersion, on_delete=models.PROTECT, null=True, related_name="sightings")
    at = models.DateTimeField()
    body_sha256 = models.CharField(max_length=64, blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    url = models.URLField(max_length=1000, blank=True)
    problem = models.CharField(max_length=12, blank=True)
    warc = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("page", "-at"), name="sighting_by_moment"),
            models.Index(fields=("shop", "body_sha256"), name="sighting_by_bytes"),
        )

    def __str__(self) -> str:
        return f"{self.page_id} {self.at:%Y-%m-%d %H:%M}"


class Site(models.Model):
    """Where the shop's own pages live (``https://name``): only from there a browser may report an acceptance."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("shop", "origin"), name="one_row_per_site"),)
        ordering = ("origin",)

    def __str__(self) -> str:
        return self.origin


class Acceptance(models.Model):
    """That a version was accepted with an order, as somebody told it; a row never changes.

    ``words`` are those of the box and of the button, and the network the request came from (/24 or /48), sealed under
    the key of the month it came in. ``was_preticked`` is how the box stood before the customer came, ``is_ticked`` how
    she left it; unknown where nobody looked. ``body_sha256`` is of the terms as the customer's own browser fetched
    them, where it did. ``token`` opens the page where anybody reads this version; ``line`` is its journal line.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(PageVersion, on_delete=models.PROTECT, related_name="acceptances")
    order_number = models.CharField(max_length=40)
    ref = models.CharField(max_length=80)
    teller = models.CharField(max_length=10)
    at = models.DateTimeField()
    kept_at = models.DateTimeField(default=timezone.now)
    was_preticked = models.BooleanField(null=True)
    is_ticked = models.BooleanField(null=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    words = SealedJSON(default=dict)
    token = models.CharField(max_length=24, unique=True)
    key = models.CharField(max_length=64)
    line = models.BigIntegerField()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("shop", "order_number", "ref"), name="accepted_once"),
            _known("teller", Teller, "acceptance_teller_known"),
        )
        indexes = (models.Index(fields=("shop", "kept_at"), name="acceptance_by_moment"),)

    def __str__(self) -> str:
        return f"{self.order_number} {self.version_id}"

    @property
    def seal_name(self) -> str:
        return self.key


class AcceptedFrom(models.Model):
    """The full address a request came from, ninety days long, under a key of its own; see ``fading``."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    acceptance = models.OneToOneField(Acceptance, on_delete=models.CASCADE, related_name="came_from")
    address = SealedText()
    kept_at = models.DateTimeField()
    key = models.CharField(max_length=64)
    line = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=("shop", "kept_at"), name="address_by_moment"),)

    def __str__(self) -> str:
        return f"{self.acceptance_id}"

    @property
    def seal_name(self) -> str:
        return self.key


class SetAside(models.Model):
    """An acceptance that fits no version: kept as it was told, attached to nothing, until somebody looked at it."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    order_number = models.CharField(max_length=40)
    ref = models.CharField(max_length=80)
    teller = models.CharField(max_length=10)
    why = models.CharField(max_length=12)
    at = models.DateTimeField()
    kept_at = models.DateTimeField(default=timezone.now)
    said = SealedJSON(default=dict)
    key = models.CharField(max_length=64)
    line = models.BigIntegerField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-kept_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("shop", "order_number", "ref", "why"), name="set_aside_once"),
            _known("why", Why, "aside_reason_known"),
        )

    def __str__(self) -> str:
        return f"{self.order_number} {self.why}"

    @property
    def seal_name(self) -> str:
        return self.key
