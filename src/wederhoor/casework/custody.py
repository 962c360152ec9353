"""Who did what with each exhibit, when and why, read from the lines of the case; merely looking stands nowhere here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wederhoor.dossier import model
from wederhoor.ledger.entry import canonical, moment

FORMAT = "wederhoor custody v1"
SEALED = "casefile.sealed"
FORGOTTEN = "exhibit.forgotten"
ACTS = frozenset(
    {
        "exhibit.added",
        "exhibit.described",
        "exhibit.transformed",
        "exhibit.lifted",
        "exhibit.examined",
        FORGOTTEN,
        SEALED,
    }
)
# What is done with an exhibit or its file and yet stands in no custody, and why.
NOT_SHOWN: Mapping[str, str] = {
    "exhibit.read": "who looked when is for the auditor alone",
    "dossier.held": "why a file is held is one side's own thinking, and a hold changes no exhibit",
    "dossier.hold_ended": "as dossier.held",
    "dossier.forgetting_announced": "is said to the shop, and changes no exhibit",
    "dossier.erasure_refused": "stands between the shop and the person who asked, and changes no exhibit",
    "dossier.erased": "nothing of the file is left to make a case file of",
    "dossier.opened": "is about the file before any exhibit; its line goes along as it is",
}
_SIDES = frozenset({"consumer", "neutral", "system"})


@dataclass(frozen=True)
class Act:
    """A line of the journal as custody reads it; ``payload`` is ``None`` once its text was forgotten."""

    number: int | None
    act: str
    at: datetime
    actor: str
    payload: Mapping[str, Any] | None


@dataclass(frozen=True)
class Held:
    """One act on one exhibit (``B1``; ``None``: on the whole file), by whom, on whose side, why, and in which line."""

    exhibit: str | None
    act: str
    at: datetime
    by: str
    side: str
    why: str
    sha256: str | None
    number: int | None

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "at": moment(self.at)}


def custody_of(acts: Iterable[Act], exhibits: Collection[str]) -> list[Held]:
    """The custody of these exhibits (``B1`` …) in the order of the lines; acts on any other are left out."""
    held = [_held(act) for act in acts if act.act in ACTS]
    return [row for row in held if row.exhibit in exhibits or row.act == SEALED]


def forgotten_of(acts: Iterable[Act]) -> set[str]:
    """The numbers that both sides had and whose exhibits were forgotten since, each when its own period was over."""
    said = [act.payload for act in acts if act.act == FORGOTTEN and act.payload]
    return {str(payload["exhibit"]) for payload in said if payload.get("layer") == "shared"}


def shown(rows: Iterable[Held], zone: ZoneInfo) -> tuple[model.Custody, ...]:
    """The same for the page in the print, with times as the reader's clock had them; who acted stands in no print."""
    return tuple(
        model.Custody(
            exhibit=row.exhibit or "",
            what=row.act.partition(".")[2],
            at=row.at.astimezone(zone),
            by=model.Side.of(row.side),
            role="" if row.side == "consumer" else "automatic" if row.side == "system" else "employee",
            why=row.why,
            sha256=row.sha256 or "",
        )
        for row in rows
    )


def custody_json(rows: Iterable[Held]) -> bytes:
    """``custody.json`` as the bundle carries it: canonical JSON."""
    return canonical({"acts": [row.as_json() for row in rows], "format": FORMAT})


def _held(act: Act) -> Held:
    said = act.payload or {}
    side = said.get("side") or (act.actor if act.actor in _SIDES else "shop")
    exhibit, sha256 = said.get("exhibit"), said.get("sha256")
    return Held(exhibit, act.act, act.at, act.actor, str(side), str(said.get("why") or ""), sha256, act.number)
