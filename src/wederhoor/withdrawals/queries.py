"""Reads: what the function did for an order, and how it is doing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from wederhoor.claims.kinds import Channel
from wederhoor.evidence.access import SHORTEST_NAME
from wederhoor.evidence.forgetters import Sought
from wederhoor.evidence.moments import Moment
from wederhoor.letters.models import Letter
from wederhoor.shops.models import Shop
from wederhoor.withdrawals import spool, words
from wederhoor.withdrawals.kinds import State
from wederhoor.withdrawals.models import Offer, Withdrawal

MOST = 50
MOST_SEARCHED = 2_000  # a flood of them is a machine's
# One that was offered in vain and waits for the next time is not on its way either.
_UNSENT = Q(state__in=("failed", "uncertain", "draft")) | Q(state="sending", send_at__isnull=False)


@dataclass(frozen=True)
class Health:
    """How the function is doing. ``waiting`` lies on disk and not yet in the list; ``unsent`` receipts did not go."""

    is_on: bool
    latest: Withdrawal | None
    trial: Withdrawal | None
    waiting: int
    aside: int
    to_review: list[Withdrawal]
    unsent: list[Letter]


def health_of(shop: Shop) -> Health:
    """Inside the shop; five statements."""
    rows = Withdrawal.objects.filter(shop=shop).order_by("-received_at")
    receipts = Letter.objects.filter(shop=shop, letter="withdrawal_receipt", claim__channel=Channel.FUNCTION)
    receipts = receipts.select_related("claim").order_by("-pk")
    return Health(
        is_on=Offer.objects.filter(shop=shop, is_on=True).exists(),
        latest=rows.filter(state=State.TAKEN).first(),
        trial=rows.filter(state=State.TRIAL).first(),
        waiting=spool.count(shop.code),
        aside=spool.count(shop.code, spool.ASIDE),
        to_review=list(rows.filter(state=State.REVIEW)[:MOST]),
        unsent=list(receipts.filter(_UNSENT)[:MOST]),
    )


def of_order(shop: Shop, order_number: str) -> QuerySet[Withdrawal, Withdrawal]:
    """Statements about an order that count as such."""
    named = Q(order_number=order_number) | Q(claim__order_number=order_number)
    return Withdrawal.objects.filter(named, shop=shop, state=State.TAKEN).order_by("received_at", "pk")


def moments_of(shop: Shop, order_number: str) -> list[Moment]:
    """What the function did for an order, step by step: shown, filled in, received, put in the list, receipt mailed."""
    rows = list(of_order(shop, order_number)[:MOST])
    letters = Letter.objects.filter(claim__in=[row.claim_id for row in rows], letter="withdrawal_receipt")
    mailed = list(letters.exclude(sent_at=None))
    return sorted((m for row in rows for m in _moments(row, mailed)), key=lambda m: m.at)


def _moments(row: Withdrawal, mailed: list[Letter]) -> Iterator[Moment]:
    def said(at: datetime, name: str, *detail: tuple[str, str]) -> Moment:
        title = words.text(name, row.language)
        return Moment(at, f"withdrawal_{name}", title, "withdrawals", row.taken_at, detail)

    if row.shown_at:
        yield said(row.shown_at, "step_shown")
    if row.filled_at:
        yield said(row.filled_at, "step_filled")
    yield said(row.received_at, "step_confirmed", (words.text("door_" + row.channel, row.language), row.code))
    yield said(row.taken_at, "step_taken")
    for letter in mailed:
        if letter.claim_id == row.claim_id and letter.sent_at:
            yield said(letter.sent_at, "step_mailed", ("SMTP", letter.response))


def set_aside_of(shop: Shop, sought: Sought) -> list[Withdrawal]:
    """What was set aside and is in no case yet, in which somebody occurs: who asks what is kept must hear of it too."""
    rows = Withdrawal.objects.filter(shop=shop, state=State.REVIEW).order_by("-received_at")
    return [row for row in rows[:MOST_SEARCHED] if _is_about(row, sought)]


def _is_about(row: Withdrawal, sought: Sought) -> bool:
    said = {name: str(row.said.get(name, "")).strip().lower() for name in ("name", "contract", "email")}
    email, name, order = (one.strip().lower() for one in (sought.email, sought.name, sought.order))
    is_named = len(name) >= SHORTEST_NAME and name in said["name"]
    return is_named or bool(email and email == said["email"]) or bool(order and order == said["contract"])
