"""``wederhoor up`` as people run it: it answers, it survives what dies, and it leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

import pytest
from tests.running import Up, gone, is_database, is_web, with_signal
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
    with up_on(folder) as up:
        family = up.family()
        assert up.status_of(LOGIN) == 200
        assert _published(up, folder).startswith("localhost/log+")
        assert len(family) >= 4
        assert up.stop(how) == 0
        assert gone(family, within=1)


def test_up_killed_without_mercy_leaves_no_process(folder):
    with up_on(folder) as up:
        family = up.family()
        up.process.kill()
        up.process.wait()
        assert gone(family)


@pytest.mark.parametrize("is_victim", [is_web, is_database], ids=["web", "database"])
def test_up_survives_the_death_of_one_of_its_processes(folder, is_victim):
    with up_on(folder) as up:
        with_signal(next(n for n in up.family() if is_victim(n)), signal.SIGKILL)
        time.sleep(1)
        deadline = time.monotonic() + 30
        while not _answers(up) and time.monotonic() < deadline:
            time.sleep(0.3)
        assert up.status_of(LOGIN) == 200


def _published(up: Up, folder) -> str:
    """The log's key, as the web server gives it once the worker has put it there."""
    deadline = time.monotonic() + 30
    while not (folder / "log" / "vkey").exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    with urllib.request.urlopen(f"{up.said['url']}/log/vkey", timeout=10) as answer:
        return answer.read().decode()


def _answers(up: Up) -> bool:
    try:
        return up.status_of(LOGIN) == 200
    except OSError:
        return False


def test_second_up_on_the_same_folder_is_refused_with_a_sentence(folder):
    with up_on(folder):
        second = subprocess.run(
            [sys.executable, "-m", "wederhoor", "up", "--port", "0", "--data", str(folder)],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert second.returncode == 2
    assert second.stderr == f"Wederhoor already runs on the data folder {folder}.\n"


def test_organisation_runs_beside_the_shop_from_its_own_folder(folder):
    with Up(folder, "--with", "organisation", WEDERHOOR_DEMO="0") as up:
        beside = up.next_line()
        assert beside["kind"] == "organisation"
        assert beside["data"] == str(folder / "organisation")
        assert beside["url"] != up.said["url"]
        assert up.status_of(LOGIN) == 200
