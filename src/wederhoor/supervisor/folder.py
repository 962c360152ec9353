"""The data folder of one installation: where it lies, and the secrets that are made in it."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wederhoor.door.durable import write_once

# Linux allows 107 bytes for the path of a unix socket; PostgreSQL adds "/.s.PGSQL.5432.lock".
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.65535.lock")
SYSTEM_FOLDER = Path("/var/lib/wederhoor")
DATABASE = "wederhoor"


class Unusable(Exception):
    """Something outside the program stands in the way; the message is one sentence a person can act on."""


def checkout() -> Path | None:
    """The folder of the checkout this code runs from, or ``None`` when it is installed elsewhere."""
    top = Path(__file__).resolve().parents[3]
    return top if (top / "pyproject.toml").is_file() else None


def data_folder(environ: Mapping[str, str]) -> Path:
    """``WEDERHOOR_DATA``, else ``var`` of the checkout; for root behind a closed folder ``/var/lib/wederhoor``."""
    if named := environ.get("WEDERHOOR_DATA"):
        return Path(named).expanduser().absolute()
    folder = (checkout() or Path.cwd()) / "var"
    if os.geteuid() == 0 and not anyone_reaches(folder):
        return SYSTEM_FOLDER
    return folder


def anyone_reaches(path: Path) -> bool:
    """May every user walk to ``path``? Only folders that exist are asked."""
    return all(parent.stat().st_mode & 0o001 for parent in path.absolute().parents if parent.exists())


def database_user() -> int | None:
    """The user PostgreSQL must run as: ``None`` for oneself; for root, who is refused, ``nobody``."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def given(environ: Mapping[str, str], name: str) -> str | None:
    """A setting from the environment: ``NAME``, or the contents of the file ``NAME_FILE`` names."""
    if value := environ.get(name):
        return value
    if path := environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise Unusable(f"{name}_FILE names {path}, which cannot be read: {problem.strerror}.") from None
    return None


@dataclass(frozen=True)
class DataFolder:
    """The paths inside one data folder. Nothing is made before it is needed."""

    path: Path

    @property
    def secrets(self) -> Path:
        return self.path / "secrets"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def vault(self) -> Path:
        return self.path / "vault"

    @property
    def post(self) -> Path:
        return self.path / "post"

    @property
    def cluster(self) -> Path:
        return self.path / "postgres"

    @property
    def binaries(self) -> Path:
        return self.path / "postgres-binaries"

    @property
    def sockets(self) -> Path:
        """Where PostgreSQL listens: inside the folder when the path is short enough, else under the temporary one."""
        inside = self.path / "run"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        mark = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"wederhoor-{mark}"

    def made(self) -> DataFolder:
        """Make the folder itself; others may pass through (the database runs as another user) but not look."""
        try:
            self.path.mkdir(mode=0o711, parents=True, exist_ok=True)
        except OSError as problem:
            raise Unusable(f"The data folder {self.path} cannot be made: {problem.strerror}.") from None
        return self

    def secret(self, name: str) -> str:
        """The secret of this name, made once (256 bits) and kept readable for its owner only."""
        path = self.secrets / name
        if not path.exists():
            self.made().secrets.mkdir(mode=0o700, exist_ok=True)
            write_once(path, f"{secrets.token_urlsafe(32)}\n".encode())
        if found := path.read_text(encoding="ascii", errors="replace").strip("\0 \n"):
            return found
        raise Unusable(f"{path} is empty: the disk lost it. Put it back from a copy of the data folder.")

    def database_url(self, role: str) -> str:
        """The address of the embedded database for ``app``, ``owner`` or ``postgres`` (the cluster's superuser)."""
        user = role if role == "postgres" else f"{DATABASE}_{role}"
        password = self.secret(f"database-{role}")
        return f"host={self.sockets} user={user} password={password} dbname={DATABASE}"

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold this folder for one supervisor; raises :class:`Unusable` when another runs on it."""
        with (self.made().path / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Unusable(f"Wederhoor already runs on the data folder {self.path}.") from None
            yield

    def is_held(self) -> bool:
        """Does a supervisor run on this folder now?"""
        try:
            with self.held():
                return False
        except Unusable:
            return True
