"""Stores of bytes under an address: written whole and flushed before anyone points at them; on disk, or in a bucket."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

DAY = 24 * 3600
PIECE = 1 << 20
ADDRESS = 64
_HEX = frozenset("0123456789abcdef")


class Missing(LookupError):
    """No bytes are kept under this address."""


class Store(Protocol):
    """Where sealed bytes lie. An address is 64 lower-case hexadecimal digits."""

    def put(self, address: str, pieces: Iterable[bytes]) -> None:
        """Keep these bytes; returns only after they are durable. What is there already stays as it is."""

    def open(self, address: str) -> Iterator[bytes]:
        """The bytes in pieces; raises :class:`Missing` at once, not at the first piece."""

    def has(self, address: str) -> bool:
        """Whether bytes are kept there."""

    def remove(self, address: str) -> None:
        """Take them away; nothing happens when there are none."""

    def older_than(self, seconds: float = DAY) -> Iterator[str]:
        """Addresses of what was last put longer ago than ``seconds``: candidates for the sweep of orphans."""


def store_at(where: str) -> Store:
    """The store a setting names: a folder."""
    return Folder(Path(where))


def checked(address: str) -> str:
    """``address`` when it is one; else :class:`Missing`, so that no name from outside becomes a path."""
    if len(address) != ADDRESS or not set(address) <= _HEX:
        raise Missing(address)
    return address


class Folder:
    """A folder ``ab/cdef…`` on this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, address: str, pieces: Iterable[bytes]) -> None:
        path = self._path(address)
        if path.exists():
            # An orphan about to be swept must not vanish between this answer and the row that points at it.
            os.utime(path)
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, path)
        _flush_folder(path.parent)
        _flush_folder(self.root)

    def open(self, address: str) -> Iterator[bytes]:
        try:
            file = self._path(address).open("rb")
        except FileNotFoundError:
            raise Missing(address) from None
        return _pieces(file)

    def has(self, address: str) -> bool:
        return self._path(address).exists()

    def remove(self, address: str) -> None:
        self._path(address).unlink(missing_ok=True)

    def older_than(self, seconds: float = DAY) -> Iterator[str]:
        limit = time.time() - seconds
        for path in self.root.glob("??/*"):
            if path.stat().st_mtime < limit and len(path.name) == ADDRESS - 2:
                yield path.parent.name + path.name

    def _path(self, address: str) -> Path:
        return self.root / checked(address)[:2] / address[2:]


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
