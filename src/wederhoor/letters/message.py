"""A letter as the bytes that go out: RFC 5322, in the customer's own thread, from the shop's own address."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from wederhoor.letters.models import Letter


def message_id(letter: Letter) -> str:
    """The Message-ID is fixed by the letter, so that a letter in doubt can be looked up and never goes twice."""
    domain = letter.shop.email.rpartition("@")[2] or "wederhoor.invalid"
    return f"<{letter.claim.code}.{letter.code}@{domain}>"


def bytes_of(letter: Letter, at: datetime) -> bytes:
    """The mail as it goes out. Complete without a click: plain text, no images, no link that must be followed."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((letter.shop.name, letter.shop.email))
    mail["To"] = letter.recipient
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = letter.message_id or message_id(letter)
    if letter.claim.thread:
        mail["In-Reply-To"] = letter.claim.thread
        mail["References"] = letter.claim.thread
    mail["X-Wederhoor-Reference"] = letter.claim.code
    mail.set_content(letter.body, charset="utf-8", cte="quoted-printable")
    return mail.as_bytes()
