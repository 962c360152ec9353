"""DuckDB as far as foreign bytes may use it: in memory, no files but those we hand it, no extensions, bounded.

Files reach it as memory of this process (``memfd``), so that nothing it reads or writes stands plainly on a disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


MEMORY = "80MB"
THREADS = 2
PATIENCE = 20.0  # seconds a search may take
_FILES = "/proc/self/fd/"
# In this order: after the last nothing can be set any more.
_CLOSED = (
    "SET TimeZone = 'UTC'",
    f"SET allowed_directories = ['{_FILES}']",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


class TooLong(Exception):
    """A question took longer than it may."""


@contextmanager
def engine(memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that is gone afterwards."""
    import duckdb  # takes thirty megabytes, which a process that never looks into a log need not have

    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": THREADS,
        "memory_limit": memory,
        "temp_directory": "",  # what does not fit is refused: it would be written plainly
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(":memory:", config=config) as link:
        for statement in _CLOSED:
            link.execute(statement)
        yield link


@contextmanager
def patience(link: duckdb.DuckDBPyConnection, seconds: float = PATIENCE) -> Iterator[None]:
    """Stops what runs on ``link`` after this long, with :class:`TooLong`."""
    from duckdb import InterruptException

    timer = Timer(seconds, link.interrupt)
    timer.start()
    try:
        yield
    except InterruptException:
        raise TooLong from None
    finally:
        timer.cancel()


class Held:
    """A file in memory, which DuckDB opens by ``path``; closed with the block."""

    def __init__(self, pieces: Iterable[bytes] = ()) -> None:
        self._file = os.fdopen(os.memfd_create("wederhoor", os.MFD_CLOEXEC), "r+b")
        self.path = f"{_FILES}{self._file.fileno()}"
        for piece in pieces:
            self._file.write(piece)
        self._file.flush()

    def __enter__(self) -> Held:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def bytes(self) -> bytes:
        """All of it, as DuckDB left it."""
        handle = self._file.fileno()
        return os.pread(handle, os.fstat(handle).st_size, 0)
