"""A mail from raw bytes: measured first, then taken apart; what cannot be read says so in one sentence."""

from __future__ import annotations

import email
import email.header
import email.utils
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import default as DEFAULT_POLICY

from wederhoor.connect.answers import megabytes
from wederhoor.connect.contract import Mail, Unreadable
from wederhoor.connect.limits import (
    HEADER_VALUE,
    MAIL_DEPTH,
    MAIL_HEADER_BYTES,
    MAIL_HEADERS,
    MAIL_PARTS,
    PAPER_BYTES,
    TEXT_CHARACTERS,
)
from wederhoor.connect.mail.automatic import sent_by
from wederhoor.connect.mail.html import safe_html, text_of
from wederhoor.connect.mail.parts import attachments_of, inner_parts, leaves, text_in
from wederhoor.connect.mail.quoted import forwarded_header, split_forwarded, split_quoted
from wederhoor.connect.sentences import said, unreadable

_HEADER_LINE = re.compile(rb"^[!-9;-~]{1,80}[ \t]*:")
_TELLING = re.compile(
    rb"^(?:from|to|subject|date|received|message-id|return-path|delivered-to|mime-version|reply-to|x-mailer|"
    rb"betreff|onderwerp)[ \t]*:",
    re.I,
)
_STRONG = re.compile(
    rb"^(?:received|message-id|return-path|delivered-to|mime-version|dkim-signature|content-type)[ \t]*:", re.I
)
_BOUNDARY = re.compile(rb"boundary\*?\d{0,2}\*?[ \t]*=", re.I)
_LONG_PART_HEADER = re.compile(rb"^content-[a-z-]{1,40}:[^\n]{8000}", re.I | re.M)
_FOLDED_PART_HEADER = re.compile(rb"^content-[a-z-]{1,40}:[^\n]*\n(?:[ \t][^\n]*\n){100}", re.I | re.M)
_FORWARD_SUBJECT = re.compile(r"^\s*(?:fwd?|fw|doorst|wg|tr)\s*:|^\s*doorgestuurd\s*:", re.I)
BRACKETS = 20
_BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"MZ",
    b"Rar!",
    b"7z\xbc\xaf",
)


def parse(raw: bytes) -> Mail:
    """Read ``raw`` as a mail; raises :class:`Unreadable` with one sentence when it is not one or is too much."""
    data = _measured(raw)
    try:
        tree = email.message_from_bytes(data, policy=DEFAULT_POLICY)
        _check_depth(tree)
        return _mail_of(tree, depth=0)
    except Unreadable:
        raise
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError, AssertionError):
        # The standard parser stumbles over some malformed headers in ways it does not document, and only when asked.
        raise unreadable("mail_damaged") from None


def looks_like_mail(data: bytes) -> bool:
    """Whether ``data`` opens with the head of a mail: two telling lines, or one that only a mail system writes."""
    if data[:10].startswith(_BINARY):
        return False
    head = _head(_without_envelope(data[: MAIL_HEADER_BYTES + 1]))
    lines = head.split(b"\n")
    if not lines or not _HEADER_LINE.match(lines[0]):
        return False
    telling = sum(bool(_TELLING.match(line)) for line in lines)
    strong = any(_STRONG.match(line) for line in lines)
    return telling >= 2 and (strong or _all_header_like(lines))


def _all_header_like(lines: list[bytes]) -> bool:
    """Pasted text may open with “Van:” and “Onderwerp:”; a mail's head holds nothing but header lines."""
    return all(_HEADER_LINE.match(line) or line[:1] in (b" ", b"\t") for line in lines if line.strip()) and any(
        re.match(rb"^(?:from|date)[ \t]*:", line, re.I) for line in lines
    )


def _measured(raw: bytes) -> bytes:
    """The bytes, once their size, head, parts and depth are known to be bearable."""
    if not raw.strip():
        raise unreadable("paper_empty")
    if len(raw) > PAPER_BYTES:
        raise unreadable("paper_too_big", size=megabytes(len(raw)), limit=megabytes(PAPER_BYTES))
    if not looks_like_mail(raw):
        raise unreadable("mail_not_a_mail")
    data = _without_envelope(raw)
    head = _head(data)
    endless = len(data) > MAIL_HEADER_BYTES and len(head) >= MAIL_HEADER_BYTES - head.count(b"\n") - 1
    many = len(_BOUNDARY.findall(data)) > MAIL_PARTS or data.lower().count(b"message/rfc822") > MAIL_DEPTH
    if endless or head.count(b"\n") > MAIL_HEADERS * 10 or many:
        raise unreadable("mail_too_complicated")
    if _LONG_PART_HEADER.search(data) or _FOLDED_PART_HEADER.search(data):
        raise unreadable("mail_too_complicated")
    return data


def _without_envelope(data: bytes) -> bytes:
    """Without a byte order mark, blank lines, or the “From ” line of a mailbox file."""
    bare = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ")
    return bare.split(b"\n", 1)[-1] if bare.startswith((b"From ", b">From ")) else bare


def _head(data: bytes) -> bytes:
    """The lines above the first blank one, with ``\\n`` ends; cut at the limit."""
    part = data[:MAIL_HEADER_BYTES].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return part.split(b"\n\n", 1)[0]


def _check_depth(tree: EmailMessage) -> None:
    level: list[EmailMessage] = [tree]
    total = 0
    for _ in range(MAIL_DEPTH + 1):
        total += len(level)
        if total > MAIL_PARTS:
            break
        level = [part for message in level for part in inner_parts(message)]
        if not level:
            return
    raise unreadable("mail_too_complicated")


def _mail_of(tree: EmailMessage, depth: int) -> Mail:
    headers = _headers(tree)
    parts = tuple(leaves(tree))
    plain, html, problems = text_in(parts)
    attachments, remarks = attachments_of(parts)
    name, sender = _person(headers.get("from", ""))
    subject = headers.get("subject", "")
    kind = sent_by(headers, sender, subject, tree.get_content_type())
    mail = Mail(
        subject=subject[:1000],
        sender_name=name,
        sender=sender,
        to=tuple(address for _, address in _addresses(headers.get("to", ""))[:50] if address),
        date=_moment(headers.get("date", "")),
        message_id=_ids(headers.get("message-id", ""))[:1][0] if _ids(headers.get("message-id", "")) else "",
        references=_ids(f"{headers.get('references', '')} {headers.get('in-reply-to', '')}"),
        text="",
        attachments=attachments,
        automatic=kind != "person",
        problems=(*problems, *remarks, *((said("note_mail_damaged"),) if tree.defects else ())),
        sent_by=kind,
        html=safe_html(html) if html else "",
    )
    return _with_words(mail, plain.strip() or text_of(html), parts, depth)


def _with_words(mail: Mail, body: str, parts: tuple[EmailMessage, ...], depth: int) -> Mail:
    """The writer's own words apart from what is quoted or forwarded."""
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    problems = mail.problems
    if len(text) > TEXT_CHARACTERS:
        text = text[:TEXT_CHARACTERS]
        problems = (*problems, said("note_shortened", limit=TEXT_CHARACTERS))
    above, inside, address = split_forwarded(text)
    if inside:
        own, quoted = split_quoted(inside)
        return replace(
            mail, text=own or inside, quoted=_joined(above, quoted), forwarded_from=address, problems=problems
        )
    own, quoted = split_quoted(text)
    if not own.strip() and depth == 0:
        inner = _attached_mail(parts)
        if inner is not None:
            return replace(inner, problems=(*problems, *inner.problems), forwarded_from=inner.sender)
    if not own.strip() and quoted and _FORWARD_SUBJECT.match(mail.subject):
        inside, address = forwarded_header(quoted)
        return replace(mail, text=inside or quoted, forwarded_from=address, problems=problems)
    if not text.strip():
        problems = (*problems, said("note_no_text"))
    return replace(mail, text=own, quoted=quoted, problems=problems)


def _attached_mail(parts: tuple[EmailMessage, ...]) -> Mail | None:
    """A mail that was forwarded as an attachment with nothing written around it."""
    inner = [part for part in parts if part.get_content_type() == "message/rfc822" and part.is_multipart()]
    if len(inner) != 1:
        return None
    found = next(iter(inner_parts(inner[0])), None)
    return _mail_of(found, depth=1) if found is not None else None


def _headers(tree: EmailMessage) -> Mapping[str, str]:
    """The first header of each name, decoded, in lower case; values cut before they are looked at."""
    found: dict[str, str] = {}
    for name, value in list(tree.raw_items())[:MAIL_HEADERS]:
        found.setdefault(name.lower(), _decoded(str(value)[:HEADER_VALUE]))
    return found


def _decoded(value: str) -> str:
    """An encoded header in readable signs; raw eight-bit bytes are taken as UTF-8, else as Windows-1252."""
    if any("\udc80" <= sign <= "\udcff" for sign in value):
        raw = value.encode("utf-8", "surrogateescape")
        try:
            value = raw.decode("utf-8")
        except UnicodeDecodeError:
            value = raw.decode("cp1252", "replace")
    value = re.sub(r"\r?\n[ \t]?|\r", " ", value)
    if "=?" not in value:
        return value.strip()
    try:
        return str(email.header.make_header(email.header.decode_header(value))).strip()
    except (ValueError, LookupError):
        return value.strip()


def _person(value: str) -> tuple[str, str]:
    """Name and address of the first person in a From line."""
    pairs = [pair for pair in _addresses(value) if "@" in pair[1]]
    name, address = pairs[0] if pairs else ("", "")
    return re.sub(r"\s+", " ", name).strip(" '\"")[:200], address.strip().lower()[:320]


def _addresses(value: str) -> list[tuple[str, str]]:
    """Names and addresses; the standard reader goes one call deeper for each bracket, so many are taken away first."""
    bare = value.replace("(", " ").replace(")", " ") if value.count("(") > BRACKETS else value
    return email.utils.getaddresses([bare])


def _moment(value: str) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(value)
        return moment if moment.tzinfo else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _ids(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(re.findall(r"<[^<>\s]{1,400}>", value)))[:100]


def _joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
