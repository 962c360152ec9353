"""JSON answers of other programs, opened within limits and walked without surprises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wederhoor.connect.limits import JSON_BYTES, NAME_CHARACTERS
from wederhoor.connect.sentences import unreadable


def looks_like_json(data: bytes) -> bool:
    """Whether the first sign that is not a space opens an object or a list."""
    return data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def opened(data: bytes) -> Any:
    """The JSON in ``data``, numbers as ``Decimal``; raises :class:`Unreadable` when it is damaged or too big."""
    if len(data) > JSON_BYTES:
        raise unreadable("paper_too_big", size=megabytes(len(data)), limit=megabytes(JSON_BYTES))
    try:
        return json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        raise unreadable("json_broken") from None


def megabytes(size: int) -> int:
    """Whole megabytes, rounded up."""
    return -(-size // (1024 * 1024))


def table(value: Any, *path: str) -> Mapping[str, Any]:
    """The object at ``path``; empty when it is not there or is something else."""
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def rows(value: Any, most: int = 500) -> tuple[Mapping[str, Any], ...]:
    """A list of objects, or the single object some answers give in its place; never more than ``most``."""
    if isinstance(value, Mapping):
        return (value,) if value else ()
    return tuple(row for row in value[:most] if isinstance(row, Mapping)) if isinstance(value, list) else ()


def text(value: Any) -> str:
    """A short text; numbers as they stand, everything else (``{}``, ``null``) empty."""
    if isinstance(value, str):
        return value.strip()[:NAME_CHARACTERS]
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)[:NAME_CHARACTERS]
    return ""


def first(*values: Any) -> str:
    """The first of ``values`` that says something."""
    return next((said for value in values if (said := text(value))), "")
