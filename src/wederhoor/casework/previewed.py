"""A mail, web page or text as words to look at in place of the file itself: nothing in it runs, loads or hides."""

from __future__ import annotations

from wederhoor.connect.contract import Mail, Unreadable
from wederhoor.connect.papers import read_paper
from wederhoor.connect.pdf import is_pdf
from wederhoor.dossier.labels import Labels, labels_of
from wederhoor.dossier.plain import short

MOST_CHARACTERS = 60_000
_MOST_NAMED = 50
_WORDS = ("text/", "message/", "application/json", "application/xhtml+xml", "application/xml")


def preview_text(data: bytes, media_type: str, name: str = "", *, language: str = "nl") -> str | None:
    """The words of a mail (its head, its text, what was attached), of HTML as a reader sees it, or of plain text.

    At most ``MOST_CHARACTERS`` characters, the last an ellipsis where more was there. ``None`` for pictures, PDFs and
    whatever else has no words to show here, or cannot be read.
    """
    kind = media_type.split(";")[0].strip().lower()
    if is_pdf(data) or (kind and not kind.startswith(_WORDS) and kind != "application/octet-stream"):
        return None
    try:
        read = read_paper(data, "mail.eml" if kind == "message/rfc822" else name, kind, "page")
    except Unreadable:
        return None
    words = _of_mail(read.mail, labels_of(language)) if read.mail else read.text
    shown = _clean(words)
    return shown if len(shown) <= MOST_CHARACTERS else shown[: MOST_CHARACTERS - 1] + "…"


def _of_mail(mail: Mail, labels: Labels) -> str:
    sender = f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender
    head = (
        ("from", sender),
        ("to", ", ".join(mail.to[:_MOST_NAMED])),
        ("date", labels.moment(mail.date) if mail.date else ""),
        ("subject", mail.subject),
        ("attached", ", ".join(it.name for it in mail.attachments[:_MOST_NAMED])),
    )
    top = "\n".join(f"{labels.of('mail', field)}: {short(value, limit=1_000)}" for field, value in head if value)
    return "\n\n".join(part for part in (top, mail.text, mail.quoted) if part)


def _clean(text: str) -> str:
    """Without signs that steer a terminal or turn the direction of reading, so that what is seen is what is there."""
    lines = text[: MOST_CHARACTERS * 2].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(sign for sign in line if sign == "\t" or sign.isprintable()) for line in lines).strip()
