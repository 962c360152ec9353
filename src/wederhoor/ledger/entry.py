"""What a journal line is to the ledger: canonical bytes, and the salted commitment that alone enters the tree.

The salt makes the commitment say nothing about the line once line and salt are erased, so forgetting breaks no proof.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import encode_basestring as quoted
from typing import Any

DOMAIN = b"wederhoor line v1\n"
SALT_BYTES = 32
_LARGEST = 2**53 - 1
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class NotCanonical(ValueError):
    """A value that has no canonical JSON here: a float, a date, a key that is no text, a number JSON readers round."""


@dataclass(frozen=True)
class Entry:
    """One act as it is committed to: codes and a payload, never a primary key; ``at`` is aware."""

    act: str
    at: datetime
    actor: str
    subject: str
    payload: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {
            "act": self.act,
            "actor": self.actor,
            "at": moment(self.at),
            "payload": dict(self.payload),
            "subject": self.subject,
        }

    def commitment(self, salt: bytes) -> bytes:
        """SHA-256 over domain, salt (32 bytes) and canonical bytes; raises :class:`NotCanonical`."""
        return commitment(self.act, self.at, self.actor, self.subject, canonical(dict(self.payload)), salt)


def commitment(act: str, at: datetime, actor: str, subject: str, payload: bytes, salt: bytes) -> bytes:
    """The same from a payload that is canonical bytes already; raises :class:`NotCanonical`.

    The bytes are put together and not written anew. That is unambiguous: what stands around the payload is quoted text,
    so no other payload with another act, actor or subject gives the same bytes.
    """
    if len(salt) != SALT_BYTES:
        raise NotCanonical(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    head = f'{{"act":{quoted(act)},"actor":{quoted(actor)},"at":"{moment(at)}","payload":'
    tail = f',"subject":{quoted(subject)}}}'
    try:
        return hashlib.sha256(b"".join((DOMAIN, salt, head.encode(), payload, tail.encode()))).digest()
    except UnicodeEncodeError:
        raise NotCanonical("half a surrogate pair is no text") from None


def moment(at: datetime) -> str:
    """An instant as lines and manifest write it: UTC, six decimals, ``Z``; a naive one raises :class:`NotCanonical`."""
    if at.tzinfo is None:
        raise NotCanonical("a moment needs its time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def canonical(value: Any) -> bytes:
    """The one way to write ``value`` as JSON: RFC 8785 as far as it needs no floats; raises :class:`NotCanonical`."""
    try:
        return _ENCODER.encode(_plain(value)).encode()
    except UnicodeEncodeError:
        raise NotCanonical("half a surrogate pair is no text") from None


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise NotCanonical(f"{value} is larger than JSON readers keep exactly; write it as text")
        return value
    if isinstance(value, Mapping):
        return {key: _plain(value[key]) for key in _in_order(value)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise NotCanonical(f"a {type(value).__name__} has no canonical JSON; write it as text")


def _in_order(keys: Mapping[Any, Any]) -> list[Any]:
    """RFC 8785 sorts keys by their UTF-16 units; of ASCII, as nearly all are, that is the order of the letters."""
    try:
        is_ascii = "".join(keys).isascii()
    except TypeError:
        is_ascii = False
    return sorted(keys) if is_ascii else sorted(keys, key=_key_order)


def _key_order(key: Any) -> bytes:
    if not isinstance(key, str):
        raise NotCanonical(f"{key!r} is no text and cannot be a key")
    return key.encode("utf-16-be", "surrogatepass")
