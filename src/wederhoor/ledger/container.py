"""A zip whose every byte follows from the names and contents in it (docs/bundle.md, “The container”)."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Sequence

MOST_ENTRIES = 10_000
MOST_BYTES = 4 * 1024**3 - 1
_NAME = re.compile(r"(?!.*(?:^|/)\.\.?(?:/|$))[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")

_NEEDS = 20
_MADE_BY_UNIX = 3 << 8 | _NEEDS
_MIDNIGHT = 0
_FIRST_OF_1980 = 1 << 5 | 1
_REGULAR_0644 = 0o100644 << 16


class CannotPack(ValueError):
    """A name or size the container does not take; the message says which."""


def pack(files: Sequence[tuple[str, bytes]]) -> bytes:
    """The zip of these files in this order, stored; raises :class:`CannotPack`."""
    _check(files)
    local, central = bytearray(), bytearray()
    for name, data in files:
        shared = _shared(name, data)
        central += b"PK\x01\x02" + struct.pack("<H", _MADE_BY_UNIX) + shared
        central += struct.pack("<HHHLL", 0, 0, 0, _REGULAR_0644, len(local)) + name.encode()
        local += b"PK\x03\x04" + shared + name.encode() + data
    end = struct.pack("<HHHHLLH", 0, 0, len(files), len(files), len(central), len(local), 0)
    return bytes(local + central + b"PK\x05\x06" + end)


def _shared(name: str, data: bytes) -> bytes:
    """The fields that stand alike in the local and the central header; the last is the length of no extra fields."""
    size = len(data)
    return struct.pack(
        "<HHHHHLLLHH", _NEEDS, 0, 0, _MIDNIGHT, _FIRST_OF_1980, zlib.crc32(data), size, size, len(name), 0
    )


def _check(files: Sequence[tuple[str, bytes]]) -> None:
    if len(files) > MOST_ENTRIES or sum(len(data) + 2 * len(name) + 100 for name, data in files) > MOST_BYTES:
        raise CannotPack(f"a bundle holds at most {MOST_ENTRIES} files and 4 GiB")
    seen: set[str] = set()
    for name, _ in files:
        if not _NAME.fullmatch(name) or len(name) > 200:
            raise CannotPack(f"{name!r} is no name for a file in a bundle")
        if name in seen:
            raise CannotPack(f"{name} stands in the bundle twice")
        seen.add(name)
