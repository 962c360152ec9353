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
    """The mail as it goes out. Complete without a click: plain text, no images, no link that must be followed.

    The receipt of a withdrawal is enclosed as a file too, to be kept apart from the mail (durable medium, 6:230g lid 1
    BW; CRD 2(10)). Raises ``ValueError`` for an address that a header would read as something else.
    """
    if "=?" in letter.recipient:  # RFC 2047: it would be decoded, to another address or to more than one
        raise ValueError("the address of the recipient is no address")
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
    if letter.letter == "withdrawal_receipt":
        # With a mark, or some programs on a telephone guess the charset.
        file = f"\ufeff{mail['Subject']}\n{format_datetime(at)}\n\n{letter.body}\n".encode()
        name, charset = f"{letter.claim.code}.txt", {"charset": "utf-8"}
        mail.add_attachment(file, maintype="text", subtype="plain", filename=name, params=charset)
        mail.set_boundary(f"=={letter.code}==")  # the same letter is the same bytes
    return mail.as_bytes()
