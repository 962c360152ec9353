"""The logs of a shop's site and payments: kept as they came, found again by order, person, session or moment."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wederhoor.connect.logs.addresses import ADDRESS_DAYS
from wederhoor.connect.payments.notices import PROVIDERS
from wederhoor.evidence.sealing import SealedJSON, SealedText
from wederhoor.logs.kinds import Kind
from wederhoor.shops.models import Shop


def _one_of(field: str, words: list[str], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": words}), name=name)


def key_of(shop_code: str, month: datetime) -> str:
    """The key of what was logged in a month (of UTC); destroying it forgets that month wherever it was copied."""
    return f"{shop_code}.logs.{month:%Y-%m}"


class Intake(models.Model):
    """One file or batch as it was taken in: the head of its manifest. The rows are in its :class:`Part` s.

    ``sha256`` and ``size`` are of the bytes as received, ``plain_sha256`` and ``plain_size`` unpacked. ``lines`` came,
    ``rows`` were kept, ``known`` stood here already, ``aside`` fitted nothing. ``manifest`` is the SHA-256 of the
    manifest's canonical JSON, which the journal's line carries. ``origin`` tells logs of several servers apart.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    origin = models.CharField(max_length=60, blank=True)
    format = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    plain_sha256 = models.CharField(max_length=64)
    plain_size = models.PositiveBigIntegerField()
    lines = models.PositiveBigIntegerField()
    rows = models.PositiveBigIntegerField()
    known = models.PositiveBigIntegerField(default=0)
    aside = models.PositiveBigIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    shown = SealedJSON(default=list)
    problem = models.CharField(max_length=20, blank=True)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.CharField(max_length=60)
    manifest = models.CharField(max_length=64)
    line = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "kind", "sha256"), name="one_intake_per_file"),
            _one_of("kind", [k.value for k in Kind], "intake_kind_known"),
        )
        indexes = (models.Index(fields=("shop", "-taken_at")),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def seal_name(self) -> str:
        return key_of(self.shop.code, self.taken_at)


class Part(models.Model):
    """Rows of one intake on one day (of UTC), as one Parquet file that lies sealed under the key of its month.

    ``sha256`` and ``size`` are of the Parquet file itself. ``few`` and ``many`` are the fingerprints of what can be
    searched by, sorted, four bytes each, sealed as a piece: orders, e-mail addresses and references; sessions and
    addresses. ``before`` is the hash of the part this one was made from, and ``manifest`` that of its own manifest.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=10)
    day = models.DateField()
    key = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    rows = models.PositiveBigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    few = models.BinaryField()
    many = models.BinaryField()
    before = models.CharField(max_length=64, blank=True)
    is_short = models.BooleanField(default=False)
    whole_until = models.DateField(null=True)

    class Meta:
        constraints = (_one_of("kind", [k.value for k in Kind], "part_kind_known"),)
        indexes = (models.Index(fields=("shop", "kind", "day")), models.Index(fields=("address",)))

    def __str__(self) -> str:
        return f"{self.kind} {self.day} {self.sha256[:12]}"


class LogChoice(models.Model):
    """What a shop chose about its logs: after how many days addresses are cut short, and its balancing test.

    With a balancing test full addresses stay ``card_days`` with orders that were paid by card (article 6(1)(f) GDPR).
    """

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="+")
    address_days = models.PositiveSmallIntegerField(default=ADDRESS_DAYS)
    card_days = models.PositiveSmallIntegerField(default=0)
    test = SealedText(blank=True)
    test_by = models.CharField(max_length=60, blank=True)
    test_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(address_days__lte=ADDRESS_DAYS), name="addresses_short_in_time"),
        )

    def __str__(self) -> str:
        return f"{self.address_days} days"

    @property
    def seal_name(self) -> str:
        return self.shop.code


class PaymentDoor(models.Model):
    """An address at which one payment provider reports to one shop; of its token only the hash is kept."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    provider = models.CharField(max_length=10)
    token_hash = models.BinaryField(max_length=32, unique=True)
    secret = SealedText(blank=True)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (_one_of("provider", list(PROVIDERS), "door_provider_known"),)

    def __str__(self) -> str:
        return self.provider

    @property
    def seal_name(self) -> str:
        return self.shop.code


class PaymentNotice(models.Model):
    """What a payment provider reported at the shop's door: the bytes as they came, and the moments read from them.

    ``checked`` says whether its signature held: yes, or unsigned where the provider signs nothing or no secret is set.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    provider = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    raw = SealedText()
    checked = models.CharField(max_length=10)
    at = models.DateTimeField()
    reported_at = models.DateTimeField(default=timezone.now)
    line = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("shop", "provider", "sha256"), name="one_notice_per_report"),)

    def __str__(self) -> str:
        return f"{self.provider} {self.at}"

    @property
    def seal_name(self) -> str:
        return key_of(self.shop.code, self.reported_at)


class PaymentMoment(models.Model):
    """One moment of a payment that a notice told; what it says is sealed, and ``order_number`` finds it.

    ``mail`` is the keyed hash of the payer's address, by which a person is found and forgotten.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    notice = models.ForeignKey(PaymentNotice, on_delete=models.CASCADE, related_name="moments")
    order_number = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=80)
    mail = models.CharField(max_length=16, blank=True)
    is_card = models.BooleanField(default=False)
    at = models.DateTimeField()
    said = SealedJSON(default=dict)

    class Meta:
        indexes = (
            models.Index(fields=("shop", "order_number")),
            models.Index(fields=("shop", "reference")),
            models.Index(fields=("shop", "mail"), name="moment_of_payer"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def seal_name(self) -> str:
        return self.notice.seal_name


def token_hash(token: str) -> bytes:
    """What is kept of a door's token: it has 128 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(b"wederhoor payment door\n" + token.encode()).digest()
