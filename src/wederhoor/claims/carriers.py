"""Reads about the carrier of a case: which tracking links its papers name, and what was kept of what they said."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from wederhoor.claims.models import Claim
from wederhoor.connect.carriers.links import Found, links_in
from wederhoor.door.keyring import NoKey
from wederhoor.door.store import Missing, Unreachable
from wederhoor.evidence import vault
from wederhoor.evidence.kinds import Layer, Sort
from wederhoor.evidence.models import DossierItem, Exhibit
from wederhoor.journal.models import Line
from wederhoor.ledger.sealed import NotOpened

ASKED, KEPT, UNANSWERED = "carrier.asked", "carrier.kept", "carrier.unanswered"
MOST_LINKS = 5
MOST_READ = 4  # papers whose bytes are looked at for a link
LARGEST_READ = 64 * 1024
_WITH_LINKS = (Sort.ORDER, Sort.TRACKING, Sort.CONFIRMATION)


@dataclass(frozen=True)
class Asked:
    """One time a carrier was asked: when, and what came of it. No ``answered_at``: the answer is awaited."""

    mark: str
    at: datetime
    answered_at: datetime | None = None
    status: int | None = None
    exhibits: tuple[str, ...] = ()
    why: str = ""


def mark_of(link: Found) -> str:
    """A name for a link that says nothing of it: links hold postcodes, and stand in no queue or address."""
    return hashlib.sha256(link.link.encode()).hexdigest()[:16]


def links_of(claim: Claim, items: Iterable[DossierItem]) -> list[Found]:
    """The tracking links that the message and the shared papers of a case name, of carriers that are known."""
    found = dict.fromkeys(
        link for text in _texts(claim, items) for link in links_in(text.replace("\\/", "/")) if _is_secure(link)
    )
    return list(found)[:MOST_LINKS]


def _is_secure(link: Found) -> bool:
    return link.link.startswith("https://")


def _texts(claim: Claim, items: Iterable[DossierItem]) -> Iterator[str]:
    yield claim.message_text
    looked = 0
    for item in items:
        row = item.exhibit
        if row.layer != Layer.SHARED or row.quarantine:
            continue
        if row.text:
            yield row.text
        elif row.sort in _WITH_LINKS and row.size <= LARGEST_READ and looked < MOST_READ:
            looked += 1
            yield _read(row)


def _read(row: Exhibit) -> str:
    try:
        return vault.kept(row.sha256, row.key).decode("utf-8", "replace")
    except (Missing, NoKey, NotOpened, Unreachable):
        return ""


def asked_in(lines: Iterable[Line]) -> list[Asked]:
    """Every time a carrier was asked, the latest first; from the lines of the case."""
    found: list[Asked] = []
    for line in lines:
        said = line.payload or {}
        mark = str(said.get("mark", ""))
        if line.act == ASKED:
            found.insert(0, Asked(mark, line.at))
        elif line.act in (KEPT, UNANSWERED):
            place = next((n for n in reversed(range(len(found))) if _waits(found[n], mark)), None)
            if place is not None:
                numbers = tuple(said.get("exhibits", ()))
                found[place] = Asked(
                    mark, found[place].at, line.at, said.get("status"), numbers, str(said.get("why", ""))
                )
    return found


def _waits(asked: Asked, mark: str) -> bool:
    return asked.answered_at is None and asked.mark == mark
