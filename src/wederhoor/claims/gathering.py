"""What is on file for an order comes into the dossier of a claim about it: when it is filed, and later when asked.

Everything that is there comes in, what speaks against the shop as well as for it: no source looks at what it gives.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import DataError, transaction
from django.db.models import Max, QuerySet, Value

from wederhoor.casework.shapes import Exhibit
from wederhoor.claims import happened
from wederhoor.claims.assessing import exhibit_of as exhibit_of_row
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Layer, Sort
from wederhoor.evidence.models import DossierItem, OrderEvent
from wederhoor.evidence.models import Exhibit as Row
from wederhoor.evidence.others import held_back, masked
from wederhoor.flow import Refused
from wederhoor.logs import gathering as logs
from wederhoor.logs.engine import TooLong
from wederhoor.logs.kinds import Kind
from wederhoor.logs.models import Part, PaymentMoment
from wederhoor.pages import gathering as pages
from wederhoor.pages.models import Acceptance
from wederhoor.pages.standing import accepted_with
from wederhoor.parcels import gathering as parcels
from wederhoor.parcels.queries import rows_of as parcels_of_order
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

MOST_PAPERS = 24
MOST_BYTES = 24 << 20
PROGRAM = "key"  # who acts when a program of the shop does, through the API
UNSURE = "whose"  # on file, but nobody has said that this customer belongs to that order
# What a source raises when its data are not as it wrote them, or their key is gone; anything else is our own fault.
DAMAGED = (
    *(ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError),
    *(DataError, TooLong, Refused),
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """What one department has on file for orders.

    ``rows`` gives its rows of an order, by the shop's id and the order number; ``kept`` names their column of when
    they were written down. ``papers`` makes exhibits of them: the same rows give the same bytes. Where ``looks_up`` the
    rows only say that there is something to look in, and not that it is about this order.
    """

    name: str
    rows: Callable[[int, str], QuerySet[Any, Any]]
    kept: str
    papers: Callable[[Shop, str], Sequence[NewExhibit]]
    looks_up: bool = False


def _events(shop_id: int, order_number: str) -> QuerySet[Any, Any]:
    return OrderEvent.objects.filter(shop_id=shop_id, order_number=order_number)


def _acceptances(shop_id: int, order_number: str) -> QuerySet[Any, Any]:
    return Acceptance.objects.filter(shop_id=shop_id, order_number=order_number)


def _payments(shop_id: int, order_number: str) -> QuerySet[Any, Any]:
    number = order_number.strip().lstrip("#").upper()  # as that department writes it
    return PaymentMoment.objects.filter(shop_id=shop_id, order_number=number)


def _payment_exports(shop_id: int, _order_number: str) -> QuerySet[Any, Any]:
    return Part.objects.filter(shop_id=shop_id, kind=Kind.PAYMENTS)


SOURCES: tuple[Source, ...] = (
    Source("events", _events, "reported_at", happened.papers_of),
    Source("acceptances", _acceptances, "kept_at", pages.papers_of),
    Source("parcels", parcels_of_order, "kept_at", parcels.papers_of),
    Source("payments", _payments, "notice__reported_at", logs.papers_of),
    Source("payment exports", _payment_exports, "intake__taken_at", logs.papers_of, looks_up=True),
)


@dataclass
class _Beside:
    """Sources of departments that stand above this one, which make themselves known when the program starts."""

    known: dict[str, Source] = field(default_factory=dict)


_BESIDE = _Beside()


def register(source: Source) -> Source:
    """Make a source of a higher department known; the same name again replaces its own."""
    _BESIDE.known[source.name] = source
    return source


def sources() -> tuple[Source, ...]:
    """All of them, in the order in which their papers are numbered."""
    return (*SOURCES, *_BESIDE.known.values())


class Gathered(NamedTuple):
    """What came of it: papers to lay in, the sources they are of, and those that could not give theirs.

    ``shown`` are exhibits the shop has already: the versions that were accepted by name.
    """

    papers: list[NewExhibit]
    sources: list[str]
    failed: list[str]
    shown: list[Row]

    @property
    def is_any(self) -> bool:
        """Whether there is anything to lay in."""
        return bool(self.papers or self.shown)


NOTHING = Gathered([], [], [], [])


def on_file(shop_id: int, order_number: str) -> dict[str, datetime]:
    """Which sources have something for this order, and when the last of it was written down. One statement."""
    if not order_number:
        return {}
    first, *more = (_newest(source, shop_id, order_number) for source in sources())
    return {name: newest for name, newest in first.union(*more, all=True) if newest is not None}


def _newest(source: Source, shop_id: int, order_number: str) -> QuerySet[Any, Any]:
    rows = source.rows(shop_id, order_number).order_by().annotate(of=Value(source.name)).values("of")
    newest: QuerySet[Any, Any] = rows.annotate(newest=Max(source.kept)).values_list("of", "newest")
    return newest


def gather(
    shop: Shop, order_number: str, customer: str = "", *, has: Iterable[str] = (), only: Iterable[str] | None = None
) -> Gathered:
    """What is on file for an order and not in the dossier yet; ``has`` are hashes of what is, ``only`` some sources.

    What shows somebody else than the ``customer`` is withheld by itself.
    A source whose data are damaged keeps no other from giving its own: it is named among the failed.
    """
    known, found = set(has), Gathered([], [], [], [])
    wanted = set(on_file(shop.pk, order_number)) if only is None else set(only)
    for source in (s for s in sources() if s.name in wanted):
        try:
            with transaction.atomic():
                fresh = list(_fresh(source.papers(shop, order_number), known))
            _refuse_too_much([*found.papers, *fresh])
        except DAMAGED:
            log.exception("what “%s” has on file for an order of shop %s could not be gathered", source.name, shop.code)
            found.failed.append(source.name)
            continue
        found.papers.extend(held_back(paper, customer, shop.language) for paper in fresh)
        found.sources.append(source.name)
    if "acceptances" in found.sources:
        # Who reads that a version was accepted reads that version beside it, also when it was told after the claim.
        found.shown.extend(row for row in accepted_with(shop, order_number) if row.sha256 not in known)
    return found


def _fresh(papers: Sequence[NewExhibit], known: set[str]) -> Iterator[NewExhibit]:
    for paper in papers:
        sha256 = hashlib.sha256(paper.data).hexdigest()
        if sha256 not in known:
            known.add(sha256)
            yield paper


def _refuse_too_much(papers: Sequence[NewExhibit]) -> None:
    if len(papers) > MOST_PAPERS or sum(len(paper.data) for paper in papers) > MOST_BYTES:
        raise ValueError("more is on file than goes into one dossier at once")


def is_sure(papers: Iterable[NewExhibit], order_number: str, by: Actor) -> bool:
    """Whether it is known that this customer belongs to this order: the shop files it, or its own system says so.

    Anybody can write somebody else's order number in a message. What is on file for it is not theirs to see. A program
    of the shop passes on what a stranger typed into its form, so it has to bring the order as well.
    """
    if by.side == "consumer":
        return False
    if by.side == "shop" and by.code != PROGRAM:
        return True
    own = (p for p in papers if p.sort == Sort.ORDER and p.source != "consumer")
    return any(p.facts.get("order_number") == order_number for p in own)


def is_settled(claim: Claim) -> bool:
    """The same of a claim that lies here: something of the order came in, a person of the shop filed it, or a paper.

    Where it is not, what is on file under the order's number is neither laid in, nor told, nor forgotten with it.
    """
    if claim.gathered_at is not None:
        return True
    if claim.message.exhibit.added_side == "shop" and claim.channel != Channel.API:
        return True
    own = claim.dossier.items.filter(exhibit__sort=Sort.ORDER).exclude(exhibit__source="consumer")
    papers = (item.exhibit for item in own.select_related("exhibit"))
    return any(paper.facts.get("order_number") == claim.order_number for paper in papers)


def as_read(found: Gathered, first: int) -> list[Exhibit]:
    """What was gathered as the chain takes it, numbered from ``first``."""
    rows = enumerate(found.shown, first + len(found.papers))
    shown = [exhibit_of_row(DossierItem(exhibit=row, number=number)) for number, row in rows]
    return [*_papers_read(found.papers, first), *shown]


def _papers_read(papers: Sequence[NewExhibit], first: int) -> list[Exhibit]:
    return [
        Exhibit(
            number=f"B{number}",
            sort=paper.sort.value,
            title=paper.title,
            source=paper.source,
            on=paper.dated,
            facts=(masked(paper.facts) if paper.others_data else paper.facts) if paper.layer is Layer.SHARED else {},
            text=paper.text if paper.layer is Layer.SHARED and not paper.others_data else "",
            problem=paper.problem,
        )
        for number, paper in enumerate(papers, first)
    ]


def system_of(shop: Shop) -> Actor:
    """The program itself: what it lays in by itself stands on nobody's side."""
    return Actor("system", "system", shop.pk)


def about_it(names: Iterable[str]) -> list[str]:
    """Of these sources those whose rows are about the order itself."""
    sure = {source.name for source in sources() if not source.looks_up}
    return [name for name in names if name in sure]


def news_of(claim: Claim) -> list[str]:
    """Sources that have something for the order that was written down since it was last gathered. One statement."""
    found = on_file(claim.shop_id, claim.order_number)
    return about_it(name for name, at in found.items() if claim.gathered_at is None or at > claim.gathered_at)
