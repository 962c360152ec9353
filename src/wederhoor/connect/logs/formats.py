"""Formats of web-server logs, told from their first lines; and the names a JSON log may give its fields.

Common and combined log format: https://httpd.apache.org/docs/2.4/logs.html. nginx writes the combined format by default
and JSON with ``log_format … escape=json`` under names of the administrator's choosing; the usual ones are below.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from enum import StrEnum

MOST_LOOKED_AT = 50  # lines


class Format(StrEnum):
    """How a line is written. ``COMBINED`` is the common format with referer and program behind it."""

    COMMON = "common"
    COMBINED = "combined"
    JSON = "json"


# Field: the names under which it is looked for, the first that is there counts.
JSON_NAMES: dict[str, tuple[str, ...]] = {
    "addr": ("remote_addr", "remoteIP", "client_ip", "clientip", "remote_host", "ip", "host"),
    "at": ("time_iso8601", "time_local", "@timestamp", "timestamp", "time", "msec"),
    "request": ("request", "request_line"),
    "method": ("request_method", "method", "verb"),
    "target": ("request_uri", "uri", "url", "path"),
    "status": ("status", "response", "status_code"),
    "size": ("body_bytes_sent", "bytes_sent", "bytes", "size", "bytesSent"),
    "referer": ("http_referer", "http_referrer", "referer", "referrer"),
    "agent": ("http_user_agent", "userAgent", "user_agent", "agent"),
    "who": ("remote_user", "remoteUser", "user"),
    "session": ("session", "session_id", "sessionid", "cookie_session", "sid"),
    "order": ("order", "order_number", "order_id", "ordernumber"),
    "query": ("args", "query_string", "query"),
}
_COMMON = re.compile(rb'\S+ \S+ .+? ?\[[^\]]{20,40}\] "[^"]*" (?:\d{3}|-) (?:\d+|-)')
_COMBINED = re.compile(_COMMON.pattern + rb' "[^"]*" "[^"]*"')


def format_of(lines: Iterable[bytes]) -> Format | None:
    """The format most of the first lines are in; ``None`` when not one of them fits any."""
    counts = dict.fromkeys(Format, 0)
    for number, line in enumerate(lines):
        if number == MOST_LOOKED_AT:
            break
        if (found := _of_line(line.replace(rb"\"", rb"\x22"))) is not None:
            counts[found] += 1
    best = max(counts, key=lambda one: counts[one])
    return best if counts[best] else None


def _of_line(line: bytes) -> Format | None:
    if line.lstrip().startswith(b"{"):
        return Format.JSON if _is_json(line) else None
    if _COMBINED.match(line):
        return Format.COMBINED
    return Format.COMMON if _COMMON.match(line) else None


def _is_json(line: bytes) -> bool:
    """Whether a line is an object with a moment and an address in it; nested deeper than Python goes it is not."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and all(any(n in said for n in JSON_NAMES[field]) for field in ("at", "addr"))
