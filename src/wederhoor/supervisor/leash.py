"""Starts a process that ends when its parent does, so that no crash of ours leaves one behind."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

FAST_SHUTDOWN = signal.SIGINT  # as PostgreSQL understands it
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int, how: signal.Signals) -> None:
    """Ask the kernel for ``how`` when ``parent`` ends; if it has ended already, end now. Linux only, else nothing."""
    prctl = getattr(_libc, "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), how)


def start(
    command: Sequence[str],
    *,
    user: int | None = None,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    output: IO[Any] | int | None = None,
    errors: IO[Any] | int | None = None,
    at_death: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, as ``user`` if given, on a leash.

    Must be called from the main thread: the kernel watches the thread that started the child, not the process.
    """
    return subprocess.Popen(
        list(command),
        user=user,
        group=None if user is None else group_of(user),
        extra_groups=None if user is None else [],
        env=None if environ is None else dict(environ),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if errors is None and output is not None else errors,
        start_new_session=True,
        preexec_fn=_leashed(os.getpid(), at_death),
    )


def heed_signals() -> None:
    """Let SIGTERM and a closed terminal stop this process as Ctrl-C does: through every ``finally`` on the way out."""

    def stop(number: int, _frame: object) -> None:
        raise KeyboardInterrupt(signal.Signals(number).name)

    for sort in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(sort, stop)


def deaf_to_signals() -> None:
    """From now on nothing interrupts: what is being put away is put away whole."""
    for sort in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(sort, signal.SIG_IGN)


def group_of(user: int) -> int:
    """The first group of a user."""
    return pwd.getpwuid(user).pw_gid


def _leashed(parent: int, how: signal.Signals) -> Callable[[], None]:
    def leash() -> None:
        die_with_parent(parent, how)

    return leash


def wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for a process; when we are asked to stop meanwhile, it is asked first and waited for."""
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
