"""A message becomes a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from wederhoor import codes
from wederhoor.casework.chain import decide
from wederhoor.casework.read import attached, exhibit_of, message_of
from wederhoor.casework.shapes import Message, Paper, Work
from wederhoor.claims import policy
from wederhoor.claims.assessing import assess, case_of, look
from wederhoor.claims.assessing import exhibit_of as read_item
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.connect.contract import Mail
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Side, Sort
from wederhoor.evidence.models import Dossier, DossierItem
from wederhoor.evidence.queries import terms_on
from wederhoor.facts import value_of
from wederhoor.flow import require
from wederhoor.journal.record import record
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop


class Filed(NamedTuple):
    """A claim, how it was read and assessed, and whether this message made it (the same mail twice does not)."""

    claim: Claim
    work: Work
    is_new: bool


def file(
    shop: Shop,
    message: Paper,
    *,
    channel: Channel,
    papers: Sequence[Paper] = (),
    customer: tuple[str, str] = ("", ""),
    by: Actor,
) -> Filed:
    """A message becomes a claim: bytes kept first, then read, laid in a dossier, assessed; all in one transaction.

    ``customer`` is (name, e-mail) where the door knows them better than the message does. The same mail twice is the
    same claim. Raises :class:`~wederhoor.connect.contract.Unreadable` when the message is no message.
    """
    require(policy.may_file(by))
    evidence.keep(message.data)
    written, mail = message_of(message)
    if customer != ("", ""):
        written = replace(written, sender_name=customer[0] or written.sender_name, sender=customer[1] or written.sender)
    before = _same_mail(shop, mail)
    if before is not None:
        return Filed(before, look(before), False)
    claim, work = _laid_open(shop, written, mail, message, channel, papers, by)
    return Filed(claim, assess(claim, by=by, work=work, fresh=True), True)


def _same_mail(shop: Shop, mail: Mail | None) -> Claim | None:
    if mail is None or not mail.message_id:
        return None
    return Claim.objects.select_related("dossier", "shop").filter(shop=shop, thread=mail.message_id[:250]).first()


def _laid_open(
    shop: Shop, written: Message, mail: Mail | None, raw: Paper, channel: Channel, papers: Sequence[Paper], by: Actor
) -> tuple[Claim, Work]:
    code = codes.new_code()
    parties = [(Side.CONSUMER, written.sender_name, written.sender), (Side.SHOP, shop.name, shop.email)]
    dossier = evidence.open_dossier(shop, parties, code=code, by=by)
    on_table = [_message_exhibit(raw, written, shop), *(new_exhibit(p, shop) for p in (*attached(mail, raw), *papers))]
    items = evidence.add(dossier, *on_table, by=by)
    items += _bind_terms(dossier, items, by)
    claim = _new_claim(shop, dossier, written, mail, channel, items[0])
    work = decide(written, [read_item(item) for item in items], case_of(claim, ()))
    _know(claim, work)
    payload = {"kind": claim.kind, "channel": claim.channel, "language": claim.language, "exhibit": items[0].label}
    record("claim.filed", subject=code, actor=by.code, shop_id=shop.pk, payload=payload)
    return claim, replace(work, mail=mail)


def _message_exhibit(raw: Paper, written: Message, shop: Shop) -> NewExhibit:
    at = written.at or raw.received
    return NewExhibit(
        data=raw.data,
        name=raw.name or ("bericht.eml" if raw.media_type == "message/rfc822" else "bericht.txt"),
        sort=Sort.MESSAGE,
        source="consumer",
        title=raw.title or written.subject or "Bericht van de klant",
        media_type=raw.media_type or "text/plain",
        dated=at.date() if at else shop.today(),
        text=written.text,
    )


def new_exhibit(paper: Paper, shop: Shop) -> NewExhibit:
    """A paper read as far as it can be, ready to be laid in a dossier."""
    read = exhibit_of(paper, "", on=shop.today())
    return NewExhibit(
        data=paper.data,
        name=paper.name,
        sort=_sort(read.sort, paper),
        source=paper.source,
        title=read.title,
        media_type=paper.media_type or "application/octet-stream",
        dated=read.on,
        facts=read.facts,
        text=read.text,
        problem=read.problem,
        shows=paper.shows,
        does_not_show=paper.does_not_show,
        strength=paper.strength,
        others_data=paper.others_data,
    )


def _sort(name: str, paper: Paper) -> Sort:
    if paper.media_type.startswith("image/"):
        return Sort.PHOTO
    return Sort(name) if name in set(Sort) else Sort.ATTACHMENT


def _bind_terms(dossier: Dossier, items: Sequence[DossierItem], by: Actor) -> list[DossierItem]:
    """The terms that stood there on the day of the contract belong in the file, for or against the shop."""
    days = [
        value_of("contract_date", i.exhibit.facts["contract_date"]) for i in items if "contract_date" in i.exhibit.facts
    ]
    if not days or any(i.exhibit.sort == Sort.TERMS for i in items):
        return []
    found = terms_on(dossier.shop_id, days[0])
    return evidence.refer(dossier, found, by=by) if found else []


def _new_claim(
    shop: Shop, dossier: Dossier, written: Message, mail: Mail | None, channel: Channel, message: DossierItem
) -> Claim:
    return Claim(
        shop=shop,
        dossier=dossier,
        code=dossier.code,
        channel=channel.value,
        subject=written.subject[:200],
        customer_name=written.sender_name[:160],
        customer_email=written.sender[:254],
        message=message,
        message_text=written.text,
        message_at=written.at or _start_of(shop),
        attachments=list(written.attachments),
        thread=mail.message_id[:250] if mail else "",
    )


def _know(claim: Claim, work: Work) -> None:
    """What the reading gave goes on the claim, so that a list can be drawn without reading anything again."""
    reading = work.reading
    claim.kind, claim.language = str(reading.kind), reading.language
    claim.customer_name = claim.customer_name or reading.sender_name[:160]
    claim.order_number = str(work.facts.value("order_number") or next(iter(reading.order_numbers), ""))[:40]
    claim.goods = str(work.facts.value("goods_description") or "")[:200]
    claim.amount = next((d.amount for d in reading.demands if d.amount is not None), None)
    claim.save()


def _start_of(shop: Shop) -> datetime:
    now = timezone.now()
    return datetime.combine(shop.today(), now.timetz()) if shop.is_demonstration else now
