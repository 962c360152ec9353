"""What the carriers of a case can be asked, and what came of it, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wederhoor.claims.actions.carriers import GIVEN_UP_AFTER
from wederhoor.claims.carriers import Asked, asked_in, links_of, mark_of
from wederhoor.claims.models import Claim
from wederhoor.evidence.models import DossierItem
from wederhoor.journal.proofs import lines_of
from wederhoor.web.components.words import Words, word
from wederhoor.web.shop.conversation import moment_of

WHY: Mapping[str, Words] = {
    "unreachable": gettext_lazy("The carrier gave no usable answer. Nothing was lost; ask again later."),
    "refused": gettext_lazy("This link leads to an address that is not asked from here."),
}
MOST_SHOWN = 5


@dataclass(frozen=True)
class Answered:
    """One time it was asked."""

    at: datetime
    says: str
    exhibits: tuple[str, ...] = ()
    waits: bool = False


@dataclass(frozen=True)
class Carrier:
    """One tracking link: the carrier, the parcel, the mark it is asked by, and what came of asking."""

    name: str
    code: str
    mark: str
    answers: tuple[Answered, ...] = ()


def carriers_of(claim: Claim, items: Iterable[DossierItem]) -> list[Carrier]:
    """The carriers that can be asked, as the shop sees them; none where no paper names a link."""
    links = [Carrier(link.carrier, link.code, mark_of(link)) for link in links_of(claim, items)]
    if not links:
        return []
    asked = asked_in(lines_of(claim.code))
    return [replace(one, answers=_answers(one.mark, asked, lambda at: moment_of(claim, at))) for one in links]


def _answers(mark: str, asked: Iterable[Asked], moment: Callable[[datetime], datetime]) -> tuple[Answered, ...]:
    mine = [one for one in asked if one.mark == mark][:MOST_SHOWN]
    return tuple(_answered(one, moment(one.answered_at or one.at)) for one in mine)


def _answered(one: Asked, at: datetime) -> Answered:
    if one.answered_at is None:
        late = timezone.now() - one.at > max(GIVEN_UP_AFTER, timedelta(minutes=1))
        says = _("Nothing came of it. Ask again.") if late else _("The carrier is being asked. Look again in a moment.")
        return Answered(at, says, waits=not late)
    if one.why:
        return Answered(at, word(WHY, one.why))
    if one.status == 200:
        return Answered(at, _("Kept as the carrier showed it."), one.exhibits)
    return Answered(at, _("The carrier shows nothing here (status %(status)s).") % {"status": one.status}, one.exhibits)
