"""Database servers for tests: one a process, in memory, each test on its own copy of a database migrated once.

The migrated cluster is kept between runs under a fingerprint of the migrations; a run copies it, so runs that go on at
the same time never meet. The server ends with the process that started it, however that ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from wederhoor.supervisor.binaries import Binaries, candidates
from wederhoor.supervisor.cluster import Cluster, log_of, stop
from wederhoor.supervisor.folder import DataFolder
from wederhoor.supervisor.installation import DATABASE_SOURCES, fingerprint

MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path("/tmp")
BASE = MEMORY / f"wederhoor-tests-{os.geteuid()}"
KEPT_FOR = 3 * 3600  # seconds since a migrated cluster was last used
CARELESS = {
    **dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes", "autovacuum"), "off"),
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "max_connections": "40",
    "checkpoint_timeout": "1h",
    "file_copy_method": "copy",
}
ONLY_SINCE = {"file_copy_method": 18}


def oldest() -> Binaries | None:
    """The oldest supported PostgreSQL, where the machine has it."""
    return next((one for one in candidates({}) if one.major == 15), None)


def usual() -> Binaries:
    """The PostgreSQL a person who types ``make up`` gets."""
    return next(candidates({}))


class Server:
    """A running server with a migrated database that is copied for every test."""

    def __init__(self, binaries: Binaries, folder: Path) -> None:
        settings = {name: value for name, value in CARELESS.items() if binaries.major >= ONLY_SINCE.get(name, 0)}
        self.cluster = Cluster(DataFolder(folder), binaries, settings)
        self.cluster.prepare()
        self.process = self.cluster.start(log_of(self.cluster.data, "postgres"))
        self.cluster.wait_until_ready(self.process)
        self.admin = self.cluster.connect("postgres")
        self.numbers = count(1)

    @contextmanager
    def copy(self) -> Iterator[dict[str, str]]:
        """A fresh database inside this block: the settings of the application's connection to it."""
        name = f"test_{next(self.numbers)}"
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE wederhoor STRATEGY file_copy")
        try:
            yield {**self.login("app"), "NAME": name}
        finally:
            self.admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def login(self, role: str) -> dict[str, str]:
        """Host, user and password of ``app``, ``owner`` or ``postgres``."""
        url = self.cluster.data.database_url(role)
        parts = psycopg.conninfo.conninfo_to_dict(url)
        return {"HOST": str(parts["host"]), "USER": str(parts["user"]), "PASSWORD": str(parts["password"]), "PORT": ""}

    def end(self) -> None:
        self.admin.close()
        stop(self.process)
        shutil.rmtree(self.cluster.data.path, ignore_errors=True)


def server(binaries: Binaries) -> Server:
    """Start a server of this version on a copy of the migrated cluster."""
    folder = BASE / f"run-{os.getpid()}-{binaries.major}"
    shutil.rmtree(folder, ignore_errors=True)
    with _alone():
        _sweep()
        template = _template(binaries)
        os.utime(template)
        subprocess.run(["cp", "-a", "--reflink=auto", template, folder], check=True)
    return Server(binaries, folder)


def _template(binaries: Binaries) -> Path:
    place = BASE / f"migrated-{binaries.major}-{fingerprint(*DATABASE_SOURCES)[:16]}"
    if not place.exists():
        draft = BASE / f"draft-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        environ = {**os.environ, "WEDERHOOR_PG_BIN": str(binaries.folder), "WEDERHOOR_DATA": str(draft)}
        done = subprocess.run(
            [sys.executable, "-m", "wederhoor", "migrate"], env=environ, capture_output=True, text=True, check=False
        )
        if done.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise RuntimeError(f"the database for tests could not be migrated:\n{done.stderr}")
        draft.rename(place)
    return place


@contextmanager
def _alone() -> Iterator[None]:
    BASE.mkdir(mode=0o711, exist_ok=True)
    with (BASE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sweep() -> None:
    """Take away what runs that were killed left behind, and migrated clusters nobody used for hours."""
    for folder in [*BASE.glob("run-*"), *BASE.glob("data-*")]:
        if not Path(f"/proc/{folder.name.split('-')[1]}").exists():
            shutil.rmtree(folder, ignore_errors=True)
    for folder in BASE.glob("migrated-*"):
        if time.time() - folder.stat().st_mtime > KEPT_FOR:
            shutil.rmtree(folder, ignore_errors=True)
