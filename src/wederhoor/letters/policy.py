"""When a letter may go out: who may send it, and what the checker must not have found."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wederhoor.flow import No, Permit, Yes
from wederhoor.language.shapes import Finding
from wederhoor.letters.kinds import FLOW
from wederhoor.letters.models import Letter
from wederhoor.shops.kinds import Actor

MOST_TRIES = 40  # over a day and a half
# RFC 5321, 4.2: this mail will not be taken; a password or a login that is refused says nothing of the mail.
_FOR_GOOD = re.compile(r"\(?5(?!3[0458])\d\d")


def may_take(actor: Actor, step: str, letter: Letter) -> Permit:
    return FLOW.may(step, letter.state, actor.role)


def may_draft(actor: Actor) -> Permit:
    return Yes() if actor.role in ("owner", "agent", "system") else No("letters.draft.role")


def may_edit(actor: Actor, letter: Letter) -> Permit:
    if actor.role not in ("owner", "agent"):
        return No("letters.edit.role")
    return Yes() if letter.state in ("draft", "failed") else No("letters.edit.sent")


def is_plain_receipt(letter: Letter) -> bool:
    """A receipt of a withdrawal nobody changed: our words and the customer's own, which no finding may hold up.

    It goes without delay (6:230oa lid 4 BW), also when she names an amount, a day or an article we know nothing of.
    """
    return letter.letter == "withdrawal_receipt" and not letter.edited


def may_try_again(letter: Letter, response: str) -> bool:
    """A receipt that must go without delay is offered again by itself, unless the server said no to it for good."""
    return is_plain_receipt(letter) and letter.tries < MOST_TRIES and not _FOR_GOOD.match(response)


def may_go(letter: Letter, findings: Iterable[Finding]) -> Permit:
    """A letter with a gap to fill, or with words that must not go out, stays where it is."""
    if not letter.recipient and letter.way == "smtp":
        return No("letters.send.no_address")
    if letter.to_fill:
        return No("letters.send.to_fill")
    if not is_plain_receipt(letter) and any(finding.severity == "stop" for finding in findings):
        return No("letters.send.stop")
    return Yes()
