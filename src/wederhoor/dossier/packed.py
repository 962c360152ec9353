"""Opens the packed parts of a PDF piece by piece and within limits, to look for what is written in them."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

LARGEST_PART = 256_000_000
LARGEST_WHOLE = 1_000_000_000
LARGEST_TEXT = 64_000_000
MOST_PARTS = 50_000
_PIECE, _FIRST = 1_000_000, 4_096
_DEPTH = 3
_ABOUT = 4_000
_BEGINS = re.compile(rb"\bstream(?:\r\n|\n|\r)")
_ENDS = re.compile(rb"endstream\b")
# A part with objects in it begins with their numbers and places (ISO 32000-1, 7.5.7); remarks may stand before them.
_OBJECTS = re.compile(rb"(?:\s|%[^\r\n]*[\r\n])*\d+\s+\d")
_PACKED_OTHERWISE = re.compile(rb"/(?:LZW|RunLength|RL|ASCIIHex|AHx|ASCII85|A85)(?:Decode)?\b|/Predictor\s+(?!1\b)\d")
# How many times larger a packed part can become: what cannot be unpacked here is judged by that.
_GROWS = {re.compile(rb"/LZW(?:Decode)?\b"): 1_400, re.compile(rb"/(?:RunLengthDecode|RL)\b"): 64}


class TooMuch(ValueError):
    """Unpacking would take more than any honest paper needs."""


@dataclass(frozen=True)
class Part:
    """A packed part: what stands before it, its text when it holds objects, and whether those cannot be looked at."""

    about: bytes
    text: bytes = b""
    is_hidden: bool = False


def opened_parts(data: bytes) -> Iterator[Part]:
    """Every part in ``data``, unpacked as far as needed to know it; raises :class:`TooMuch`."""
    ends = [end.start() for end in _ENDS.finditer(data)]
    budget, before = LARGEST_WHOLE, 0
    for count, begin in enumerate(_BEGINS.finditer(data)):
        if count == MOST_PARTS:
            raise TooMuch
        about = data[max(before, begin.start() - _ABOUT) : begin.start()]
        about = about[about.rfind(b" obj") + 1 :]
        place = bisect_left(ends, begin.end())
        before = ends[place] if place < len(ends) else len(data)
        _fits(about, before - begin.end())
        text, size, whole = _looked_at(_pieces(data, begin.end(), ends[place : place + _DEPTH]))
        budget -= size
        if budget < 0:
            raise TooMuch
        yield Part(about, text, _is_hidden(about, whole))


def _fits(about: bytes, size: int) -> None:
    if any(pattern.search(about) and size * times > LARGEST_PART for pattern, times in _GROWS.items()):
        raise TooMuch


def _is_hidden(about: bytes, whole: bool) -> bool:
    """Whether objects may stand in a part that was not read: packed in a way nobody needs, or broken off."""
    named = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes.fromhex(code[1].decode()), about)
    if b"/ObjStm" not in named:
        return False
    return _PACKED_OTHERWISE.search(named) is not None or (b"/Fl" in named and not whole)


def _pieces(data: bytes, start: int, ends: list[int]) -> Iterator[bytes]:
    """The packed bytes; past the first end too, since the packed bytes themselves may spell the word for it."""
    view, size = memoryview(data), _FIRST  # a small piece first: most of what only looks packed fails on it
    for end in ends or [len(data)]:
        while start < end:
            yield bytes(view[start : min(end, start + size)])
            start, size = start + size, min(_PIECE, size * 4)
        start = max(start, end)


def _looked_at(pieces: Iterator[bytes]) -> tuple[bytes, int, bool]:
    """The text of a part that holds objects, how much it unpacks to, and whether it came to its end."""
    state = _State()
    first, rest = _layered(pieces, state)
    if not first:
        return b"", 0, False
    holds = _OBJECTS.match(first[:2000]) is not None
    kept, size = [first] if holds else [], len(first)
    for piece in rest:
        size += len(piece)
        if size > (LARGEST_TEXT if holds else LARGEST_PART):
            raise TooMuch
        if holds:
            kept.append(piece)
    return b"".join(kept), size, state.whole


@dataclass
class _State:
    whole: bool = False


def _layered(pieces: Iterable[bytes], state: _State) -> tuple[bytes, Iterator[bytes]]:
    """Unpacked once, and again as long as what comes out is packed itself: small files hide large ones that way."""
    first: bytes = b""
    rest: Iterator[bytes] = iter(())
    for _ in range(_DEPTH):
        unpacked = _inflated(pieces, state)
        first, rest = next(unpacked, b""), unpacked
        if not _looks_packed(first):
            break
        pieces = chain([first], rest)
    return first, rest


def _looks_packed(first: bytes) -> bool:
    return len(first) > 2 and first[0] == 0x78 and int.from_bytes(first[:2], "big") % 31 == 0


def _inflated(pieces: Iterable[bytes], state: _State) -> Iterator[bytes]:
    inflate = zlib.decompressobj()
    for piece in pieces:
        while piece:
            try:
                out = inflate.decompress(piece, _PIECE)
            except zlib.error:
                return
            if out:
                yield out
            if inflate.eof:
                state.whole = True
                return
            piece = inflate.unconsumed_tail
