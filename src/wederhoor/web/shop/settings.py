"""The shop itself: what its letters say about it, who works there; and beginning with a shop of one's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from wederhoor.accounts.models import Person
from wederhoor.shops import actions, policy
from wederhoor.shops.kinds import Role
from wederhoor.shops.models import Shop
from wederhoor.shops.queries import shops_of, sight_of
from wederhoor.web.public.keeping import file_what_waits, waits
from wederhoor.web.shop.forms import MemberForm, ShopDetailsForm, ShopStartForm
from wederhoor.web.shop.visits import Visit, in_shop


@login_required
@never_cache
def shops(request: HttpRequest) -> HttpResponse:
    """My shops; with one, straight to its morning."""
    person: Any = request.user
    found = shops_of(person.pk)
    if waits(request):
        return redirect("shop_start") if not found else _kept(request, person, found[0].slug)
    if len(found) == 1 and request.GET.get("all") is None:
        return redirect("claims", slug=found[0].slug)
    return render(request, "shop/shops.html", {"shops": found})


@login_required
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """A shop in a few questions."""
    person: Any = request.user
    form = ShopStartForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "shop/start.html", {"form": form}, status=422 if form.errors else 200)
    details = {name: value for name, value in form.cleaned_data.items() if name != "name" and value}
    details.update(email=person.email, signer=person.name, language=(get_language() or "nl")[:2])
    shop = actions.open_shop(form.cleaned_data["name"], by_person=person.pk, by_code=person.code, **details)
    return _kept(request, person, shop.slug) if waits(request) else redirect("claims", slug=shop.slug)


def _kept(request: HttpRequest, person: Any, slug: str) -> HttpResponse:
    """What was kept at the front door becomes a case; if it cannot, the shop's list opens."""
    sight = sight_of(slug, person.pk)
    if sight is None:
        raise Http404
    shop = Shop.objects.get(pk=sight.shop_id)
    claim = file_what_waits(request, shop, sight.actor(person.code, str(person)))
    return redirect("claim", slug=slug, code=claim.code) if claim is not None else redirect("claims", slug=slug)


@in_shop
def details(visit: Visit) -> HttpResponse:
    """What letters and pages say about the shop."""
    form = ShopDetailsForm(visit.request.POST or None, instance=visit.shop)
    if visit.request.method == "POST" and form.is_valid():
        actions.change(visit.shop, form.details(), by=visit.actor)
        messages.success(visit.request, _("Kept. New letters carry it from now on."))
        return redirect(visit.url("shop_details"))
    page = {"visit": visit, "form": form, "may_change": bool(policy.may_change(visit.actor))}
    return render(visit.request, "shop/details.html", page, status=422 if form.errors else 200)


@in_shop
def members(visit: Visit) -> HttpResponse:
    """Who works here."""
    form = MemberForm(visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid() and _added(visit, form):
        return redirect(visit.url("members"))
    rows = visit.shop.memberships.select_related("person").order_by("id")
    page = {
        "visit": visit,
        "form": form,
        "rows": rows,
        "may_change": bool(policy.may_change(visit.actor)),
    }
    return render(visit.request, "shop/members.html", page, status=422 if form.errors else 200)


def _added(visit: Visit, form: MemberForm) -> bool:
    person = Person.objects.filter(email=form.cleaned_data["email"].lower()).first()
    if person is None:
        form.add_error("email", _("Nobody has an account with this address yet. Ask them to make one first."))
        return False
    actions.add_member(visit.shop, person.pk, Role(form.cleaned_data["role"]), by=visit.actor)
    messages.success(visit.request, _("%(name)s works here now.") % {"name": person})
    return True


@in_shop
def remove_member(visit: Visit, member: int) -> HttpResponse:
    """Take somebody's role away."""
    found = visit.shop.memberships.filter(pk=member).first()
    if found is None:
        raise Http404
    if visit.request.method == "POST":
        actions.remove_member(visit.shop, found, by=visit.actor)
    return redirect(visit.url("members"))
