"""What was recorded of boxes, at the desk: the list, one parcel with its pictures and proof, and correcting it."""

from __future__ import annotations

import csv
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wederhoor.codes import is_code
from wederhoor.door.keyring import NoKey
from wederhoor.door.store import Missing
from wederhoor.evidence import vault
from wederhoor.journal.models import Line
from wederhoor.journal.proofs import NotYetProven, tlog_proof
from wederhoor.parcels.actions import NewRecord, keep
from wederhoor.parcels.gathering import compared
from wederhoor.parcels.queries import Parcel, kilograms, latest, parcel_by_code, parcels_of
from wederhoor.web.components.shown import reader_language
from wederhoor.web.shop.visits import Visit, in_shop

ONLY = ("all", "packed", "returned", "open")


class CorrectForm(forms.Form):
    """What may be put beside a record afterwards; what is left empty stays as it was."""

    order = forms.CharField(label=gettext_lazy("Order number"), max_length=40, required=False)
    tracking = forms.CharField(label=gettext_lazy("Tracking number"), max_length=60, required=False)
    weight = forms.DecimalField(
        label=gettext_lazy("Weight in kg"),
        help_text=gettext_lazy("Read it off the photo of the scale, such as 1,25."),
        min_value=0.001,
        max_value=2000,
        max_digits=7,
        decimal_places=3,
        required=False,
        localize=True,
    )
    serials = forms.CharField(
        label=gettext_lazy("Serial numbers"),
        help_text=gettext_lazy("One on each line."),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    contents = forms.CharField(label=gettext_lazy("Contents"), max_length=2000, required=False)
    condition = forms.CharField(label=gettext_lazy("Condition on arrival"), max_length=2000, required=False)


@in_shop
def parcels(visit: Visit) -> HttpResponse:
    """The list, searched; newest first."""
    given = visit.request.GET
    search, only = given.get("q", "")[:60], given.get("only", "all")
    only = only if only in ONLY else "all"
    rows = latest(words=search, only="" if only == "all" else only)
    page = {
        "visit": visit,
        "rows": [_row(visit, row) for row in rows],
        "search": search,
        "only": only,
        "filters": _filters(),
    }
    return render(visit.request, "shop/parcels.html", page)


def _filters() -> list[tuple[str, str]]:
    return [("all", _("all")), ("packed", _("packed")), ("returned", _("returned")), ("open", _("without an order"))]


def _row(visit: Visit, parcel: Parcel) -> dict[str, Any]:
    zone = ZoneInfo(visit.shop.zone)
    return {
        "parcel": parcel,
        "href": visit.url("parcel", parcel=parcel.code),
        "at": parcel.at.astimezone(zone),
        "weight": kilograms(parcel.grams, reader_language()) if parcel.grams else "",
    }


@in_shop
def export(visit: Visit) -> HttpResponse:
    """The list as a table for a spreadsheet."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # a mark, or spreadsheets guess the charset
    answer.headers["Content-Disposition"] = 'attachment; filename="wederhoor-parcels.csv"'
    table = csv.writer(answer, delimiter=";")
    heads = (_("Reference"), _("Which way"), _("Recorded"), _("By its device"), _("Tracking number"), _("Order number"))
    table.writerow([*heads, _("Grams"), _("Serial numbers"), _("Contents"), _("Photos"), _("Undone")])
    for parcel in latest(words=visit.request.GET.get("q", "")[:60]):
        table.writerow([_cell(value) for value in _columns(visit, parcel)])
    return answer


def _columns(visit: Visit, parcel: Parcel) -> list[object]:
    zone, first = ZoneInfo(visit.shop.zone), parcel.first
    moments = [
        at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if at else "" for at in (first.kept_at, first.device_at)
    ]
    way = _("packed") if parcel.way == "packed" else _("returned")
    told = (parcel.grams or "", ", ".join(parcel.serials), parcel.told.get("contents", ""), len(parcel.pictures))
    return [parcel.code, way, *moments, parcel.tracking, parcel.order_number, *told, _("yes") if parcel.is_void else ""]


def _cell(value: object) -> str:
    """A cell that begins like a formula would be run by a spreadsheet; a mark before it keeps it text."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _parcel(code: str) -> Parcel:
    found = parcel_by_code(code) if is_code(code) else None
    if found is None:
        raise Http404
    return found


@in_shop
def parcel(visit: Visit, parcel: str) -> HttpResponse:
    """One parcel: its pictures, what was recorded, what came beside it, and what proves the moment."""
    return _page(visit, _parcel(parcel), None)


def _page(visit: Visit, found: Parcel, form: CorrectForm | None) -> HttpResponse:
    zone, language = ZoneInfo(visit.shop.zone), reader_language()
    among = parcels_of(found.order_number) if found.order_number else []
    line, made = Line.objects.filter(pk=found.first.line).first(), compared(among)
    page = {
        "visit": visit,
        "parcel": found,
        "weight": kilograms(found.grams, language) if found.grams else "",
        "kept_at": found.first.kept_at.astimezone(zone),
        "device_at": found.first.device_at.astimezone(zone) if found.first.device_at else None,
        "later": [(record, record.kept_at.astimezone(zone)) for record in found.later],
        "sentences": made.sentences(language),
        "differs": made.differs,
        "others": [_row(visit, one) for one in among if one.code != found.code],
        "number": line.number if line else None,
        "form": form or CorrectForm(initial={"order": found.order_number}),
    }
    return render(visit.request, "shop/parcel.html", page, status=422 if form else 200)


@in_shop
def picture(visit: Visit, parcel: str, picture: int) -> HttpResponse:
    """One picture, its bytes as they were kept; shown, since they were looked over when they came."""
    found = next((one for one in _parcel(parcel).pictures if one.pk == picture), None)
    if found is None:
        raise Http404
    try:
        data = vault.kept(found.sha256, found.record.key)
    except (NoKey, Missing):
        raise Http404 from None
    answer = HttpResponse(data, content_type=found.media_type)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@in_shop
def proof(visit: Visit, parcel: str) -> HttpResponse:
    """What proves that the record stood in the log: its line's place under a signed checkpoint (C2SP tlog-proof)."""
    line = Line.objects.filter(pk=_parcel(parcel).first.line).first()
    if line is None:
        raise Http404
    try:
        text = tlog_proof(line)
    except NotYetProven:
        messages.info(visit.request, _("The proof is being made; it is there within a second or so."))
        return redirect(visit.url("parcel", parcel=parcel))
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{parcel}.tlog-proof"'
    return answer


@in_shop
def correct(visit: Visit, parcel: str) -> HttpResponse:
    """Put something beside a record, or undo it; what was recorded first stays."""
    found = _parcel(parcel)
    if visit.request.method != "POST":
        return redirect(visit.url("parcel", parcel=parcel))
    form = CorrectForm(visit.request.POST)
    if not form.is_valid():
        return _page(visit, found, form)
    keep(visit.shop, _correction(found, form.cleaned_data, void="void" in visit.request.POST), by=visit.actor)
    messages.success(visit.request, _("Recorded beside the first. Nothing was overwritten."))
    return redirect(visit.url("parcel", parcel=parcel))


def _correction(found: Parcel, given: dict[str, Any], *, void: bool) -> NewRecord:
    weight = given["weight"]
    return NewRecord(
        way=found.way,
        ref=uuid4(),
        corrects=found.first.ref,
        is_void=void,
        order_number=given["order"],
        tracking=given["tracking"],
        grams=int(weight * 1000) if weight else None,
        serials=given["serials"].splitlines(),
        contents=given["contents"],
        condition=given["condition"],
    )
