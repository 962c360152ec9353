"""What the function has on file for an order, as papers of a case about it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from wederhoor.claims.gathering import Source, register
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Sort
from wederhoor.shops.models import Shop
from wederhoor.withdrawals import words
from wederhoor.withdrawals.actions import kept_of
from wederhoor.withdrawals.cards import card_of
from wederhoor.withdrawals.models import Withdrawal
from wederhoor.withdrawals.queries import MOST, of_order


def rows_of(shop_id: int, order_number: str) -> QuerySet[Any, Any]:
    """Statements about an order, once they made a claim: what is being filed brings its own log."""
    return Withdrawal.objects.filter(shop_id=shop_id, order_number=order_number, state="taken", claim__isnull=False)


def papers_of(shop: Shop, order_number: str) -> list[NewExhibit]:
    """The log of every statement about the order: the same statements give the same bytes."""
    return [_log(shop, row) for row in of_order(shop, order_number).filter(claim__isnull=False)[:MOST]]


SOURCE = register(Source("withdrawals", rows_of, "taken_at", papers_of))


def _log(shop: Shop, row: Withdrawal) -> NewExhibit:
    card, kept = card_of(shop), kept_of(row, shop)
    body = words.record(card, kept, row.taken_at)
    local = card.local(row.received_at)
    return NewExhibit(
        data=body.encode(),
        name=f"herroeping-{row.code}.txt",
        sort=Sort.LOG,
        source="shop",
        title=words.text("record_title", row.language),
        media_type="text/plain; charset=utf-8",
        dated=local.date(),
        text=body,
        facts={
            "withdrawal_statement_date": local.date().isoformat(),
            "withdrawal_statement_channel": "function",
            "withdrawal_statement_proven": True,
        },
        shows=words.text("record_shows", row.language),
        does_not_show=words.text("record_not", row.language),
    )
