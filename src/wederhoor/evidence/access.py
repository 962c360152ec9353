"""A copy of everything one shop keeps about somebody (AVG 15 and 20): found, confirmed by a person, and given as a zip.

Within one shop only. What shows other people is named and left out; notes of the shop are left out only with a reason,
which then stands in the copy.
"""

from __future__ import annotations

import json
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from importlib.resources import files
from typing import IO, Any

from wederhoor.door.keyring import NoKey
from wederhoor.door.store import Missing
from wederhoor.evidence import policy, vault
from wederhoor.evidence.examining import examined_in
from wederhoor.evidence.forgetters import Sought, forgetters
from wederhoor.evidence.kinds import Layer
from wederhoor.evidence.models import Dossier, DossierItem
from wederhoor.evidence.plain import storable
from wederhoor.flow import Refused, require
from wederhoor.journal.proofs import lines_of
from wederhoor.journal.record import Entry, record_all
from wederhoor.law.periods import plus_months
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

MOST = 100
SHORTEST_NAME = 3
NOTES = "notes"


@dataclass(frozen=True)
class Copy:
    """What goes into a copy. ``left_out`` is the reason notes of the shop are left out (UAVG 41), or empty."""

    shop: Shop
    dossiers: Sequence[Dossier]
    language: str
    on: date
    left_out: str = ""


def due_on(received: date) -> date:
    """The last day to answer a request (AVG 12 lid 3): a month after it came in."""
    return plus_months(received, 1)


def find(shop: Shop, sought: Sought) -> list[Dossier]:
    """Dossiers of this shop in which somebody occurs, newest first; nobody's when too little is known of the person."""
    name = sought.name if len(sought.name.strip()) >= SHORTEST_NAME else ""
    known = Sought(sought.email.strip(), name.strip(), sought.order.strip())
    pks = {pk for forgetter in forgetters() for pk in forgetter.found(known)}
    return list(Dossier.objects.filter(shop=shop, pk__in=pks).order_by("-opened_at")[:MOST])


def export(copy: Copy, into: IO[bytes], *, by: Actor) -> None:
    """Write the copy as a zip: an overview to read, the same as JSON, and the documents; every dossier says so.

    Raises :class:`~wederhoor.flow.Refused` for another role than the owner's, and when there is nothing to copy.
    """
    require(policy.may_give_access(by))
    if not copy.dossiers:
        raise Refused("evidence.access.nothing")
    told = [_told(dossier, copy) for dossier in copy.dossiers]
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("data.json", json.dumps(_whole(copy, told), ensure_ascii=False, indent=1))
        box.writestr(_words(copy.language)["page"], _overview(copy, told))
        for dossier in copy.dossiers:
            for item in _items(dossier):
                if not _withheld(item):
                    _pack(box, item, dossier)
    said = {"dossiers": len(told), "notes": not copy.left_out, "reason": storable(copy.left_out)[:400]}
    record_all(Entry("access.exported", d.code, by.code, said, copy.shop.pk) for d in copy.dossiers)


def _items(dossier: Dossier) -> list[DossierItem]:
    return list(dossier.items.select_related("exhibit").order_by("number"))


def _withheld(item: DossierItem) -> str:
    """Why a document is not in the copy; empty when it is."""
    row = item.exhibit
    if row.others_data:
        return "others"
    if row.quarantine:
        return "quarantine"
    return "neutral" if row.layer == Layer.NEUTRAL else ""


def _pack(box: zipfile.ZipFile, item: DossierItem, dossier: Dossier) -> None:
    with box.open(name_of(item, dossier), "w", force_zip64=True) as file:
        try:
            for piece in vault.stream(item.exhibit.sha256, item.exhibit.key):
                file.write(piece)
        except (Missing, NoKey) as gone:
            raise Refused("evidence.access.missing") from gone


def name_of(item: DossierItem, dossier: Dossier) -> str:
    """Where a document lies in the copy: a name that is safe on any disk, by dossier and number."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in item.exhibit.name)
    return f"{dossier.code}/{item.label}-{plain[-80:].replace('..', '_') or 'stuk'}"


def _told(dossier: Dossier, copy: Copy) -> dict[str, Any]:
    """What every department holds, and the documents with what was derived from them."""
    found: dict[str, Any] = {"dossier": dossier.code}
    for forgetter in reversed(forgetters()):
        found |= forgetter.told(dossier)
    if copy.left_out and found.pop(NOTES, None):
        found["left_out"] = {"what": NOTES, "why": copy.left_out, "article": "UAVG 41"}
    examined = examined_in(lines_of(dossier.code))
    documents = [_document(item, dossier, examined.get(item.label)) for item in _items(dossier)]
    return {**found, "documents": documents}


def _document(item: DossierItem, dossier: Dossier, examined: Mapping[str, Any] | None) -> dict[str, Any]:
    row, withheld = item.exhibit, _withheld(item)
    said = {"number": item.label, "sort": row.sort, "added_at": row.added_at.isoformat(), "added_by": row.added_side}
    if withheld:
        return {**said, "withheld": withheld}
    derived = {"facts": row.facts, "text": row.text, "shows": row.shows, "does_not_show": row.does_not_show}
    if examined is not None:
        derived["mail_signatures"] = examined
    file = {"file": name_of(item, dossier), "size": row.size, "sha256": row.sha256, "media_type": row.media_type}
    return {**said, "title": row.title, "name": row.name, "source": row.source, **file, **derived}


def _whole(copy: Copy, told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    shop = {"name": copy.shop.name, "legal_name": copy.shop.legal_name, "email": copy.shop.email}
    return {"format": "wederhoor-access/1", "on": copy.on.isoformat(), "shop": shop, "dossiers": list(told)}


# ---------------------------------------------------------------------------------------------------------- overview


def _overview(copy: Copy, told: Sequence[Mapping[str, Any]]) -> str:
    """A page that opens anywhere, without anything from outside; every word of somebody's is set as text."""
    say = _words(copy.language)
    title, heads = say["title"].format(shop=copy.shop.name), say["heads"]
    body = "".join(f"<section><h2>{escape(str(one['dossier']))}</h2>{_part(one, heads)}</section>" for one in told)
    about = "".join(f"<p>{escape(line)}</p>" for line in _about(copy))
    return (
        f'<!doctype html><html lang="{escape(copy.language)}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{about}{body}</body></html>"
    )


_STYLE = (
    "body{font:1rem/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}"
    "dt{color:#5e564a;margin-top:.5rem}dd{margin:0;white-space:pre-wrap}section{border-top:1px solid #ccc}"
)


def _about(copy: Copy) -> Iterator[str]:
    say = _words(copy.language)
    yield from (line.format(day=copy.on.isoformat()) for line in say["about"])
    if copy.left_out:
        yield say["left_out"].format(why=copy.left_out)


def _part(value: Any, heads: Mapping[str, str]) -> str:
    """Mappings as pairs, lists as lists; a name without a heading of its own is shown as it is."""
    if isinstance(value, Mapping):
        rows = ((heads.get(str(key), str(key).replace("_", " ")), one) for key, one in value.items())
        return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{_part(one, heads)}</dd>" for name, one in rows) + "</dl>"
    if isinstance(value, list | tuple):
        return "<ol>" + "".join(f"<li>{_part(one, heads)}</li>" for one in value) + "</ol>" if value else "–"
    return escape("–" if value in (None, "") else str(value))


@cache
def _words(language: str) -> Mapping[str, Any]:
    texts = tomllib.loads(files(__package__).joinpath("access.toml").read_text(encoding="utf-8"))
    found: Mapping[str, Any] = texts.get(language, texts["nl"])
    return found
