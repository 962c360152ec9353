"""Processes are kept up, with growing pauses, and stopped in the reverse order."""

import signal
import subprocess
import sys

import pytest

from wederhoor.supervisor import keeper, leash
from wederhoor.supervisor.keeper import Child, Keeper


def sleeper(*words: str) -> subprocess.Popen:
    return leash.start([sys.executable, "-c", *(words or ("import time; time.sleep(60)",))])


@pytest.fixture(autouse=True)
def _same_signals():
    before = {sort: signal.getsignal(sort) for sort in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for sort, answer in before.items():
        signal.signal(sort, answer)


def test_process_that_ends_is_started_again_after_a_pause(monkeypatch):
    monkeypatch.setattr(keeper, "FIRST_PAUSE", 0.0)
    said = []
    with Keeper(said.append) as house:
        first = house.add(Child("web", sleeper))
        first.kill()
        first.wait()
        house._look_at(house.children[0])
        house._look_at(house.children[0])
        second = house.children[0].process
        assert second is not first
        assert second.poll() is None
    assert second.poll() is not None
    assert said == ["web ended by itself (-9); it starts again in 0 seconds."]


def test_pause_grows_with_every_quick_end_and_is_bounded():
    child = Child("work", sleeper)
    child.since = float("inf")
    pauses = [child.pause() for _ in range(12)]
    assert pauses[:4] == [0.5, 1.0, 2.0, 4.0]
    assert pauses[-1] == keeper.LONGEST_PAUSE


def test_processes_are_stopped_in_the_reverse_order():
    order = []

    class Told(Child):
        def stop(self) -> None:
            order.append(self.name)
            super().stop()

    with Keeper(order.append) as house:
        for name in ("database", "web", "work"):
            house.add(Told(name, sleeper))
    assert order == ["work", "web", "database"]
    assert all(child.process.poll() is not None for child in house.children)


def test_process_that_does_not_listen_is_killed():
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    child = Child("deaf", lambda: leash.start([sys.executable, "-c", deaf], output=subprocess.PIPE), within=0.2)
    child.begin()
    assert child.process.stdout.readline() == b"ready\n"
    child.stop()
    assert child.process.returncode == -signal.SIGKILL
