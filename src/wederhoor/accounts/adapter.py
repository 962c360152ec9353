"""How allauth makes people here: small-letter addresses, a language, and sign-up only where it is open."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from wederhoor.accounts.models import LANGUAGES, Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's own behaviour, with this house's person in it."""

    def clean_email(self, email: str) -> str:
        """Addresses are kept in small letters, so that one person cannot have two accounts by a capital."""
        cleaned: str = super().clean_email(email)
        return cleaned.strip().lower()

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Anyone may make an account unless the operator closed it (WEDERHOOR_SIGNUP=closed)."""
        return bool(settings.SIGNUP_OPEN)

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        """A new person gets the language of the page they signed up on."""
        language = (get_language() or settings.LANGUAGE_CODE)[:2]
        user.language = language if language in dict(LANGUAGES) else settings.LANGUAGE_CODE
        saved: Person = super().save_user(request, user, form, commit=commit)
        return saved
