"""Keys for the shop's own programs: which there are, making one that is shown once, and ending one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wederhoor.shops import actions, policy
from wederhoor.web.shop.forms import KeyForm
from wederhoor.web.shop.visits import Visit, in_shop


@in_shop
def keys(visit: Visit) -> HttpResponse:
    """The owner's list; a POST makes a key and shows it on the answer itself, as nothing keeps it to show it later."""
    form, made = KeyForm(visit.request.POST or None), ""
    if visit.request.method == "POST" and form.is_valid():
        made = actions.make_key(visit.shop, form.cleaned_data["name"].strip(), by=visit.actor)
        form = KeyForm()
    may_change = bool(policy.may_change(visit.actor))
    page = {
        "visit": visit,
        "form": form,
        "made": made,
        "rows": visit.shop.keys.order_by("ended_at", "-made_at") if may_change else (),
        "may_change": may_change,
    }
    return render(visit.request, "shop/keys.html", page, status=422 if form.errors else 200)


@in_shop
def end(visit: Visit, key: int) -> HttpResponse:
    """From now on the key opens nothing; ending it twice changes nothing."""
    found = visit.shop.keys.filter(pk=key).first()
    if found is None:
        raise Http404
    if visit.request.method == "POST" and found.ended_at is None:
        actions.end_key(found, by=visit.actor)
        messages.success(visit.request, _("“%(name)s” opens nothing any more.") % {"name": found.name})
    return redirect(visit.url("keys"))
