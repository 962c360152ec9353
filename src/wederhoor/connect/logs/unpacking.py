"""Bytes of a log as they came become whole, clean lines: unpacked within limits, what cannot be read counted.

Nothing here holds more than a block. A block ends at the end of a line; a line longer than :data:`LONGEST` is cut out.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import zstandard

from wederhoor.connect.logs.masking import masked

LONGEST = 64 * 1024  # bytes of one line; the longest request most servers take is 8 kB
BLOCK = 4 << 20
MOST_PLAIN = 64 << 30  # bytes after unpacking
RATIO = 400  # logs shrink ten- to fortyfold; a bomb a thousandfold
BITE = 1024
RATIO_FROM = 64 << 20  # below this no ratio is looked at
SHOWN, SHOWN_LENGTH = 20, 300
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
# Signs that stand in no log line; the line separator and the tab stay. DuckDB is given 0x01 as the sign that never is.
_CLEAN = bytes(32 if c == 13 else c if c in (9, 10) or 32 <= c != 127 else 63 for c in range(256))


class Bomb(ValueError):
    """The bytes unpack to more than a log could."""


@dataclass
class Came:
    """What came in so far: bytes as received and unpacked, their hashes, and what was set aside with the first few."""

    size: int = 0
    plain_size: int = 0
    lines: int = 0
    long_lines: int = 0
    problem: str = ""
    shown: list[tuple[int, str, str]] = field(default_factory=list)
    received: hashlib._Hash = field(default_factory=hashlib.sha256)
    plain: hashlib._Hash = field(default_factory=hashlib.sha256)

    def aside(self, number: int, why: str, line: bytes) -> None:
        if len(self.shown) < SHOWN:
            self.shown.append((number, why, masked(line[:SHOWN_LENGTH].decode("utf-8", "replace"))))


@dataclass(frozen=True)
class Block:
    """Whole lines, clean UTF-8; ``first`` is the number of the first one in the file, from 1.

    In the place of a line that was too long stands an empty one, so that the others keep their numbers.
    """

    data: bytes
    first: int


def plain(pieces: Iterable[bytes], came: Came) -> Iterator[bytes]:
    """The bytes unpacked, in pieces; a file that breaks off gives what could be read, and ``came.problem`` says so.

    Raises :class:`Bomb`.
    """
    opened = _Opener(came)
    for piece in pieces:
        came.size += len(piece)
        came.received.update(piece)
        for data in opened.feed(piece):
            came.plain_size += len(data)
            came.plain.update(data)
            _refuse_bomb(came)
            yield data
        if came.problem:
            # The rest is read for its hash alone: the file as received is what the manifest names.
            _rest(pieces, came)
            return
    if not opened.kind and opened.head:  # a file of three bytes
        came.plain_size += len(opened.head)
        came.plain.update(opened.head)
        yield opened.head
    if not opened.is_whole:
        came.problem = "truncated"


def _rest(pieces: Iterable[bytes], came: Came) -> None:
    for piece in pieces:
        came.size += len(piece)
        came.received.update(piece)


def _refuse_bomb(came: Came) -> None:
    if came.plain_size > MOST_PLAIN or (came.plain_size > RATIO_FROM and came.plain_size > RATIO * came.size):
        raise Bomb("the file unpacks to more than a log could be")


class _Opener:
    """Unpacks by the first bytes of the file: gzip and zstd of several members each, or nothing to unpack."""

    def __init__(self, came: Came) -> None:
        self.came, self.head, self.kind = came, b"", ""
        self.gzip: zlib._Decompress | None = None
        self.zstd: zstandard.ZstdDecompressionObj | None = None

    @property
    def is_whole(self) -> bool:
        return (self.gzip is None or self.gzip.eof) and (self.zstd is None or self.zstd.eof)

    def feed(self, piece: bytes) -> Iterator[bytes]:
        if not self.kind:
            self.head += piece
            if len(self.head) < 4:
                return
            piece, self.kind = self.head, _kind(self.head)
        if self.kind == "plain":
            yield piece
            return
        try:
            yield from self._gunzipped(piece) if self.kind == "gzip" else self._unzstd(piece)
        except (zlib.error, zstandard.ZstdError):
            self.came.problem = "damaged"

    def _gunzipped(self, piece: bytes) -> Iterator[bytes]:
        data = b""
        while piece or len(data) == BLOCK:
            if self.gzip is None or self.gzip.eof:
                if not piece.strip(b"\0"):
                    return  # padding behind the last member
                self.gzip = zlib.decompressobj(31)
            data = self.gzip.decompress(piece, BLOCK)
            yield data
            piece = self.gzip.unused_data if self.gzip.eof else self.gzip.unconsumed_tail

    def _unzstd(self, piece: bytes) -> Iterator[bytes]:
        # Fed in small bites, since the format bounds what four bytes may unpack to (128 kB) and nothing else does.
        for start in range(0, len(piece), BITE):
            bite = piece[start : start + BITE]
            while bite:
                if self.zstd is None or self.zstd.eof:
                    self.zstd = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
                yield self.zstd.decompress(bite)
                bite = self.zstd.unused_data if self.zstd.eof else b""


def _kind(head: bytes) -> str:
    if head.startswith(GZIP):
        return "gzip"
    return "zstd" if head.startswith(ZSTD) else "plain"


def blocks(pieces: Iterable[bytes], came: Came, size: int = BLOCK) -> Iterator[Block]:
    """Whole lines in blocks of about ``size`` bytes; lines that are too long are counted, shown and left out."""
    waiting: list[bytes] = []
    held = 0
    for piece in plain(pieces, came):
        waiting.append(piece)
        held += len(piece)
        if held >= size:
            data = b"".join(waiting)
            end = data.rfind(b"\n") + 1
            if not end and held < 2 * size + LONGEST:
                continue
            # A line longer than two blocks is given up here; its tail becomes a line that fits nothing.
            end = end or len(data)
            yield from _block(data[:end], came)
            waiting, held = [data[end:]], len(data) - end
    if held:
        yield from _block(b"".join(waiting), came)


def _block(data: bytes, came: Came) -> Iterator[Block]:
    data = data.translate(_CLEAN)
    if not data.endswith(b"\n"):
        data += b"\n"
    first = came.lines + 1
    count = data.count(b"\n")
    came.lines += count
    data = _without_long(data, first, came)
    if not data.isascii():  # asked first, since it copies nothing
        data = _readable(data)
    if b"\\" in data:
        # So that every quote is one that ends a field.
        data = data.replace(b"\\\\", b"\\x5c").replace(b'\\"', b"\\x22") if data.lstrip()[:1] != b"{" else data
    yield Block(data, first)


def _readable(data: bytes) -> bytes:
    """UTF-8 as it stands; of anything else what could be read, and signs in the place of what could not."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace").encode()
    return data


def _without_long(data: bytes, first: int, came: Came) -> bytes:
    if not _has_long(data):
        return data
    kept = []
    for number, line in enumerate(data.split(b"\n")[:-1], first):
        if len(line) > LONGEST:
            came.long_lines += 1
            came.aside(number, "long", line)
            line = b""
        kept.append(line)
    return b"".join(line + b"\n" for line in kept)


def _has_long(data: bytes) -> bool:
    """Whether some line is too long: looked for in strides, so that most of the bytes are never touched."""
    at = 0
    while at + LONGEST < len(data):
        end = data.rfind(b"\n", at, at + LONGEST + 1)
        if end < 0:
            return True
        at = end + 1
    return False
