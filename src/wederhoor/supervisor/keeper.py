"""Keeps processes up: starts them in order, starts again what ends by itself, and stops all in the reverse order."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from wederhoor.supervisor.leash import deaf_to_signals

LOOK_EVERY = 0.2  # seconds
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_AFTER = 60.0  # seconds up, after which an end counts as the first again


@dataclass
class Child:
    """One process to keep up. ``start`` starts it; ``how`` asks it to end, ``within`` seconds before it is killed."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    how: signal.Signals = signal.SIGTERM
    within: float = 15.0
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    ends: int = field(default=0, init=False)
    since: float = field(default=0.0, init=False)
    start_at: float = field(default=0.0, init=False)

    def begin(self) -> subprocess.Popen[bytes]:
        """Start it now."""
        self.since = time.monotonic()
        self.process = self.start()
        return self.process

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def pause(self) -> float:
        """How long to wait before the next start: longer with every quick end."""
        self.ends = 1 if time.monotonic() - self.since > STEADY_AFTER else self.ends + 1
        return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (self.ends - 1))

    def stop(self) -> None:
        """Ask it to end, wait, and kill its whole session when it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.how)
        try:
            self.process.wait(self.within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Keeper:
    """The processes of one machine, in the order they were added. Use as a context: leaving it stops all of them."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.children: list[Child] = []

    def __enter__(self) -> Keeper:
        return self

    def __exit__(self, *_: object) -> None:
        deaf_to_signals()
        for child in reversed(self.children):
            child.stop()

    def add(self, child: Child) -> subprocess.Popen[bytes]:
        """Start ``child`` and keep it up from now on."""
        self.children.append(child)
        return child.begin()

    def watch(self) -> None:
        """Look after them until interrupted."""
        while True:
            time.sleep(LOOK_EVERY)
            for child in self.children:
                self._look_at(child)

    def _look_at(self, child: Child) -> None:
        now = time.monotonic()
        if child.has_ended():
            ended, child.process = child.process, None
            pause = child.pause()
            child.start_at = now + pause
            status = ended.returncode if ended else None
            self.say(f"{child.name} ended by itself ({status}); it starts again in {pause:g} seconds.")
        elif child.process is None and now >= child.start_at:
            child.begin()
