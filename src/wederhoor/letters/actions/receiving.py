"""A message comes in: it becomes a claim, a draft is laid ready, and a fitting receipt goes out where allowed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from wederhoor.casework.letter import receipt_of
from wederhoor.casework.shapes import Paper, Work
from wederhoor.claims import actions as claims
from wederhoor.claims.actions.filing import Filed
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.drafting.choosing import may_go_by_itself
from wederhoor.letters.actions.drafting import draft
from wederhoor.letters.actions.sending import send
from wederhoor.letters.kinds import RECEIPTS
from wederhoor.letters.models import Letter
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop


def receive(
    shop: Shop,
    message: Paper,
    *,
    channel: Channel,
    papers: Sequence[Paper] = (),
    customer: tuple[str, str] = ("", ""),
    by: Actor,
) -> Filed:
    """File the message and lay the letters ready. Nothing goes out by itself until the shop has allowed it."""
    filed = claims.file(shop, message, channel=channel, papers=papers, customer=customer, by=by)
    if filed.is_new:
        confirm(filed.claim, filed.work, by=by)
        if filed.work.draft is not None:
            draft(filed.claim, filed.work.draft, by=by)
    return filed


def confirm(claim: Claim, work: Work, *, by: Actor) -> Letter | None:
    """The receipt that fits its kind: a withdrawal's with day and time, a complaint's with the date of the answer.

    None to praise, a supplier, phishing, a summons, a collection letter; an automatic message gets none either.
    """
    made = None if _is_automatic(work) else receipt_of(work.table, claim.shop.answer_days)
    if made is None or not claim.customer_email:
        return None
    letter = draft(claim, made, by=by)
    if claim.shop.receipts_allowed and may_go_by_itself(work.reading.kind) and not _had_one_today(letter):
        send(letter, by=Actor("system", "system", claim.shop_id))
    return letter


def _had_one_today(letter: Letter) -> bool:
    """One receipt a sender a day: whoever writes ten times, or a machine that does, gets one."""
    since = timezone.now() - timedelta(days=1)
    others = Letter.objects.filter(recipient=letter.recipient, letter__in=RECEIPTS, made_at__gte=since)
    return others.exclude(pk=letter.pk).exclude(state="draft").exists()


def _is_automatic(work: Work) -> bool:
    """An out-of-office answered by a receipt answered by an out-of-office has no end."""
    return work.mail is not None and work.mail.automatic
