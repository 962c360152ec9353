"""Any paper of an order: which adapter can read it, and what it then shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from wederhoor.connect.answers import looks_like_json, megabytes, opened
from wederhoor.connect.carriers import dhl, links, pages, postnl
from wederhoor.connect.contract import Adapter, Mail, PaperRead, Unreadable
from wederhoor.connect.limits import JSON_BYTES, PAPER_BYTES, TEXT_CHARACTERS
from wederhoor.connect.mail import looks_like_mail, parse, text_of
from wederhoor.connect.payments import mollie
from wederhoor.connect.pdf import is_pdf, text_of_pdf
from wederhoor.connect.platforms import confirmation, shopify, woocommerce
from wederhoor.connect.sentences import said, unreadable
from wederhoor.connect.shown import facts_of

__all__ = ["ADAPTERS", "facts_of", "read_paper"]

_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*")
_ARCHIVES = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"MSCF", "cab"),
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|table|div|p|span)\b", re.I)
# Papers whose words are looked at for what they are, never taken for an order or a parcel.
_JUST_TEXT = frozenset(
    {"message", "correspondence", "terms", "page", "letter", "notice", "note", "quote", "receipt", "capture", "photo"}
    | {"measure", "log", "call"}
)


def read_paper(data: bytes, name: str = "", media_type: str = "", sort: str = "") -> PaperRead:
    """What ``data`` shows. ``sort`` is what the person said it is (order, tracking, return, confirmation, message …),
    if anything; ``return`` is the tracking of goods the customer sent back.

    Raises :class:`Unreadable` with one sentence: what happened, what became of the file, what to do.
    """
    _check(data, name)
    if sort == "return":
        return _as_return(read_paper(data, name, media_type, "tracking"))
    if sort in _JUST_TEXT and not looks_like_json(data):
        return _as_words(data, name)
    for adapter in ADAPTERS:
        if adapter.recognises(data, media_type):
            return adapter.read(data)
    if looks_like_json(data):
        opened(data)
        raise unreadable("json_unknown")
    text = _plain_text(data)
    if sort == "tracking":
        return pages.read_text(text)
    if sort in ("confirmation", "order"):
        return confirmation.read_text(text)
    return PaperRead("text", text=text)


def _as_return(read: PaperRead) -> PaperRead:
    """The same parcel, on its way from the customer back to the shop."""
    if read.parcel is None:
        return read
    return replace(read, parcel=replace(read.parcel, extra={**read.parcel.extra, "direction": "return"}))


def _check(data: bytes, name: str) -> None:
    """Size first, then the kinds of file that are never opened."""
    if not data.strip():
        raise unreadable("paper_empty")
    if len(data) > PAPER_BYTES:
        raise unreadable("paper_too_big", size=megabytes(len(data)), limit=megabytes(PAPER_BYTES))
    packed = next((kind for start, kind in _ARCHIVES if data.startswith(start)), "")
    if packed:
        raise unreadable("paper_archive", what=packed)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise unreadable("paper_outlook" if name.lower().endswith(".msg") or not name else "paper_binary")
    if data.startswith(_PROGRAMS):
        raise unreadable("paper_program")


def _as_words(data: bytes, name: str) -> PaperRead:
    """A paper that is only read as words: a mail keeps its head, a picture stays a picture."""
    if _is_picture(data, ""):
        return _read_picture(data)
    if looks_like_mail(data) or name.lower().endswith(".eml"):
        mail = parse(data)
        return PaperRead("mail", mail=mail, text=mail.text, notes=mail.problems)
    return PaperRead("text", text=text_of_pdf(data) if is_pdf(data) else _plain_text(data))


def _plain_text(data: bytes) -> str:
    """Text from text or HTML in the charset it shows; raises :class:`Unreadable` for what is neither."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    strange = sum(sign < " " and sign not in "\t\n\r\f\x1b" for sign in text[:20_000]) + text[:20_000].count("\ufffd")
    if strange > max(3, len(text[:20_000]) // 50):
        raise unreadable("paper_binary")
    text = text_of(text) if _HTML.search(data[:5000]) else text
    return text.replace("\r\n", "\n").replace("\r", "\n")[:TEXT_CHARACTERS]


def _json(name: str, is_it: Callable[[Any], bool], read: Callable[[bytes], PaperRead]) -> Adapter:
    """An adapter of JSON answers, asked only about what opens as JSON."""

    def recognises(data: bytes, media_type: str) -> bool:
        if not looks_like_json(data) or len(data) > JSON_BYTES:
            return False
        try:
            return is_it(opened(data))
        except Unreadable:
            return False

    return Adapter(name, recognises, read)


def _is_picture(data: bytes, media_type: str) -> bool:
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return data.startswith(_PICTURES) or webp or data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")


def _read_picture(data: bytes) -> PaperRead:
    return PaperRead("picture", notes=(said("note_picture"),))


def _is_pdf(data: bytes, media_type: str) -> bool:
    return is_pdf(data)


def _read_pdf(data: bytes) -> PaperRead:
    return _told(text_of_pdf(data), "pdf")


def _is_mail(data: bytes, media_type: str) -> bool:
    return media_type == "message/rfc822" or looks_like_mail(data)


def _read_mail(data: bytes) -> PaperRead:
    mail = parse(data)
    read = _order_in_mail(mail) if confirmation.recognises(mail.text) else PaperRead("mail", text=mail.text)
    return PaperRead(
        read.adapter, order=read.order, mail=mail, text=mail.text, facts=read.facts, notes=(*read.notes, *mail.problems)
    )


def _order_in_mail(mail: Mail) -> PaperRead:
    try:
        subject = f"{mail.subject}\n\n" if mail.subject else ""
        read = confirmation.read_text(f"{subject}{mail.text}", near=mail.date, sender=mail.sender)
    except Unreadable:
        return PaperRead("mail", text=mail.text)
    return read


def _told(text: str, otherwise: str) -> PaperRead:
    """What a text turns out to be: a tracking page, a confirmation, or just words."""
    if confirmation.recognises(text):
        try:
            return confirmation.read_text(text)
        except Unreadable:
            return PaperRead(otherwise, text=text)
    return pages.read_text(text) if pages.recognises(text) else PaperRead(otherwise, text=text)


def _is_text(data: bytes, media_type: str) -> bool:
    if looks_like_json(data):
        return False
    try:
        text = _plain_text(data)
    except Unreadable:
        return False
    return confirmation.recognises(text) or pages.recognises(text)


def _read_text(data: bytes) -> PaperRead:
    return _told(_plain_text(data), "text")


# One more of something is one more line here, with its recordings in tests/recorded.
ADAPTERS: tuple[Adapter, ...] = (
    Adapter("picture", _is_picture, _read_picture),
    Adapter("pdf", _is_pdf, _read_pdf),
    _json(woocommerce.NAME, woocommerce.recognises, woocommerce.read),
    _json(shopify.NAME, shopify.recognises, shopify.read),
    _json(postnl.NAME, postnl.recognises, postnl.read),
    _json(dhl.NAME, dhl.recognises, dhl.read),
    _json(mollie.NAME, mollie.recognises, mollie.read),
    Adapter(links.NAME, links.recognises, links.read),
    Adapter("mail", _is_mail, _read_mail),
    Adapter("text", _is_text, _read_text),
)
