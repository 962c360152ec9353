"""Links that sign someone in once: printed at the first start, so that nobody needs a password to look around."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone

from wederhoor.accounts import kinds
from wederhoor.accounts.models import Person, SignInLink
from wederhoor.journal.record import record

SALT = "wederhoor.sign-in"
VALID_FOR = timedelta(minutes=30)
PATH = "/sign-in/{token}/"


def issue(person: Person, *, for_: timedelta = VALID_FOR) -> str:
    """A token that lets ``person`` in once within ``for_``: signed here, and only its secret's hash is kept."""
    secret = secrets.token_urlsafe(16)
    until = timezone.now() + for_
    with transaction.atomic():
        SignInLink.objects.filter(person=person, used_at=None, valid_until__lt=timezone.now()).delete()
        SignInLink.objects.create(person=person, secret_hash=_hash(secret), valid_until=until)
        record(kinds.SIGNIN_ISSUED, subject=person.code, actor="system", payload={"until": until})
    return signing.dumps([person.code, secret], salt=SALT)


def address_of(token: str) -> str:
    """The full address of a token, as it is printed."""
    return f"{settings.URL}{PATH.format(token=token)}"


def redeem(token: str, *, at: datetime | None = None) -> Person | None:
    """The person a token lets in, and never again; ``None`` when it is false, used, or too old."""
    now = at or timezone.now()
    try:
        code, secret = signing.loads(token, salt=SALT, max_age=VALID_FOR * 2)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    with transaction.atomic():
        link = (
            SignInLink.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(secret_hash=_hash(secret), person__code=code, person__is_active=True)
            .filter(used_at=None, valid_until__gt=now)
            .first()
        )
        if link is None:
            return None
        link.used_at = now
        link.save(update_fields=["used_at"])
        record(kinds.SIGNIN_USED, subject=code, actor=code, payload={})
        return link.person


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
