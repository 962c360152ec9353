"""Forgetting: takes the text of lines away and leaves every proof standing.

What goes is payload and salt. What stays is act, moment, codes and the commitment, which without its salt tells
nothing, so that the place of the line in the tree can still be shown.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from wederhoor.journal.across import across_shops
from wederhoor.journal.kinds import ERASED, forgettable
from wederhoor.journal.models import Line, ParkedLine
from wederhoor.journal.record import record


def erase(*, subject: str, by: str, reason: str, shop_id: int | None = None, beside: Collection[int] = ()) -> int:
    """Erase the text of every line about ``subject`` whose kind allows it; how many lines lost theirs.

    ``beside`` are ids of lines of the same shop that are about it under another subject. The erasure is itself
    journalled under the subject: who, how many, and why (a code or a short word, never a person's data).
    """
    with transaction.atomic():
        with across_shops("erasure: takes text out of lines"):
            about = Line.objects.filter(Q(subject=subject) | Q(pk__in=list(beside)), shop_id=shop_id)
            lines = about.filter(act__in=forgettable(), payload_bytes__isnull=False)
            # What a follower stumbled over may quote the line, or the rows it was about.
            numbers = [number for number in lines.values_list("number", flat=True) if number is not None]
            ParkedLine.objects.filter(number__in=numbers).update(traceback="")
            erased = lines.update(payload_bytes=None, salt=None)
        record(ERASED, subject=subject, actor=by, shop_id=shop_id, payload={"lines": erased, "reason": reason})
    return erased
