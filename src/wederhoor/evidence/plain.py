"""What of somebody's text a database can keep: everything but the two signs that stand for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def storable(value: Any) -> Any:
    """``value`` (text, or lists and mappings of it) without NUL, and with lone surrogates as a replacement sign.

    A mail may hold either, in its words as in a header; the exhibit's bytes keep them.
    """
    if isinstance(value, str):
        kept = value.replace("\x00", "")
        return kept if kept.isascii() else kept.encode("utf-8", "replace").decode()
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Mapping):
        return {storable(key): storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return value
