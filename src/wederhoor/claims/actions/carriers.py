"""What the carrier says now is kept as it says it: bytes, status, headers and moment first; then they are read.

A carrier's page changes and disappears. Asked again, its answer is a further exhibit; the first stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils import timezone
from procrastinate.contrib.django import app as queue

from wederhoor.casework.shapes import Paper
from wederhoor.claims import policy
from wederhoor.claims.actions.filing import new_exhibit
from wederhoor.claims.actions.steps import locked, write
from wederhoor.claims.assessing import assess
from wederhoor.claims.carriers import asked_in, links_of, mark_of
from wederhoor.claims.models import Claim
from wederhoor.connect.carriers.kept import MEDIA_TYPE, record_of
from wederhoor.connect.carriers.links import Found
from wederhoor.door.http import Answer, RefusedByGuard, Unreachable
from wederhoor.door.http import fetch as fetched
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Sort
from wederhoor.evidence.models import DossierItem
from wederhoor.flow import Refused, require
from wederhoor.journal.proofs import lines_of
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor

AGAIN_AFTER = timedelta(minutes=1)
GIVEN_UP_AFTER = timedelta(minutes=15)  # a question whose process died
MOST_KEPT = 40  # answers in one file
MOST_BYTES = 5_000_000
WITHIN = 25.0
_READABLE = ("text/html", "application/xhtml+xml", "application/json", "text/plain")
_TITLE = {
    "nl": "Antwoord van {carrier} over {code} op {at} (status {status})",
    "en": "Answer of {carrier} about {code} on {at} (status {status})",
    "de": "Antwort von {carrier} zu {code} vom {at} (Status {status})",
}
_PAGE = {
    "nl": "Wat {carrier} over {code} toonde op {at}",
    "en": "What {carrier} showed of {code} on {at}",
    "de": "Was {carrier} zu {code} am {at} zeigte",
}
_NEIGHBOUR = {"nl": "gegevens van de buren", "en": "data of the neighbours", "de": "Daten der Nachbarn"}
_TAKEN_OUT = {"nl": "uit het antwoord gehaald", "en": "taken out of the answer", "de": "der Antwort entnommen"}

Fetch = Callable[..., Answer]


def ask_carrier(claim: Claim, mark: str, *, by: Actor) -> None:
    """Have what the carrier says under this link of the case fetched and kept, by the queue."""
    require(policy.may_ask_carrier(by))
    if claim.shop.is_demonstration:
        raise Refused("claims.carrier.demonstration")
    locked(claim)
    if _link(claim, mark) is None:
        raise Refused("claims.carrier.unknown")
    before, now = asked_in(lines_of(claim.code)), timezone.now()
    if any(one.mark == mark and now - one.at < _pause(one.answered_at) for one in before):
        raise Refused("claims.carrier.soon")
    if len(before) >= MOST_KEPT:
        raise Refused("claims.carrier.many")
    write("carrier.asked", claim, by, mark=mark)
    job = queue.configure_task("claims.keep_carrier", queue="house")
    job.defer(shop_id=claim.shop_id, claim_id=claim.pk, mark=mark)


def _pause(answered_at: datetime | None) -> timedelta:
    return AGAIN_AFTER if answered_at else GIVEN_UP_AFTER


def keep_carrier(shop_id: int, claim_id: int, mark: str, fetch: Fetch = fetched) -> list[str]:
    """Fetch and keep the answer; the numbers it got, none when nobody answered. Transactions of its own."""
    with inside(shop_id):
        claim = _claim(claim_id)
        link = _link(claim, mark) if claim and _is_awaited(claim, mark) else None
    if claim is None or link is None:
        return []
    try:
        headers = {"Accept-Language": claim.shop.language, "Accept-Encoding": "identity"}
        answer = fetch(link.link, headers=headers, timeout=WITHIN, most_bytes=MOST_BYTES)
    except Unreachable as why:
        return _unanswered(shop_id, claim_id, mark, why)
    at = timezone.now()
    with inside(shop_id):
        claim = _claim(claim_id)
        if claim is None or not _is_awaited(locked(claim), mark):
            return []
        by = Actor("system", "system", shop_id)
        # Kept before anything reads it: what cannot be read, or makes the reader stumble, is evidence all the same.
        [raw] = evidence.add(claim.dossier, _raw(claim, link, answer, at), by=by)
        write("carrier.kept", claim, by, mark=mark, status=answer.status, exhibits=[raw.label])
    return [raw.label, *_read(shop_id, claim_id, raw.pk, link, answer, at)]


def _unanswered(shop_id: int, claim_id: int, mark: str, why: Unreachable) -> list[str]:
    reason = "refused" if isinstance(why, RefusedByGuard) else "unreachable"
    with inside(shop_id):
        claim = _claim(claim_id)
        if claim is not None and _is_awaited(locked(claim), mark):
            write("carrier.unanswered", claim, Actor("system", "system", shop_id), mark=mark, why=reason)
    return []


def _claim(claim_id: int) -> Claim | None:
    found: Claim | None = Claim.objects.select_related("shop", "dossier").filter(pk=claim_id).first()
    return found


def _is_awaited(claim: Claim, mark: str) -> bool:
    return any(one.mark == mark and one.answered_at is None for one in asked_in(lines_of(claim.code)))


def _link(claim: Claim, mark: str) -> Found | None:
    items = claim.dossier.items.select_related("exhibit")
    return next((link for link in links_of(claim, items) if mark_of(link) == mark), None)


def _raw(claim: Claim, link: Found, answer: Answer, at: datetime) -> NewExhibit:
    return NewExhibit(
        data=record_of(answer.url, answer.status, answer.headers, answer.body, at),
        name=f"{_plain(link)}-{at:%Y%m%d-%H%M%S}.warc",
        sort=Sort.TRACKING,
        source="carrier",
        title=_said(_TITLE, claim, link, at, status=answer.status),
        media_type=MEDIA_TYPE,
        dated=at.astimezone(ZoneInfo(claim.shop.zone)).date(),
    )


def _read(shop_id: int, claim_id: int, raw_id: int, link: Found, answer: Answer, at: datetime) -> list[str]:
    """The page itself beside the record, so that it can be looked at and its facts count; only of a good answer."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if answer.status != 200 or kind not in _READABLE or not answer.body.strip():
        return []
    with inside(shop_id):
        claim = _claim(claim_id)
        raw = DossierItem.objects.select_related("exhibit", "dossier").filter(pk=raw_id).first()
        if claim is None or raw is None:
            return []
        locked(claim)
        name = f"{_plain(link)}-{at:%Y%m%d-%H%M%S}.{'json' if kind.endswith('json') else 'html'}"
        title, day = _said(_PAGE, claim, link, at), at.astimezone(ZoneInfo(claim.shop.zone)).date()
        paper = Paper(answer.body, name, kind, "tracking", "carrier", title, at, on=day)
        new, _ = new_exhibit(paper, claim.shop)
        others = _NEIGHBOUR.get(claim.shop.language, _NEIGHBOUR["en"]) if _names_neighbour(new.facts) else ""
        made = replace(new, derived_from=raw.exhibit, derived_how="page", title=title, others_data=others)
        by = Actor("system", "system", shop_id)
        [item] = evidence.add(claim.dossier, made, by=by)
        _transformed(claim, raw, item, by)
        if others:
            evidence.describe(raw, shows="", does_not_show="", facts={}, others_data=others, by=by)
        assess(claim, by=by)
        return [item.label]


def _transformed(claim: Claim, raw: DossierItem, item: DossierItem, by: Actor) -> None:
    why = _TAKEN_OUT.get(claim.shop.language, _TAKEN_OUT["en"])
    said = {"exhibit": item.label, "of": raw.label, "how": "page", "why": why, "sha256": item.exhibit.sha256}
    write("exhibit.transformed", claim, by, **said, left_out=[], side=by.side)


def _names_neighbour(facts: Any) -> bool:
    return any("neighbour" in str(name) or "neighbour" in str(value) for name, value in facts.items())


def _said(words: dict[str, str], claim: Claim, link: Found, at: datetime, **more: object) -> str:
    local = at.astimezone(ZoneInfo(claim.shop.zone))
    text = words.get(claim.shop.language, words["en"])
    return text.format(carrier=link.carrier, code=link.code, at=f"{local:%d-%m-%Y %H:%M}", **more)


def _plain(link: Found) -> str:
    host = urlsplit(link.link).hostname or link.carrier
    return f"{host}-{link.code}".lower()
