"""Looking at a page: through the door, kept before anything reads it, put down; then drawn by a browser if one is here.

The network is asked outside every transaction: a slow page holds no lock.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from wederhoor.connect.contract import Unreadable
from wederhoor.door import browser, http
from wederhoor.evidence import vault
from wederhoor.flow import Refused
from wederhoor.pages import watching
from wederhoor.pages.kinds import Missed
from wederhoor.pages.models import PageVersion, Sighting, WatchedPage
from wederhoor.pages.warc import Served, written
from wederhoor.pages.words import READABLE, sort_of, words_of
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

log = logging.getLogger(__name__)

SOFTWARE = "Wederhoor"
MOST_BYTES = 5_000_000
SECONDS = 20
AT_ONCE = 20
JITTER = timedelta(hours=2)


def system_in(shop_id: int) -> Actor:
    """The program itself, on its round."""
    return Actor("system", "system", shop_id)


def look(shop_id: int, page_id: int, *, by: Actor | None = None, may_be_inside: bool = False) -> Sighting | None:
    """Look at one page now and put down what stood there; ``None`` when it is not watched any more.

    ``may_be_inside`` is for tests, whose pages stand on this machine.
    """
    by = by or system_in(shop_id)
    with inside(shop_id):
        page = WatchedPage.objects.select_related("shop").filter(pk=page_id, ended_at=None).first()
    if page is None or not page.url:
        return None
    at = timezone.now()
    sent = headers_for(page.shop)
    try:
        answer = http.fetch(page.url, headers=sent, timeout=SECONDS, most_bytes=MOST_BYTES, may_be_inside=may_be_inside)
    except http.Unreachable as why:
        missed = Missed.REFUSED if isinstance(why, http.RefusedByGuard) else Missed.UNREACHABLE
        with inside(shop_id):
            return watching.keep_missed(page, missed, str(why), at, by=by)
    served = served_of(page.url, answer, at, sent)
    found = _put_down(page, served, by)
    if found is not None and found.is_new and found.sighting.version is not None:
        _draw(page, found.sighting.version, served, by, may_be_inside=may_be_inside)
    return found.sighting if found else None


def served_of(asked: str, answer: http.Answer, at: datetime, sent: Mapping[str, str]) -> Served:
    """What the door brought, as it is kept."""
    way = tuple(served_of(hop.url, hop, at, sent) for hop in answer.way)
    return Served(asked, answer.url, at, answer.status, answer.head, answer.body, tuple(sent.items()), way)


def _put_down(page: WatchedPage, served: Served, by: Actor) -> watching.Look | None:
    archive = written(served, software=SOFTWARE)
    vault.keep(archive, page.shop.code)  # before anything reads it; what turns out to be no news is swept in a day
    why, words = _read(served)
    with inside(page.shop_id):
        try:
            if why is None:
                return watching.keep_look(page, served, words, archive, by=by)
        except Refused:
            return None  # somebody looked in the meantime, and later than we did
        missed = watching.keep_missed(page, why, words, served.at, served=served, archive=archive, by=by)
        return watching.Look(missed, False)


def _read(served: Served) -> tuple[Missed | None, str]:
    """The words of what came; or why it is no version, with what was found instead."""
    if served.status != 200:
        return Missed.STATUS, f"HTTP {served.status}"
    if sort_of(served.content_type) not in READABLE:
        return Missed.SORT, sort_of(served.content_type)
    try:
        words = words_of(served.body, served.content_type)
    except Unreadable as why:
        return Missed.SORT, str(why)
    return (None, words) if words else (Missed.EMPTY, "")


def _draw(page: WatchedPage, version: PageVersion, served: Served, by: Actor, *, may_be_inside: bool) -> None:
    """A picture and a print, when there is a browser; without them the bytes stand for themselves."""
    if "pdf" in sort_of(served.content_type):
        return
    try:
        drawn: Mapping[str, bytes] = browser.drawn(served.url, settings.CHROMIUM, may_be_inside=may_be_inside)
    except browser.NotDrawn as why:
        log.info("page %s was not drawn: %s", page.code, why)
        return
    with inside(page.shop_id):
        watching.keep_pictures(version, drawn, by=by)


def headers_for(shop: Shop) -> dict[str, str]:
    """What a page is asked with; unpacked, so that what comes is what is kept."""
    return {
        "User-Agent": "Mozilla/5.0 (compatible; Wederhoor)",
        "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8",
        "Accept-Language": shop.language,
        "Accept-Encoding": "identity",
    }


def due(shop_id: int, now: datetime) -> list[int]:
    """Pages of this shop whose time has come; each is taken by one process alone, and gets its next time at once."""
    with inside(shop_id):
        rows = WatchedPage.objects.select_for_update(skip_locked=True).filter(ended_at=None, next_at__lte=now)
        found = list(rows.exclude(url="").order_by("next_at")[:AT_ONCE])
        for page in found:
            # Not every shop at the same second, and not always at the same hour.
            page.next_at = now + watching.EVERY - random.random() * JITTER  # noqa: S311  spreads work, hides nothing
            page.save(update_fields=["next_at"])
    return [page.pk for page in found]
