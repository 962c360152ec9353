"""The embedded database: made, started after any end, stopped, and never a second one."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from tests.servers import BASE, usual

from wederhoor.supervisor import binaries
from wederhoor.supervisor.cluster import LARGEST_LOG, Cluster, log_of, running, stop
from wederhoor.supervisor.folder import DataFolder, Unusable


@pytest.fixture
def data():
    BASE.mkdir(mode=0o711, exist_ok=True)
    folder = BASE / f"run-{os.getpid()}-cluster"
    shutil.rmtree(folder, ignore_errors=True)
    yield DataFolder(folder)
    shutil.rmtree(folder, ignore_errors=True)


def start(data: DataFolder) -> tuple[Cluster, subprocess.Popen]:
    cluster = Cluster(data, usual(), {"fsync": "off"})
    cluster.prepare()
    server = cluster.start(log_of(data, "postgres"))
    cluster.wait_until_ready(server)
    return cluster, server


def test_database_is_made_with_two_logins_and_a_house(data):
    cluster, server = start(data)
    try:
        cluster.make_roles()
        cluster.make_roles()
        with psycopg.connect(data.database_url("app")) as app:
            assert app.execute("SELECT lower('ÉÉN')").fetchone() == ("één",)
            app.execute("SET LOCAL ROLE wederhoor_house")
            assert app.execute("SELECT current_user").fetchone() == ("wederhoor_house",)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(data.database_url("app"), password="geraden")
        assert "listen_addresses=" in cluster.command()
    finally:
        stop(server)
    assert server.returncode == 0


def test_database_killed_in_the_middle_starts_again_with_what_was_committed(data):
    cluster, server = start(data)
    with cluster.connect("postgres") as link:
        link.execute("CREATE TABLE kept (n int)")
        link.execute("INSERT INTO kept VALUES (1)")
    server.kill()
    server.wait()
    assert (data.cluster / "postmaster.pid").exists()
    again, server = start(data)
    try:
        with again.connect("postgres") as link:
            assert link.execute("SELECT n FROM kept").fetchone() == (1,)
    finally:
        stop(server)


def test_lock_file_with_the_number_of_another_process_is_stale(data):
    _, server = start(data)
    stop(server)
    (data.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{data.cluster}\n")
    _, server = start(data)
    stop(server)


def test_database_half_made_is_made_anew(data):
    data.made()
    draft = data.cluster.with_name("postgres.new")
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18")
    _, server = start(data)
    stop(server)
    assert not draft.exists()


def test_database_of_a_major_that_is_not_here_is_refused_by_name(data):
    data.made().cluster.mkdir()
    (data.cluster / "PG_VERSION").write_text("14\n")
    with pytest.raises(Unusable, match="PostgreSQL 14"):
        binaries.found({}, data)


def test_command_that_needs_the_database_starts_it_and_stops_it(data):
    with running(data, os.environ), running(data, os.environ):
        assert psycopg.connect(data.database_url("owner")).execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(data.database_url("owner"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the database as somebody else")
def test_programs_behind_a_closed_folder_are_copied_to_where_the_database_runs(data, monkeypatch):
    monkeypatch.setattr(binaries, "anyone_reaches", lambda path: False)
    copied = binaries.found({}, data)
    assert copied.folder.is_relative_to(data.binaries)
    assert binaries.found({}, data) == copied
    cluster = Cluster(data, copied, {"fsync": "off"})
    cluster.prepare()
    server = cluster.start(log_of(data, "postgres"))
    cluster.wait_until_ready(server)
    stop(server)


def test_log_that_grew_large_makes_room_and_one_is_kept(data):
    log = log_of(data, "web")
    log.write_bytes(b"x" * (LARGEST_LOG + 1))
    assert not log_of(data, "web").exists()
    assert log.with_suffix(".log.1").stat().st_size > LARGEST_LOG


PARENT = """
import os, sys, time
from pathlib import Path
from wederhoor.supervisor.cluster import running
from wederhoor.supervisor.folder import DataFolder
with running(DataFolder(Path(sys.argv[1])), os.environ):
    print("up", flush=True)
    time.sleep(60)
"""


def test_database_stops_by_itself_when_who_started_it_is_killed(data):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(data.path)], stdout=subprocess.PIPE)
    assert parent.stdout.readline() == b"up\n"
    number = int((data.cluster / "postmaster.pid").read_text().split()[0])
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{number}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{number}").exists()
    assert "database system is shut down" in log_of(data, "postgres").read_text()
