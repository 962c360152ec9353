"""What is on file for the order of a case: whether there is something new, and laying it in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wederhoor.claims import actions
from wederhoor.claims.gathering import UNSURE, news_of
from wederhoor.claims.models import Claim
from wederhoor.claims.queries import claim_by_code
from wederhoor.web.shop.visits import Visit, in_shop


def order_of(visit: Visit, claim: Claim) -> dict[str, Any]:
    """What can be had about the order of this claim, and what could not be had when it was asked."""
    if not claim.order_number:
        return {}
    return {
        "href": visit.url("order", number=claim.order_number),
        "number": claim.order_number,
        "news": news_of(claim),
        "unsure": UNSURE in claim.unfetched,
        "failed": [name for name in claim.unfetched if name != UNSURE],
    }


@in_shop
def gather(visit: Visit, code: str) -> HttpResponse:
    """What is on file for the order by now comes into the file."""
    claim = claim_by_code(code)
    if claim is None:
        raise Http404
    if visit.request.method != "POST":
        return redirect(visit.url("claim", code=claim.code))
    items = actions.fetch(claim, by=visit.actor)
    said = ngettext("%(n)s document was laid in.", "%(n)s documents were laid in.", len(items)) % {"n": len(items)}
    messages.success(
        visit.request, said if items else _("Everything that is on file for this order lies here already.")
    )
    return redirect(visit.url("claim", code=code) + "#documents")
