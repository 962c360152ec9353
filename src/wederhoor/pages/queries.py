"""Which terms bound an order, how that is known, and what is left open; and the other reads of this department."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from wederhoor.connect.contract import Unreadable
from wederhoor.evidence.actions import bytes_of
from wederhoor.evidence.kinds import Happening
from wederhoor.evidence.models import Exhibit, OrderEvent
from wederhoor.evidence.moments import Moment
from wederhoor.journal.models import Line
from wederhoor.pages import warc
from wederhoor.pages.kinds import Doubt, Kind, Origin, Sure, Teller
from wederhoor.pages.models import Acceptance, PageVersion, Sighting, Site, WatchedPage
from wederhoor.pages.watching import origin_of
from wederhoor.pages.words import tidy, words_of
from wederhoor.shops.models import Shop

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,24}", re.ASCII)
CAPTURED = Origin.CAPTURED.value
_WITH = ("page", "terms__exhibit")


@dataclass(frozen=True)
class Binding:
    """Which version of one page bound an order at ``moment``, and how that is known.

    ``others`` are versions that may have stood there as well: seen only afterwards, or accepted according to somebody
    else. ``acceptances`` are all of this order for this page, also those that name another version.
    """

    page: WatchedPage
    version: PageVersion
    sure: Sure
    moment: datetime
    doubts: tuple[Doubt, ...] = ()
    others: tuple[PageVersion, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()

    @property
    def exhibit(self) -> Exhibit:
        """The capture: request and response as WARC, or the file as it was brought in."""
        return self.version.terms.exhibit


@dataclass(frozen=True)
class _Around:
    """The captured versions on both sides of a moment, and what was told afterwards for its day, by page."""

    before: dict[int, PageVersion]
    after: dict[int, PageVersion]
    added: dict[int, PageVersion]


def terms_of(shop: Shop, order_number: str = "", moment: datetime | None = None) -> Binding | None:
    """The terms that bound an order, or stood there at a moment; ``None`` where nothing is known.

    At most five statements, however many versions and orders there are. Inside the shop's transaction.
    """
    found = bindings_of(shop, order_number, moment)
    terms = [b for b in found if b.page.kind == Kind.TERMS]
    return min(terms, key=lambda b: (list(Sure).index(b.sure), b.page.pk), default=None)


def bindings_of(shop: Shop, order_number: str = "", moment: datetime | None = None) -> list[Binding]:
    """The same for every page that is or was watched, terms first."""
    rows = (
        Acceptance.objects.filter(shop=shop, order_number=order_number) if order_number else Acceptance.objects.none()
    )
    told = (
        list(rows.select_related(*(f"version__{name}" for name in _WITH)).order_by("at", "id")) if order_number else []
    )
    at = told[0].at if told else moment or placed_at(shop, order_number)
    if at is None:
        return []
    around = _around(shop, at)
    by_page: dict[int, list[Acceptance]] = {}
    for row in told:
        by_page.setdefault(row.version.page_id, []).append(row)
    pages = {*around.before, *around.after, *around.added, *by_page}
    found = (_accepted(by_page[p], around, p) if p in by_page else _stood(at, around, p) for p in pages)
    order = list(Kind)
    return sorted((b for b in found if b), key=lambda b: (order.index(Kind(b.page.kind)), b.page.pk))


def placed_at(shop: Shop, order_number: str) -> datetime | None:
    """When an order was placed, as the shop's systems reported it; else the first thing that is known of it."""
    events = OrderEvent.objects.filter(shop=shop, order_number=order_number).order_by("at")
    rows = list(events.values_list("what", "at")[:200]) if order_number else []
    return next((at for what, at in rows if what == Happening.PLACED), rows[0][1] if rows else None)


# By page, from the index: neither the number of versions nor that of looks or orders makes it longer.
_BESIDE = """
    SELECT p.id, before.id, after.id, added.id FROM pages_watchedpage p
    LEFT JOIN LATERAL (SELECT v.id FROM pages_pageversion v WHERE v.page_id = p.id AND v.origin = 'captured'
        AND v.seen_from <= %(at)s ORDER BY v.seen_from DESC LIMIT 1) before ON true
    LEFT JOIN LATERAL (SELECT v.id FROM pages_pageversion v WHERE v.page_id = p.id AND v.origin = 'captured'
        AND v.seen_from > %(at)s ORDER BY v.seen_from LIMIT 1) after ON true
    LEFT JOIN LATERAL (SELECT v.id FROM pages_pageversion v WHERE v.page_id = p.id AND v.origin = 'added'
        AND v.since <= %(day)s AND (v.until IS NULL OR v.until >= %(day)s)
        ORDER BY v.since DESC, v.id DESC LIMIT 1) added ON true
    WHERE p.shop_id = %(shop)s
"""


def _around(shop: Shop, at: datetime) -> _Around:
    day = at.astimezone(ZoneInfo(shop.zone)).date()
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, {"shop": shop.pk, "at": at, "day": day})
        beside = cursor.fetchall()
    wanted = {version for _, *versions in beside for version in versions if version is not None}
    rows = PageVersion.objects.filter(shop=shop, pk__in=wanted).select_related(*_WITH)
    by_pk = {version.pk: version for version in rows}
    columns = zip(*(row[1:] for row in beside), strict=True) if beside else ((), (), ())
    pages = [row[0] for row in beside]
    found = ({page: by_pk[pk] for page, pk in zip(pages, column, strict=True) if pk} for column in columns)
    return _Around(*found)


def _stood(at: datetime, around: _Around, page: int) -> Binding | None:
    """What stood on a page at a moment, by what was seen of it and, failing that, by what the shop told afterwards."""
    before, after, added = (found.get(page) for found in (around.before, around.after, around.added))
    if before is not None:
        is_between = before.seen_until is not None and at <= before.seen_until
        gap = after is not None and not is_between
        others = tuple(v for v in (after, added) if v and not is_between)
        sure = Sure.STOOD if is_between else Sure.BEFORE
        return Binding(before.page, before, sure, at, (Doubt.GAP,) if gap else (), others)
    if added is not None:
        return Binding(added.page, added, Sure.ADDED, at, (), (after,) if after else ())
    return Binding(after.page, after, Sure.AFTER, at) if after is not None else None


def _accepted(told: Sequence[Acceptance], around: _Around, page: int) -> Binding:
    """What was accepted by name; where two tell different things, the one that was seen to stand there goes first."""
    chosen = min(told, key=lambda a: (not _was_seen(a), not a.is_ticked, a.at, a.pk))
    version = chosen.version
    named = {a.version_id: a.version for a in told if a.version_id != version.pk}
    doubts = {
        Doubt.DIFFERENT: bool(named),
        Doubt.GAP: not _was_seen(chosen) and page in around.after,
        Doubt.PRETICKED: any(a.was_preticked for a in told),
        Doubt.NO_TICK: not any(a.is_ticked for a in told),
        Doubt.TOLD_LATE: all((a.kept_at - a.at).total_seconds() > 86_400 for a in told),
    }
    others = [*named.values(), *([around.after[page]] if doubts[Doubt.GAP] else [])]
    said = tuple(doubt for doubt, holds in doubts.items() if holds)
    return Binding(version.page, version, Sure.ACCEPTED, chosen.at, said, tuple(others), tuple(told))


def _was_seen(row: Acceptance) -> bool:
    """Whether the version was seen on both sides of the moment, or the customer's browser had the very same bytes."""
    version = row.version
    is_between = version.seen_until is not None and row.at <= version.seen_until
    return is_between or (row.teller == Teller.BROWSER and row.body_sha256 == version.body_sha256)


# ------------------------------------------------------------------------------------------------------ other reads


def version_now(shop: Shop, url: str = "") -> PageVersion | None:
    """The newest version of the shop's terms that was seen; of the page at ``url`` where several are watched."""
    pages = WatchedPage.objects.filter(shop=shop, kind=Kind.TERMS.value, ended_at=None).order_by("id")
    rows = PageVersion.objects.filter(origin=CAPTURED, page__in=pages).select_related("page")
    found = list(rows.order_by("page_id", "-seen_from").distinct("page_id"))
    return next((v for v in found if url and v.page.url == url), found[0] if found else None)


def sites_of(shop: Shop) -> set[str]:
    """Origins whose pages may report an acceptance: those the shop named, and those of the pages it has watched."""
    named = set(Site.objects.filter(shop=shop).values_list("origin", flat=True))
    watched = WatchedPage.objects.filter(shop=shop, ended_at=None).exclude(url="").values_list("url", flat=True)
    return {origin for origin in (*named, *(origin_of(url) for url in watched)) if origin}


def body_of(version: PageVersion) -> tuple[bytes, str]:
    """The page as it was served and its content type, read back from what is kept.

    Raises what :func:`wederhoor.evidence.vault.stream` raises, and ``Unreadable``.
    """
    exhibit = version.terms.exhibit
    data = bytes_of(exhibit)
    if exhibit.media_type != warc.MEDIA_TYPE:
        return data, exhibit.media_type
    served = warc.read(data)
    return served.body, served.content_type


def kept_of(version: PageVersion) -> bytes:
    """A version's file as it is kept; see :func:`wederhoor.evidence.vault.stream` for what it raises."""
    return bytes_of(version.terms.exhibit)


def shop_of_token(token: str) -> int | None:
    """The shop whose terms a receipt's code shows, or ``None``; asked before any shop is set."""
    if not _TOKEN.fullmatch(token):
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT shop_id FROM acceptance_of_token(%s)", [token])
        row = cursor.fetchone()
    return row[0] if row else None


def words_in(version: PageVersion) -> str:
    """What a version says; empty where its file cannot be read any more."""
    try:
        return words_of(*body_of(version)) if version.is_captured else tidy(version.terms.exhibit.text)
    except Unreadable:
        return ""


def lines_of(version: PageVersion) -> list[Line]:
    """The journal lines that prove a version: that its bytes were kept, and that they were seen."""
    acts = ("page.captured", "page.added")
    seen = Line.objects.filter(subject=version.page.code, act__in=acts, shop_id=version.shop_id)
    mine = [line for line in seen if (line.payload or {}).get("version") == version.number]
    digest = version.terms.exhibit.sha256
    kept = Line.objects.filter(shop_id=version.shop_id, act="terms.kept", at__gte=version.terms.exhibit.added_at)
    return [*(line for line in kept.order_by("id")[:5] if (line.payload or {}).get("sha256") == digest), *mine]


def looks_around(version: PageVersion, at: datetime) -> tuple[Sighting | None, Sighting | None]:
    """The last look before a moment and the first after it, at the page of a version."""
    looks = Sighting.objects.filter(page_id=version.page_id)
    return looks.filter(at__lte=at).order_by("-at").first(), looks.filter(at__gt=at).order_by("at").first()


def moments_of(shop: Shop, order_number: str) -> list[Moment]:
    """What was accepted with an order, for its timeline; oldest first."""
    rows = Acceptance.objects.filter(shop=shop, order_number=order_number).select_related("version__page")
    return [
        Moment(
            row.at,
            "accepted",
            f"{row.version.page.name} ({row.version.number})",
            row.teller,
            row.kept_at,
            tuple((label, str(value)) for label, value in _detail(row)),
        )
        for row in rows.order_by("at", "id")
    ]


def _detail(row: Acceptance) -> list[tuple[str, Any]]:
    words = row.words or {}
    return [(label, words[label]) for label in ("box", "button", "network") if words.get(label)]
