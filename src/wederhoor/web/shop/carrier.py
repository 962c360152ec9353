"""The button by which what the carrier says now is kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wederhoor.claims import actions
from wederhoor.web.shop.case import claim_in
from wederhoor.web.shop.visits import Visit, in_shop


@in_shop
def ask(visit: Visit, code: str) -> HttpResponse:
    """Have it fetched and kept; the queue does it, and the case page says what came of it."""
    claim = claim_in(code)
    page = f"{visit.url('claim', code=code)}#carriers"
    if visit.request.method != "POST":
        return redirect(page)
    actions.ask_carrier(claim, visit.request.POST.get("mark", "")[:40], by=visit.actor)
    messages.success(visit.request, _("The carrier is being asked. What it says is kept as it is, whatever that is."))
    return redirect(page)
