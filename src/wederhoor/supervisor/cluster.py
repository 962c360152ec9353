"""The embedded PostgreSQL: made once, started safely after any crash, stopped cleanly, with the two logins it needs."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from wederhoor.supervisor import binaries, leash
from wederhoor.supervisor.binaries import Binaries
from wederhoor.supervisor.folder import DATABASE, DataFolder, Unusable, database_user

READY_WITHIN = 90.0  # seconds; replaying the log after a crash under load was seen to take ten
STOPPED_WITHIN = 30.0
BUILTIN_LOCALE_SINCE = 17
LARGEST_LOG = 10 * 1024 * 1024  # bytes; the one before is kept, older ones are not
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "max_connections": "60",
    "max_wal_size": "512MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}


@dataclass(frozen=True)
class Cluster:
    """A database cluster in a data folder. ``settings`` are PostgreSQL's own, over the usual ones."""

    data: DataFolder
    programs: Binaries
    settings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: DataFolder, environ: Mapping[str, str]) -> Cluster:
        """The cluster of this folder with the programs that fit it; raises :class:`Unusable` when there are none."""
        return cls(data, binaries.found(environ, data))

    def command(self) -> list[str]:
        """The command line of the server."""
        options = {**SETTINGS, "unix_socket_directories": str(self.data.sockets), **self.settings}
        switches = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [self.programs.program("postgres"), "-D", str(self.data.cluster), *switches]

    def prepare(self) -> None:
        """Make the cluster if there is none, and clear away what a killed server left behind."""
        self._make_sockets()
        if not (self.data.cluster / "PG_VERSION").exists():
            self._make()
        self._wait_for_the_last_one()

    def start(self, log: Path) -> subprocess.Popen[bytes]:
        """Start the server on a leash: when this process is killed, it stops fast and cleanly by itself."""
        with log.open("ab") as output:
            return leash.start(
                self.command(),
                user=database_user(),
                environ=_plain_environment(),
                folder=self.data.cluster,
                output=output,
                at_death=leash.FAST_SHUTDOWN,
            )

    def wait_until_ready(self, server: subprocess.Popen[bytes]) -> None:
        """Wait until the server answers; raises :class:`Unusable` when it ended or takes too long."""
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            if server.poll() is not None:
                raise Unusable(f"The database did not start (exit {server.returncode}); see {self.data.path}/logs.")
            with contextlib.suppress(psycopg.OperationalError), self.connect("postgres"):
                return
            time.sleep(0.03)
        raise Unusable(f"The database did not answer within {READY_WITHIN:.0f} seconds; see {self.data.path}/logs.")

    def connect(self, database: str = DATABASE) -> psycopg.Connection:
        """A connection as the cluster's superuser, each statement on its own."""
        return psycopg.connect(self.data.database_url("postgres"), dbname=database, autocommit=True, connect_timeout=5)

    def make_roles(self) -> None:
        """Make owner, application login, house role and the database itself, where missing; passwords are renewed."""
        with self.connect("postgres") as link:
            known = {row[0] for row in link.execute("SELECT rolname FROM pg_roles")}
            for role, rights in (("owner", "LOGIN"), ("app", "LOGIN NOINHERIT"), ("house", "NOLOGIN")):
                name = f"{DATABASE}_{role}"
                if name not in known:
                    link.execute(sql.SQL(f"CREATE ROLE {{}} {rights} NOBYPASSRLS").format(sql.Identifier(name)))
                if role != "house":
                    secret = sql.Literal(self.data.secret(f"database-{role}"))
                    link.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), secret))
            link.execute(f"GRANT {DATABASE}_house TO {DATABASE}_app")
            if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                link.execute(f"CREATE DATABASE {DATABASE} OWNER {DATABASE}_owner")
                link.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
                link.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {DATABASE}_app")

    def _make_sockets(self) -> None:
        folder, user = self.data.sockets, database_user()
        owner = os.geteuid() if user is None else user
        self.data.made()
        folder.mkdir(mode=0o711, exist_ok=True)
        if user is not None:
            os.chown(folder, user, -1)
        if folder.is_symlink() or folder.stat().st_uid != owner:
            raise Unusable(f"{folder} belongs to another user; remove it, or choose a shorter WEDERHOOR_DATA.")

    def _make(self) -> None:
        """``initdb`` beside the place and then one rename, so that a crash half-way leaves nothing half-made."""
        draft, user = self.data.cluster.with_name("postgres.new"), database_user()
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password = self.data.sockets / "password"
        password.unlink(missing_ok=True)
        with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self.data.secret("database-postgres"))
        try:
            if user is not None:
                os.chown(draft, user, leash.group_of(user))
                os.chown(password, user, -1)
            self._initdb(draft, password, user)
        finally:
            password.unlink()
        draft.rename(self.data.cluster)

    def _initdb(self, place: Path, password: Path, user: int | None) -> None:
        builtin = self.programs.major >= BUILTIN_LOCALE_SINCE
        provider = ["--locale-provider=builtin"] if builtin else []
        done = subprocess.run(
            [
                *(self.programs.program("initdb"), "-D", str(place), "-U", "postgres", "-E", "UTF8"),
                *(*provider, "--locale=C.UTF-8", "--data-checksums", "--auth=scram-sha-256", f"--pwfile={password}"),
            ],
            user=user,
            group=None if user is None else leash.group_of(user),
            extra_groups=None if user is None else [],
            cwd=place,
            env=_plain_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise Unusable(f"The database could not be made in {place.parent}: {last}")

    def _wait_for_the_last_one(self) -> None:
        """A killed supervisor's server stops by itself: wait for that. A process number taken by another is stale.

        PostgreSQL refuses to start when the number in its lock file is alive, whoever that is; in a container
        small numbers come round quickly.
        """
        note = self.data.cluster / "postmaster.pid"
        deadline = time.monotonic() + STOPPED_WITHIN
        while (number := _number_in(note)) is not None:
            if not _is_server(number, self.data.cluster):
                note.unlink(missing_ok=True)
            elif time.monotonic() > deadline:
                raise Unusable(f"A database server (process {number}) already runs on {self.data.cluster}; stop it.")
            else:
                time.sleep(0.1)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Fast shutdown: sessions are ended, everything is written; after half a minute without regard for either."""
    if server.poll() is None:
        server.send_signal(leash.FAST_SHUTDOWN)
        try:
            server.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait()


@contextlib.contextmanager
def running(data: DataFolder, environ: Mapping[str, str]) -> Iterator[None]:
    """The embedded database runs inside this block: a supervisor's that is up already, else one of our own."""
    if data.is_held():
        yield
        return
    with data.held():
        cluster = Cluster.of(data, environ)
        cluster.prepare()
        server = cluster.start(log_of(data, "postgres"))
        try:
            cluster.wait_until_ready(server)
            cluster.make_roles()
            yield
        finally:
            stop(server)


def log_of(data: DataFolder, name: str) -> Path:
    """Where a process of this installation writes what it has to say."""
    folder = data.made().path / "logs"
    folder.mkdir(mode=0o700, exist_ok=True)
    log = folder / f"{name}.log"
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    return log


def _plain_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _number_in(note: Path) -> int | None:
    try:
        return int(note.read_text(encoding="ascii", errors="replace").splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _is_server(number: int, cluster: Path) -> bool:
    """Is this process a server on this very cluster? Where that cannot be seen, a live process is believed."""
    try:
        words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return os.fsencode(cluster) in words or not words[0]
