"""Old versions brought in afterwards: marked as added today, with the days the shop tells, and proving no more."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from wederhoor import codes
from wederhoor.casework.guard import quarantine_of
from wederhoor.connect.contract import Unreadable
from wederhoor.connect.limits import PAPER_BYTES
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Sort
from wederhoor.evidence.plain import storable
from wederhoor.flow import Refused, require
from wederhoor.journal.record import record
from wederhoor.pages import policy, warc
from wederhoor.pages.kinds import Kind, Origin
from wederhoor.pages.models import PageVersion, WatchedPage
from wederhoor.pages.watching import SORTS, facts_in
from wederhoor.pages.words import words_of, words_sha256
from wederhoor.shops.kinds import Actor

STRENGTH = 1
TEXT_LIMIT = 200_000
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Old:
    """A file with what stood there once: a PDF, a text, a page, or a web archive's WARC file.

    ``since`` and ``until`` are what the shop tells; ``from_`` is where it got it, in its own words or as an address.
    """

    data: bytes
    name: str
    media_type: str
    since: date
    until: date | None = None
    from_: str = ""


def add(page: WatchedPage, old: Old, *, by: Actor) -> PageVersion:
    """Lay an old version beside those that were seen. It binds nobody on a day that a look covers.

    Raises :class:`~wederhoor.flow.Refused` for days in the wrong order or to come, for a file that is too large, empty
    or not to be opened, and for one that is there already.
    """
    require(policy.may_watch(by))
    page = WatchedPage.objects.select_for_update().select_related("shop").get(pk=page.pk)
    _refuse_unfit(page, old)
    body, media_type, where = _opened(old)
    try:
        words = words_of(body, media_type)
    except Unreadable as why:
        raise Refused("pages.add.unreadable") from why
    said = words_sha256(words) if words else hashlib.sha256(body).hexdigest()
    if page.versions.filter(origin=Origin.ADDED.value, words_sha256=said, since=old.since).exists():
        raise Refused("pages.add.twice")
    name, new = f"{page.name[:44]} ({old.since})", _exhibit(page, old, words, where)
    kept = evidence.keep_terms(page.shop, new, name=name, since=old.since, until=old.until, by=by)
    number = (page.versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    version = PageVersion.objects.create(
        shop=page.shop,
        page=page,
        terms=kept,
        code=codes.new_code(),
        number=number,
        origin=Origin.ADDED.value,
        words_sha256=said,
        body_sha256=hashlib.sha256(body).hexdigest(),
        body_size=len(body),
        media_type=media_type[:80],
        added_by=by.code,
        since=old.since,
        until=old.until,
    )
    payload = {
        "version": number,
        "body": version.body_sha256,
        "since": old.since,
        "until": old.until,
        "from": where[:200],
    }
    record("page.added", subject=page.code, actor=by.code, shop_id=page.shop_id, payload=payload)
    return version


def _refuse_unfit(page: WatchedPage, old: Old) -> None:
    if not old.data.strip():
        raise Refused("pages.add.empty")
    if len(old.data) > PAPER_BYTES:
        raise Refused("pages.add.large")
    if old.since > page.shop.today() or (old.until is not None and old.until < old.since):
        raise Refused("pages.add.days")


def _opened(old: Old) -> tuple[bytes, str, str]:
    """The page itself, its media type and where it comes from; a WARC file is opened, anything else taken as it is."""
    is_archive = old.name.lower().endswith((".warc", ".warc.gz")) or old.data[:5] == b"WARC/"
    if is_archive:
        try:
            served = warc.read(old.data)
        except Unreadable as why:
            raise Refused("pages.add.unreadable") from why
        told = f"{served.url} {served.at:%Y-%m-%d}"
        return served.body, served.content_type.partition(";")[0] or "text/html", f"{old.from_} {told}".strip()
    if old.data[:2] == _GZIP or quarantine_of(old.data, old.media_type):
        raise Refused("pages.add.held")
    return old.data, old.media_type or "text/plain", old.from_.strip()


def _exhibit(page: WatchedPage, old: Old, words: str, where: str) -> NewExhibit:
    return NewExhibit(
        old.data,
        old.name,
        SORTS.get(Kind(page.kind), Sort.PAGE),
        "shop",
        title=f"{page.name}, {old.since}",
        media_type=old.media_type or "application/octet-stream",
        dated=old.since,
        facts=facts_in(page, words, old.since),
        text=words[:TEXT_LIMIT],
        shows=str(storable(f"Wat de winkel achteraf toevoegde. {where}")).strip()[:400],
        does_not_show="Dat dit er op die dagen ook stond: er is geen vastlegging uit de tijd zelf.",
        strength=STRENGTH,
    )
