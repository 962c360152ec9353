"""The parts of a mail: its text in any charset, its HTML, and the files attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email.message import EmailMessage

from wederhoor.connect.answers import megabytes
from wederhoor.connect.contract import Attachment, Said
from wederhoor.connect.limits import ATTACHMENT_BYTES, ATTACHMENTS, HTML_CHARACTERS, TEXT_CHARACTERS
from wederhoor.connect.sentences import said

# Only charsets that map bytes to letters; “punycode”, “unicode_escape” and their like do more than that.
_CHARSETS = re.compile(
    r"^(utf-?_?(8|16|32)([_-]?(le|be|sig))?|us-?ascii|ascii|iso[-_]?8859[-_]?\d{1,2}|latin[-_]?\d|windows[-_]?125\d|cp\d{3,5}|macroman|"
    r"mac[-_]?roman|koi8[-_]?[ru]|gb2312|gbk|gb18030|big5|euc[-_]?(jp|kr)|shift[-_]?jis|iso[-_]?2022[-_]?jp)$",
    re.I,
)
_PACKED = re.compile(r"\.(zip|rar|7z|gz|tgz|bz2|xz|cab|iso|jar)$", re.I)


def leaves(tree: EmailMessage) -> Iterator[EmailMessage]:
    """Every part that holds something itself; an attached mail counts as one and is not entered."""
    waiting: list[EmailMessage] = [tree]
    while waiting:
        part = waiting.pop(0)
        if part.is_multipart() and part.get_content_maintype() != "message":
            waiting[:0] = inner_parts(part)
        else:
            yield part


def inner_parts(part: EmailMessage) -> list[EmailMessage]:
    """The parts directly inside ``part``; none when it holds bytes."""
    inside = part.get_payload()
    return [inner for inner in inside if isinstance(inner, EmailMessage)] if isinstance(inside, list) else []


def text_in(parts: Sequence[EmailMessage]) -> tuple[str, str, tuple[str, ...]]:
    """The plain text, the HTML, and remarks; several text parts are joined in order."""
    problems: list[str] = []
    plain: list[str] = []
    html: list[str] = []
    for part in parts:
        if not _is_body(part):
            continue
        words, sure = _decoded(part)
        if not sure and not problems:
            problems.append(said("note_charset"))
        (html if part.get_content_type() == "text/html" else plain).append(words)
    return "\n".join(plain)[: TEXT_CHARACTERS * 2], "\n".join(html)[:HTML_CHARACTERS], tuple(problems)


def attachments_of(parts: Sequence[EmailMessage]) -> tuple[tuple[Attachment, ...], tuple[Said, ...]]:
    """The attached files; one that is packed or too big is listed without being opened."""
    found: list[Attachment] = []
    remarks: list[Said] = []
    for part in parts:
        if _is_body(part):
            continue
        if len(found) == ATTACHMENTS:
            remarks.append(said("note_attachments_many", limit=ATTACHMENTS))
            break
        attached, remark = _attachment(part, len(found) + 1)
        found.append(attached)
        remarks.extend(remark)
    return tuple(found), tuple(remarks)


def _attachment(part: EmailMessage, number: int) -> tuple[Attachment, tuple[Said, ...]]:
    kind = part.get_content_type()
    data = _bytes(part)
    name = _name(part) or f"bijlage-{number}{'.eml' if kind == 'message/rfc822' else ''}"
    if len(data) > ATTACHMENT_BYTES:
        return Attachment(name, kind, b""), (said("note_attachment_left_out", name=name, size=megabytes(len(data))),)
    packed = _PACKED.search(name) or (
        data[:4] == b"PK\x03\x04" and not name.lower().endswith(("docx", "xlsx", "odt", "pptx"))
    )
    return Attachment(name, kind, data), (said("note_attachment_packed", name=name),) if packed else ()


def _is_body(part: EmailMessage) -> bool:
    if part.get_content_type() not in ("text/plain", "text/html"):
        return False
    return (part.get_content_disposition() or "inline") != "attachment" and not _name(part)


def _name(part: EmailMessage) -> str:
    """The file name without a path or signs that steer a terminal or a file system."""
    raw = part.get_filename() or ""
    bare = re.split(r"[\\/]", raw)[-1]
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\udc80-\udcff<>:\"|?*]", "", bare).strip(
        " ."
    )[:120]


def _bytes(part: EmailMessage) -> bytes:
    inside = inner_parts(part)
    if inside or part.is_multipart():
        return inside[0].as_bytes() if inside else b""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _decoded(part: EmailMessage) -> tuple[str, bool]:
    """The text of a part, and whether the declared charset fitted it."""
    data = _bytes(part)
    declared = (part.get_content_charset() or "utf-8").strip().lower()
    sure = bool(_CHARSETS.match(declared))
    # Mail programs that say Latin-1 nearly always mean Windows-1252, where the euro sign lives.
    named = (
        "cp1252" if declared.replace("_", "-") in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else declared
    )
    for charset in dict.fromkeys((named if sure else "utf-8", "utf-8")):
        try:
            return data.decode(charset), sure
        except (UnicodeDecodeError, LookupError):
            sure = False
    return data.decode("cp1252", "replace"), False
