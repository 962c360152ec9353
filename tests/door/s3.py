"""A real S3 server for tests: moto's own program on a free port, ended with whoever asked for it."""

from __future__ import annotations

import itertools
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from wederhoor.door.store import Access

_names = itertools.count(1)


class Service:
    """A running server; ``bucket()`` gives a fresh bucket on it."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"
        program = Path(sys.executable).with_name("moto_server")
        self.process = subprocess.Popen(
            [program, "-H", "127.0.0.1", "-p", str(self.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()

    @property
    def access(self) -> Access:
        return Access(self.endpoint, "eu-west-1", "test", "test")

    def bucket(self) -> str:
        """The address of a fresh, empty bucket."""
        name = f"vault-{next(_names)}"
        body = (
            b"<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>"
        )
        with urlopen(Request(f"{self.endpoint}/{name}", data=body, method="PUT"), timeout=10):
            return f"s3://{name}"

    def end(self) -> None:
        self.process.kill()
        self.process.wait()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(URLError, ConnectionError), urlopen(f"{self.endpoint}/moto-api/", timeout=5):
                return
            if self.process.poll() is not None:
                raise RuntimeError("moto_server ended by itself")
            time.sleep(0.2)
        raise RuntimeError("moto_server does not answer")


@contextmanager
def service() -> Iterator[Service]:
    """A server for as long as the block lasts."""
    running = Service()
    try:
        yield running
    finally:
        running.end()
