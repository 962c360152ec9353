"""``wederhoor up`` as people run it: it answers, it survives what dies, and it leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from tests.running import Up, gone, is_database, with_signal, words_of
from tests.servers import BASE

LOGIN = "/accounts/login/"


def up_on(folder) -> Up:
    return Up(folder, WEDERHOOR_DEMO="0")


@pytest.fixture(scope="module")
def folder():
    """One data folder for the whole module: the second start must be quick and keep what the first one made."""
    BASE.mkdir(mode=0o711, exist_ok=True)
    place = BASE / f"run-{os.getpid()}-up"
    shutil.rmtree(place, ignore_errors=True)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_up_answers_and_stops_cleanly(folder, how):
    up = up_on(folder)
    family = up.family()
    assert up.status_of(LOGIN) == 200
    assert len(family) >= 4
    assert up.stop(how) == 0
    assert gone(family, within=1)


def test_up_killed_without_mercy_leaves_no_process(folder):
    up = up_on(folder)
    family = up.family()
    up.process.kill()
    up.process.wait()
    assert gone(family)


def test_up_survives_the_death_of_its_web_server_and_of_its_database(folder):
    up = up_on(folder)
    try:
        for is_victim in (lambda n: b"granian" in words_of(n), is_database):
            with_signal(next(n for n in up.family() if is_victim(n)), signal.SIGKILL)
            deadline = time.monotonic() + 30
            while not _answers_again(up) and time.monotonic() < deadline:
                time.sleep(0.2)
            assert up.status_of(LOGIN) == 200
    finally:
        up.stop()


def _answers_again(up: Up) -> bool:
    time.sleep(1)
    try:
        return up.status_of(LOGIN) == 200
    except OSError:
        return False


def test_second_up_on_the_same_folder_is_refused_with_a_sentence(folder):
    up = up_on(folder)
    try:
        second = subprocess.run(
            [sys.executable, "-m", "wederhoor", "up", "--port", "0", "--data", str(folder)],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert second.returncode == 2
        assert second.stderr == f"Wederhoor already runs on the data folder {folder}.\n"
    finally:
        up.stop()
