"""``wederhoor up`` as people run it, for tests and proofs that look at it from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from wederhoor.supervisor import leash

OURS = ("WEDERHOOR_", "DATABASE_", "DJANGO_")


class Up:
    """A running ``wederhoor up`` on a folder of its own; ``said`` is what it printed when it was ready."""

    def __init__(self, folder: Path, *words: str, **settings: str) -> None:
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | settings
        self.process = leash.start(
            [sys.executable, "-m", "wederhoor", "up", "--port", "0", "--json", "--data", str(folder), *words],
            environ=self.environ,
            output=subprocess.PIPE,
            errors=subprocess.PIPE,
        )
        self.said = self.next_line()

    def __enter__(self) -> Up:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()

    def next_line(self) -> dict[str, Any]:
        """What it says of the next installation; raises with its complaint when it ended instead."""
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.process.stderr.read().decode())
        return json.loads(line)

    def status_of(self, path: str) -> int:
        with urllib.request.urlopen(self.said["url"] + path, timeout=10) as answer:
            return answer.status

    def family(self) -> set[int]:
        """Every process below this one."""
        return descendants(self.process.pid)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(60)

    def kill(self, *, database: bool) -> None:
        """SIGKILL to everything at once; without ``database`` PostgreSQL is left to notice by itself."""
        victims = {self.process.pid, *(n for n in self.family() if database or not is_database(n))}
        for number in victims:
            with_signal(number, signal.SIGKILL)
        self.process.wait()


def with_signal(number: int, how: signal.Signals) -> None:
    try:
        os.kill(number, how)
    except ProcessLookupError:
        # It ended in the meantime, with one that was killed before it: that is what was wanted.
        return


def is_database(number: int) -> bool:
    return b"postgres" in words_of(number)


def is_web(number: int) -> bool:
    return b"granian" in words_of(number)


def words_of(number: int) -> bytes:
    """The command line of a process, empty when it is gone."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""


def parents() -> dict[int, int]:
    """Every live process and its parent."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            # A process may end between listing and reading; it has no parent worth knowing then.
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
    """Do these processes end by themselves in time?"""
    deadline = time.monotonic() + within
    while numbers & parents().keys():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
