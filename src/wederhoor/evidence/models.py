"""Dossiers, parties, exhibits under their numbers, versions of the terms, and the customer's link."""

from __future__ import annotations

import hashlib
from enum import StrEnum

from django.db import models
from django.utils import timezone

from wederhoor.evidence.kinds import Happening, Layer, Side, Sort
from wederhoor.evidence.sealing import SealedJSON, SealedText
from wederhoor.shops.models import Shop


def _known(field: str, values: type[StrEnum], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": [v.value for v in values]}), name=name)


class Dossier(models.Model):
    """One file that two sides look at. ``code`` names it and opens nothing.

    ``announced_on`` is the day the shop was first shown that this file will be forgotten.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    opened_at = models.DateTimeField(default=timezone.now)
    last_number = models.PositiveIntegerField(default=0)
    announced_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class Party(models.Model):
    """Somebody in a dossier, on one side."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="parties")
    side = models.CharField(max_length=10)
    name = models.CharField(max_length=160, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        constraints = (_known("side", Side, "party_side_known"),)

    def __str__(self) -> str:
        return f"{self.side}: {self.name}"


class Exhibit(models.Model):
    """Bytes that prove something: where they come from, who added them, what they show and do not show.

    ``key`` names the key its bytes and text are sealed under: its dossier's, or the shop's for terms and pages that
    many dossiers share. ``crc32`` is of the bytes as they came, for the container they are handed over in.

    ``proves`` names the fact it was added for and ``reason`` says why, in the adder's words. ``quarantine`` names what
    was found in the bytes that keeps them from being opened or shown here. A copy made of another exhibit is
    ``derived_from`` it, ``derived_how``.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    key = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)
    crc32 = models.BigIntegerField(null=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    sort = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    layer = models.CharField(max_length=10, default=Layer.SHARED.value)
    added_by = models.CharField(max_length=60)
    added_side = models.CharField(max_length=10)
    added_at = models.DateTimeField(default=timezone.now)
    dated = models.DateField(null=True, blank=True)
    facts = SealedJSON(default=dict)
    text = SealedText(blank=True)
    problem = models.CharField(max_length=400, blank=True)
    shows = models.CharField(max_length=400, blank=True)
    does_not_show = models.CharField(max_length=400, blank=True)
    strength = models.PositiveSmallIntegerField(default=0)
    others_data = models.CharField(max_length=200, blank=True)
    proves = models.CharField(max_length=60, blank=True)
    reason = SealedText(blank=True)
    quarantine = models.CharField(max_length=20, blank=True)
    derived_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies")
    derived_how = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            _known("sort", Sort, "exhibit_sort_known"),
            _known("layer", Layer, "exhibit_layer_known"),
        )
        indexes = (models.Index(fields=("shop", "sha256")),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def seal_name(self) -> str:
        """The key its sealed columns are under; a row from before sealing gets its own code's."""
        return self.key or self.code


class DossierItem(models.Model):
    """An exhibit's number in one dossier: B1, B2, …; a number is never given twice."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="items")
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("dossier", "number"), name="one_exhibit_per_number"),
            models.UniqueConstraint(fields=("dossier", "exhibit"), name="one_number_per_exhibit"),
        )
        ordering = ("number",)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"B{self.number}"


class TermsVersion(models.Model):
    """A version of the shop's terms or pages and the days on which it stood there."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class ConsumerLink(models.Model):
    """The customer's own way in: only the hash of the token is kept, and of the one-time code sent to her mail."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="links")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    code_hash = models.BinaryField(max_length=32, null=True, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.dossier_id}"


class Sealing(models.Model):
    """A case file as it was sealed once: what both parties download, to the byte.

    All that is somebody's lies in the vault under the dossier's key: ``index`` lists the bundle's entries in their
    order, ``head`` are the bytes before the exhibits, ``body`` those behind, ``proof`` what proves them. ``line`` is
    the id of the line that seals it, ``checkpoint`` the size of the log its proofs stand under, ``times`` and
    ``witnesses`` count who outside states a moment, ``is_met`` says whether the policy's quorum signed. Until the seal
    has its place in the log there is no ``proof``.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="sealings")
    code = models.CharField(max_length=12, unique=True)
    line = models.BigIntegerField(unique=True)
    checkpoint = models.BigIntegerField(null=True)
    sealed_at = models.DateTimeField()
    by = models.CharField(max_length=60)
    side = models.CharField(max_length=10)
    size = models.PositiveBigIntegerField(default=0)
    index = models.CharField(max_length=64)
    head = models.CharField(max_length=64)
    body = models.CharField(max_length=64)
    proof = models.CharField(max_length=64, blank=True)
    times = models.PositiveSmallIntegerField(default=0)
    witnesses = models.PositiveSmallIntegerField(default=0)
    is_met = models.BooleanField(default=False)

    class Meta:
        ordering = ("-sealed_at", "-id")

    def __str__(self) -> str:
        return f"{self.code} {self.sealed_at:%Y-%m-%d}"


def token_hash(token: str) -> bytes:
    """What is kept of a token: SHA-256 is enough, since the token itself has 128 random bits."""
    return hashlib.sha256(b"wederhoor link\n" + token.encode()).digest()


class OrderEvent(models.Model):
    """Something that happened to an order, as a system of the shop reported it; ``line`` is the journal line of it.

    What was told beside order, kind and moment stands in that line alone, sealed under the key of the month it came in.
    """

    # Both indexes begin with the shop; one on the shop alone would only cost. No reference is checked: eight who report
    # at once would queue for the shop's row, and row-level security lets nobody write a row of another shop.
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    order_number = models.CharField(max_length=40)
    what = models.CharField(max_length=20)
    at = models.DateTimeField()
    reported_at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=60)
    ref = models.CharField(max_length=80)
    line = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "ref"), name="event_reported_once"),
            _known("what", Happening, "event_kind_known"),
        )
        indexes = (models.Index(fields=("shop", "order_number", "at"), name="event_of_order"),)

    def __str__(self) -> str:
        return f"{self.order_number} {self.what}"


class Hold(models.Model):
    """While it stands nothing of its dossier is forgotten: why, until when if that is known, and who said so."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="holds")
    reason = SealedText()
    since = models.DateTimeField(default=timezone.now)
    until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    made_by = models.CharField(max_length=60)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.dossier_id} since {self.since:%Y-%m-%d}"

    @property
    def seal_name(self) -> str:
        return self.dossier.code


class Erasure(models.Model):
    """What stays known of a dossier, or of one document, that was forgotten; it refers to nothing, for that is gone.

    ``counts`` are rows by table, ``line`` the id of the journal line that says so. ``remains`` lists, by department,
    what still lies outside the database; it is empty from ``done_at`` on. ``gone_by`` is the day on which write-ahead
    log and backups have forgotten it too; ``certificate`` the SHA-256 of the paper about it, under the shop's key.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    what = models.CharField(max_length=10, default="dossier")
    line = models.BigIntegerField()
    erased_at = models.DateTimeField()
    by = models.CharField(max_length=60)
    role = models.CharField(max_length=10)
    why = models.CharField(max_length=20)
    rule = models.CharField(max_length=30, blank=True)
    counts = models.JSONField(default=dict)
    remains = models.JSONField(default=dict)
    gone_by = models.DateField()
    certificate = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=models.Q(what__in=("dossier", "document")), name="erasure_of_what"),
        )
        indexes = (models.Index(fields=("shop",), condition=models.Q(done_at=None), name="erasure_unfinished"),)

    def __str__(self) -> str:
        return f"{self.what} {self.code} {self.erased_at:%Y-%m-%d}"


class RetentionChoice(models.Model):
    """How many months this shop keeps what falls under a rule of the schedule, where it differs, and why."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=30)
    months = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=400, blank=True)
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("shop", "rule"), name="one_choice_per_rule"),)

    def __str__(self) -> str:
        return f"{self.rule} {self.months}"
