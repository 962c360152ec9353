"""A person who signs in, and the one-time links that let someone in without a password."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from wederhoor.codes import SHOWN, new_code

LANGUAGES = (("nl", "Nederlands"), ("en", "English"), ("de", "Deutsch"))


class People(BaseUserManager["Person"]):
    """Makes people and finds them by e-mail, whatever capitals were typed."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A new person; without ``password`` only a link, a passkey or a code lets them in."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Someone with an account. ``is_operator`` runs the installation; what one may do in a shop is a membership."""

    code = models.CharField(max_length=SHOWN, unique=True, default=new_code, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="nl")
    is_operator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="person_email_small_letters"),
            models.CheckConstraint(
                condition=models.Q(language__in=[code for code, _ in LANGUAGES]), name="person_language_known"
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()


class SignInLink(models.Model):
    """A link that signs one person in once. Only the hash of its secret is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.BinaryField(max_length=32, unique=True)
    valid_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id} → {self.valid_until:%Y-%m-%d %H:%M}"
