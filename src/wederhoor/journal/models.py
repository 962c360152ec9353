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

from wederhoor.door.keyring import Destroyed
from wederhoor.journal.ring import ring
from wederhoor.ledger.entry import SALT_BYTES, commitment
from wederhoor.ledger.sealed import is_sealed, unseal

CODE_LENGTH = 64
LONGEST_VKEY = 400
LONGEST_ADDRESS = 400


class Line(models.Model):
    """One act. ``number`` is its place in the log from 1, set once by the sequencer after the act was committed.

    What a line of a forgetting kind says is sealed together with its salt under the key of its subject. Kinds that
    forget nothing hold nobody's data; payload and salt stand there in the open.
    """

    number = models.BigIntegerField(null=True, editable=False)
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
                condition=Q(salt=None) | Q(payload_bytes__isnull=False), name="journal_line_forgets_the_salt_too"
            ),
            models.CheckConstraint(condition=Q(number=None) | Q(number__gte=1), name="journal_line_number_from_one"),
            models.UniqueConstraint(fields=("number",), condition=Q(number__isnull=False), name="journal_line_number"),
        )

    def __str__(self) -> str:
        return f"{self.number or '–'} {self.act} {self.subject}"

    def opened(self) -> tuple[bytes, bytes] | None:
        """The canonical payload and its salt (32 bytes); ``None`` once the text was erased or its key destroyed.

        Raises :class:`~wederhoor.door.keyring.NoKey` when the key folder is not the one it was sealed with.
        """
        if self.payload_bytes is None:
            return None
        data = bytes(self.payload_bytes)
        if not is_sealed(data):
            return data, bytes(self.salt or b"")
        try:
            whole = unseal(data, ring().of)
        except Destroyed:
            return None
        return whole[SALT_BYTES:], whole[:SALT_BYTES]

    @property
    def is_forgotten(self) -> bool:
        """Whether the text of this line was erased, or can no longer be opened by anybody."""
        return self.opened() is None

    @property
    def payload(self) -> dict[str, Any] | None:
        """What the line says, or ``None`` once it was erased. For showing; followers read state through the subject."""
        opened = self.opened()
        if opened is None:
            return None
        payload: dict[str, Any] = json.loads(opened[0])
        return payload

    def commits(self) -> bool:
        """Whether the commitment is the one over this line's text and salt; a forgotten line cannot be asked."""
        opened = self.opened()
        if opened is None:
            return True
        text, salt = opened
        said = (self.act, self.at, self.actor, self.subject)
        return len(salt) == SALT_BYTES and commitment(*said, text, salt) == bytes(self.commitment)


class Node(models.Model):
    """The hash of a complete subtree: ``2**level`` lines from number ``index * 2**level + 1``; level 0 is a leaf."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

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


class Cosignature(models.Model):
    """A witness's line under the note of one checkpoint; ``witness`` is its vkey, ``at`` the moment it states."""

    size = models.BigIntegerField()
    witness = models.CharField(max_length=LONGEST_VKEY)
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("size", "witness"), name="journal_cosignature_once"),)

    def __str__(self) -> str:
        return f"{self.size} {self.witness}"


class WitnessRefusal(models.Model):
    """A witness said that this log contradicts what it saw before; ``size`` is of the checkpoint it refused."""

    size = models.BigIntegerField()
    witness = models.CharField(max_length=LONGEST_VKEY)
    sort = models.CharField(max_length=CODE_LENGTH)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.size} {self.sort} {self.witness}"


class WitnessSeen(models.Model):
    """How it went with a witness lately: ``size`` it last said it had seen, and ``says`` why it did not sign, if so."""

    witness = models.CharField(max_length=LONGEST_VKEY, unique=True)
    size = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    says = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.witness


class Stamp(models.Model):
    """What one time-stamp authority was asked about one checkpoint, and answered; a held token never changes.

    ``at`` is the moment the authority stated and ``asked_at`` what our own clock said then, so their difference shows
    how far the two are apart; ``why`` is a sentence about the last failure.
    """

    class State(models.TextChoices):
        """Nobody answered yet, a good token is held, or what was answered is not to be trusted."""

        WAITING = "waiting"
        HELD = "held"
        REFUSED = "refused"

    size = models.BigIntegerField()
    authority = models.CharField(max_length=LONGEST_ADDRESS)
    state = models.CharField(max_length=CODE_LENGTH, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    token = models.BinaryField(null=True)
    at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("size", "authority"), name="journal_stamp_once"),
            models.CheckConstraint(
                condition=Q(state="held", token__isnull=False, at__isnull=False) | (~Q(state="held") & Q(token=None)),
                name="journal_stamp_held_is_there",
            ),
        )
        indexes = (models.Index(fields=("next_at",), condition=~Q(state="held"), name="journal_stamp_next"),)

    def __str__(self) -> str:
        return f"{self.size} {self.authority} {self.state}"


class AuditRound(models.Model):
    """One reading of the whole record up to ``size``: how far it is, and what did not hold, a sentence a line.

    ``peaks`` are the hashes of the tree at ``number``, one behind the other, from which the next piece goes on.
    """

    turn = models.BigIntegerField(unique=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    size = models.BigIntegerField()
    number = models.BigIntegerField(default=0)
    peaks = models.BinaryField(default=b"")
    forgotten = models.BigIntegerField(default=0)
    says = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.turn}: {self.number} of {self.size}"
