"""A message becomes a claim: kept, read, laid in a dossier, assessed; few statements and one commit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from wederhoor import codes
from wederhoor.casework.chain import decide
from wederhoor.casework.guard import ahead_says
from wederhoor.casework.read import attached, exhibit_of, message_of
from wederhoor.casework.shapes import Exhibit, Message, Paper, Work
from wederhoor.claims import policy
from wederhoor.claims.assessing import case_of, keep_outcome, look
from wederhoor.claims.assessing import exhibit_of as exhibit_of_row
from wederhoor.claims.gathering import NOTHING, UNSURE, Gathered, about_it, as_read, gather, is_sure, on_file, system_of
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.connect.contract import Mail
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Side, Sort
from wederhoor.evidence.models import DossierItem
from wederhoor.evidence.models import Exhibit as ExhibitRow
from wederhoor.evidence.others import held_back, masked
from wederhoor.evidence.plain import storable
from wederhoor.facts import value_of
from wederhoor.flow import require
from wederhoor.journal.record import Entry, record_all
from wederhoor.pages.standing import pages_on
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

MOST_ALIKE = 50
# A sender's clock may run ahead of ours by this much.
AHEAD = timedelta(minutes=5)
# What may well be a picture and still be what the giver says it is: of a scale, or of a screen.
SHOWN_IN_PICTURES = frozenset({Sort.MEASURE, Sort.LOG, Sort.PAYMENT})


class Filed(NamedTuple):
    """A claim, how it was read and assessed, and whether this message made it (the same mail twice does not)."""

    claim: Claim
    work: Work
    is_new: bool


@dataclass(frozen=True)
class _Table:
    """What lies there before any row is written."""

    shop: Shop
    message: Message
    mail: Mail | None
    channel: Channel
    new: list[tuple[NewExhibit, Exhibit]]
    terms: list[ExhibitRow]
    thread: str
    code: str


def file(
    shop: Shop,
    message: Paper,
    *,
    channel: Channel,
    papers: Sequence[Paper] = (),
    customer: tuple[str, str] = ("", ""),
    code: str = "",
    by: Actor,
) -> Filed:
    """A message becomes a claim: bytes kept first, then read, laid in a dossier, assessed; all in one transaction.

    ``customer`` is (name, e-mail) where the door knows them better than the message does, ``code`` the reference it was
    given at the door already. The same mail twice is the
    same claim, also when both come at once; another mail that bears the same Message-ID is a claim of its own.
    Raises :class:`~wederhoor.connect.contract.Unreadable`.
    """
    require(policy.may_file(by))
    code = code or codes.new_code()
    evidence.keep(message.data, code)
    table = _read(shop, message, channel, papers, customer, code)
    try:
        with transaction.atomic():
            return _laid_open(table, by)
    except IntegrityError:
        if not table.thread:
            raise
        # The database knows this Message-ID already; whichever of two deliveries came first made the claim.
        before = _same_mail(table)
    if before is not None:
        return Filed(before, look(before), False)
    with transaction.atomic():
        return _laid_open(replace(table, thread=""), by)


def _read(
    shop: Shop, message: Paper, channel: Channel, papers: Sequence[Paper], customer: tuple[str, str], code: str
) -> _Table:
    written, mail = message_of(message)
    name, address = customer
    written = replace(written, sender_name=name or written.sender_name, sender=address or written.sender)
    if written.at is not None:
        written = replace(written, at=written.at.astimezone(ZoneInfo(shop.zone)))
    written = Message(**{field: _kept(value) for field, value in vars(written).items()})
    first = _message_exhibit(message, written, shop)
    others = (new_exhibit(p, shop, f"B{n}") for n, p in enumerate((*attached(mail, message), *papers), 2))
    new = [first, *(_withheld(pair, written.sender_name, shop) for pair in others)]
    thread = storable(mail.message_id)[:250] if mail else ""
    return _Table(shop, _no_later_than_now(written), mail, channel, new, _terms(shop, new), thread, code)


def _no_later_than_now(written: Message) -> Message:
    """A message is not written after it came: periods run from its arrival, whatever its sender's clock says."""
    is_ahead = written.at is not None and written.at > timezone.now() + AHEAD
    return replace(written, at=None) if is_ahead else written


def _kept(value: Any) -> Any:
    return tuple(storable(value)) if isinstance(value, tuple) else storable(value)


def _terms(shop: Shop, new: Sequence[tuple[NewExhibit, Exhibit]]) -> list[ExhibitRow]:
    """The terms that stood there on the day of the contract belong in the file, for or against the shop."""
    day = next((d for d in map(_contract_day, new) if d), None)
    if day is None or any(exhibit.sort is Sort.TERMS for exhibit, _ in new):
        return []
    order = next((str(n) for exhibit, _ in new if (n := exhibit.facts.get("order_number"))), "")
    return pages_on(shop, datetime.combine(day, time(12), ZoneInfo(shop.zone)), order)


def _contract_day(pair: tuple[NewExhibit, Exhibit]) -> date | None:
    day = value_of("contract_date", pair[0].facts.get("contract_date"))
    return day if isinstance(day, date) else None


def _same_mail(table: _Table) -> Claim | None:
    """The claim this mail made before. Some mailers give every mail one Message-ID, so its words must be the same."""
    rows = Claim.objects.select_related("dossier", "shop").filter(
        Q(thread=table.thread) | Q(message__exhibit__sha256=hashlib.sha256(table.new[0][0].data).hexdigest()),
        shop=table.shop,
    )
    same = rows.filter(subject=table.message.subject[:200]).order_by("id")[:MOST_ALIKE]
    return next((claim for claim in same if claim.message_text == table.message.text), None)


def _laid_open(table: _Table, by: Actor) -> Filed:
    claim = _claim(table)
    work = decide(table.message, list(_lying(table)), case_of(claim, ()))
    _know(claim, work)
    found = _gathered(claim, table, by)
    if found.is_any:
        lying = [*_lying(table), *as_read(found, len(table.new) + len(table.terms) + 1)]
        work = decide(table.message, lying, case_of(claim, ()))
    claim.topic = work.assessment.topic if work.assessment else ""
    filed, assessed = _line("claim.filed", claim, by), _line("claim.assessed", claim, by)
    is_whole = claim.gathered_at is None
    new, beside = [new for new, _ in table.new], [filed, assessed] if is_whole else [filed]
    claim.dossier, items = evidence.open_dossier(
        table.shop, _parties(table), new, table.terms, code=claim.code, beside=beside, by=by
    )
    if not is_whole:
        by_itself = system_of(table.shop)
        laid = evidence.add(claim.dossier, *found.papers, refer_to=found.shown, by=by_itself) if found.is_any else []
        record_all([_said_of(claim, found, laid, by), assessed])
    claim.message = items[0]
    keep_outcome(claim, work, fresh=True)
    return Filed(claim, replace(work, mail=table.mail), True)


def _gathered(claim: Claim, table: _Table, by: Actor) -> Gathered:
    """What is on file for the order, where it is known that this customer belongs to it."""
    papers = [new for new, _ in table.new]
    present = on_file(table.shop.pk, claim.order_number)
    if not present:
        return NOTHING
    if not is_sure(papers, claim.order_number, by):
        claim.unfetched = [UNSURE] if about_it(present) else []
        return NOTHING
    has = [*(hashlib.sha256(paper.data).hexdigest() for paper in papers), *(row.sha256 for row in table.terms)]
    claim.gathered_at = timezone.now()
    found = gather(table.shop, claim.order_number, claim.customer_name, has=has, only=present)
    claim.unfetched = found.failed
    return found


def _said_of(claim: Claim, found: Gathered, laid: Sequence[DossierItem], by: Actor) -> Entry:
    said = {"exhibits": [item.label for item in laid], "sources": found.sources, "failed": found.failed}
    return Entry("claim.gathered", subject=claim.code, actor=by.code, shop_id=claim.shop_id, payload=said)


def _parties(table: _Table) -> list[tuple[Side, str, str]]:
    message, shop = table.message, table.shop
    return [(Side.CONSUMER, message.sender_name, message.sender), (Side.SHOP, shop.name, shop.email)]


def _lying(table: _Table) -> Iterator[Exhibit]:
    yield from (exhibit for _, exhibit in table.new)
    for number, row in enumerate(table.terms, len(table.new) + 1):
        yield exhibit_of_row(DossierItem(exhibit=row, number=number))


def _line(act: str, claim: Claim, by: Actor) -> Entry:
    said = {"kind": claim.kind, "channel": claim.channel, "language": claim.language, "exhibit": "B1"}
    payload = said if act == "claim.filed" else {"topic": claim.topic}
    return Entry(act, subject=claim.code, actor=by.code, shop_id=claim.shop_id, payload=payload)


def _claim(table: _Table) -> Claim:
    written = table.message
    return Claim(
        shop=table.shop,
        code=table.code,
        channel=table.channel.value,
        subject=written.subject[:200],
        customer_name=written.sender_name[:160],
        customer_email=written.sender[:254],
        message_text=written.text,
        message_at=written.at or _start_of(table.shop),
        attachments=list(written.attachments),
        thread=table.thread,
    )


def _know(claim: Claim, work: Work) -> None:
    """What the reading gave goes on the claim, so that a list can be drawn without reading anything again."""
    reading = work.reading
    claim.kind, claim.language = str(reading.kind), reading.language
    claim.customer_name = claim.customer_name or reading.sender_name[:160]
    claim.order_number = str(work.facts.value("order_number") or next(iter(reading.order_numbers), ""))[:40]
    claim.goods = str(work.facts.value("goods_description") or "")[:200]
    claim.amount = next((d.amount for d in reading.demands if d.amount is not None), None)


def _start_of(shop: Shop) -> datetime:
    now = timezone.now().astimezone(ZoneInfo(shop.zone))
    return datetime.combine(shop.today(), now.timetz()) if shop.is_demonstration else now


def _message_exhibit(raw: Paper, written: Message, shop: Shop) -> tuple[NewExhibit, Exhibit]:
    at = written.at or raw.received
    read = exhibit_of(raw, "B1", on=shop.today(), text=written.text, language=shop.language)
    dated = at.date() if at else shop.today()
    new = NewExhibit(
        data=raw.data,
        name=raw.name or ("bericht.eml" if raw.media_type == "message/rfc822" else "bericht.txt"),
        sort=Sort.MESSAGE,
        source="consumer",
        title=raw.title or written.subject or "Bericht van de klant",
        media_type=raw.media_type or "text/plain",
        dated=dated,
        text=written.text,
        problem=read.problem or ahead_says(dated, shop.today(), shop.language),
        quarantine=read.quarantine,
    )
    return new, read


def new_exhibit(paper: Paper, shop: Shop, number: str = "") -> tuple[NewExhibit, Exhibit]:
    """A paper read as far as it can be: as it is kept, and as the chain takes it."""
    read = exhibit_of(paper, number, on=shop.today(), language=shop.language)
    read = replace(read, title=storable(read.title), facts=storable(read.facts), text=storable(read.text))
    new = NewExhibit(
        data=paper.data,
        name=paper.name,
        sort=Sort.ATTACHMENT if read.quarantine and not paper.sort else _sort(read.sort, paper),
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
        proves=paper.proves,
        reason=paper.reason,
        quarantine=read.quarantine,
    )
    return new, read


def _withheld(pair: tuple[NewExhibit, Exhibit], customer: str, shop: Shop) -> tuple[NewExhibit, Exhibit]:
    """A paper that shows somebody who is no party is withheld by itself; the rules hear what happened, and no name."""
    new, read = held_back(pair[0], customer, shop.language), pair[1]
    return (new, replace(read, facts=masked(read.facts), text="")) if new.others_data else (new, read)


def _sort(name: str, paper: Paper) -> Sort:
    if paper.media_type.startswith("image/") and paper.sort not in SHOWN_IN_PICTURES:
        return Sort.PHOTO
    if name == "return":
        return Sort.TRACKING
    return Sort(name) if name in set(Sort) else Sort.ATTACHMENT
