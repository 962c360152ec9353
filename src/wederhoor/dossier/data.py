"""The shared layer as data for a computer: dossier.json, attached to the PDF and laid in the bundle."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from wederhoor.dossier.model import CaseFile, Exhibit, Shared

FORMAT = "wederhoor case file v1"
_AS_IT_IS = {str, int, bool, type(None)}


def data_of(case: CaseFile) -> bytes:
    """The case as JSON: UTF-8, keys sorted, no white space, times in UTC; the same case gives the same bytes.

    Of a withheld exhibit neither text nor file name goes along: both may be about other people.
    """
    case = replace(case, exhibits=tuple(map(_without_withheld, case.exhibits)))
    text = json.dumps({"format": FORMAT, **_plain(case)}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # A lone surrogate has no UTF-8; it can only come from a broken message and carries no text.
    return text.encode("utf-8", "replace")


def _without_withheld(exhibit: Exhibit) -> Exhibit:
    return replace(exhibit, text="", name="") if exhibit.withheld else exhibit


@cache
def _names(shape: type[Shared]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape))  # type: ignore[arg-type]  # every shape of the layer is a dataclass


def _plain(value: Any) -> Any:
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, Shared) and is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int):
        return value
    raise TypeError(f"{type(value).__name__} is not of the shared layer")
