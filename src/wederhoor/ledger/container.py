"""A zip whose every byte follows from the names and contents in it, written piece by piece (docs/bundle.md)."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

MOST_ENTRIES = 10_000
MOST_BYTES = 4 * 1024**3 - 1
PIECE = 256 * 1024
LARGE = 32 * 1024
_NAME = re.compile(r"(?!.*(?:^|/)\.\.?(?:/|$))[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")
_LONGEST_NAME = 200

_LOCAL, _CENTRAL, _END = 30, 46, 22
_NEEDS = 20
_MADE_BY_UNIX = 3 << 8 | _NEEDS
_MIDNIGHT = 0
_FIRST_OF_1980 = 1 << 5 | 1
_REGULAR_0644 = 0o100644 << 16


class CannotPack(ValueError):
    """A name, number or size the container does not take, or contents that are not what was promised of them."""


class Item(Protocol):
    """A file to be packed. The measures are known beforehand; ``data`` is read once, when its turn comes."""

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def crc32(self) -> int: ...
    @property
    def data(self) -> Iterable[bytes]: ...


def size_of(items: Sequence[Item]) -> int:
    """How many bytes the zip of these items has."""
    return _END + sum(_LOCAL + _CENTRAL + 2 * len(item.name) + item.size for item in items)


def pack(items: Sequence[Item]) -> Iterator[bytes]:
    """The zip of these items in this order, stored, piece by piece; small ones are gathered to 256 KiB.

    Names, numbers and sizes are looked at before this returns. Contents that turn out other than promised raise
    :class:`CannotPack` while the pieces are taken: what was written by then is no zip, for its end is missing.
    """
    _check(items)
    return _gathered(_written(items))


def _written(items: Sequence[Item]) -> Iterator[bytes]:
    central, offset = bytearray(), 0
    for item in items:
        shared, name = _shared(item), item.name.encode()
        central += b"PK\x01\x02" + struct.pack("<H", _MADE_BY_UNIX) + shared
        central += struct.pack("<HHHLL", 0, 0, 0, _REGULAR_0644, offset) + name
        yield b"PK\x03\x04" + shared + name
        yield from _contents(item)
        offset += _LOCAL + len(name) + item.size
    yield bytes(central)
    yield b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, len(items), len(items), len(central), offset, 0)


def _contents(item: Item) -> Iterator[bytes]:
    """The promised bytes, and never more of them than promised."""
    size = crc = 0
    for piece in item.data:
        size, crc = size + len(piece), zlib.crc32(piece, crc)
        if size > item.size:
            raise CannotPack(f"{item.name} is longer than the {item.size} bytes it should be")
        yield piece
    if (size, crc) != (item.size, item.crc32):
        raise CannotPack(f"{item.name} is not what was kept of it")


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes with small pieces joined, so that a thousand proofs are not a thousand writes; no large one is."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        is_large = len(piece) >= LARGE
        if held and (is_large or size + len(piece) > PIECE):
            yield b"".join(held)
            held, size = [], 0
        if is_large:
            yield piece
        else:
            held.append(piece)
            size += len(piece)
    if held:
        yield b"".join(held)


def _shared(item: Item) -> bytes:
    """The fields that stand alike in the local and the central header; the last is the length of no extra fields."""
    size, length = item.size, len(item.name)
    return struct.pack("<HHHHHLLLHH", _NEEDS, 0, 0, _MIDNIGHT, _FIRST_OF_1980, item.crc32, size, size, length, 0)


def _check(items: Sequence[Item]) -> None:
    if len(items) > MOST_ENTRIES or size_of(items) > MOST_BYTES:
        raise CannotPack(f"a bundle holds at most {MOST_ENTRIES} files and 4 GiB")
    seen: set[str] = set()
    for item in items:
        if not _NAME.fullmatch(item.name) or len(item.name) > _LONGEST_NAME:
            raise CannotPack(f"{item.name!r} is no name for a file in a bundle")
        if item.name in seen:
            raise CannotPack(f"{item.name} stands in the bundle twice")
        if item.size < 0 or not 0 <= item.crc32 <= 0xFFFFFFFF:
            raise CannotPack(f"{item.name} has a size or check sum that cannot be")
        seen.add(item.name)
