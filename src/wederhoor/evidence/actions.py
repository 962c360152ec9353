"""Opening a dossier, laying exhibits in it, describing them, and giving the customer a way in."""

from __future__ import annotations

import hashlib
import secrets
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from wederhoor import codes
from wederhoor.evidence import policy, vault
from wederhoor.evidence.kinds import Layer, Side, Sort
from wederhoor.evidence.models import ConsumerLink, Dossier, DossierItem, Exhibit, Party, TermsVersion, token_hash
from wederhoor.evidence.plain import storable
from wederhoor.facts import json_of, value_of
from wederhoor.flow import Refused, require
from wederhoor.journal.record import Entry, record, record_all
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

CODE_LIFE = timedelta(minutes=30)
CODE_TRIES = 5
NAME_LIMIT = 200


@dataclass(frozen=True)
class NewExhibit:
    """Bytes to be laid in a dossier, with what is known of them."""

    data: bytes
    name: str
    sort: Sort
    source: str
    title: str = ""
    media_type: str = "application/octet-stream"
    layer: Layer = Layer.SHARED
    dated: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    problem: str = ""
    shows: str = ""
    does_not_show: str = ""
    strength: int = 0
    others_data: str = ""
    proves: str = ""
    reason: str = ""
    quarantine: str = ""
    derived_from: Exhibit | None = None
    derived_how: str = ""


def keep(data: bytes, key: str) -> str:
    """Put bytes in the vault before any row points at them; an orphan is swept after a day. Returns the SHA-256.

    ``key`` is the code of the dossier (or shop) they belong to.
    """
    return vault.keep(data, key)


def open_dossier(
    shop: Shop,
    parties: Sequence[tuple[Side, str, str]],
    new: Sequence[NewExhibit],
    refer_to: Sequence[Exhibit] = (),
    *,
    code: str = "",
    beside: Sequence[Entry] = (),
    by: Actor,
) -> tuple[Dossier, list[DossierItem]]:
    """A new dossier with its parties ``(side, name, e-mail)`` and what lies in it from the start, in five statements.

    ``refer_to`` are exhibits the shop has already, such as its terms; they get the numbers after the new ones.
    ``beside`` are lines of who opens it, written down with its own.
    """
    require(policy.may_add(by))
    code = code or codes.new_code()
    hashes = [keep(exhibit.data, code) for exhibit in new]
    dossier = Dossier.objects.create(shop=shop, code=code, last_number=len(new) + len(refer_to))
    Party.objects.bulk_create(
        Party(shop=shop, dossier=dossier, side=side.value, name=name[:160], email=address)
        for side, name, address in parties
    )
    rows = Exhibit.objects.bulk_create(_row(dossier, n, sha256, by) for n, sha256 in zip(new, hashes, strict=True))
    items = _numbered(dossier, [*rows, *refer_to], 1)
    opened = Entry("dossier.opened", dossier.code, by.code, {"sides": len(parties)}, shop.pk)
    record_all([opened, *(_line(dossier, item, by) for item in items), *beside])
    return dossier, items


def _numbered(dossier: Dossier, exhibits: Sequence[Exhibit], first: int) -> list[DossierItem]:
    return DossierItem.objects.bulk_create(
        DossierItem(shop_id=dossier.shop_id, dossier=dossier, exhibit=exhibit, number=number)
        for number, exhibit in enumerate(exhibits, first)
    )


def add(dossier: Dossier, *new: NewExhibit, refer_to: Sequence[Exhibit] = (), by: Actor) -> list[DossierItem]:
    """Lay exhibits in the dossier under the next numbers. Takes the dossier's lock, so numbers never collide.

    ``refer_to`` are exhibits the shop has already, as for :func:`open_dossier`; what lies there is not laid in twice.
    """
    require(policy.may_add(by))
    locked = Dossier.objects.select_for_update().only("last_number").get(pk=dossier.pk)
    # Under the lock: who forgets a document takes away bytes that nobody points at, under the same lock.
    hashes = [keep(exhibit.data, dossier.code) for exhibit in new]
    rows = Exhibit.objects.bulk_create(_row(dossier, n, sha256, by) for n, sha256 in zip(new, hashes, strict=True))
    there = set(dossier.items.filter(exhibit__in=refer_to).values_list("exhibit", flat=True)) if refer_to else set()
    items = _numbered(dossier, [*rows, *(row for row in refer_to if row.pk not in there)], locked.last_number + 1)
    dossier.last_number = locked.last_number + len(items)
    dossier.save(update_fields=["last_number"])
    record_all([_line(dossier, item, by) for item in items])
    return items


def _row(dossier: Dossier, new: NewExhibit, sha256: str, by: Actor) -> Exhibit:
    said = {
        "media_type": new.media_type[:120],
        "name": _plain(new.name) or "stuk",
        "title": (new.title or _plain(new.name) or str(new.sort))[:NAME_LIMIT],
        "source": new.source[:20],
        "facts": new.facts,
        "text": new.text,
        "problem": new.problem[:400],
        "shows": new.shows[:400],
        "does_not_show": new.does_not_show[:400],
        "others_data": new.others_data[:200],
        "proves": new.proves[:60],
        "reason": new.reason[:2_000],
    }
    return Exhibit(
        shop_id=dossier.shop_id,
        code=codes.new_code(),
        key=dossier.code,
        sha256=sha256,
        crc32=zlib.crc32(new.data),
        size=len(new.data),
        sort=new.sort.value,
        layer=new.layer.value,
        added_by=by.code,
        added_side=by.side,
        dated=new.dated,
        strength=new.strength,
        quarantine=new.quarantine,
        derived_from=new.derived_from,
        derived_how=new.derived_how,
        **storable(said),
    )


def _plain(name: str) -> str:
    """A file name without a path or control characters: it is shown, and it names a file in a download."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable()).strip()[:NAME_LIMIT]


def _line(dossier: Dossier, item: DossierItem, by: Actor) -> Entry:
    exhibit = item.exhibit
    return Entry(
        "exhibit.added",
        subject=dossier.code,
        actor=by.code,
        shop_id=dossier.shop_id,
        payload={
            "exhibit": item.label,
            # A line is handed over with the case file: of what is withheld it names the sort, and no words.
            "title": exhibit.sort if exhibit.others_data else exhibit.title,
            "sort": exhibit.sort,
            "sha256": exhibit.sha256,
            "size": exhibit.size,
            "source": exhibit.source,
            "side": by.side,
            "layer": exhibit.layer,
            **({"withheld": exhibit.others_data} if exhibit.others_data else {}),
        },
    )


def keep_terms(
    shop: Shop, new: NewExhibit, *, name: str, since: date, until: date | None = None, by: Actor
) -> TermsVersion:
    """A version of the shop's terms or pages and the days on which it stood there; it lies in no dossier of its own."""
    require(policy.may_add(by))
    exhibit = _row(Dossier(shop=shop, code=shop.code), new, keep(new.data, shop.code), by)
    exhibit.save()
    version = TermsVersion.objects.create(shop=shop, exhibit=exhibit, name=name[:60], since=since, until=until)
    payload = {"name": version.name, "sha256": exhibit.sha256, "since": since, "until": until}
    record("terms.kept", subject=shop.code, actor=by.code, shop_id=shop.pk, payload=payload)
    return version


def describe(
    item: DossierItem, *, shows: str, does_not_show: str, facts: Mapping[str, Any], others_data: str = "", by: Actor
) -> None:
    """Say what an exhibit shows, in words and as facts; what stood before is in the journal.

    ``others_data`` withholds it; leaving it out shows nothing that was withheld, for that is an act of its own.
    Raises :class:`~wederhoor.facts.UnknownFact` for a name or value the rules could not read afterwards.
    """
    require(policy.may_describe(by, item.exhibit))
    known = {name: json_of(value_of(name, raw)) for name, raw in facts.items()}
    exhibit = item.exhibit
    exhibit.shows, exhibit.does_not_show = shows[:400], does_not_show[:400]
    exhibit.others_data = others_data[:200] or exhibit.others_data
    exhibit.facts = {**exhibit.facts, **known}
    exhibit.save(update_fields=["shows", "does_not_show", "others_data", "facts"])
    said = {"shows": "", "facts": sorted(known)} if exhibit.others_data else {"shows": exhibit.shows, "facts": known}
    payload = {"exhibit": item.label, **said, "withheld": exhibit.others_data}
    record("exhibit.described", subject=item.dossier.code, actor=by.code, shop_id=exhibit.shop_id, payload=payload)


def bytes_of(exhibit: Exhibit) -> bytes:
    """The exhibit's bytes as they came; see :func:`wederhoor.evidence.vault.stream` for what it raises."""
    return vault.kept(exhibit.sha256, exhibit.key)


def stream(exhibit: Exhibit) -> Iterator[bytes]:
    """The same in pieces, for what may be large."""
    return vault.stream(exhibit.sha256, exhibit.key)


def make_link(dossier: Dossier, *, by: Actor) -> str:
    """A fresh 128-bit token for the customer's page; only its hash is kept."""
    require(policy.may_add(by))
    token = secrets.token_urlsafe(16)
    ConsumerLink.objects.create(shop_id=dossier.shop_id, dossier=dossier, token_hash=token_hash(token))
    record("link.made", subject=dossier.code, actor=by.code, shop_id=dossier.shop_id, payload={})
    return token


def make_code(link: ConsumerLink, *, by: Actor) -> str:
    """A six-digit code for the customer's own mailbox, valid for half an hour and five tries."""
    code = f"{secrets.randbelow(10**6):06d}"
    link.code_hash = _code_hash(link, code)
    link.code_until = timezone.now() + CODE_LIFE
    link.code_tries = 0
    link.save(update_fields=["code_hash", "code_until", "code_tries"])
    record("link.code_made", subject=link.dossier.code, actor=by.code, shop_id=link.shop_id, payload={})
    return code


def confirm_code(link: ConsumerLink, code: str, *, by: Actor) -> bool:
    """Is this the code that was sent? Every try counts, also of those that come at once; after five a new is needed."""
    Dossier.objects.select_for_update().only("pk").get(pk=link.dossier_id)
    link.refresh_from_db(fields=["code_hash", "code_until", "code_tries"])
    if link.code_hash is None or link.code_until is None or timezone.now() > link.code_until:
        raise Refused("evidence.code.expired")
    if link.code_tries >= CODE_TRIES:
        raise Refused("evidence.code.tries")
    right = secrets.compare_digest(bytes(link.code_hash), _code_hash(link, code.strip()))
    link.code_tries += 1
    if right:
        link.code_hash = None
    link.save(update_fields=["code_hash", "code_tries"])
    act = "link.confirmed" if right else "link.code_refused"
    record(act, subject=link.dossier.code, actor=by.code, shop_id=link.shop_id, payload={})
    return right


def _code_hash(link: ConsumerLink, code: str) -> bytes:
    # A six-digit code is guessable offline, so it is bound to the installation's secret, not merely hashed.
    return hashlib.blake2b(code.encode() + bytes(link.token_hash), key=settings.SECRET_KEY.encode()[:64]).digest()[:32]
