"""The sealed case file for the customer: the very one the shop has, or sealed at her own asking."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from wederhoor.claims import actions, policy
from wederhoor.claims.bundles import sealings_of
from wederhoor.flow import require
from wederhoor.shops.context import inside
from wederhoor.web.components.sealed import handed_out, sealed_in
from wederhoor.web.consumer.visits import private, visit_of


@never_cache
def seal(request: HttpRequest, token: str) -> HttpResponse:
    """Have the file sealed when nobody did so yet; whoever opened the documents with a code may."""
    visit = visit_of(request, token)
    if request.method != "POST":
        return private(redirect(visit.url("consumer")))
    require(policy.may_download(visit.actor, confirmed=visit.confirmed))
    with inside(visit.claim.shop_id):
        is_sealed = sealings_of(visit.claim).exists()
    with translation.override(visit.language):
        if not is_sealed:
            actions.seal(visit.claim.shop_id, visit.claim.code, by=visit.actor, language=visit.language)
        messages.success(request, _("Recorded. You and the shop can both download this file."))
    return private(redirect(visit.url("consumer")))


@never_cache
def bundle(request: HttpRequest, token: str, sealed: str) -> HttpResponseBase:
    """A sealed file; no transaction is open while it is downloaded."""
    visit = visit_of(request, token)
    require(policy.may_download(visit.actor, confirmed=visit.confirmed))
    with inside(visit.claim.shop_id):
        sealing = sealed_in(visit.claim, sealed)
    return private(handed_out(visit.claim, sealing))
