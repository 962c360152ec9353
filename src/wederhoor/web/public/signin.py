"""The one-time link that signs someone in: it asks before it does, so that a mail scanner cannot use it up."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from wederhoor.accounts.signin import redeem


@never_cache
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """A button; pressed, it lets in once."""
    if request.method != "POST":
        return render(request, "public/sign_in.html")
    person = redeem(token)
    if person is None:
        page = {
            "title": _("This link has been used"),
            "happened": _("The link was used before, is older than half an hour, or is not complete."),
            "kept": _("Nothing was changed."),
            "next_step": _("Start the program again for a new link, or sign in with your e-mail address."),
            "back": "/accounts/login/",
        }
        return render(request, "error.html", page, status=410)
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("shops")
