"""``wederhoor up`` as people run it: it answers, it survives what dies, and it leaves nothing behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from tests.servers import BASE


class Up:
    """A running ``wederhoor up`` on a folder of its own."""

    def __init__(self, folder: Path) -> None:
        environ = {
            name: value for name, value in os.environ.items() if not name.startswith(("WEDERHOOR_", "DATABASE_"))
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "wederhoor", "up", "--port", "0", "--json", "--data", str(folder)],
            env={**environ, "WEDERHOOR_DEMO": "0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.process.stderr.read().decode())
        self.said = json.loads(line)

    def answers(self) -> int:
        with urllib.request.urlopen(self.said["url"] + "/accounts/login/", timeout=10) as answer:
            return answer.status

    def family(self) -> set[int]:
        """Every process below this one."""
        return descendants(self.process.pid)


def parents() -> dict[int, int]:
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if words[0] != "Z":
            found[int(stat.parent.name)] = int(words[1])
    return found


def descendants(of: int) -> set[int]:
    known, found = parents(), {of}
    while more := {child for child, parent in known.items() if parent in found} - found:
        found |= more
    return found - {of}


def gone(numbers: set[int], within: float = 30.0) -> bool:
    deadline = time.monotonic() + within
    while numbers & parents().keys():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


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
    up = Up(folder)
    family = up.family()
    assert up.answers() == 200
    assert len(family) >= 4
    up.process.send_signal(how)
    assert up.process.wait(30) == 0
    assert gone(family, within=1)


def test_up_killed_without_mercy_leaves_no_process(folder):
    up = Up(folder)
    family = up.family()
    up.process.kill()
    up.process.wait()
    assert gone(family)


def test_up_survives_the_death_of_its_web_server_and_of_its_database(folder):
    up = Up(folder)
    try:
        for name in ("granian", "postgres"):
            victim = next(n for n in up.family() if name.encode() in Path(f"/proc/{n}/cmdline").read_bytes())
            os.kill(victim, signal.SIGKILL)
            deadline = time.monotonic() + 30
            while not _fine(up) and time.monotonic() < deadline:
                time.sleep(0.2)
            assert up.answers() == 200
    finally:
        up.process.send_signal(signal.SIGINT)
        up.process.wait(60)


def _fine(up: Up) -> bool:
    time.sleep(1)
    try:
        return up.answers() == 200
    except OSError:
        return False


def test_second_up_on_the_same_folder_is_refused_with_a_sentence(folder):
    up = Up(folder)
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
        up.process.send_signal(signal.SIGINT)
        up.process.wait(30)
