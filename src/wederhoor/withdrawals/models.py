"""A statement of withdrawal as it was taken in, and whether a shop offers the function."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from wederhoor.claims.models import Claim
from wederhoor.evidence.sealing import SealedJSON
from wederhoor.shops.models import Shop
from wederhoor.withdrawals.kinds import Door, State


class Offer(models.Model):
    """A shop offers the function, since when; a row that says no remembers that it once did."""

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="+")
    is_on = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return "on" if self.is_on else "off"


class Withdrawal(models.Model):
    """One confirmed statement. ``ref`` names the confirmation: the same one twice is one row.

    ``code`` stood on the receipt before the database heard of it and is the claim's code too. ``received_at`` is the
    moment the confirmation reached us; ``shown_at`` and ``filled_at`` when the page was sent and the form came in.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    ref = models.CharField(max_length=64)
    code = models.CharField(max_length=12, unique=True)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10)
    suspect = models.CharField(max_length=10, blank=True)
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=2)
    order_number = models.CharField(max_length=40, blank=True)
    said = SealedJSON(default=dict)
    shown_at = models.DateTimeField(null=True, blank=True)
    filled_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "ref"), name="one_withdrawal_per_confirmation"),
            models.CheckConstraint(condition=models.Q(state__in=[s.value for s in State]), name="withdrawal_state"),
            models.CheckConstraint(condition=models.Q(channel__in=[d.value for d in Door]), name="withdrawal_channel"),
        )
        indexes = (
            models.Index(fields=("shop", "order_number"), name="withdrawal_order"),
            models.Index(fields=("shop", "-received_at"), name="withdrawal_latest"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.state}"

    @property
    def seal_name(self) -> str:
        return self.code
