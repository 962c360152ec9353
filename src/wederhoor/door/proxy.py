"""The only way out for a browser that is set on a page of strangers: it resolves, judges and connects itself.

What runs in a page asks for what it likes. Everything the browser wants goes through here (RFC 9110, 9.3.6: CONNECT;
and plain requests in absolute form), where a name is looked up once and the connection goes to the address that was
judged. So no script reaches a machine inside, by whatever name or redirect.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock, Thread

from wederhoor.door.http import RefusedByGuard, Unreachable, addresses_of

HEAD = 32 * 1024
PORTS = frozenset({80, 443})
AT_ONCE = 64
SECONDS = 10
_PIECE = 64 * 1024
_HOP = (b"proxy-", b"connection:", b"keep-alive:")

Place = tuple[str, int]


@dataclass
class Passage:
    """What went through: the places that were refused, and how many bytes may still come in."""

    left: int
    refused: list[Place] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def takes(self, size: int) -> bool:
        """Whether this many bytes more may come in."""
        with self.lock:
            self.left -= size
            return self.left >= 0

    def refuse(self, place: Place) -> None:
        with self.lock:
            self.refused.append(place)


@contextmanager
def passing(most_bytes: int, deadline: float, allowed: frozenset[Place] = frozenset()) -> Iterator[tuple[int, Passage]]:
    """A proxy on a port of this machine until the block ends: the port, and what went through.

    ``deadline`` is by :func:`time.monotonic`. ``allowed`` are places inside that may be reached all the same.
    """
    passage = Passage(most_bytes)
    room = BoundedSemaphore(AT_ONCE)
    with socket.create_server(("127.0.0.1", 0)) as door:

        def one(line: socket.socket) -> None:
            try:
                with line, suppress(OSError):
                    _serve(line, passage, deadline, allowed)
            finally:
                room.release()

        def all_of_them() -> None:
            while True:
                try:
                    line, _ = door.accept()
                except OSError:
                    return
                if not room.acquire(blocking=False):
                    line.close()
                    continue
                Thread(target=one, args=(line,), daemon=True).start()

        Thread(target=all_of_them, daemon=True).start()
        try:
            yield door.getsockname()[1], passage
        finally:
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)


def _serve(line: socket.socket, passage: Passage, deadline: float, allowed: frozenset[Place]) -> None:
    line.settimeout(min(SECONDS, max(0.1, deadline - time.monotonic())))
    head, rest = _head(line)
    method, target, *_ = [*head.partition(b"\r\n")[0].split(b" "), b"", b""]
    try:
        place, path = _place(method, target)
        out = _connected(place, deadline, allowed)
    except Unreachable as why:
        if isinstance(why, RefusedByGuard):
            passage.refuse(_place(method, target)[0] if target else ("", 0))
        line.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        return
    except ValueError:
        line.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        return
    with out:
        if method == b"CONNECT":
            line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            out.sendall(rest)
        else:
            out.sendall(_onward(method, path, head) + rest)
        _relay(line, out, passage.takes, deadline)


def _head(line: socket.socket) -> tuple[bytes, bytes]:
    """A request's head and what came behind it; at most 32 kB."""
    found = b""
    while b"\r\n\r\n" not in found:
        piece = line.recv(_PIECE)
        if not piece or len(found) + len(piece) > HEAD:
            raise OSError("no whole head")
        found += piece
    head, _, rest = found.partition(b"\r\n\r\n")
    return head, rest


def _place(method: bytes, target: bytes) -> tuple[Place, bytes]:
    """Where a request wants to go, and the path it asks for there; raises ``ValueError``."""
    said = target.decode("ascii")
    if method == b"CONNECT":
        host, _, port = said.rpartition(":")
        return (host.strip("[]").lower(), int(port)), b""
    scheme, _, rest = said.partition("://")
    where, slash, path = rest.partition("/")
    if scheme.lower() != "http" or not where or "@" in where:
        raise ValueError("only plain requests in absolute form come this way")
    host, colon, port = where.rpartition(":")
    if not colon or port.endswith("]"):
        host, port = where, "80"
    return (host.strip("[]").lower(), int(port)), (slash + path or "/").encode()


def _connected(place: Place, deadline: float, allowed: frozenset[Place]) -> socket.socket:
    host, port = place
    is_allowed = place in allowed
    if port not in PORTS and not is_allowed:
        raise RefusedByGuard("Only the ports of the web are reached.")
    seconds = min(SECONDS, deadline - time.monotonic())
    for address in addresses_of(host, port, seconds=seconds, may_be_inside=is_allowed):
        with suppress(OSError):
            return socket.create_connection((str(address), port), timeout=max(0.1, deadline - time.monotonic()))
    raise Unreachable("No address of it takes a connection.")


def _onward(method: bytes, path: bytes, head: bytes) -> bytes:
    """The request as the server itself takes it: its own path, nothing meant for a proxy, and one answer a line."""
    fields = [line for line in head.split(b"\r\n")[1:] if not line.lower().startswith(_HOP)]
    return b"\r\n".join([method + b" " + path + b" HTTP/1.1", *fields, b"Connection: close", b"", b""])


def _relay(inner: socket.socket, outer: socket.socket, takes: Callable[[int], bool], deadline: float) -> None:
    """Bytes both ways until one side ends, the time is up, or more came in than may."""
    with selectors.DefaultSelector() as ready:
        for line, other in ((inner, outer), (outer, inner)):
            line.settimeout(SECONDS)
            ready.register(line, selectors.EVENT_READ, other)
        while (left := deadline - time.monotonic()) > 0:
            for key, _ in ready.select(left):
                line: socket.socket = key.fileobj  # type: ignore[no-redef]  # what was registered above
                piece = line.recv(_PIECE)
                if not piece or (line is outer and not takes(len(piece))):
                    return
                key.data.sendall(piece)
