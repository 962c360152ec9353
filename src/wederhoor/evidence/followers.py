"""What this department does when a line was written: a mail that was laid somewhere is examined."""

from __future__ import annotations

from procrastinate.contrib.django import app as queue

from wederhoor.evidence.examining import is_mail
from wederhoor.evidence.models import DossierItem
from wederhoor.journal.follow import follows
from wederhoor.journal.models import Line
from wederhoor.shops.context import inside

LAST = -10  # behind letters and answers: a stranger's name servers may be slow, and a stranger may send many mails


@follows("exhibit.added")
def examine_mail(line: Line) -> None:
    """A mail's signatures are looked at by the queue: the keys are elsewhere."""
    label = str((line.payload or {}).get("exhibit", ""))
    if line.shop_id is None or not label[1:].isdecimal():
        return
    with inside(line.shop_id):
        items = DossierItem.objects.filter(dossier__code=line.subject, number=int(label[1:]))
        item = items.select_related("exhibit").first()
        if item is not None and is_mail(item.exhibit):
            job = queue.configure_task("evidence.examine_mail", queue="house", priority=LAST)
            job.defer(shop_id=line.shop_id, item_id=item.pk)
