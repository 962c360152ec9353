"""The customer's own form: a complaint without an account, and at once a link to follow it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from wederhoor.casework.shapes import Paper
from wederhoor.claims.kinds import Channel
from wederhoor.connect.contract import Unreadable
from wederhoor.evidence.actions import make_link
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop
from wederhoor.web.components.shown import reader_language
from wederhoor.web.consumer.forms import ClaimForm
from wederhoor.web.context import Demonstration
from wederhoor.web.public.forms import given_file


@never_cache
def claim_form(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; what is sent is kept before it is read, and her own page opens."""
    shop = Shop.objects.filter(slug=slug).first()
    if shop is None:
        raise Http404
    request.demonstration = Demonstration.of(shop)  # type: ignore[attr-defined]  # read by web.context
    form = ClaimForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(reverse("consumer", kwargs={"token": _filed(shop, form)}) + "?filed")
        except Unreadable as problem:
            form.add_error("text", problem.says(reader_language()))
    return render(request, "consumer/form.html", {"shop": shop, "form": form}, status=422 if form.errors else 200)


def _filed(shop: Shop, form: ClaimForm) -> str:
    given = form.cleaned_data
    by = Actor("consumer", "consumer", shop.pk, given["name"])
    papers = [given_file(given["file"], "", "consumer").paper()] if given["file"] else []
    message = Paper(form.message().encode(), "formulier.txt", "text/plain", source="consumer")
    with inside(shop.pk):
        filed = receive(
            shop, message, channel=Channel.FORM, papers=papers, customer=(given["name"], given["email"]), by=by
        )
        return make_link(filed.claim.dossier, by=by)
