"""The front door: a mail is pasted, read in memory, and answered with an inschatting and a letter; nothing is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wederhoor.casework.chain import work
from wederhoor.casework.shapes import CaseInput, Work
from wederhoor.connect.contract import Unreadable
from wederhoor.drafting.shapes import Draft, ShopCard
from wederhoor.web.components.explained import alike_shown, steps_shown
from wederhoor.web.components.shown import reader_language, shown, shown_exhibit, shown_letter, timeline_of
from wederhoor.web.public.forms import MessageForm, MoreForm, ShopForm
from wederhoor.web.public.six import order_paper
from wederhoor.web.public.table import Given, Table, TooMuch, lightened, pack, unpack

LATE_HOUR = 21
ZONE = ZoneInfo("Europe/Amsterdam")


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """One field: the mail you got."""
    return render(request, "public/front.html", {"form": MessageForm()})


@never_cache
def reading(request: HttpRequest) -> HttpResponse:
    """The first result, from the mail alone."""
    if request.method != "POST":
        return redirect("front")
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "public/front.html", {"form": form}, status=422)
    given = form.given()
    if given.name.lower().endswith(".eml"):
        given = replace(given, data=lightened(given.data))
    try:
        return _result(request, Table(given).with_papers(*(_light(paper) for paper in form.beside())))
    except (TooMuch, Unreadable) as problem:
        form.add_error("file" if given.name else "message", _sentence(problem))
        return render(request, "public/front.html", {"form": form}, status=422)


@never_cache
def more(request: HttpRequest) -> HttpResponse:
    """The result again, with what was added, taken off, or said about the shop."""
    table = unpack(request.POST.get("table", "")) if request.method == "POST" else None
    if table is None:
        return redirect("front")
    form, shop = MoreForm(request.POST, request.FILES), ShopForm(request.POST)
    if not (form.is_valid() and shop.is_valid()):
        return _result(request, table, form=form, shop=shop)
    try:
        return _result(request, added(table, form, shop, request.POST.get("remove", "")))
    except (TooMuch, Unreadable) as problem:
        form.add_error(None, _sentence(problem))
        return _result(request, table, form=form)


@require_POST
def example(request: HttpRequest) -> HttpResponse:
    """The same with an invented mail, for who has none at hand."""
    return _result(request, Table(Given(_EXAMPLE.encode(), "", "text/plain", "message", "consumer")))


def added(table: Table, form: MoreForm, shop: ShopForm, remove: str) -> Table:
    """The table with what the two forms brought; raises :class:`TooMuch`."""
    if remove.isdigit() and int(remove) < len(table.papers):
        kept = tuple(p for at, p in enumerate(table.papers) if at != int(remove))
        table = replace(table, papers=kept)
    said = shop.said()
    table = replace(
        table,
        order={**table.order, **form.order()},
        telling=form.cleaned_data["telling"].strip() or table.telling,
        shop={**table.shop, **said},
    )
    return table.with_papers(*(_light(given) for given in form.papers()))


def _light(given: Given) -> Given:
    return replace(given, data=lightened(given.data)) if given.name.lower().endswith(".eml") else given


def case_of(table: Table, today: date) -> CaseInput:
    """What the chain needs, from what lies on the table."""
    papers = [given.paper() for given in table.papers]
    if table.order:
        papers.append(order_paper(table.order, today))
    return CaseInput(
        message=table.message.paper(),
        on=today,
        papers=tuple(papers),
        shop_says=table.says,
        shop_telling=table.telling,
        reader=reader_language(),
        shop=ShopCard(
            name=table.shop.get("name", ""),
            kvk=table.shop.get("kvk", ""),
            address=table.shop.get("address", ""),
            email=table.shop.get("email", ""),
            signer=table.shop.get("signer", ""),
            form=table.shop.get("form", "u"),
        ),
    )


def _result(
    request: HttpRequest, table: Table, form: MoreForm | None = None, shop: ShopForm | None = None
) -> HttpResponse:
    now = timezone.now().astimezone(ZONE)
    today = now.date()
    done = work(case_of(table, today))
    page = {
        **_page_of(done, today, now),
        "table": pack(table),
        "given": table,
        "form": form or MoreForm(initial={**table.order, "telling": table.telling}),
        "shop_form": shop or ShopForm(initial={"form": "u", **table.shop}),
    }
    return render(request, "public/result.html", page)


def _page_of(done: Work, today: date, now: datetime) -> dict[str, Any]:
    """What the result page draws."""
    assessment = done.assessment
    face = shown(assessment, today) if assessment else None
    urgent = bool(face and face.next_clock and (face.next_clock.due - today).days <= 1)
    return {
        "work": done,
        "face": face,
        "today": today,
        "late_evening": now.hour >= LATE_HOUR,
        "urgent": urgent,
        "letter": shown_letter(done.draft, done.findings, done.message.sender) if done.draft else None,
        "exhibits": [shown_exhibit(e) for e in done.exhibits],
        "recourse": [_recourse(draft) for draft in done.recourse],
        "timeline": timeline_of(done, today) if face else None,
        "steps_taken": steps_shown(assessment, done.facts),
        "alike": alike_shown(assessment, done.facts),
    }


def _recourse(draft: Draft) -> Any:
    return shown_letter(draft)


def _sentence(problem: Exception) -> str:
    if isinstance(problem, Unreadable):
        return problem.says(reader_language())
    return _("This is more than the page can carry, so nothing of it was read. Paste the text, or save a smaller PDF.")


_EXAMPLE = """Onderwerp: Waar blijft mijn pakket?

Hallo,

Op maandag 2 november heb ik een tafellamp besteld (bestelnummer 20814, € 64,90). Volgens de vervoerder is hij
vrijdag bezorgd, maar ik heb niets gekregen en de buren ook niet. Graag mijn geld terug.

Groet,
R. Meindertsma
"""
