"""Logs of a shop's site and payments: what was taken in, taking in a file after looking at it, and one intake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from wederhoor.flow import Refused, require
from wederhoor.journal.models import Line
from wederhoor.logs import policy
from wederhoor.logs.intake import take_in
from wederhoor.logs.models import Intake
from wederhoor.logs.queries import intakes_of
from wederhoor.logs.staging import PIECE, preview, stage, stage_all, staged
from wederhoor.shops.context import inside
from wederhoor.shops.queries import sight_of
from wederhoor.web.components.words import Words
from wederhoor.web.shop.visits import Visit, in_shop, visit_of

WHY: dict[str, Words] = {
    "long": gettext_lazy("longer than 64 kB"),
    "shape": gettext_lazy("not written like the other lines"),
    "moment": gettext_lazy("no moment with a time zone"),
    "ahead": gettext_lazy("a moment in the future"),
}
PROBLEMS: dict[str, Words] = {
    "truncated": gettext_lazy("The file breaks off; what could be read was kept."),
    "damaged": gettext_lazy("The file is damaged from some point on; what came before was kept."),
}
COLUMNS: dict[str, Words] = {
    "moment": gettext_lazy("Moment (UTC)"),
    "addr": gettext_lazy("Address"),
    "method": gettext_lazy("Request"),
    "target": gettext_lazy("What was asked"),
    "status": gettext_lazy("Answer"),
    "size": gettext_lazy("Bytes"),
    "referer": gettext_lazy("Came from"),
    "agent": gettext_lazy("Program"),
    "ord": gettext_lazy("Order number"),
    "provider": gettext_lazy("Provider"),
    "kind": gettext_lazy("What happened"),
    "amount": gettext_lazy("Amount"),
    "currency": gettext_lazy("Currency"),
    "reference": gettext_lazy("Reference"),
    "method_of_payment": gettext_lazy("Means of payment"),
    "last4": gettext_lazy("Last four digits"),
}
KINDS: dict[str, Words] = {"web": gettext_lazy("website"), "payments": gettext_lazy("payments")}


class FileForm(forms.Form):
    """A file of a web server or a payment provider."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A log of nginx or Apache, or an export (CSV) of Stripe, Mollie, PayPal or Adyen."),
    )
    origin = forms.RegexField(
        r"^[A-Za-z0-9._-]*$",
        required=False,
        max_length=60,
        label=gettext_lazy("Server"),
        help_text=gettext_lazy("Only when you have several: then equal lines of two servers are both kept."),
    )


@in_shop
def logs(visit: Visit) -> HttpResponse:
    """What was taken in, newest first, and a form for more."""
    return _listed(visit, FileForm())


def _listed(visit: Visit, form: FileForm) -> HttpResponse:
    rows = [(row, KINDS[row.kind]) for row in intakes_of(visit.shop)]
    page = {"visit": visit, "rows": rows, "form": form, "piece": PIECE, "may_choose": visit.actor.role == "owner"}
    return render(visit.request, "shop/logs.html", page, status=422 if form.errors else 200)


@in_shop
def piece(visit: Visit) -> HttpResponse:
    """One piece of a file, sealed; answers with its name."""
    if visit.request.method != "POST":
        return redirect(visit.url("logs"))
    require(policy.may_take_in(visit.actor))
    if visit.request.content_type != "application/octet-stream":
        raise Refused("logs.piece")
    return JsonResponse({"piece": stage(visit.shop, visit.request.body)})


@in_shop
def look(visit: Visit) -> HttpResponse:
    """How a file would be read, before anything of it is kept: its format and its first rows."""
    if visit.request.method != "POST":
        return redirect(visit.url("logs"))
    require(policy.may_take_in(visit.actor))
    given = visit.request.POST
    form = FileForm(given, visit.request.FILES)
    pieces, name = given.get("pieces", "").split(), given.get("name", "")[:200]
    if pieces:
        form.fields["file"].required = False
    if not form.is_valid():
        return _listed(visit, form)
    if not pieces:
        uploaded = form.cleaned_data["file"]
        pieces, name = stage_all(visit.shop, uploaded.chunks()), uploaded.name or "file"
    origin = form.cleaned_data["origin"]
    seen = preview(visit.shop, staged(visit.shop, pieces, name, origin))
    if seen is None:
        form.add_error("file", _("This is no log or payment export that is known here. Nothing was kept."))
        return _listed(visit, form)
    aside = [(number, WHY[why], text) for number, why, text in seen.aside]
    page = {"visit": visit, "seen": seen, "aside": aside, "pieces": " ".join(pieces), "name": name, "origin": origin}
    is_web = seen.found.layout is None
    page["columns"] = [COLUMNS[one if is_web or one != "method" else "method_of_payment"] for one in seen.columns]
    return render(visit.request, "shop/logs_look.html", page)


@login_required
@never_cache
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the file in that was looked at; in transactions of its own, so outside the page's."""
    person: Any = request.user
    sight = sight_of(slug, person.pk)
    if sight is None:
        raise Http404
    with inside(sight.shop_id):
        visit = visit_of(request, sight)
    if request.method != "POST":
        return redirect(visit.url("logs"))
    require(policy.may_take_in(visit.actor))
    given = request.POST
    source = staged(
        visit.shop, given.get("pieces", "").split(), given.get("name", "")[:200], given.get("origin", "")[:60]
    )
    taken, is_new = take_in(visit.shop, source, by=visit.actor)
    said = _("Taken in. Each line can be found now.") if is_new else _("This file was here already; nothing changed.")
    messages.success(request, said)
    return redirect(visit.url("logs_intake", intake=taken.code))


@in_shop
def intake(visit: Visit, intake: str) -> HttpResponse:
    """One intake: its manifest, its line in the ledger, and what was set aside."""
    found = Intake.objects.filter(shop=visit.shop, code=intake).select_related("shop").first()
    if found is None:
        raise Http404
    may_search = bool(policy.may_search(visit.actor))
    page = {
        "visit": visit,
        "intake": found,
        "kind": KINDS[found.kind],
        "problem": PROBLEMS.get(found.problem, ""),
        "reasons": [(WHY[why], count) for why, count in sorted(found.reasons.items())],
        "shown": [(number, WHY[why], text) for number, why, text in found.shown] if may_search else [],
        "parts": found.parts.defer("few", "many").order_by("day", "id")[:400],
        "number": Line.objects.filter(pk=found.line).values_list("number", flat=True).first(),
    }
    return render(visit.request, "shop/logs_intake.html", page)
