"""One installation on this machine: its database, its web server and its worker, from one data folder."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import wederhoor
from wederhoor.supervisor import leash, web
from wederhoor.supervisor.cluster import Cluster, log_of
from wederhoor.supervisor.folder import DataFolder, Unusable, database_user, given
from wederhoor.supervisor.keeper import Child, Keeper

ANSWERS_WITHIN = 60.0
DATABASE_STOPS_WITHIN = 30.0
# What the database and the gathered files are made from: when none of it changed, nothing has to be done again.
DATABASE_SOURCES = ("*/migrations/*.py", "*/schema.py", "shops/rowsecurity.py", "migrating.py")
STATIC_SOURCES = ("settings.py", "web/static/**/*")


@dataclass(frozen=True)
class Installation:
    """A data folder, the kind of installation in it, the port it answers on, and the environment it runs in."""

    data: DataFolder
    kind: str
    port: int
    environ: Mapping[str, str]

    @classmethod
    def at(cls, folder: Path, kind: str, port: int, environ: Mapping[str, str]) -> Installation:
        """The installation in ``folder``. Its address is http://localhost:PORT unless WEDERHOOR_URL says otherwise."""
        own = {
            "WEDERHOOR_DATA": str(folder),
            "WEDERHOOR_INSTALLATION": kind,
            "WEDERHOOR_URL": environ.get("WEDERHOOR_URL") or f"http://localhost:{port}",
            "DJANGO_SETTINGS_MODULE": "wederhoor.settings",
        }
        return cls(DataFolder(folder), kind, port, {**environ, **own})

    @property
    def url(self) -> str:
        return self.environ["WEDERHOOR_URL"]

    def begin(self, keeper: Keeper) -> dict[str, Any]:
        """Start everything, the database first; returns what :mod:`wederhoor.cli.welcome` has to say."""
        if not given(self.environ, "DATABASE_URL"):
            self._begin_database(keeper)
        self._migrate()
        keeper.add(Child(f"web ({self.kind})", self._start_web))
        keeper.add(Child(f"work ({self.kind})", lambda: self._start("work", "work", "--data", str(self.data.path))))
        welcome: dict[str, Any] = json.loads(self._run("welcome", "--json"))
        self._wait_for_web()
        return welcome

    def _begin_database(self, keeper: Keeper) -> None:
        cluster = Cluster.of(self.data, self.environ)
        cluster.prepare()
        child = Child(
            f"database ({self.kind})",
            lambda: cluster.start(log_of(self.data, "postgres")),
            how=leash.FAST_SHUTDOWN,
            within=DATABASE_STOPS_WITHIN,
        )
        cluster.wait_until_ready(keeper.add(child))
        cluster.make_roles()

    def _migrate(self) -> None:
        """Migrate and gather files, unless that was done from these very sources."""
        note, mark = self.data.path / "migrated", fingerprint(*DATABASE_SOURCES, *STATIC_SOURCES)
        if note.exists() and note.read_text(encoding="ascii") == mark and self._is_embedded():
            return
        self._run("migrate", "--static")
        note.write_text(mark, encoding="ascii")

    def _is_embedded(self) -> bool:
        return not given(self.environ, "DATABASE_URL")

    def _start_web(self) -> subprocess.Popen[bytes]:
        with log_of(self.data, "web").open("ab") as output:
            environ = web.environment(self.environ)
            # Asked politely while it starts on a busy machine, the server once stayed; it holds nothing to lose.
            command = web.command("127.0.0.1", self.port)
            return leash.start(command, environ=environ, output=output, at_death=signal.SIGKILL)

    def _start(self, log: str, *words: str) -> subprocess.Popen[bytes]:
        with log_of(self.data, log).open("ab") as output:
            return leash.start([sys.executable, "-m", "wederhoor", *words], environ=self.environ, output=output)

    def _run(self, *words: str) -> str:
        """Run one command of our own to its end; its output. Raises :class:`Unusable` with its own sentence."""
        process = leash.start(
            [sys.executable, "-m", "wederhoor", *words, "--data", str(self.data.path)],
            environ=self.environ,
            output=subprocess.PIPE,
            errors=subprocess.PIPE,
        )
        try:
            said, complained = process.communicate()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
        if process.returncode:
            reason = complained.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
            raise Unusable(f"“wederhoor {words[0]}” failed: {reason[-1]}")
        return said.decode("utf-8")

    def _wait_for_web(self) -> None:
        deadline = time.monotonic() + ANSWERS_WITHIN
        while not web.answers(self.port):
            if time.monotonic() > deadline:
                raise Unusable(f"The web server does not answer; see {self.data.path}/logs/web.log.")
            time.sleep(0.1)


def fingerprint(*patterns: str) -> str:
    """A fingerprint of the files of this package that match, of the interpreter, and of who runs it."""
    top = Path(wederhoor.__file__).parent
    files = sorted({path for pattern in patterns for path in top.glob(pattern) if path.is_file()})
    total = hashlib.sha256(f"{sys.version} {database_user()} {os.fspath(top)}".encode())
    for path in files:
        total.update(path.relative_to(top).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
