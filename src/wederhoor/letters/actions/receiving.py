"""A message comes in: it becomes a claim, a draft is laid ready, and a fitting receipt goes out where allowed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from wederhoor.casework.letter import receipt_of, withdrawal_receipt_of
from wederhoor.casework.shapes import Paper, Work
from wederhoor.claims import actions as claims
from wederhoor.claims.actions.filing import Filed
from wederhoor.claims.actions.steps import locked
from wederhoor.claims.assessing import look
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim, Statement
from wederhoor.drafting.choosing import may_go_by_itself
from wederhoor.drafting.shapes import Draft
from wederhoor.facts import MessageKind
from wederhoor.letters import policy
from wederhoor.letters.actions.drafting import check_letter, draft, lay_ready
from wederhoor.letters.actions.sending import send, system
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
    """File the message and lay the letters ready. Nothing goes out here: a follower sends what the shop allowed."""
    filed = claims.file(shop, message, channel=channel, papers=papers, customer=customer, by=by)
    if filed.is_new:
        drafts = [made for made in (receipt_for(filed.work, shop), filed.work.draft) if made is not None]
        unique = {made.letter: made for made in drafts}
        lay_ready(filed.claim, list(unique.values()), by=by)
    return filed


def receipt_for(work: Work, shop: Shop) -> Draft | None:
    """The receipt that fits its kind: a withdrawal's with day and time, a complaint's with the date of the answer.

    None to praise, a supplier, phishing, a summons, a collection letter; an automatic message gets none either: an
    out-of-office answered by a receipt answered by an out-of-office has no end.
    """
    if work.mail is not None and work.mail.automatic:
        return None
    return receipt_of(work.table, shop.answer_days)


def confirm(claim: Claim) -> None:
    """Send the receipt that lies ready, where the shop has allowed that and there is somebody to send it to."""
    ready = Letter.objects.filter(claim=claim, letter__in=RECEIPTS, state="draft")
    letter = ready.select_related("shop", "claim__dossier").first()
    if letter is None or not claim.shop.receipts_allowed:
        return
    if may_go_by_itself(MessageKind(claim.kind)) and not _had_one_today(letter):
        _send_if_whole(letter)


def _send_if_whole(letter: Letter) -> Letter:
    """Send it by itself; one with a gap, a stop or nobody to send it to stays a draft for the shop to look at."""
    return send(letter, by=system(letter)) if policy.may_go(letter, check_letter(letter)) else letter


def withdraw(claim: Claim, text: str, *, by: Actor) -> Letter | None:
    """The customer withdraws on her page; the receipt goes out at once, since the law wants it without delay.

    Gives the receipt, as sent or as the draft it had to stay; ``None`` where she had withdrawn here before.
    """
    before = locked(claim).statements.filter(sort="withdrawal").exists()
    statement = claims.withdraw(claim, text, by=by)
    return None if before else _confirm_withdrawal(claim, statement)


def _confirm_withdrawal(claim: Claim, statement: Statement) -> Letter:
    at = statement.made_at.astimezone(ZoneInfo(claim.shop.zone))
    if claim.shop.is_demonstration:
        at = datetime.combine(claim.shop.today(), at.timetz())
    paper = claim.dossier.items.order_by("-number").first()
    made = withdrawal_receipt_of(look(claim).table, at, statement.text, paper.label if paper else "B1")
    return _send_if_whole(draft(claim, made, by=Actor("system", "system", claim.shop_id)))


def _had_one_today(letter: Letter) -> bool:
    """One receipt a sender a day: whoever writes ten times, or a machine that does, gets one."""
    since = timezone.now() - timedelta(days=1)
    others = Letter.objects.filter(recipient=letter.recipient, letter__in=RECEIPTS, made_at__gte=since)
    return others.exclude(pk=letter.pk).exclude(state="draft").exists()
