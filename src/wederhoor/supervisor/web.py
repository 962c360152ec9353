"""The web server as a process: its command line, its free port, and the question whether it answers."""

from __future__ import annotations

import contextlib
import http.client
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

PORT = 8000
THREADS = 4  # more only take turns: the interpreter runs one at a time
KILLED_AFTER = 10  # seconds a worker may take to finish what it is answering


def command(host: str, port: int, workers: int = 1) -> list[str]:
    """The command line of the server."""
    granian = str(Path(sys.executable).with_name("granian"))
    return [
        *(granian, "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(THREADS)),
        *("--respawn-failed-workers", "--workers-kill-timeout", str(KILLED_AFTER)),
        *("--no-access-log", "--log-level", "warning", "wederhoor.wsgi:application"),
    ]


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of the server: its workers must end with it."""
    return {**environ, "WEDERHOOR_LEASHED": "1", "WEDERHOOR_AS_OWNER": ""}


def free_port(wanted: int) -> int:
    """``wanted`` when nobody listens there, else (and for 0) a port the machine picks."""
    for port in dict.fromkeys((wanted, 0)):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            found: int = probe.getsockname()[1]
            return found
    raise OSError("no port is free")


def answers(port: int) -> bool:
    """Does a web server answer on this port, whatever it says?"""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        link.request("GET", "/", headers={"Host": "localhost"})
        return link.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()
