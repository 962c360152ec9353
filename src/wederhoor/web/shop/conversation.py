"""What was said and done in a case since the message, in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from wederhoor.claims.models import Claim, Statement
from wederhoor.letters.models import Letter
from wederhoor.web.components.timeline import Event


@dataclass(frozen=True)
class Said:
    """One turn in the conversation: who, when, what."""

    at: datetime
    side: str
    who: str
    words: str
    label: str = ""


def day_of(claim: Claim, at: datetime) -> date:
    """The day something happened; where the calendar stands still, on the day it stands at."""
    return claim.shop.today() if claim.shop.is_demonstration else at.astimezone(ZoneInfo(claim.shop.zone)).date()


def happened_in(claim: Claim, letters: Sequence[Letter], statements: Sequence[Statement]) -> list[Event]:
    """What came after the message: letters that went out, and what the customer said since."""
    said = {"contest": _("customer disagrees"), "reply": _("customer answers"), "withdrawal": _("customer withdraws")}
    sent = [
        (x.sent_at, Event(day_of(claim, x.sent_at), _("letter sent"), "shop", x.item.label if x.item else ""))
        for x in letters
        if x.sent_at
    ]
    since = [
        (s.made_at, Event(day_of(claim, s.made_at), said[s.sort], "consumer")) for s in statements if s.sort in said
    ]
    return [event for _at, event in sorted(sent + since, key=lambda turn: turn[0])]


def thread_of(claim: Claim, statements: Sequence[Statement], letters: Sequence[Letter]) -> list[Said]:
    """The conversation in order of time."""
    customer, shop = claim.customer_name or _("The customer"), claim.shop.name
    turns = [Said(claim.message_at, "consumer", customer, claim.message_text, "B1")]
    for statement in statements:
        if statement.text and statement.sort != "telling":
            who = customer if statement.side == "consumer" else shop
            turns.append(Said(statement.made_at, statement.side, who, statement.text))
    turns += [Said(x.sent_at, "shop", shop, x.body, x.item.label if x.item else "") for x in letters if x.sent_at]
    return [_dated(claim, turn) for turn in sorted(turns, key=lambda t: t.at)]


def _dated(claim: Claim, turn: Said) -> Said:
    return turn if turn.at == claim.message_at else replace(turn, at=moment_of(claim, turn.at))


def moment_of(claim: Claim, at: datetime) -> datetime:
    """The moment something happened; where the calendar stands still, at that hour of the day it stands at."""
    local = at.astimezone(ZoneInfo(claim.shop.zone))
    return datetime.combine(day_of(claim, at), local.timetz())
