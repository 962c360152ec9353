"""Who forgets what of a dossier: each department says which tables are its own, and takes its rows away.

A department registers one :class:`Forgetter` when the program starts. Those that stand higher forget first, since
their rows point at the lower ones. Whatever else points at a dossier goes with it, or stops it from going: the
reference in the database decides, so a table nobody thought of is found out and not left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from wederhoor.door.keyring import Destroyed
from wederhoor.evidence import vault
from wederhoor.evidence.models import (
    ConsumerLink,
    Dossier,
    DossierItem,
    Exhibit,
    Hold,
    Party,
    Sealing,
    TermsVersion,
)
from wederhoor.evidence.queries import plain_of_others
from wederhoor.flow import Permit, Yes

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Standing:
    """How a dossier stands, as the department that leads it says: what its period of keeping hangs on."""

    closed_on: date | None
    is_complaint: bool = True
    is_disputed: bool = False
    title: str = ""


@dataclass(frozen=True)
class Sought:
    """Whom a request is about: an e-mail address, a name or an order number, as given; empty: unknown."""

    email: str = ""
    name: str = ""
    order: str = ""


def _yes(_: Dossier) -> Permit:
    return Yes()


def _no_lines(_: Dossier) -> list[int]:
    return []


def _nothing(_: Dossier) -> list[str]:
    return []


def _no_step(_: Sequence[str]) -> None:
    """Nothing of this department lies outside the database."""


def _stands_nowhere(_: int) -> dict[int, Standing]:
    return {}


def _nobody(_: Sought) -> set[int]:
    return set()


def _uncounted(_: Dossier) -> Counts:
    return {}


def _untold(_: Dossier) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Forgetter:
    """What one department does about forgetting. Everything is asked inside the shop's transaction, but ``clear``.

    ``tables``   what it removes, whole rows
    ``forget``   removes them, with the dossier's lock held; gives how many rows of each table
    ``may``      whether it can be done now
    ``lines``    ids of journal lines that are about it under another subject; asked before anything is removed
    ``remains``  names of what lies outside the database, asked before anything is removed
    ``clear``    takes those away, afterwards; may be done twice, and finds nothing the second time
    ``standing`` of the dossiers it leads in a shop, by id of the dossier; given the shop's id
    ``found``    dossiers of the shop that is set in which somebody occurs
    ``told``     what it holds of a dossier, for the person it is about: lists and mappings of JSON
    ``counted``  how many rows of the tables people know by name would go
    """

    department: str
    tables: tuple[type[models.Model], ...]
    forget: Callable[[Dossier], Counts]
    may: Callable[[Dossier], Permit] = _yes
    lines: Callable[[Dossier], Sequence[int]] = _no_lines
    remains: Callable[[Dossier], list[str]] = _nothing
    clear: Callable[[Sequence[str]], None] = _no_step
    standing: Callable[[int], Mapping[int, Standing]] = _stands_nowhere
    found: Callable[[Sought], set[int]] = _nobody
    told: Callable[[Dossier], Mapping[str, Any]] = _untold
    counted: Callable[[Dossier], Counts] = _uncounted


@dataclass
class _Registry:
    known: dict[str, Forgetter] = field(default_factory=dict)


_REGISTRY = _Registry()


def register(forgetter: Forgetter) -> Forgetter:
    """Make a department's forgetter known; the same department again replaces its own."""
    _REGISTRY.known[forgetter.department] = forgetter
    return forgetter


def forgetters() -> list[Forgetter]:
    """All of them, the highest floor first: the order in which they forget."""
    return list(reversed(_REGISTRY.known.values()))


def own_exhibits(dossier: Dossier) -> list[Exhibit]:
    """What lies in this dossier and in no other: terms and pages of the shop, which many share, are not among it."""
    # Asked of each exhibit apart, so that the work does not grow with the shop.
    terms = TermsVersion.objects.filter(exhibit=OuterRef("pk"))
    elsewhere = DossierItem.objects.filter(exhibit=OuterRef("pk")).exclude(dossier=dossier)
    mine = Exhibit.objects.filter(pk__in=list(dossier.items.values_list("exhibit", flat=True)))
    return list(mine.filter(~Exists(terms), ~Exists(elsewhere)).only("pk", "sha256", "key", "shop_id"))


def addresses(files: Iterable[tuple[str, str]]) -> list[str]:
    """Where files lie, by hash and key; asked while the keys are there, since without one a place cannot be named."""
    found = []
    for sha256, key in files:
        try:
            found.append(vault.address_of(sha256, key))
        except Destroyed:
            continue  # nobody can read it, and the sweep of what no row points at takes it away
    return sorted(set(found))


def sealed_files(dossier: Dossier) -> list[tuple[str, str]]:
    """The parts of case files that were sealed, by hash and key."""
    rows = Sealing.objects.filter(dossier=dossier).values_list("index", "head", "body", "proof")
    return [(sha256, dossier.code) for row in rows for sha256 in row if sha256]


def _remains(dossier: Dossier) -> list[str]:
    own = own_exhibits(dossier)
    kept = plain_of_others(own)
    files = [(e.sha256, e.key) for e in own if e.key or e.sha256 not in kept]
    return addresses([*files, *sealed_files(dossier)])


def _clear(remains: Sequence[str]) -> None:
    for where in remains:
        vault.store().remove(where)


def _forget(dossier: Dossier) -> Counts:
    """The dossier goes with everything that points at it; then the exhibits that lay in no other."""
    own = [exhibit.pk for exhibit in own_exhibits(dossier)]
    _, rows = dossier.delete()
    _, papers = Exhibit.objects.filter(pk__in=own).delete()
    return {**rows, **papers}


def _found(sought: Sought) -> set[int]:
    wanted = Q()
    if sought.email:
        wanted |= Q(email__iexact=sought.email)
    if sought.name:
        wanted |= Q(name__icontains=sought.name)
    if not wanted:
        return set()
    return set(Party.objects.filter(wanted, side="consumer").values_list("dossier_id", flat=True))


def _told(dossier: Dossier) -> dict[str, Any]:
    parties = dossier.parties.filter(side="consumer").values("side", "name", "email")
    return {"opened_at": dossier.opened_at.isoformat(), "you": list(parties)}


def _counted(dossier: Dossier) -> Counts:
    return {"evidence.Exhibit": len(own_exhibits(dossier)), "evidence.Sealing": dossier.sealings.count()}


register(
    Forgetter(
        "evidence",
        (Dossier, Party, Exhibit, DossierItem, ConsumerLink, Sealing, Hold),
        _forget,
        remains=_remains,
        clear=_clear,
        found=_found,
        told=_told,
        counted=_counted,
    )
)
