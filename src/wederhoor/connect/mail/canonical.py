"""A mail in the forms that are signed (RFC 6376, 3.4): its fields and its body, with line ends as they travelled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wederhoor.connect.limits import MAIL_HEADER_BYTES, MAIL_HEADERS, PAPER_BYTES

_NAME = re.compile(rb"[!-9;-~]{1,200}[ \t]*")
_SPACES = re.compile(rb"[ \t]+")
_AT_END = re.compile(rb" \r\n")
_SINGLE_END = re.compile(rb"\r?\n")


class TooMuch(ValueError):
    """A head or a body larger than a mail's."""


@dataclass(frozen=True)
class Apart:
    """A mail in the fields of its head, each ``(name in lower case, bytes with their CRLF)``, and its body."""

    fields: Sequence[tuple[str, bytes]]
    body: bytes

    def values(self, name: str) -> list[str]:
        """The values of every field of this name, from the top, unfolded."""
        found = (raw.partition(b":")[2] for known, raw in self.fields if known == name)
        return [_SINGLE_END.sub(b"", value).decode("utf-8", "replace").strip() for value in found]


def apart(raw: bytes) -> Apart:
    """The mail with CRLF at its line ends, as it travelled; raises :class:`TooMuch`."""
    if len(raw) > PAPER_BYTES:
        raise TooMuch("body")
    head, body = _head_and_body(_SINGLE_END.sub(b"\r\n", _without_envelope(raw)))
    if len(head) > MAIL_HEADER_BYTES:
        raise TooMuch("head")
    fields: list[tuple[str, bytes]] = []
    lines: list[bytes] = []
    for line in head.removesuffix(b"\r\n").split(b"\r\n"):  # a bare CR parts no lines
        if line[:1] in (b" ", b"\t") and lines:
            lines.append(line + b"\r\n")
            continue
        _add(fields, lines)
        lines = [line + b"\r\n"]
    _add(fields, lines)
    if len(fields) > MAIL_HEADERS:
        raise TooMuch("fields")
    return Apart(fields, body)


def _head_and_body(data: bytes) -> tuple[bytes, bytes]:
    if data.startswith(b"\r\n"):
        return b"", data[2:]
    head, _, body = data.partition(b"\r\n\r\n")
    return head + b"\r\n", body


def _without_envelope(raw: bytes) -> bytes:
    """Without the “From ” line and the mark that a mailbox or an editor put before a mail."""
    bare = raw.removeprefix(b"\xef\xbb\xbf")
    return bare.split(b"\n", 1)[-1] if bare.startswith((b"From ", b">From ")) else bare


def _add(fields: list[tuple[str, bytes]], lines: list[bytes]) -> None:
    raw = b"".join(lines)
    name, colon, _ = raw.partition(b":")
    if colon and _NAME.fullmatch(name):
        fields.append((name.strip().decode("ascii").lower(), raw))


def body_as(way: str, body: bytes) -> bytes:
    """The body in the form that is signed: ``simple`` or ``relaxed`` (RFC 6376, 3.4.3 and 3.4.4)."""
    return _relaxed_body(body) if way == "relaxed" else _simple_body(body)


def _simple_body(body: bytes) -> bytes:
    return body[: _end_of_text(body)] + b"\r\n"


def _relaxed_body(body: bytes) -> bytes:
    plain = _AT_END.sub(b"\r\n", _SPACES.sub(b" ", body))
    plain = plain.removesuffix(b" ")
    end = _end_of_text(plain)
    return plain[:end] + b"\r\n" if end else b""


def _end_of_text(body: bytes) -> int:
    """Where the empty lines at the end begin; counted back once, for a body may be nothing else."""
    end = len(body)
    while body[max(0, end - 2) : end] == b"\r\n":
        end -= 2
    return end


def head_as(way: str, mail: Apart, names: Sequence[str], place: int) -> bytes:
    """The fields of these names, each from the bottom up, and the signature at ``place`` without its value.

    In the form that is signed (RFC 6376, 3.4.1, 3.4.2 and 3.7).
    """
    left: dict[str, list[bytes]] = {}
    for name, raw in mail.fields:
        left.setdefault(name, []).append(raw)
    form = _relaxed_field if way == "relaxed" else bytes
    taken = [form(left[name].pop()) for name in names if left.get(name)]
    return b"".join(taken) + form(_without_value(mail.fields[place][1])).removesuffix(b"\r\n")


def _relaxed_field(raw: bytes) -> bytes:
    name, _, value = raw.partition(b":")
    return name.strip().lower() + b":" + _SPACES.sub(b" ", value.replace(b"\r\n", b"")).strip(b" ") + b"\r\n"


def _without_value(raw: bytes) -> bytes:
    name, colon, value = raw.partition(b":")
    parts = value.split(b";")
    for place, part in enumerate(parts):
        tag, equals, _ = part.partition(b"=")
        if tag.strip() == b"b":
            parts[place] = tag + equals
    return name + colon + b";".join(parts)
