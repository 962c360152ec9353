"""The keys of dossiers: files of 32 random bytes in the key folder, outside the database and its backups.

A key is durable before anything is sealed under it. Destroying one leaves a mark behind, so that nobody makes it anew
and a dossier that was forgotten is not taken for one that never was.

A folder in which a ring was begun says so. One that is empty while keys are in use elsewhere is the place where the
right folder should have been mounted: keys made there would hide that the others are gone, so none is made.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from wederhoor.door.durable import make_folder, replace, write_once
from wederhoor.ledger.sealed import KEY_BYTES, LONGEST_NAME

_SAFE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_NAME - 1}}}")
_MARK = b"destroyed "
MOST_KNOWN = 5_000
BEGUN = "begun"


class NoKey(LookupError):
    """There is no key of this name here: it was never made, or the key folder is not the one it was made in."""


class Destroyed(NoKey):
    """The key was destroyed on purpose; what was sealed under it is forgotten."""


class NotOurs(NoKey):
    """The folder holds no ring, while what is sealed says that there is one; no key is made here."""


def _always() -> bool:
    return True


class KeyRing:
    """The key folder's ``dossiers``; ``of`` reads, ``make`` makes once, ``destroy`` ends a key for good.

    ``may_begin`` is asked before the first key of an empty folder is made: whether nothing is sealed yet.
    """

    def __init__(self, folder: Path, may_begin: Callable[[], bool] = _always) -> None:
        self.folder = folder
        self._may_begin = may_begin
        # By name: the file, what it was when it was read, and the key; asked for by every line.
        self._known: dict[str, tuple[str, tuple[int, int], bytes]] = {}

    def of(self, name: str) -> bytes:
        """The 32 bytes of a key; raises :class:`Destroyed` or :class:`NoKey`."""
        known = self._known.get(name)
        path = known[0] if known else os.fspath(self._path(name))
        try:
            seen = _seen(path)
            if known and known[1] == seen:
                return known[2]
            data = Path(path).read_bytes()
        except FileNotFoundError:
            self._known.pop(name, None)
            raise NoKey(f"there is no key {name}") from None
        if data.startswith(_MARK):
            self._known.pop(name, None)
            raise Destroyed(f"the key {name} was destroyed")
        if len(data) != KEY_BYTES:
            raise NoKey(f"the key {name} is damaged; put back the key folder")
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[name] = (path, seen, data)
        return data

    def make(self, name: str) -> bytes:
        """The key, made durable first when there is none; raises :class:`Destroyed` or :class:`NotOurs`."""
        try:
            return self.of(name)
        except Destroyed:
            raise
        except NoKey:
            self._write(name)
        return self.of(name)

    def make_all(self, names: Iterable[str]) -> None:
        """The keys of all these names exist afterwards."""
        for name in dict.fromkeys(names):
            self.make(name)

    def destroyed_at(self, name: str) -> datetime | None:
        """When a key was destroyed; ``None`` when it was not."""
        try:
            data = self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        return datetime.fromisoformat(data[len(_MARK) :].decode()) if data.startswith(_MARK) else None

    def destroy(self, name: str, at: datetime) -> None:
        """End a key: replaced by a mark and written over; a second time changes nothing.

        Also of a name that has no key yet, which then can never get one.
        """
        if self.destroyed_at(name):
            return
        path = self._path(name)
        make_folder(path.parent)
        # Opened first and written over last: nobody ever reads a key that is half gone.
        old = path.open("r+b") if path.exists() else None
        replace(path, _MARK + at.astimezone(UTC).isoformat().encode())
        self._known.pop(name, None)
        if old is not None:
            _overwrite(old)

    def _begin(self) -> None:
        """A ring stands in this folder, or may be begun there; one from before the mark was made has keys in it."""
        mark = self.folder / BEGUN
        if mark.exists():
            return
        if next(self.folder.glob("??/*.key"), None) is None and not self._may_begin():
            raise NotOurs(
                f"the folder of keys {self.folder} is empty, while there is much that was sealed: mount or put back the"
                " folder that belongs to this database"
            )
        make_folder(self.folder)
        write_once(mark, b"A ring of keys was begun in this folder. It belongs to one database; keep both.\n")

    def _write(self, name: str) -> None:
        self._begin()
        path = self._path(name)
        make_folder(path.parent)
        write_once(path, secrets.token_bytes(KEY_BYTES))

    def _path(self, name: str) -> Path:
        digest = hashlib.sha256(name.encode()).hexdigest()
        spelt = name if _SAFE.fullmatch(name) else f"~{digest}"
        return self.folder / digest[:2] / f"{spelt}.key"


def _overwrite(old: BinaryIO) -> None:
    with old:
        old.write(secrets.token_bytes(KEY_BYTES))
        old.flush()
        os.fsync(old.fileno())


def _seen(path: str) -> tuple[int, int]:
    """What tells one file under this name from another; a key is only ever replaced, never written into."""
    stat = os.stat(path)
    return stat.st_ino, stat.st_mtime_ns
