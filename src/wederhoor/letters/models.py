"""A letter of the shop: its words, its state on the way out, and the exhibit its bytes became."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from wederhoor.claims.models import Claim
from wederhoor.evidence.models import DossierItem
from wederhoor.evidence.sealing import SealedJSON, SealedText
from wederhoor.letters.kinds import FLOW
from wederhoor.shops.models import Shop


class Letter(models.Model):
    """One outgoing letter. ``offered_at`` is durable before the server hears of it; until its answer is doubt.

    ``given`` holds the days and amounts it was written with: what it promised yesterday it may still promise today.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=12, default=FLOW.start)
    letter = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    recipient = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    body = SealedText()
    citations = SealedJSON(default=list)
    to_fill = models.JSONField(default=list)
    given = models.JSONField(default=dict)
    edited = models.BooleanField(default=False)
    closes = models.BooleanField(default=False)
    override = models.CharField(max_length=400, blank=True)
    message_id = models.CharField(max_length=250, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    send_at = models.DateTimeField(null=True, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    response = models.CharField(max_length=400, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    way = models.CharField(max_length=10, default="smtp")
    item = models.ForeignKey(DossierItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = (models.CheckConstraint(condition=models.Q(state__in=FLOW.states), name="letter_state_known"),)
        indexes = (
            models.Index(
                fields=("state",), condition=models.Q(state__in=("sending", "uncertain")), name="letter_moving"
            ),
        )

    def __str__(self) -> str:
        return f"{self.letter} {self.state}"

    @property
    def seal_name(self) -> str:
        return self.claim.code
