"""Which pages of the shop are looked at, and what each look brought: the same words still, other words, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils import timezone
from procrastinate.contrib.django import app as queue

from wederhoor import codes
from wederhoor.casework.read import exhibit_of
from wederhoor.casework.shapes import Paper
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Sort
from wederhoor.evidence.models import TermsVersion
from wederhoor.evidence.plain import storable
from wederhoor.flow import Refused, require
from wederhoor.journal.record import record
from wederhoor.pages import policy, warc
from wederhoor.pages.kinds import Kind, Missed, Origin
from wederhoor.pages.models import PageVersion, Sighting, Site, WatchedPage
from wederhoor.pages.warc import Served
from wederhoor.pages.words import sort_of, words_sha256
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

EVERY = timedelta(days=1)
MOST_PAGES = 100
MOST_SITES = 20
STRENGTH = 4
SORTS = {Kind.TERMS: Sort.TERMS}


@dataclass(frozen=True)
class Look:
    """What a look brought: the sighting, and whether it began a version."""

    sighting: Sighting
    is_new: bool


def watch(shop: Shop, kind: Kind, name: str, url: str, *, by: Actor) -> WatchedPage:
    """Look at this address from now on; without an address old versions can be added and nothing is looked at.

    Raises :class:`~wederhoor.flow.Refused` for an address that is not of the web, one that is watched already, and for
    more than a hundred pages.
    """
    require(policy.may_watch(by))
    name, url = str(storable(name)).strip()[:80], str(storable(url)).strip()
    if url and not origin_of(url):
        raise Refused("pages.watch.address")
    standing = WatchedPage.objects.filter(shop=shop, ended_at=None)
    if url and standing.filter(url=url).exists():
        raise Refused("pages.watch.twice")
    if standing.count() >= MOST_PAGES:
        raise Refused("pages.watch.many")
    said = {"kind": kind.value, "name": name or url[:80], "url": url, "added_by": by.code}
    next_at = None if shop.is_demonstration or not url else timezone.now()
    page = WatchedPage.objects.create(shop=shop, code=codes.new_code(), next_at=next_at, **said)
    _write("page.watched", page, by, {"kind": page.kind, "name": page.name, "url": page.url})
    return page


def unwatch(page: WatchedPage, *, by: Actor) -> None:
    """Look no more; what was kept stays."""
    require(policy.may_watch(by))
    page.ended_at, page.next_at = timezone.now(), None
    page.save(update_fields=["ended_at", "next_at"])
    _write("page.unwatched", page, by, {})


def look_soon(pages: Iterable[WatchedPage]) -> int:
    """Have these pages looked at by the work process at once; how many of them can be.

    The job stands exactly when the transaction one is in is kept; nothing is on record until somebody looked.
    """
    asked = [page for page in pages if page.url and page.ended_at is None]
    for page in asked:
        queue.configure_task("pages.look", queue="pages").defer(shop_id=page.shop_id, page_id=page.pk)
    return len(asked)


def say_sites(shop: Shop, addresses: Iterable[str], *, by: Actor) -> list[str]:
    """The shop's own web addresses: only their pages may report what was accepted. Returns them as they are kept."""
    require(policy.may_watch(by))
    given = [address.strip() for address in addresses if address.strip()]
    origins = list(dict.fromkeys(origin_of(a if "://" in a else f"https://{a}") for a in given))[:MOST_SITES]
    if "" in origins:
        raise Refused("pages.sites.address")
    Site.objects.filter(shop=shop).exclude(origin__in=origins).delete()
    known = set(Site.objects.filter(shop=shop).values_list("origin", flat=True))
    Site.objects.bulk_create(Site(shop=shop, origin=origin) for origin in origins if origin not in known)
    payload = {"sites": origins}
    record("page.sites_changed", subject=shop.code, actor=by.code, shop_id=shop.pk, payload=payload)
    return origins


def keep_look(page: WatchedPage, served: Served, words: str, archive: bytes, *, by: Actor) -> Look:
    """Put down what stood there: the same words extend the version, other words begin one.

    ``archive`` is the WARC of this look; it is kept for a new version and at the first look of a month. Looks are put
    down in their order: one that is not later than the last says nothing new and raises ``Refused``.
    """
    require(policy.may_watch(by))
    page = WatchedPage.objects.select_for_update().select_related("shop").get(pk=page.pk)
    last = page.versions.filter(origin=Origin.CAPTURED.value).order_by("-seen_from").first()
    before = page.sightings.order_by("-at").values_list("at", flat=True).first()
    if before is not None and before >= served.at:
        raise Refused("pages.look.late")
    is_new = last is None or last.words_sha256 != words_sha256(words)
    kept = _kept(page, served, words, archive, by) if is_new or _first_of_month(page, served.at, before) else None
    version = _version(page, served, words, kept, last, by) if is_new and kept else last
    if version is not None and not is_new:
        PageVersion.objects.filter(pk=version.pk).update(seen_until=served.at)
        version.seen_until = served.at
    said = {"body_sha256": served.sha256, "status": served.status, "url": served.url[:1000]}
    sighting = Sighting.objects.create(shop=page.shop, page=page, version=version, at=served.at, warc=kept, **said)
    _looked(page, served.at, "", "")
    about: dict[str, Any] = {"version": version.number if version else None, "body": served.sha256, "at": served.at}
    if is_new:
        about |= {"url": served.url, "words": words_sha256(words)}
    _write("page.captured" if is_new else "page.seen", page, by, about)
    return Look(sighting, is_new)


def keep_missed(
    page: WatchedPage,
    why: Missed,
    told: str,
    at: datetime,
    *,
    served: Served | None = None,
    archive: bytes = b"",
    by: Actor,
) -> Sighting:
    """Put down that a look brought no version, and why; bytes that did come are kept all the same."""
    require(policy.may_watch(by))
    page = WatchedPage.objects.select_for_update().select_related("shop").get(pk=page.pk)
    kept = _kept(page, served, "", archive, by) if served and archive and page.problem != why else None
    seen = {"body_sha256": served.sha256, "status": served.status, "url": served.url[:1000]} if served else {}
    sighting = Sighting.objects.create(shop=page.shop, page=page, at=at, problem=why.value, warc=kept, **seen)
    _looked(page, at, why.value, told)
    _write("page.missed", page, by, {"why": why.value, "at": at, "status": sighting.status})
    return sighting


def keep_pictures(version: PageVersion, pictures: Mapping[str, bytes], *, by: Actor) -> None:
    """Lay a picture (``png``) and a print (``pdf``) beside a version, as a browser drew it right after; once."""
    require(policy.may_watch(by))
    page = WatchedPage.objects.select_for_update().select_related("shop").get(pk=version.page_id)
    version = PageVersion.objects.get(pk=version.pk)
    made = {
        place: _drawn(page, version, pictures[ending], ending, by)
        for place, ending in (("picture", "png"), ("print", "pdf"))
        if pictures.get(ending) and getattr(version, f"{place}_id") is None
    }
    if made:
        PageVersion.objects.filter(pk=version.pk).update(**made)
        hashes = {place: kept.exhibit.sha256 for place, kept in made.items()}
        _write("page.pictured", page, by, {"version": version.number, **hashes})


def origin_of(url: str) -> str:
    """``https://name[:port]`` of a web address, in small letters; empty for what is none."""
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    if parts.scheme not in ("http", "https") or not host or parts.username or any(c in host for c in "*%\\ "):
        return ""
    return f"{parts.scheme}://{host}{port}"


def facts_in(page: WatchedPage, words: str, on: date) -> Mapping[str, Any]:
    """What a page of terms or information shows of any order, for who weighs a case later."""
    if page.kind not in (Kind.TERMS, Kind.INFORMATION) or not words:
        return {}
    paper = Paper(words.encode(), name="pagina.txt", media_type="text/plain", sort="terms")
    return dict(storable(exhibit_of(paper, "", on=on, language=page.shop.language).facts))


def _first_of_month(page: WatchedPage, at: datetime, before: datetime | None) -> bool:
    zone = ZoneInfo(page.shop.zone)
    return before is None or f"{before.astimezone(zone):%Y-%m}" != f"{at.astimezone(zone):%Y-%m}"


def _kept(page: WatchedPage, served: Served, words: str, archive: bytes, by: Actor) -> TermsVersion:
    on = served.at.astimezone(ZoneInfo(page.shop.zone)).date()
    new = NewExhibit(
        archive,
        f"{page.kind}-{on}.warc.gz",
        SORTS.get(Kind(page.kind), Sort.PAGE),
        "shop",
        title=f"{page.name}, {on}",
        media_type=warc.MEDIA_TYPE,
        dated=on,
        facts=facts_in(page, words, on),
        text=words,
        shows=f"Wat {served.url} op {served.at:%Y-%m-%d %H:%M:%S} UTC antwoordde, byte voor byte."[:400],
        does_not_show="Wat er stond tussen deze en de vorige of volgende keer dat er gekeken is.",
        strength=STRENGTH,
    )
    return evidence.keep_terms(page.shop, new, name=f"{page.name[:48]} {on}", since=on, until=on, by=by)


def _version(
    page: WatchedPage, served: Served, words: str, kept: TermsVersion, last: PageVersion | None, by: Actor
) -> PageVersion:
    number = (page.versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    said = {
        "words_sha256": words_sha256(words),
        "body_sha256": served.sha256,
        "body_size": len(served.body),
        "media_type": sort_of(served.content_type)[:80],
        "added_by": by.code,
    }
    span = {"seen_from": served.at, "seen_until": served.at, "origin": Origin.CAPTURED.value}
    return PageVersion.objects.create(
        shop=page.shop, page=page, terms=kept, code=codes.new_code(), number=number, **span, **said
    )


def _drawn(page: WatchedPage, version: PageVersion, data: bytes, ending: str, by: Actor) -> TermsVersion:
    on = timezone.now().astimezone(ZoneInfo(page.shop.zone)).date()
    new = NewExhibit(
        data,
        f"{page.kind}-{version.number}.{ending}",
        Sort.PAGE,
        "shop",
        title=f"{page.name}, {on} ({ending})",
        media_type="image/png" if ending == "png" else "application/pdf",
        dated=on,
        shows="Hoe een browser de pagina tekende, vlak na de vastlegging.",
        does_not_show="Hoe de pagina er op het scherm van deze klant uitzag.",
        strength=STRENGTH - 1,
    )
    return evidence.keep_terms(
        page.shop, new, name=f"{page.name[:44]} {version.number} {ending}", since=on, until=on, by=by
    )


def _looked(page: WatchedPage, at: datetime, problem: str, told: str) -> None:
    page.looked_at, page.problem, page.told = at, problem, storable(told)[:300]
    page.save(update_fields=["looked_at", "problem", "told"])


def _write(act: str, page: WatchedPage, by: Actor, payload: Mapping[str, Any]) -> None:
    record(act, subject=page.code, actor=by.code, shop_id=page.shop_id, payload=payload)
