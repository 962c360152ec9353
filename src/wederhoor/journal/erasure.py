"""Forgetting: takes the text of lines away and leaves every proof standing.

What goes is payload and salt. What stays is act, moment, codes and the commitment, which without its salt tells
nothing, so that the place of the line in the tree can still be shown.
"""

from __future__ import annotations

from django.db import transaction

from wederhoor.journal.across import across_shops
from wederhoor.journal.kinds import ERASED, forgettable
from wederhoor.journal.models import Line
from wederhoor.journal.record import record


def erase(*, subject: str, by: str, reason: str, shop_id: int | None = None) -> int:
    """Erase the text of every line about ``subject`` whose kind allows it; how many lines lost theirs.

    The erasure is itself journalled under the same subject: who, how many, and why (a code or a short
    word, never a person's data).
    """
    with transaction.atomic():
        with across_shops("erasure: takes text out of lines"):
            about = Line.objects.filter(subject=subject, shop_id=shop_id, act__in=forgettable())
            lines = about.filter(payload_bytes__isnull=False)
            erased = lines.update(payload_bytes=None, salt=None)
        record(ERASED, subject=subject, actor=by, shop_id=shop_id, payload={"lines": erased, "reason": reason})
    return erased
