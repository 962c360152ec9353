"""What was found becomes one exhibit: readable for people, the same lines for machines, and where they come from.

With the hashes of the manifest and the number of its line in the ledger a stranger can follow each line back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Sort
from wederhoor.evidence.models import Dossier, DossierItem
from wederhoor.flow import Refused, require
from wederhoor.journal.models import Line
from wederhoor.journal.record import record
from wederhoor.logs import policy
from wederhoor.logs.kinds import Kind
from wederhoor.logs.models import Intake, Part
from wederhoor.logs.search import Found, Hit
from wederhoor.logs.words import says
from wederhoor.shops.kinds import Actor

STRENGTH = 2
SOURCE = "logs"


def lay(dossier: Dossier, found: Found, *, by: Actor) -> DossierItem:
    """Lay what was found in a dossier as one exhibit. Raises :class:`~wederhoor.flow.Refused` for nothing found."""
    require(policy.may_search(by))
    if not found.sought:
        raise Refused("logs.nothing_found")
    [item] = evidence.add(dossier, exhibit_of(found, dossier.shop.language), by=by)
    said = {
        "exhibit": item.label,
        "lines": len(found.hits),
        "intakes": sorted({h.part.intake.code for h in found.hits}),
    }
    record("log.laid", subject=dossier.code, actor=by.code, shop_id=dossier.shop_id, payload=said)
    return item


def exhibit_of(found: Found, language: str) -> NewExhibit:
    """The exhibit, not laid anywhere yet."""
    text = "\n".join(written(found, language)) + "\n"
    kind = found.kind
    return NewExhibit(
        data=text.encode(),
        name=f"{SOURCE}-{kind}.txt",
        sort=Sort.LOG if kind is Kind.WEB else Sort.PAYMENT,
        source=SOURCE,
        title=says(f"title_{kind}", language),
        media_type="text/plain",
        dated=min(hit.at for hit in found.sought).date(),
        text=text,
        shows=says("shows" if kind is Kind.WEB else "shows_payments", language),
        does_not_show=says(f"not_{kind}", language),
        others_data=says("others", language) if kind is Kind.WEB and found.by_address else "",
        strength=STRENGTH,
    )


def written(found: Found, language: str) -> Iterator[str]:
    """The exhibit line by line."""
    yield says(f"title_{found.kind}", language)
    yield ""
    yield f"{says('sought', language)}: {sought(found, language)}"
    yield says(f"not_{found.kind}", language)
    yield ""
    yield says("lines", language)
    yield from (_safely(_readable(hit)) for hit in found.hits)
    if found.is_cut:
        yield says("cut", language)
    yield ""
    yield says("came_from", language)
    yield from _origin(found, language)
    yield ""
    yield says("machine", language)
    yield from (
        _safely(json.dumps(as_json(hit), ensure_ascii=False, sort_keys=True), r"\u{:04x}") for hit in found.hits
    )


def _safely(text: str, otherwise: str = "?") -> str:
    """Without signs that end a line or turn its order about, by which a visitor could make a line look like another."""
    return "".join(sign if sign.isprintable() else otherwise.format(ord(sign)) for sign in text)


def sought(found: Found, language: str) -> str:
    """What was sought, in words; an e-mail address as it was given, since it is the shop that sought by it."""
    said = {name: _safely(str(value)) for name, value in vars(found.wanted).items() if value}
    return ", ".join(f"{says(name, language)} {value}" for name, value in said.items())


def _readable(hit: Hit) -> str:
    row, mark = hit.row, " " if hit.is_context else ">"
    moment = f"{hit.at:%Y-%m-%d %H:%M:%S}"
    if hit.part.kind == Kind.PAYMENTS:
        told = (
            row["provider"],
            row["kind"],
            row["amount"],
            row["currency"],
            row["method"],
            row["reference"],
            row["status"],
        )
        return f"{mark} {moment}  " + "  ".join(str(one) for one in told if one not in (None, ""))
    referer = f"  ← {row['referer']}" if row["referer"] else ""
    return f"{mark} {moment}  {row['addr']}  {row['method']} {row['target']}  {row['status']}  {row['agent']}{referer}"


def _origin(found: Found, language: str) -> Iterator[str]:
    parts: dict[int, Part] = {hit.part.pk: hit.part for hit in found.hits}
    intakes: dict[int, Intake] = {part.intake_id: part.intake for part in parts.values()}
    numbers = dict(Line.objects.filter(pk__in=[one.line for one in intakes.values()]).values_list("pk", "number"))
    for intake in intakes.values():
        number = numbers.get(intake.line)
        yield f"{_safely(intake.name)} ({intake.code}, {intake.taken_at:%Y-%m-%d %H:%M:%S} UTC)"
        yield f"  {says('file', language)}: {intake.sha256}"
        yield f"  {says('manifest', language)}: {intake.manifest}"
        yield f"  {says('line', language)}: {number if number else '–'}"
        for part in parts.values():
            if part.intake_id == intake.pk:
                yield f"  {says('part', language)}: {part.sha256} ({part.day})"


def as_json(hit: Hit) -> dict[str, Any]:
    """One line for machines: its columns, its number in the file, the part it lies in, and whether it was sought."""
    row = {name: _plain(value) for name, value in hit.row.items() if value not in (None, "")}
    return {**row, "moment": hit.at.isoformat(), "part": hit.part.sha256, "sought": not hit.is_context}


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str) else str(value)
