"""A page as it was served, as WARC 1.1 (ISO 28500): what was asked, what came, and who asked when; and read back.

Each record is a gzip member of its own, so that a part can be read without the rest. Digests in the heads are SHA-1, as
readers expect; the SHA-256 of the page stands in the metadata record, and in the row that points here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from wederhoor.connect.contract import Unreadable

MEDIA_TYPE = "application/warc"
MOST_RECORDS = 2_000
MOST_PACKED = 25 * 1024 * 1024
# Said in capital letters by the exchange itself, and no longer true of the bytes that are kept.
_SENT_ON = frozenset({"301", "302", "303", "307", "308"})
_PACKED = frozenset({"content-encoding", "transfer-encoding", "content-length"})


@dataclass(frozen=True)
class Served:
    """One page as it came: ``asked`` the address, ``url`` where the answer came from after being sent on.

    ``way`` are the answers that sent us on, in their order.
    """

    asked: str
    url: str
    at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    sent: tuple[tuple[str, str], ...] = ()
    way: tuple[Served, ...] = ()

    @property
    def content_type(self) -> str:
        return next((value for name, value in self.headers if name.lower() == "content-type"), "")

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def written(served: Served, *, software: str) -> bytes:
    """The exchange: about the file, each request with its response, and what else is known of the last."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    date = {"WARC-Date": f"{served.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"}
    info = {"software": software, "format": "WARC File Format 1.1", "conformsTo": "ISO 28500:2017"}
    writer.write_record(writer.create_warcinfo_record("page.warc.gz", info))
    for hop in served.way:
        _exchanged(writer, hop, date)
    named = _exchanged(writer, served, date)
    about = json.dumps(_about(served), indent=1).encode()
    writer.write_record(
        writer.create_warc_record(
            served.url,
            "metadata",
            payload=BytesIO(about),
            length=len(about),
            warc_content_type="application/json",
            warc_headers_dict=named,
        )
    )
    return out.getvalue()


def _exchanged(writer: WARCWriter, served: Served, date: Mapping[str, str]) -> dict[str, str]:
    """Write one request and its response; what the heads of records about it say."""
    response = writer.create_warc_record(
        served.url,
        "response",
        payload=BytesIO(served.body),
        http_headers=_said(served),
        warc_headers_dict=dict(date),
    )
    named = {**date, "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID")}
    sent = [("Host", urlsplit(served.url).netloc), *served.sent]
    asked = StatusAndHeaders(f"GET {_path(served.url)} HTTP/1.1", sent, is_http_request=True)
    writer.write_record(
        writer.create_warc_record(served.url, "request", http_headers=asked, warc_headers_dict=dict(named))
    )
    writer.write_record(response)
    return named


def _said(served: Served) -> StatusAndHeaders:
    """The head as it came; where the body was packed it is kept unpacked, and the old names say what was sent."""
    head = [(f"X-Archive-Orig-{n}" if n.lower() in _PACKED else n, v) for n, v in served.headers]
    return StatusAndHeaders(str(served.status), [*head, ("Content-Length", str(len(served.body)))], protocol="HTTP/1.1")


def _about(served: Served) -> dict[str, object]:
    return {
        "asked": served.asked,
        "answered-by": served.url,
        "sent-on-by": [hop.url for hop in served.way],
        "at": served.at.isoformat(),
        "payload-sha256": served.sha256,
        "payload-size": len(served.body),
        "body": "as served, with its packing undone",
    }


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def read(data: bytes, wanted: str = "", most: int = 10_000_000) -> Served:
    """The first page of a WARC (of the address ``wanted``, where given): as somebody else may have made it too.

    An answer that only sends on is no page. Raises :class:`~wederhoor.connect.contract.Unreadable`; never reads more
    than ``most`` bytes of a page.
    """
    if len(data) > MOST_PACKED:
        raise Unreadable("the web archive file is larger than 25 MB")
    try:
        for number, record in enumerate(ArchiveIterator(BytesIO(data))):
            if number >= MOST_RECORDS:
                break
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type not in ("response", "resource") or (wanted and url != wanted):
                continue
            if record.http_headers and record.http_headers.get_statuscode() in _SENT_ON:
                continue
            return _served(record, url, most)
    except Unreadable:
        raise
    except Exception as broken:  # what a stranger packed can fail anywhere in the reader
        raise Unreadable("the web archive file cannot be read to its end") from broken
    raise Unreadable("the web archive file holds no page")


def _served(record: Any, url: str, most: int) -> Served:
    body = record.content_stream().read(most + 1)
    if len(body) > most:
        raise Unreadable("a page in the web archive file is too large")
    head = record.http_headers
    said: Iterable[tuple[str, str]] = head.headers if head else ()
    at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date").replace("Z", "+00:00"))
    status = int(head.get_statuscode()) if head else 200
    return Served(url, url, at, status, tuple((str(n), str(v)) for n, v in said), body)
