"""Orders as the shop knows them: what was reported, which claims are about them, and what lies in their dossiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wederhoor.claims.models import Claim
from wederhoor.evidence.models import DossierItem, OrderEvent

RECENT = 25
LOOKED_AT = 400  # the latest reports, among which the latest orders are sought
MOST_PAPERS = 500


@dataclass(frozen=True)
class SeenOrder:
    """An order that something was heard of, and when last."""

    number: str
    last: datetime
    claims: int = 0


def recent_orders() -> list[SeenOrder]:
    """The orders of the shop one is in of which something was heard last, newest first. Two statements."""
    heard = list(OrderEvent.objects.order_by("-id").values_list("order_number", "reported_at")[:LOOKED_AT])
    filed = Claim.objects.exclude(order_number="").order_by("-id").values_list("order_number", "filed_at")[:LOOKED_AT]
    last: dict[str, datetime] = {}
    claims: dict[str, int] = {}
    for number, at in heard:
        last[number] = max(at, last.get(number, at))
    for number, at in filed:
        last[number] = max(at, last.get(number, at))
        claims[number] = claims.get(number, 0) + 1
    newest = sorted(last, key=lambda number: last[number], reverse=True)[:RECENT]
    return [SeenOrder(number, last[number], claims.get(number, 0)) for number in newest]


def claims_about(order_number: str) -> list[Claim]:
    """The claims about an order of the shop one is in, oldest first. One statement."""
    rows = Claim.objects.filter(order_number=order_number).select_related("dossier").order_by("id")
    return list(rows.defer("message_text", "attachments"))


def papers_about(order_number: str) -> list[tuple[str, DossierItem]]:
    """What lies in the dossiers of those claims, each with the code of its claim. One statement."""
    rows = DossierItem.objects.filter(dossier__in=Claim.objects.filter(order_number=order_number).values("dossier"))
    rows = rows.select_related("exhibit", "dossier").defer("exhibit__text", "exhibit__facts", "exhibit__reason")
    return [(item.dossier.code, item) for item in rows.order_by("added_at", "id")[:MOST_PAPERS]]
