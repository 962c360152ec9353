"""The vault: bytes kept under their SHA-256, written whole and flushed before anyone points at them."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

DAY = 24 * 3600


class Missing(LookupError):
    """No bytes are kept under this hash."""


class Vault:
    """A content-addressed folder ``ab/cdef…``. ``put`` returns only after the bytes are on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path_of(self, sha256: str) -> Path:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise Missing(sha256)
        return self.root / sha256[:2] / sha256[2:]

    def put(self, data: bytes) -> str:
        """Keep ``data``; the same bytes twice are one file. Returns the lower-case hexadecimal SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path_of(sha256)
        if path.exists():
            # An orphan about to be swept must not vanish between this answer and the row that points at it.
            os.utime(path)
            return sha256
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, path)
        _flush_folder(path.parent)
        _flush_folder(self.root)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes kept under ``sha256``; raises :class:`Missing`."""
        try:
            return self.path_of(sha256).read_bytes()
        except FileNotFoundError:
            raise Missing(sha256) from None

    def remove(self, sha256: str) -> None:
        self.path_of(sha256).unlink(missing_ok=True)

    def older_than(self, seconds: float = DAY) -> Iterator[str]:
        """Hashes of what was last put longer ago than ``seconds``: candidates for the sweep of orphans."""
        limit = time.time() - seconds
        for path in self.root.glob("??/*"):
            if path.stat().st_mtime < limit and len(path.name) == 62:
                yield path.parent.name + path.name


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
