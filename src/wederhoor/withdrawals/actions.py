"""Offering the function, and taking in what came through it: a claim, its exhibits, and a receipt that goes at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from wederhoor import codes
from wederhoor.casework.letter import withdrawal_receipt_of
from wederhoor.casework.shapes import Paper, Work
from wederhoor.claims import actions as claims
from wederhoor.claims.assessing import assess, look
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.drafting.shapes import Draft
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Sort
from wederhoor.evidence.models import Dossier
from wederhoor.flow import Refused, require
from wederhoor.journal.record import record
from wederhoor.letters import policy as letter_policy
from wederhoor.letters.actions import draft, send
from wederhoor.letters.models import Letter
from wederhoor.shops import actions as shops
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop
from wederhoor.withdrawals import cards, policy, spool, words
from wederhoor.withdrawals.cards import Card, card_of
from wederhoor.withdrawals.kinds import State
from wederhoor.withdrawals.models import Offer, Withdrawal
from wederhoor.withdrawals.said import Said
from wederhoor.withdrawals.spool import Kept

PLAIN = "text/plain; charset=utf-8"
MOST_MAILED = 10  # receipts to one address within a day


class NoShop(LookupError):
    """A statement for a shop that the database does not know."""


class TooEarly(LookupError):
    """What adds to a statement that is not in the list yet: it waits for the other."""


def switch(shop: Shop, is_on: bool, url: str, *, by: Actor) -> None:
    """Offer the function at ``url``, or no longer. The page is there as soon as this is committed."""
    require(policy.may_switch(by))
    Offer.objects.update_or_create(shop=shop, defaults={"is_on": is_on, "changed_at": timezone.now()})
    if is_on or shop.withdrawal_url == url:
        shops.change(shop, {"withdrawal_url": url if is_on else ""}, by=by)
    record("withdrawal.switched", subject=shop.code, actor=by.code, shop_id=shop.pk, payload={"on": is_on})
    card, slug = card_of(shop), shop.slug
    transaction.on_commit(lambda: cards.put(card) if is_on else cards.take_away(slug))


def take_in(kept: Kept) -> Withdrawal | None:
    """What lies on disk goes into the list, in one transaction of its own; ``None`` where it had gone there before.

    Raises :class:`NoShop`, :class:`TooEarly`, and what the database raises while it is not there.
    """
    try:
        with inside(kept.shop_id):
            shop = Shop.objects.filter(pk=kept.shop_id, code=kept.shop).first()
            if shop is None:
                raise NoShop(kept.shop)
            if kept.to:
                return _added(shop, kept)
            if Withdrawal.objects.filter(shop=shop, ref=kept.ref).exists():
                return None
            return _taken(shop, kept)
    except IntegrityError:
        with inside(kept.shop_id):
            if Withdrawal.objects.filter(shop_id=kept.shop_id, ref=kept.ref).exists():
                return None  # two took it in at once, and the other was first
        raise


def review(row: Withdrawal, is_real: bool, *, by: Actor) -> None:
    """What was set aside is looked at by a person: it counts from the moment it came, or it was no statement."""
    require(policy.may_review(by))
    row = Withdrawal.objects.select_for_update().get(pk=row.pk)
    if row.state != State.REVIEW:
        raise Refused("withdrawals.review.state")
    record(
        "withdrawal.reviewed", subject=row.code, actor=by.code, shop_id=row.shop_id, payload={"is_statement": is_real}
    )
    if is_real:
        shop = Shop.objects.get(pk=row.shop_id)
        row.claim = _filed(shop, row, kept_of(row, shop))
    row.state = State.TAKEN if is_real else State.DROPPED
    row.said = row.said if is_real else {}
    row.save()


def kept_of(row: Withdrawal, shop: Shop) -> Kept:
    """A row as the statement it came from."""
    network = str(row.said.get("network", ""))
    said = Said.of(row.said, row.language, trial=row.state == State.TRIAL)
    return Kept(
        ref=row.ref,
        code=row.code,
        shop=shop.code,
        shop_id=shop.pk,
        at=row.received_at,
        said=said,
        shown=row.shown_at,
        filled=row.filled_at,
        channel=row.channel,
        suspect=row.suspect,
        network=network,
    )


def _taken(shop: Shop, kept: Kept) -> Withdrawal:
    said = kept.said
    state = State.TRIAL if said.trial else State.REVIEW if kept.suspect else State.TAKEN
    row = Withdrawal.objects.create(
        shop=shop,
        ref=kept.ref,
        code=_free(kept.code),
        state=state.value,
        suspect=kept.suspect,
        channel=kept.channel,
        language=said.language,
        order_number=said.order_number,
        said={**said.fields(), "network": kept.network},
        shown_at=kept.shown,
        filled_at=kept.filled,
        received_at=kept.at,
    )
    payload: dict[str, Any] = {"state": state.value, "channel": kept.channel, "language": said.language}
    for name, at in (("shown_at", kept.shown), ("filled_at", kept.filled), ("received_at", kept.at)):
        payload[name] = at.isoformat() if at else None
    payload |= {"network": kept.network, "missing": list(said.missing)}
    record("withdrawal.received", subject=row.code, actor="consumer", shop_id=shop.pk, payload=payload)
    if state is State.TAKEN:
        row.claim = _filed(shop, row, replace(kept, code=row.code))
        row.save(update_fields=["claim"])
    return row


def _free(code: str) -> str:
    """The code on the receipt, unless chance gave it to another case before."""
    is_taken = Dossier.objects.filter(code=code).exists() or Withdrawal.objects.filter(code=code).exists()
    return codes.new_code() if is_taken else code


def _filed(shop: Shop, row: Withdrawal, kept: Kept) -> Claim:
    """A claim of its own, whatever else there is about the order: the law wants every statement received."""
    said, card = kept.said, card_of(shop)
    by = Actor("consumer", "consumer", shop.pk, said.name)
    local = card.local(kept.at)
    message = Paper(
        words.declaration(said).encode(),
        "herroeping.txt",
        "text/plain",
        source="consumer",
        title=words.text("label", said.language),
        received=local,
    )
    filed = claims.file(
        shop,
        message,
        channel=Channel.FUNCTION,
        papers=_papers(card, kept, row.taken_at),
        customer=(said.name, said.address),
        code=row.code,
        by=by,
    )
    work = _lay_receipt(filed.claim, card, kept, local)
    _lay_letters(filed.claim, card, kept, work)
    return filed.claim


def _lay_receipt(claim: Claim, card: Card, kept: Kept, local: datetime) -> Work:
    """The receipt as it stood on the screen. Never read: it quotes the customer, whose words are not the shop's."""
    body, by = words.receipt(card, kept), Actor("system", "system", claim.shop_id)
    new = NewExhibit(
        data=body.encode(),
        name="ontvangstbevestiging.txt",
        sort=Sort.RECEIPT,
        source="shop",
        title=words.text("receipt_paper", kept.said.language),
        media_type=PLAIN,
        dated=local.date(),
        facts={"withdrawal_acknowledged": True},
        text=body,
    )
    evidence.add(claim.dossier, new, by=by)
    return assess(claim, by=by)


def _papers(card: Card, kept: Kept, taken: datetime) -> list[Paper]:
    """The statement as it was confirmed, and the function's own log."""
    said, local = kept.said, card.local(kept.at)

    def paper(name: str, body: str, sort: str, source: str, **more: Any) -> Paper:
        return Paper(body.encode(), name, PLAIN, sort, source, received=local, on=local.date(), **more)

    def told(name: str) -> str:
        return words.text(name, said.language)

    statement = paper(
        "herroeping-verklaring.txt",
        words.statement(card, said),
        "statement",
        "consumer",
        title=told("statement_title"),
        facts=_facts(said, local),
        shows=told("statement_shows"),
        does_not_show=told("statement_not"),
    )
    log = paper(
        "herroepingsfunctie.txt",
        words.record(card, kept, taken),
        "log",
        "shop",
        title=told("record_title"),
        shows=told("record_shows"),
        does_not_show=told("record_not"),
    )
    return [statement, log]


def _facts(said: Said, local: datetime) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "withdrawal_statement_date": local.date().isoformat(),
        "withdrawal_statement_channel": "function",
        "withdrawal_statement_proven": True,
        "withdrawal_function_available": True,
    }
    if said.order_number:
        facts["order_number"] = said.order_number
    goods = said.goods or ("" if said.order_number else said.contract)
    return {**facts, "goods_description": " ".join(goods.split())[:200]} if goods else facts


def _lay_letters(claim: Claim, card: Card, kept: Kept, work: Work) -> Letter:
    """The answer lies ready for the shop; the receipt goes at once, whatever the shop lets go by itself otherwise.

    Where an address had :data:`MOST_MAILED` of them within a day the next waits for a person: whoever types somebody
    else's address again and again would have us mail a stranger. The receipt on the screen is there all the same.
    """
    by = Actor("system", "system", claim.shop_id)
    if work.draft is not None:
        draft(claim, work.draft, by=by)
    made = withdrawal_receipt_of(work.table, card.local(kept.at), words.statement(card, kept.said), "B2")
    letter = draft(claim, _complete(made, card, kept), by=by)
    # Our own words and hers: no finding holds it up, so none is looked for.
    may_go = letter_policy.may_go(letter, ()) and not _had_many(letter)
    return send(letter, by=by) if may_go else letter


def _had_many(letter: Letter) -> bool:
    since = timezone.now() - timedelta(days=1)
    others = Letter.objects.filter(recipient__iexact=letter.recipient, letter=letter.letter, made_at__gte=since)
    return others.exclude(pk=letter.pk).exclude(state__in=("draft", "dropped")).count() >= MOST_MAILED


def _complete(made: Draft, card: Card, kept: Kept) -> Draft:
    """The receipt to the second and with its zone, and with what is still asked for."""
    language, said = kept.said.language, words.statement(card, kept.said)
    on_one_line = " ".join(said.split())
    when = words.text("receipt_when", language, shop=card.name, moment=words.moment(card, kept.at, language))
    parts: list[str] = []
    for part in made.body.split("\n\n"):
        parts.append(part.replace(on_one_line, f"\n{said}\n"))
        if on_one_line in part:
            parts += [when, *([words.ask(kept.said)] if kept.said.missing else [])]
    return replace(made, body="\n\n".join(parts))


def _added(shop: Shop, kept: Kept) -> Withdrawal | None:
    """What was missing came later: said in the case, and where there was no address yet the receipt goes there."""
    # Asked before the row: what no longer waits was committed, so that it is never taken for forgotten.
    still_waits = spool.is_kept(shop.code, kept.to, spool.WAITING, spool.ASIDE)
    row = Withdrawal.objects.select_for_update(of=("self",)).filter(shop=shop, ref=kept.to).first()
    if row is None and still_waits:
        raise TooEarly(kept.to)
    known = row.said.get("added", []) if row else []
    if row is None or kept.ref in known:
        return None
    said = kept.said
    fresh = {name: value for name, value in said.fields().items() if value}
    row.said = {**row.said, **fresh, "added": [*known, kept.ref]}
    row.order_number = row.order_number or said.order_number
    row.save()
    payload = {"fields": sorted(fresh), "at": kept.at.isoformat()}
    record("withdrawal.added", subject=row.code, actor="consumer", shop_id=shop.pk, payload=payload)
    if row.claim_id is not None:
        claim = Claim.objects.select_related("dossier", "shop").get(pk=row.claim_id)
        _tell(claim, shop, row, said)
    return row


def _tell(claim: Claim, shop: Shop, row: Withdrawal, said: Said) -> None:
    card, was_mute = card_of(shop), not claim.customer_email
    claim.order_number = claim.order_number or said.order_number
    claim.customer_name = claim.customer_name or said.name
    claim.customer_email = claim.customer_email or said.address
    claim.save(update_fields=["order_number", "customer_name", "customer_email"])
    labels = {"name": "label_name", "contract": "label_contract", "email": "label_email", "goods": "label_goods"}
    lines = [f"{words.text(labels[n], row.language)}: {v}" for n, v in said.fields().items() if v]
    claims.reply(claim, "\n".join(lines), {}, by=Actor("consumer", "consumer", shop.pk, said.name))
    if was_mute and claim.customer_email:
        _lay_letters(claim, card, kept_of(row, shop), look(claim))
