"""Where the moments in the life of an order come from: each department's own, and what its silence leaves unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wederhoor.claims.happened import says
from wederhoor.claims.orders import claims_about, papers_about
from wederhoor.evidence.happenings import Told, events_of
from wederhoor.evidence.kinds import Happening
from wederhoor.evidence.moments import Moment
from wederhoor.letters.models import Letter
from wederhoor.logs.queries import moments_of as logs_moments
from wederhoor.pages.queries import moments_of as pages_moments
from wederhoor.parcels.queries import moments_of as parcels_moments
from wederhoor.shops.models import Shop
from wederhoor.web.components.shown import reader_language
from wederhoor.web.components.words import KIND, SORT, Words, word
from wederhoor.web.shop.visits import Visit
from wederhoor.withdrawals.queries import moments_of as withdrawals_moments

MOST_LETTERS = 200


@dataclass(frozen=True)
class OrderSource:
    """One source of moments: its name in an address, its words, what it tells about, and how it is asked."""

    name: str
    says: Words
    about: str
    moments: Callable[[Visit, str], Sequence[Moment]]


# What each word of the shop's own systems tells about; what is not here tells about the order itself.
ABOUT: Mapping[str, str] = {
    Happening.PAID: "payment",
    Happening.REFUNDED: "payment",
    Happening.PACKED: "packing",
    Happening.HANDED_OVER: "delivery",
    Happening.IN_TRANSIT: "delivery",
    Happening.DELIVERED: "delivery",
    Happening.COLLECTED: "delivery",
    Happening.MAIL_SENT: "mail",
    Happening.MAIL_DELIVERED: "mail",
    Happening.MAIL_BOUNCED: "mail",
}


def about(moment: Moment, source: OrderSource) -> str:
    """What a moment tells about."""
    return "payment" if moment.what.startswith("payment_") else ABOUT.get(moment.what, source.about)


# What one would want to know of any order, and how it gets known.
GAPS: Mapping[str, tuple[Words, Words]] = {
    "terms": (
        gettext_lazy("About the terms this customer saw we know nothing."),
        gettext_lazy("Let your checkout record which version it shows."),
    ),
    "payment": (
        gettext_lazy("About the payment we know nothing."),
        gettext_lazy("Let your webshop report it, or add the export of your payment provider."),
    ),
    "packing": (
        gettext_lazy("About the packing we know nothing."),
        gettext_lazy("Scan the label at the packing table: it takes ten seconds."),
    ),
    "delivery": (
        gettext_lazy("About the way to the customer we know nothing."),
        gettext_lazy("Let your webshop report what the carrier scans."),
    ),
    "mail": (
        gettext_lazy("About whether your mails arrived we know nothing."),
        gettext_lazy("Let your mail service report what it sent and what came back."),
    ),
}


def _reported(_visit: Visit, number: str) -> list[Moment]:
    return [_event(told) for told in events_of(number)]


def _event(told: Told) -> Moment:
    row = told.event
    detail = tuple((label, _plain(value)) for label, value in told.detail.items())
    title = says(row.what, reader_language())
    return Moment(row.at, row.what, title, row.by, row.reported_at, detail, number=told.number)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value is None else str(value)


def _claimed(visit: Visit, number: str) -> list[Moment]:
    claims = claims_about(number)
    filed = [
        Moment(
            at=claim.message_at,
            what="claim",
            title=_("Complaint: %(kind)s") % {"kind": word(KIND, claim.kind)},
            source="consumer",
            kept_at=claim.filed_at,
            detail=((_("Subject"), claim.subject),) if claim.subject else (),
            link=visit.url("claim", code=claim.code),
        )
        for claim in claims
    ]
    return [*filed, *_laid(visit, number)] if claims else []


def _laid(visit: Visit, number: str) -> list[Moment]:
    """Documents by when they came into the file; what they are about may be longer ago."""
    return [
        Moment(
            at=_when(visit, item.added_at),
            what="exhibit",
            title=f"{item.label} · {word(SORT, item.exhibit.sort)}",
            source=item.exhibit.added_side,
            detail=((_("Title"), item.exhibit.title),),
            link=visit.url("exhibit_about", code=code, number=item.label),
        )
        for code, item in papers_about(number)
    ]


def _when(visit: Visit, at: datetime) -> datetime:
    """The moment something was done here; where the calendar stands still, at that hour of the day it stands at."""
    if not visit.shop.is_demonstration:
        return at
    return datetime.combine(visit.shop.today(), at.astimezone(ZoneInfo(visit.shop.zone)).timetz())


def _written(visit: Visit, number: str) -> list[Moment]:
    """Letters that went out, with what the mail server answered, and those nobody knows of."""
    rows = Letter.objects.filter(claim__order_number=number, offered_at__isnull=False).select_related("claim")
    found = []
    for letter in rows.defer("body", "citations", "claim__message_text").order_by("id")[:MOST_LETTERS]:
        title = _("Letter sent") if letter.sent_at else _("Letter offered to the mail server")
        answer = ((_("The mail server answered"), letter.response),) if letter.response else ()
        link = visit.url("letter", code=letter.claim.code, letter=letter.code)
        at, detail = letter.sent_at or letter.offered_at, ((_("Subject"), letter.subject), *answer)
        if at is not None:
            found.append(Moment(_when(visit, at), "mail_sent", title, "shop", detail=detail, link=link))
    return found


def _of(moments_of: Callable[[Shop, str], Sequence[Moment]], visit: Visit, number: str) -> Sequence[Moment]:
    """A department that knows nothing of pages is asked for the shop and the order alone."""
    return moments_of(visit.shop, number)


def department(name: str, says: Words, about: str, moments_of: Callable[[Shop, str], Sequence[Moment]]) -> OrderSource:
    return OrderSource(name, says, about, partial(_of, moments_of))


SOURCES: tuple[OrderSource, ...] = (
    OrderSource("webshop", gettext_lazy("your own systems"), "order", _reported),
    department("terms", gettext_lazy("terms"), "terms", pages_moments),
    department("parcels", gettext_lazy("packing table"), "packing", parcels_moments),
    department("withdrawals", gettext_lazy("withdrawal function"), "withdrawal", withdrawals_moments),
    department("logs", gettext_lazy("payments and visits"), "visits", logs_moments),
    OrderSource("letters", gettext_lazy("letters"), "mail", _written),
    OrderSource("complaints", gettext_lazy("complaints"), "complaint", _claimed),
)
