"""Stores of bytes under an address: written whole and flushed before anyone points at them; on disk, or in a bucket."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Protocol

from wederhoor.door.durable import flush, make_folder

DAY = 24 * 3600
PIECE = 1 << 20
ADDRESS = 64
DRAFT = "tmp"
_HEX = frozenset("0123456789abcdef")
SCHEME = "s3://"


class Missing(LookupError):
    """No bytes are kept under this address."""


class Unreachable(OSError):
    """The store does not answer, or refuses us; nothing was acknowledged."""


class Unfit(ValueError):
    """What the settings say of the store cannot be; one sentence."""


@dataclass(frozen=True)
class Access:
    """How a bucket is reached: address of the service (none: Amazon's own), region, key and secret."""

    endpoint: str = ""
    region: str = ""
    key: str = ""
    secret: str = field(default="", repr=False)


class Store(Protocol):
    """Where sealed bytes lie. An address is 64 lower-case hexadecimal digits.

    Every method of a store that is elsewhere may raise :class:`Unreachable`.
    """

    def put(self, address: str, pieces: Iterable[bytes], size: int | None = None) -> None:
        """Keep these bytes; returns only after they are durable. What is there already stays, and counts as new.

        With ``size``, how many bytes they are, what lies there cut short is replaced by them.
        """

    def open(self, address: str) -> Iterator[bytes]:
        """The bytes in pieces; raises :class:`Missing` at once, not at the first piece."""

    def has(self, address: str) -> bool:
        """Whether bytes are kept there."""

    def remove(self, address: str) -> None:
        """Take them away; nothing happens when there are none."""

    def older_than(self, seconds: float = DAY) -> Iterator[str]:
        """Addresses of what was last put longer ago than ``seconds``: candidates for the sweep of orphans."""

    def remove_older(self, address: str, seconds: float = DAY) -> bool:
        """Take away what is still that old at this very moment; a put that came in between keeps it. Whether it did."""

    def drop_drafts(self, seconds: float = DAY) -> int:
        """Take away what a process that died left half written; how many."""


def store_at(where: str, access: Access | None = None) -> Store:
    """The store a setting names: ``s3://bucket/prefix``, or a folder. Raises :class:`Unfit`."""
    if not where.startswith(SCHEME):
        return Folder(Path(where))
    from wederhoor.door.bucket import Bucket  # the one module that needs a package of the extra s3

    return Bucket.at(where, access or Access())


def checked(address: str) -> str:
    """``address`` when it is one; else :class:`Missing`, so that no name from outside becomes a path."""
    if len(address) != ADDRESS or not set(address) <= _HEX:
        raise Missing(address)
    return address


class Folder:
    """A folder ``ab/cdef…`` on this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, address: str, pieces: Iterable[bytes], size: int | None = None) -> None:
        path = self._path(address)
        make_folder(path.parent)
        if _freshened(path, size):
            return
        draft = _draft(path.parent, pieces)
        os.replace(draft, path)
        flush(path.parent)
        flush(self.root)

    def open(self, address: str) -> Iterator[bytes]:
        try:
            file = self._path(address).open("rb", buffering=0)
        except FileNotFoundError:
            raise Missing(address) from None
        return _pieces(file)

    def has(self, address: str) -> bool:
        return self._path(address).exists()

    def remove(self, address: str) -> None:
        self._path(address).unlink(missing_ok=True)

    def older_than(self, seconds: float = DAY) -> Iterator[str]:
        for path in self._older("??/*", seconds):
            if len(path.name) == ADDRESS - 2:
                yield path.parent.name + path.name

    def remove_older(self, address: str, seconds: float = DAY) -> bool:
        path = self._path(address)
        if not path.parent.is_dir():
            return False
        with _held(path.parent):
            if not _is_older(path, seconds):
                return False
            path.unlink()
        return True

    def drop_drafts(self, seconds: float = DAY) -> int:
        found = list(self._older(f"??/{DRAFT}*", seconds))
        for path in found:
            path.unlink(missing_ok=True)
        return len(found)

    def _older(self, pattern: str, seconds: float) -> Iterator[Path]:
        return (path for path in self.root.glob(pattern) if _is_older(path, seconds))

    def _path(self, address: str) -> Path:
        return self.root / checked(address)[:2] / address[2:]


def _freshened(path: Path, size: int | None) -> bool:
    """Whether the file is there, and now as new as if it were put today; a sweep waits, or has taken it already.

    An empty or shorter one is none: a disk that lost its power before it did what it said leaves the name without the
    bytes, and nothing that is kept here is empty.
    """
    with _held(path.parent):
        try:
            os.utime(path)
            there = path.stat().st_size
            return there > 0 and size in (None, there)
        except FileNotFoundError:
            return False


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Nobody else looks at ages in this folder meanwhile; the lock ends with the process at the latest."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _is_older(path: Path, seconds: float) -> bool:
    try:
        return path.stat().st_mtime < time.time() - seconds
    except FileNotFoundError:
        return False


def _draft(folder: Path, pieces: Iterable[bytes]) -> str:
    with tempfile.NamedTemporaryFile(dir=folder, prefix=DRAFT, delete=False) as file:
        try:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            os.unlink(file.name)
            raise
    return file.name


def _pieces(file: FileIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
