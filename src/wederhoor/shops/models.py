"""A shop as its letters name it, and the people who work there."""

from __future__ import annotations

import hashlib
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone

from wederhoor.drafting.shapes import ShopCard
from wederhoor.shops.kinds import Role


class Shop(models.Model):
    """One webshop. ``frozen_today`` is set for the demonstration only and stands in for the calendar there."""

    code = models.CharField(max_length=12, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    legal_name = models.CharField(max_length=160, blank=True)
    kvk = models.CharField(max_length=40, blank=True)
    vat = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=240, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    signer = models.CharField(max_length=120, blank=True)
    form = models.CharField(max_length=2, choices=[("u", "u"), ("je", "je")], default="u")
    language = models.CharField(max_length=2, default="nl")
    country = models.CharField(max_length=2, default="NL")
    zone = models.CharField(max_length=40, default="Europe/Amsterdam")
    trustmark = models.CharField(max_length=120, blank=True)
    trustmark_days = models.PositiveSmallIntegerField(default=7)
    withdrawal_url = models.URLField(blank=True)
    privacy_url = models.URLField(blank=True)
    terms_url = models.URLField(blank=True)
    answer_days = models.PositiveSmallIntegerField(default=5)
    receipts_allowed = models.BooleanField(default=False)
    frozen_today = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(form__in=("u", "je")), name="shop_form_known"),
            models.CheckConstraint(condition=models.Q(language__in=("nl", "en", "de")), name="shop_language_known"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_demonstration(self) -> bool:
        return self.frozen_today is not None

    def today(self) -> date:
        """The only source of *today* for law, clocks and letters: the shop's own calendar, or the frozen day."""
        return self.frozen_today or timezone.now().astimezone(ZoneInfo(self.zone)).date()

    def card(self) -> ShopCard:
        """Who a letter is from."""
        return ShopCard(
            name=self.name,
            legal_name=self.legal_name,
            kvk=self.kvk,
            address=self.address,
            email=self.email,
            phone=self.phone,
            signer=self.signer,
            form=self.form,
            trustmark=self.trustmark,
            trustmark_days=self.trustmark_days,
            withdrawal_url=self.withdrawal_url,
            privacy_url=self.privacy_url,
        )


class Membership(models.Model):
    """A person's role in a shop."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=[(r.value, r.value) for r in Role])
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "person"), name="one_role_per_shop"),
            models.CheckConstraint(condition=models.Q(role__in=[r.value for r in Role]), name="membership_role_known"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class ApiKey(models.Model):
    """A key with which the shop's own programs file messages; only its hash is kept."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(max_length=80)
    key_hash = models.BinaryField(max_length=32, unique=True)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


def key_hash(key: str) -> bytes:
    """What is kept of a key: it has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(b"wederhoor key\n" + key.encode()).digest()
