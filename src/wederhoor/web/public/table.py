"""What lies on a visitor's table: carried along in the form itself, signed and compressed; the server keeps nothing."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from django.core import signing

from wederhoor.casework.shapes import Paper
from wederhoor.facts import Facts

SALT = "wederhoor.front-door"
HOURS_8 = 8 * 60 * 60
CARRIED = 1_500_000  # bytes of papers together; the form field must stay under the server's limit for a form
UPLOADED = 12_000_000


class TooMuch(ValueError):
    """More than one form can carry; nothing was read."""


@dataclass(frozen=True)
class Given:
    """One paper as it was handed over."""

    data: bytes
    name: str
    media_type: str
    sort: str
    source: str = "shop"

    def paper(self) -> Paper:
        return Paper(self.data, name=self.name, media_type=self.media_type, sort=self.sort, source=self.source)


@dataclass(frozen=True)
class Table:
    """Everything the visitor gave until now: the message, papers, six fields, the shop's own words, who the shop is."""

    message: Given
    papers: tuple[Given, ...] = ()
    order: Mapping[str, str] = field(default_factory=dict)
    telling: str = ""
    says: Mapping[str, Any] = field(default_factory=dict)
    shop: Mapping[str, str] = field(default_factory=dict)

    def with_papers(self, *papers: Given) -> Table:
        """The table with these papers added; the same bytes twice are one paper. Raises :class:`TooMuch`."""
        known = {p.data for p in self.papers}
        added = tuple(p for p in papers if p.data not in known)
        table = replace(self, papers=(*self.papers, *added))
        if sum(len(p.data) for p in (table.message, *table.papers)) > CARRIED:
            raise TooMuch
        return table


def pack(table: Table) -> str:
    """The table as text for a hidden field."""
    raw = asdict(table)
    for given in (raw["message"], *raw["papers"]):
        given["data"] = base64.b64encode(given["data"]).decode()
    return signing.dumps(raw, salt=SALT, compress=True)


def unpack(packed: str) -> Table | None:
    """The table back from the form; ``None`` when it is not ours, was changed, is too old, or of an older form."""
    try:
        return _table(signing.loads(packed, salt=SALT, max_age=HOURS_8))
    except (signing.BadSignature, KeyError, TypeError, ValueError, AttributeError):
        return None


def _table(raw: dict[str, Any]) -> Table:
    message, papers = _given(raw.pop("message")), tuple(_given(p) for p in raw.pop("papers"))
    # Signed by an earlier version of this program: what it calls a fact may be none by now.
    Facts.flat(raw.get("says", {}))
    return Table(message=message, papers=papers, **raw)


def _given(raw: dict[str, Any]) -> Given:
    return Given(**{**raw, "data": base64.b64decode(raw["data"])})


def lightened(data: bytes) -> bytes:
    """A mail file without the bytes of its attachments (their names stay), so that the form can carry it."""
    if len(data) <= CARRIED // 2:
        return data
    mail = message_from_bytes(data, _class=EmailMessage, policy=policy.default)
    for part in mail.iter_attachments():
        name = part.get_filename("")
        part.set_content(b"", maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()
