"""The only file that listens to signals: allauth changes accounts by itself, and no act is silent."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import Signal, receiver

from wederhoor.accounts import kinds
from wederhoor.accounts.models import Person
from wederhoor.journal.record import record

_CREDENTIALS: dict[Signal, str] = {
    account.password_set: "password set",
    account.password_changed: "password changed",
    account.password_reset: "password reset",
    mfa.authenticator_added: "added",
    mfa.authenticator_removed: "removed",
    mfa.authenticator_reset: "reset",
}


@receiver(account.user_signed_up)
def _signed_up(user: Person, **_: Any) -> None:
    _write(kinds.OPENED, user, {"email": user.email})


@receiver(account.user_logged_in)
def _logged_in(user: Person, **_: Any) -> None:
    _write(kinds.SIGNED_IN, user, {})


@receiver(user_logged_out)
def _logged_out(user: Person | None, **_: Any) -> None:
    if user is not None:
        _write(kinds.SIGNED_OUT, user, {})


@receiver(account.email_changed)
def _email_changed(user: Person, from_email_address: Any, to_email_address: Any, **_: Any) -> None:
    # allauth says so too when the first address is confirmed; then nothing changed.
    if from_email_address is not None and from_email_address.email != to_email_address.email:
        _write(kinds.EMAIL_CHANGED, user, {"email": to_email_address.email})


@receiver(list(_CREDENTIALS))
def _credential_changed(signal: Signal, user: Person, authenticator: Any = None, **_: Any) -> None:
    what = _CREDENTIALS[signal]
    _write(kinds.CREDENTIAL_CHANGED, user, {"what": f"{authenticator.type} {what}" if authenticator else what})


def _write(act: str, person: Person, payload: dict[str, str]) -> None:
    with transaction.atomic():
        record(act, subject=person.code, actor=person.code, payload=payload)
