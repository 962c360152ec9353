"""The auditor's page: who opened which document of one case, and when. No party has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wederhoor.accounts.models import Person
from wederhoor.codes import NotACode, code_from
from wederhoor.journal.readings import MOST, Reading, readings_of
from wederhoor.web.components.words import Words, word
from wederhoor.web.operator.views import for_operator

HOW: Mapping[str, Words] = {"shown": _("looked at"), "downloaded": _("opened as a file")}
ROLES: Mapping[str, Words] = {
    "owner": _("owner"),
    "agent": _("agent"),
    "reader": _("reader"),
    "consumer": _("the customer"),
    "system": _("the program"),
}


@dataclass(frozen=True)
class Row:
    """A document somebody opened; the same within one minute is one row."""

    at: datetime
    exhibit: str
    how: str
    who: str
    role: str


@for_operator
def readings(request: HttpRequest) -> HttpResponse:
    """One case, by its code."""
    asked = request.GET.get("code", "").strip()
    try:
        code = code_from(asked) if asked else ""
    except NotACode:
        return render(request, "operator/readings.html", {"asked": asked, "unknown": True}, status=422)
    found = readings_of(code) if code else []
    page = {"asked": code, "rows": _rows(found), "is_cut": len(found) == MOST}
    return render(request, "operator/readings.html", page)


def _rows(found: Iterable[Reading]) -> list[Row]:
    seen = list(found)
    names = dict(Person.objects.filter(code__in={one.actor for one in seen}).values_list("code", "name"))
    rows = (
        Row(
            timezone.localtime(one.at).replace(second=0, microsecond=0),
            one.exhibit,
            word(HOW, one.how),
            names.get(one.actor, ""),
            word(ROLES, one.role),
        )
        for one in seen
    )
    return list(dict.fromkeys(rows))
