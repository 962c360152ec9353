"""A copy of all that the shop keeps about somebody who asks for it: found, confirmed, and given."""

from __future__ import annotations

import tempfile
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wederhoor.claims.models import Claim
from wederhoor.evidence import access, policy
from wederhoor.evidence.forgetters import Sought
from wederhoor.evidence.models import Dossier
from wederhoor.web.components.shown import reader_language
from wederhoor.web.shop.visits import Visit, in_shop
from wederhoor.withdrawals.models import Withdrawal
from wederhoor.withdrawals.queries import set_aside_of

SMALL = 4 << 20  # a copy smaller than this never touches the disk


class AccessForm(forms.Form):
    """Whom the request is about; one of the three is enough."""

    email = forms.CharField(required=False, max_length=254, label=gettext_lazy("E-mail address"))
    name = forms.CharField(required=False, max_length=160, label=gettext_lazy("Name"))
    order = forms.CharField(required=False, max_length=40, label=gettext_lazy("Order number"))
    received = forms.DateField(
        required=False,
        label=gettext_lazy("The request came in on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def sought(self) -> Sought:
        given = self.cleaned_data
        return Sought(given["email"], given["name"], given["order"])


@in_shop
def seek(visit: Visit) -> HttpResponse:
    """Whose data: find the cases of somebody who asks, and confirm which are theirs."""
    form = AccessForm(visit.request.GET or None, initial={"received": visit.shop.today()})
    found: list[Dossier] | None = None
    aside: list[Withdrawal] = []
    if visit.request.GET and form.is_valid():
        found, aside = access.find(visit.shop, form.sought()), set_aside_of(visit.shop, form.sought())
    received = (form.cleaned_data.get("received") if form.is_bound and form.is_valid() else None) or visit.shop.today()
    titles = {c.dossier_id: c for c in Claim.objects.filter(dossier__in=found or [])}
    page = {
        "visit": visit,
        "form": form,
        "sought": found is not None,
        "aside": aside,
        "found": [(dossier, titles.get(dossier.pk)) for dossier in found or []],
        "due": access.due_on(received),
        "may_give": bool(policy.may_give_access(visit.actor)),
    }
    return render(visit.request, "shop/access.html", page)


@in_shop
def copy(visit: Visit) -> Any:
    """The copy itself, of the cases that were ticked."""
    if visit.request.method != "POST":
        return redirect(visit.url("access"))
    chosen = Dossier.objects.filter(shop=visit.shop, code__in=visit.request.POST.getlist("dossier")[: access.MOST])
    left_out = visit.request.POST.get("left_out", "").strip()[:400]
    made = access.Copy(visit.shop, list(chosen.order_by("opened_at")), reader_language(), visit.shop.today(), left_out)
    file = tempfile.SpooledTemporaryFile(max_size=SMALL)  # noqa: SIM115  the answer closes it once it is sent
    access.export(made, file, by=visit.actor)
    file.seek(0)
    what = _("copy")  # apart, since texts are not gathered from within a formatted one
    name = f"wederhoor-{what}-{visit.shop.today():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
