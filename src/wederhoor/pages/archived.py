"""A page as a web archive kept it, brought in by its address: what it answers today, and when it says that was so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from wederhoor.door import http
from wederhoor.flow import Refused
from wederhoor.pages.adding import Old
from wederhoor.pages.capturing import MOST_BYTES, SECONDS, SOFTWARE, headers_for, served_of
from wederhoor.pages.warc import Served, written
from wederhoor.shops.models import Shop

# Archives of this make show a page in a frame of their own; with id_ after the moment they give it as it was.
_FRAMED = re.compile(r"^(https?://[^/]+/(?:[\w.-]+/)?)(\d{4,14})/(?=https?:/)", re.ASCII)


@dataclass(frozen=True)
class Archived:
    """What an archive answered, and the moment at which it says that it kept the page."""

    served: Served
    moment: datetime

    def old(self, shop: Shop, since: date | None = None, until: date | None = None) -> Old:
        """As a version from before: from the day the archive names, unless the shop tells another."""
        day = self.moment.astimezone(ZoneInfo(shop.zone)).date()
        said = f"Het webarchief zegt dat dit er op {self.moment:%Y-%m-%d %H:%M:%S} UTC stond."
        data = written(self.served, software=SOFTWARE)
        return Old(data, f"webarchief-{day}.warc.gz", "application/warc", since or day, until, said)


def fetched(shop: Shop, url: str, *, may_be_inside: bool = False) -> Archived:
    """Ask an archive for a page, through the door; no database is touched.

    Raises :class:`~wederhoor.flow.Refused` when it cannot be reached, answers with a fault, or does not say when it
    kept the page (``Memento-Datetime``, RFC 7089, 2.1.1): then it is no archive. ``may_be_inside`` is for tests.
    """
    sent, at = headers_for(shop), timezone.now()
    asked = _FRAMED.sub(r"\1\2id_/", url.strip())
    try:
        answer = http.fetch(asked, headers=sent, timeout=SECONDS, most_bytes=MOST_BYTES, may_be_inside=may_be_inside)
    except http.Unreachable as why:
        raise Refused("pages.add.unreachable") from why
    if answer.status != 200:
        raise Refused("pages.add.unreachable")
    moment = _moment(answer.headers.get("memento-datetime", ""))
    if moment is None or moment > at:
        raise Refused("pages.add.no_archive")
    return Archived(served_of(asked, answer, at, sent), moment)


def _moment(said: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
