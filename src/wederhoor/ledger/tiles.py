"""The log as static files: which tiles a tree of some size has, how they are called, and what stands in them.

C2SP tlog-tiles: a tile holds up to 256 consecutive hashes of one level; each level counts full tiles of the one below.
An entry bundle holds what the leaves of a tile of level 0 hash: here the salted commitments, and never a line's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WIDTH = 256
HEIGHT = 8  # levels of the tree in one level of tiles
HASH_BYTES = 32
LENGTH_BYTES = 2
_NAMED = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


@dataclass(frozen=True, order=True)
class Tile:
    """Hashes ``index * 256`` up to ``width`` further of a level; ``level`` ``None`` is the bundle of their entries."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def is_full(self) -> bool:
        return self.width == WIDTH

    @property
    def whole(self) -> Tile:
        """The full tile this one grows into."""
        return Tile(self.level, self.index)

    @property
    def path(self) -> str:
        """Where it is found below the log's prefix: ``tile/0/x001/x234/067`` or ``tile/entries/000.p/5``."""
        level = "entries" if self.level is None else str(self.level)
        part = "" if self.is_full else f".p/{self.width}"
        return f"tile/{level}/{_spelt(self.index)}{part}"

    @property
    def length(self) -> int:
        """How many bytes it has; entries are commitments of 32 bytes."""
        return self.width * (HASH_BYTES if self.level is not None else HASH_BYTES + LENGTH_BYTES)

    @classmethod
    def named(cls, path: str) -> Tile | None:
        """The tile that ``path`` names, spelt exactly as :attr:`path` spells it; ``None`` for anything else."""
        found = _NAMED.fullmatch(path)
        if not found:
            return None
        level, place, width = found.groups()
        tile = cls(
            None if level == "entries" else int(level),
            int(place.replace("x", "").replace("/", "")),
            int(width or WIDTH),
        )
        return tile if tile.path == path and (tile.level or 0) < 64 and tile.width <= WIDTH else None


def tiles_between(old: int, new: int) -> Iterator[Tile]:
    """The tiles that a tree of ``new`` leaves has and one of ``old`` has not, or not as wide; bundles first."""
    for level in (None, *range(64)):
        was, now = (size >> HEIGHT * (level or 0) for size in (old, new))
        if not now:
            return
        if was < now:
            for index in range(was // WIDTH, (now - 1) // WIDTH + 1):
                yield Tile(level, index, min(WIDTH, now - index * WIDTH))


def bundle(entries: Iterable[bytes]) -> bytes:
    """An entry bundle: each entry behind its length, two bytes, big-endian."""
    return b"".join(len(entry).to_bytes(LENGTH_BYTES, "big") + entry for entry in entries)


def _spelt(index: int) -> str:
    last, rest = f"{index % 1000:03}", index // 1000
    while rest:
        last, rest = f"x{rest % 1000:03}/{last}", rest // 1000
    return last
