"""What a crash or a disk that lied leaves behind, and a process that is killed while it writes."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

Work = Callable[[Callable[[str], None]], None]


def killed(work: Work, *, after: float) -> list[str]:
    """Let a process of its own do ``work`` for ever, kill it, and give what it acknowledged before."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            work(lambda said: os.write(writing, f"{said}\n".encode()) and None)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        first = pipe.readline()
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        rest = pipe.read()
    # The last line may itself be torn; what was not told whole was not acknowledged.
    return [line.decode() for line in (first + rest).split(b"\n")[:-1]]


def pause(chance: random.Random) -> float:
    return chance.uniform(0.0, 0.03)


def drafts(folder: Path) -> list[Path]:
    """Half-written files that lie there under a name nobody reads."""
    return [path for path in folder.rglob("*") if path.is_file() and (path.name.startswith((".", "tmp")))]
