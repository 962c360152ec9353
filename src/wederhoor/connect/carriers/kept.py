"""What a carrier's server answered, as one record that anybody can read back: status, headers, bytes and the moment.

A WARC record (ISO 28500:2017) of the sort ``response``; library and archive programs open it.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

MEDIA_TYPE = "application/warc"
# The body is kept as it reads, so what was said of its packing on the way stands under another name.
_OF_THE_WAY = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def record_of(url: str, status: int, headers: Mapping[str, str], body: bytes, at: datetime) -> bytes:
    """The record; the same answer at the same moment gives the same bytes."""
    block = _head(status, headers) + body
    number = uuid.UUID(bytes=hashlib.sha256(url.encode() + block).digest()[:16], version=4)
    named = {
        "WARC-Type": "response",
        "WARC-Record-ID": f"<urn:uuid:{number}>",
        "WARC-Date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "WARC-Target-URI": _line(url),
        "WARC-Block-Digest": _digest(block),
        "WARC-Payload-Digest": _digest(body),
        "Content-Type": "application/http;msgtype=response",
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status:03d} "]
    for name, value in headers.items():
        spelt = f"X-Archive-Orig-{name}" if name.lower() in _OF_THE_WAY else name
        lines.append(f"{_line(spelt)}: {_line(value)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "replace")


def _line(text: str) -> str:
    """Without anything that would begin a line of its own."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _digest(data: bytes) -> str:
    return f"sha256:{base64.b32encode(hashlib.sha256(data).digest()).decode()}"
