"""A claim, what each side told about it, how it was assessed, and the dates that run."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models.functions import Concat
from django.utils import timezone

from wederhoor.claims.flow import FLOW
from wederhoor.claims.kinds import Channel
from wederhoor.evidence.kinds import Layer, Side
from wederhoor.evidence.models import Dossier, DossierItem
from wederhoor.evidence.sealing import SealedJSON, SealedText
from wederhoor.shops.models import Shop

_SPACE = models.Value(" ")
# Signs part words: the parser of PostgreSQL reads LH-2041 as “lh” and the number -2041, which nobody looks for.
_SAID = models.Func(
    Concat("code", _SPACE, "order_number", _SPACE, "customer_name", _SPACE, "subject", _SPACE, "goods"),
    models.Value("[^[:alnum:]]+"),
    _SPACE,
    models.Value("g"),
    function="regexp_replace",
    output_field=models.TextField(),
)


class Claim(models.Model):
    """One customer's message and everything that follows from it. ``topic`` is empty when it is no complaint."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=12, default=FLOW.start)
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    kind = models.CharField(max_length=24)
    topic = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=2, default="nl")
    subject = models.CharField(max_length=200, blank=True)
    customer_name = models.CharField(max_length=160, blank=True)
    customer_email = models.EmailField(blank=True)
    order_number = models.CharField(max_length=40, blank=True)
    goods = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    message = models.ForeignKey(DossierItem, on_delete=models.PROTECT, related_name="+")
    message_text = SealedText()
    message_at = models.DateTimeField()
    attachments = models.JSONField(default=list)
    thread = models.CharField(max_length=250, blank=True)
    filed_at = models.DateTimeField(default=timezone.now)
    next_due = models.DateField(null=True, blank=True)
    next_what = models.CharField(max_length=40, blank=True)
    final_answer_at = models.DateTimeField(null=True, blank=True)
    # When what is on file for its order was last laid in, and which sources could not give theirs then.
    gathered_at = models.DateTimeField(null=True, blank=True)
    unfetched = models.JSONField(default=list)
    words = models.GeneratedField(
        expression=SearchVector(_SAID, config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=FLOW.states), name="claim_state_known"),
            models.UniqueConstraint(
                fields=("shop", "thread"), condition=~models.Q(thread=""), name="one_claim_per_mail"
            ),
        )
        indexes = (
            models.Index(fields=("shop", "state", "next_due", "id")),
            models.Index(fields=("shop", "order_number")),
            GinIndex(fields=("words",), name="claim_words"),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def seal_name(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.state in ("filed", "contested", "answered")

    @property
    def waits_for_shop(self) -> bool:
        return self.state in ("filed", "contested")


class Statement(models.Model):
    """A party's own words, and the facts it stands for. A party's words are never changed by the other."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="statements")
    side = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Side])
    sort = models.CharField(max_length=20, default="telling")
    text = SealedText(blank=True)
    facts = SealedJSON(default=dict)
    demands = SealedJSON(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=60)
    layer = models.CharField(max_length=10, default=Layer.SHARED.value)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(layer__in=[layer.value for layer in Layer]), name="statement_layer_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.side} {self.sort}"

    @property
    def seal_name(self) -> str:
        return self.claim.code


class Assessment(models.Model):
    """What the rules gave on one day: the shop's own layer, never exported."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="assessments")
    made_at = models.DateTimeField(default=timezone.now)
    on = models.DateField()
    outcome = models.CharField(max_length=16, blank=True)
    result = SealedJSON(default=dict)
    layer = models.CharField(max_length=10, default=Layer.OWN.value)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.outcome} on {self.on}"

    @property
    def seal_name(self) -> str:
        return self.claim.code


class Note(models.Model):
    """A note of the shop to itself; never leaves the shop."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="notes")
    text = SealedText()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=60)
    layer = models.CharField(max_length=10, default=Layer.OWN.value)

    def __str__(self) -> str:
        return str(self.text[:40])

    @property
    def seal_name(self) -> str:
        return self.claim.code


class Deadline(models.Model):
    """A date that runs, as the assessment gave it. Looked at by one periodic task; never a job."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="deadlines")
    what = models.CharField(max_length=40)
    who = models.CharField(max_length=10)
    due_at = models.DateField()
    source = models.CharField(max_length=200, blank=True)
    slots = models.JSONField(default=dict)
    verify = models.BooleanField(default=False)
    layer = models.CharField(max_length=10, default=Layer.OWN.value)

    class Meta:
        ordering = ("due_at", "id")
        indexes = (models.Index(fields=("due_at",), name="deadline_due"),)

    def __str__(self) -> str:
        return f"{self.what} {self.due_at}"

    def days_left(self, today: date) -> int:
        return (self.due_at - today).days
