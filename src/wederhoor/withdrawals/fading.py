"""What never became a case and was kept long enough goes, with its key: trials, and what was set aside."""

from __future__ import annotations

from datetime import datetime, timedelta

from wederhoor.journal.ring import ring
from wederhoor.withdrawals.kinds import State
from wederhoor.withdrawals.models import Withdrawal

# A trial says nothing of a customer. What was set aside may be a statement after all: as long as the longest period.
KEPT = {State.TRIAL: timedelta(days=30), State.DROPPED: timedelta(days=30), State.REVIEW: timedelta(days=379)}


def fade(shop_id: int, now: datetime) -> int:
    """Statements that never became a case and were kept long enough go, with their key; how many. Inside the shop."""
    gone = 0
    for state, kept in KEPT.items():
        for row in Withdrawal.objects.filter(shop_id=shop_id, claim=None, state=state, received_at__lt=now - kept):
            ring().destroy(row.code, now)
            row.delete()
            gone += 1
    return gone
