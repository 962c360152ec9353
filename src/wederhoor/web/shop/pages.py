"""What the shop shows: which pages are looked at, what stood there when, and which terms bound an order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from wederhoor.door import browser
from wederhoor.door.keyring import NoKey
from wederhoor.door.store import Missing
from wederhoor.evidence.actions import bytes_of
from wederhoor.flow import require
from wederhoor.pages import adding, archived, policy, queries, watching
from wederhoor.pages.accepting import settle as settle_row
from wederhoor.pages.kinds import Kind
from wederhoor.pages.models import PageVersion, SetAside, Sighting, WatchedPage
from wederhoor.pages.words import compared, in_brief
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop
from wederhoor.shops.queries import sight_of
from wederhoor.web.components import shownpages
from wederhoor.web.public.terms import archive_of, looked, proof_of
from wederhoor.web.shop.pages_forms import OldForm, OrderForm, PageForm, SitesForm
from wederhoor.web.shop.visits import Visit, in_shop, visit_of

MOST_LOOKS = 60
MOST_ASIDE = 100


@in_shop
def pages(visit: Visit) -> HttpResponse:
    """The pages that are looked at and how each stands; a POST adds one."""
    form = PageForm(visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        page = watching.watch(visit.shop, Kind(given["kind"]), given["name"], given["url"], by=visit.actor)
        watching.look_soon([page])
        return redirect(visit.url("page", watched=page.code))
    rows = list(WatchedPage.objects.filter(shop=visit.shop).order_by("ended_at", "id"))
    shown = {
        "visit": visit,
        "form": form,
        "rows": [(row, shownpages.kind(row.kind), shownpages.problem(row)) for row in rows],
        "suggested": list(_suggested(visit, rows)),
        "sites_form": SitesForm(initial={"sites": "\n".join(sorted(queries.sites_of(visit.shop)))}),
        "aside": [
            (r, shownpages.why(r.why)) for r in SetAside.objects.filter(shop=visit.shop, settled_at=None)[:MOST_ASIDE]
        ],
        "snippet": shownpages.snippet(visit.shop),
        "may_watch": bool(policy.may_watch(visit.actor)),
        "draws": browser.is_here(settings.CHROMIUM),
    }
    return render(visit.request, "shop/pages.html", shown, status=422 if form.errors else 200)


def _suggested(visit: Visit, rows: list[WatchedPage]) -> Iterator[tuple[str, str, str]]:
    """Addresses the shop gave elsewhere and that nobody watches yet: kind, name, address."""
    known = {row.url for row in rows if row.ended_at is None}
    named = (
        (Kind.TERMS, _("General terms"), visit.shop.terms_url),
        (Kind.INFORMATION, _("Privacy statement"), visit.shop.privacy_url),
        (Kind.INFORMATION, _("Withdrawing and returning"), visit.shop.withdrawal_url),
    )
    yield from ((kind.value, name, url) for kind, name, url in named if url and url not in known)


@in_shop
def sites(visit: Visit) -> HttpResponse:
    """From which web addresses a browser may tell what was accepted."""
    form = SitesForm(visit.request.POST)
    if visit.request.method == "POST" and form.is_valid():
        watching.say_sites(visit.shop, form.cleaned_data["sites"].split(), by=visit.actor)
        messages.success(visit.request, _("Kept."))
    return redirect(visit.url("pages"))


@in_shop
def page(visit: Visit, watched: str) -> HttpResponse:
    """One page: its versions, when each was seen, and what could not be seen."""
    found = _page(visit, watched)
    versions = list(found.versions.select_related("terms__exhibit").order_by("-number"))
    looks = Sighting.objects.filter(page=found).select_related("version")[:MOST_LOOKS]
    shown = {
        "visit": visit,
        "page": found,
        "kind": shownpages.kind(found.kind),
        "problem": shownpages.problem(found),
        "versions": versions,
        "looks": [(look, shownpages.missed(look.problem)) for look in looks],
        "form": OldForm(),
        "may_watch": bool(policy.may_watch(visit.actor)),
    }
    return render(visit.request, "shop/page.html", shown)


@in_shop
def look(visit: Visit, watched: str) -> HttpResponse:
    """Look now: the work process goes there within seconds."""
    found = _page(visit, watched)
    if visit.request.method == "POST":
        _require(visit)
        if watching.look_soon([found]):
            messages.success(
                visit.request, _("The page is being looked at. In a moment you see here what stood there.")
            )
        else:
            messages.error(visit.request, _("This page has no address, or is not looked at any more."))
    return redirect(visit.url("page", watched=found.code))


@in_shop
def end(visit: Visit, watched: str) -> HttpResponse:
    """Look no more; what was kept stays."""
    found = _page(visit, watched)
    if visit.request.method == "POST" and found.ended_at is None:
        watching.unwatch(found, by=visit.actor)
        messages.success(visit.request, _("“%(name)s” is not looked at any more.") % {"name": found.name})
    return redirect(visit.url("pages"))


@login_required
@never_cache
def old(request: HttpRequest, slug: str, watched: str) -> HttpResponse:
    """Bring in a version from before: a file, or an archived page by its address, with the days the shop tells."""
    person: Any = request.user
    sight = sight_of(slug, person.pk)
    if sight is None:
        raise Http404
    form = OldForm(request.POST or None, request.FILES or None)
    with inside(sight.shop_id):
        visit = visit_of(request, sight)
        found = _page(visit, watched)
        if request.method != "POST":
            return redirect(visit.url("page", watched=found.code))
        _require(visit)
        if not form.is_valid():
            return _not_added(visit, found, form)
    # Outside every transaction: an archive takes its time.
    brought = _brought(visit.shop, form.cleaned_data)
    with inside(sight.shop_id):
        made = adding.add(found, brought, by=visit.actor)
        return redirect(visit.url("page_version", watched=found.code, version=made.number))


def _not_added(visit: Visit, found: WatchedPage, form: OldForm) -> HttpResponse:
    versions = list(found.versions.order_by("-number"))
    shown = {"visit": visit, "page": found, "kind": shownpages.kind(found.kind), "versions": versions, "form": form}
    return render(visit.request, "shop/page.html", {**shown, "may_watch": True, "opened": True}, status=422)


def _brought(shop: Shop, given: Mapping[str, Any]) -> adding.Old:
    if given["address"]:
        return archived.fetched(shop, given["address"]).old(shop, given["since"], given["until"])
    file = given["file"]
    days = {"since": given["since"], "until": given["until"], "from_": given["origin"]}
    return adding.Old(file.read(), file.name, file.content_type or "", **days)


@in_shop
def version(visit: Visit, watched: str, version: int) -> HttpResponse:
    """What a version says, what changed since the one before, how it looked, and what proves it."""
    row = _version(visit, watched, version)
    before = row.page.versions.filter(number__lt=version, origin=row.origin).order_by("-number").first()
    changes = in_brief(compared(queries.words_in(before), queries.words_in(row))) if before else []
    shown = {"visit": visit, "page": row.page, "version": row, "before": before, "changes": changes, **looked(row)}
    return render(visit.request, "shop/page_version.html", shown)


@in_shop
def file(visit: Visit, watched: str, version: int, what: str) -> HttpResponse:
    """A version's file, its picture or print, or the proof that it stands in the log."""
    row = _version(visit, watched, version)
    if what == "archive":
        return archive_of(row)
    if what == "proof":
        answer = HttpResponse(proof_of(row) or _not_yet(), content_type="text/plain; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{row.code}.tlog-proof"'
        return answer
    drawn = {"picture": row.picture, "print": row.print}.get(what)
    if drawn is None:
        raise Http404
    try:
        answer = HttpResponse(bytes_of(drawn.exhibit), content_type=drawn.exhibit.media_type)
    except (Missing, NoKey):
        raise Http404 from None
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@in_shop
def order(visit: Visit) -> HttpResponse:
    """Which terms bound this order, or stood there on a day."""
    form = OrderForm(visit.request.GET or None)
    found: list[queries.Binding] = []
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["day"]
        moment = datetime.combine(day, time(12), ZoneInfo(visit.shop.zone)) if day else None
        found = queries.bindings_of(visit.shop, form.cleaned_data["order"], moment)
    shown: dict[str, Any] = {
        "visit": visit,
        "form": form,
        "asked": form.is_bound and form.is_valid(),
        "order": form.cleaned_data.get("order", "") if form.is_bound and form.is_valid() else "",
        "found": [shownpages.Answer.of(binding) for binding in found],
    }
    return render(visit.request, "shop/page_order.html", shown)


@in_shop
def settle(visit: Visit, aside: int) -> HttpResponse:
    """Somebody looked at an acceptance that fitted no version."""
    row = SetAside.objects.filter(shop=visit.shop, pk=aside).first()
    if row is None:
        raise Http404
    if visit.request.method == "POST" and row.settled_at is None:
        settle_row(row, by=visit.actor)
    return redirect(visit.url("pages"))


def _not_yet() -> str:
    return _("There is no proof yet: it is made within a minute. Look again then.") + "\n"


def _require(visit: Visit) -> None:
    require(policy.may_watch(visit.actor))


def _page(visit: Visit, code: str) -> WatchedPage:
    found = WatchedPage.objects.select_related("shop").filter(shop=visit.shop, code=code).first()
    if found is None:
        raise Http404
    return found


def _version(visit: Visit, code: str, number: int) -> PageVersion:
    rows = PageVersion.objects.filter(shop=visit.shop, page__code=code, number=number)
    found = rows.select_related("page", "terms__exhibit", "picture__exhibit", "print__exhibit").first()
    if found is None:
        raise Http404
    return found
