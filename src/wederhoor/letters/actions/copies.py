"""The copy of a letter that went out of the shop's own mail program: it comes back by BCC and becomes an exhibit."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.conf import settings

from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.connect.mail import parse
from wederhoor.letters.actions.sending import send_oneself
from wederhoor.letters.models import Letter
from wederhoor.letters.policy import may_take
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

_CODED = re.compile(r"\+([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z])@", re.I)
# A blind copy names its address in what the receiving server adds, not in the letter's own fields.
_RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "Bcc", "Cc", "To")
HEADER_BYTES = 256 * 1024


def copy_address(letter: Letter) -> str:
    """Where a blind copy of this letter goes (``copies+CODE@host``); empty where no such mailbox was set up."""
    name, at, host = settings.COPY_ADDRESS.rpartition("@")
    return f"{name}+{letter.code}@{host}" if at else ""


def file_copy(shop: Shop, paper: Paper, *, by: Actor) -> Letter | None:
    """File the shop's own sent copy with the letter it is of; ``None`` when it is no such copy.

    Only a mail from the shop's own address counts. The letter stands as sent by it, unless it was already.
    """
    code = _code_in(paper.data)
    letter = Letter.objects.select_related("shop", "claim__dossier", "claim__shop").filter(code=code).first()
    if not code or letter is None or not shop.email or parse(paper.data).sender.lower() != shop.email.lower():
        return None
    if may_take(by, "send_oneself", letter) and not letter.to_fill:
        send_oneself(letter, "own", by=by)
    claims.lay(letter.claim, Paper(paper.data, paper.name, "message/rfc822", "letter", "shop"), by=by)
    return letter


def _code_in(data: bytes) -> str:
    head = message_from_bytes(data[:HEADER_BYTES], _class=EmailMessage, policy=policy.compat32)
    fields = " ".join(str(value) for name in _RECIPIENTS for value in head.get_all(name, []))
    found = _CODED.search(fields)
    return found.group(1).upper() if found else ""
