"""Searching the logs, making an exhibit of what was found, and taking somebody's lines out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from wederhoor import codes
from wederhoor.claims.queries import claim_by_code
from wederhoor.flow import require
from wederhoor.logs import policy
from wederhoor.logs.erasing import forget_lines
from wederhoor.logs.kinds import Kind
from wederhoor.logs.laying import lay
from wederhoor.logs.search import Found, Wanted, search
from wederhoor.logs.words import says
from wederhoor.shops.context import inside
from wederhoor.shops.queries import sight_of
from wederhoor.web.components.shown import reader_language
from wederhoor.web.shop.visits import Visit, in_shop, visit_of


class SearchForm(forms.Form):
    """What is sought; one of them is enough, and all that are given must fit."""

    order = forms.CharField(required=False, max_length=40, label=gettext_lazy("Order number"))
    email = forms.CharField(required=False, max_length=254, label=gettext_lazy("E-mail address"))
    address = forms.CharField(required=False, max_length=60, label=gettext_lazy("Internet address"))
    session = forms.CharField(required=False, max_length=200, label=gettext_lazy("Visit (session)"))
    since = forms.DateField(required=False, label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        required=False,
        label=gettext_lazy("In"),
        choices=[("web", gettext_lazy("the log of the website")), ("payments", gettext_lazy("payment exports"))],
    )

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(**{name: given[name] for name in ("order", "email", "session", "address", "since", "until")})

    def sought_in(self) -> Kind:
        return Kind(self.cleaned_data["kind"] or "web")


@in_shop
def seek(visit: Visit) -> HttpResponse:
    """The form, and what was found with the lines around it."""
    return _drawn(visit)


def _drawn(visit: Visit, problem: str = "") -> HttpResponse:
    form = SearchForm(visit.request.GET or None, initial={"kind": "web"})
    found = _found(visit, form)
    page = {
        "visit": visit,
        "form": form,
        "found": found,
        "not_shown": says(f"not_{found.kind}", reader_language()) if found else "",
        "claim": visit.request.GET.get("claim", "")[:12],
        "may_search": bool(policy.may_search(visit.actor)),
        "may_forget": bool(policy.may_forget(visit.actor)),
        "query": visit.request.GET.urlencode(),
        "problem": problem,
    }
    return render(visit.request, "shop/logs_search.html", page, status=422 if form.errors or problem else 200)


def _found(visit: Visit, form: SearchForm) -> Found | None:
    if not visit.request.GET or not form.is_valid() or form.wanted().is_empty or not policy.may_search(visit.actor):
        return None
    return search(visit.shop, form.wanted(), kind=form.sought_in(), by=visit.actor)


@in_shop
def make_exhibit(visit: Visit) -> HttpResponse:
    """What is found now becomes one exhibit of a case."""
    form = SearchForm(visit.request.GET or None)
    if visit.request.method != "POST":
        return redirect(visit.url("logs_search"))
    require(policy.may_search(visit.actor))
    if not form.is_valid():
        return redirect(visit.url("logs_search"))
    claim = _claim(visit.request.POST.get("claim", ""))
    if claim is None:
        return _drawn(visit, _("There is no case with this reference in this shop."))
    found = search(visit.shop, form.wanted(), kind=form.sought_in(), by=visit.actor)
    item = lay(claim.dossier, found, by=visit.actor)
    messages.success(visit.request, _("Laid in the case as %(number)s.") % {"number": item.label})
    return redirect(visit.url("claim", code=claim.code))


def _claim(typed: str) -> Any:
    try:
        return claim_by_code(codes.code_from(typed))
    except codes.NotACode:
        return None


@login_required
@never_cache
def forget(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the lines out that bear an order number or an e-mail address; in transactions of its own."""
    person: Any = request.user
    sight = sight_of(slug, person.pk)
    if sight is None:
        raise Http404
    with inside(sight.shop_id):
        visit = visit_of(request, sight)
    if request.method != "POST":
        return redirect(visit.url("logs_search"))
    require(policy.may_forget(visit.actor))
    form = SearchForm(request.POST)
    if form.is_valid() and (form.wanted().order or form.wanted().email):
        wanted = Wanted(order=form.wanted().order) if form.wanted().order else Wanted(email=form.wanted().email)
        gone = forget_lines(visit.shop, wanted, by=visit.actor)
        said = ngettext("%(count)s line was taken out for good.", "%(count)s lines were taken out for good.", gone)
        messages.success(request, said % {"count": gone})
    return redirect(visit.url("logs_search"))
