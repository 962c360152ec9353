"""Lines, the nodes and checkpoints of the tree over them, and how far each follower has read.

Nothing here refers to another table: a line names its shop, its actor and its subject by number or public code, so no
deletion elsewhere can take a line with it.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wederhoor.ledger.entry import Entry

CODE_LENGTH = 64


class Line(models.Model):
    """One act. ``number`` is its place in the log from 1, set once by the sequencer after the act was committed."""

    number = models.BigIntegerField(null=True, unique=True, editable=False)
    act = models.CharField(max_length=CODE_LENGTH)
    at = models.DateTimeField(default=timezone.now)
    actor = models.CharField(max_length=CODE_LENGTH)
    shop_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=CODE_LENGTH)
    payload_bytes = models.BinaryField(null=True, db_column="payload")
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()

    class Meta:
        indexes = (
            models.Index(fields=("id",), condition=Q(number=None), name="journal_line_unnumbered"),
            models.Index(fields=("subject", "id"), name="journal_line_subject"),
            models.Index(fields=("shop_id", "id"), name="journal_line_shop"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(payload_bytes=None, salt=None) | Q(payload_bytes__isnull=False, salt__isnull=False),
                name="journal_line_forgets_both_or_neither",
            ),
            models.CheckConstraint(condition=Q(number=None) | Q(number__gte=1), name="journal_line_number_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.number or '–'} {self.act} {self.subject}"

    @property
    def is_forgotten(self) -> bool:
        """Whether the text of this line was erased."""
        return self.payload_bytes is None

    @property
    def payload(self) -> dict[str, Any] | None:
        """What the line says, or ``None`` once it was erased. For showing; followers read state through the subject."""
        if self.payload_bytes is None:
            return None
        payload: dict[str, Any] = json.loads(bytes(self.payload_bytes))
        return payload

    def commits(self) -> bool:
        """Whether the commitment is the one over this line's text and salt; a forgotten line cannot be asked."""
        if self.payload_bytes is None or self.salt is None:
            return True
        entry = Entry(self.act, self.at, self.actor, self.subject, self.payload or {})
        return entry.commitment(bytes(self.salt)) == bytes(self.commitment)


class Node(models.Model):
    """The hash of a complete subtree: ``2**level`` lines from number ``index * 2**level + 1``; level 0 is a leaf."""

    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("level", "index"), name="journal_node_address"),)

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """The tree at one size, with its signed note; ``kept`` once something outside this database refers to it."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()
    kept = models.BooleanField(default=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(size__gte=1), name="journal_checkpoint_size_from_one"),)

    def __str__(self) -> str:
        return f"{self.size}"


class Cursor(models.Model):
    """How far a follower has read: every line up to ``number`` was reacted to or parked."""

    follower = models.CharField(max_length=200, primary_key=True)
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.follower} at {self.number}"


class ParkedLine(models.Model):
    """A line a follower failed on: why, how often, and when it is tried again."""

    follower = models.CharField(max_length=200)
    number = models.BigIntegerField()
    traceback = models.TextField()
    attempts = models.PositiveIntegerField(default=1)
    next_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("follower", "number"), name="journal_parked_once"),)
        indexes = (models.Index(fields=("next_at",), name="journal_parked_next"),)

    def __str__(self) -> str:
        return f"{self.follower} on {self.number}"
