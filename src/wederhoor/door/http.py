"""The one door to the network for HTTP: what is asked for is reached, or it is said in a sentence why it was not.

Addresses come from settings, letters and other people's pages, so each is taken for hostile: a name is looked up once
and the connection goes to the very address that was judged, redirects are judged anew, and time and size are bounded
as a whole. Proxies of the environment are not used: they would look names up again.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http.client import HTTPException
from threading import Thread, Timer
from typing import Any
from urllib.parse import urljoin

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Url, parse_url

MOST_REDIRECTS = 3
_PIECE = 64 * 1024
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = (301, 302, 303, 307, 308)
_WITH_BODY = (307, 308)
# Of the caller's headers these go along to another machine; a key or a cookie is meant for the one that was named.
_HARMLESS = {"accept", "accept-language", "content-type", "user-agent"}
_READABLE = {"", "identity", "gzip", "x-gzip", "deflate"}

# Addresses whose meaning depends on who stands between: they may lead back inside.
_TRANSLATED = tuple(
    ipaddress.ip_network(block)
    for block in (
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "192.88.99.0/24",
    )
)
# Where providers hand machines their keys; refused even where an inner address is expected.
_METADATA = {
    ipaddress.ip_address(one)
    for one in ("169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254")
}

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unreachable(Exception):
    """No answer, or none that can be used; the message is a sentence that says why."""


class RefusedByGuard(Unreachable):
    """The address was not asked: it is not one this program goes to."""


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status. Header names are in lower case; ``url`` is where it came from in the end.

    ``head`` are the headers as they came, also those that came twice; ``way`` the answers that sent us on before it.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    head: tuple[tuple[str, str], ...] = ()
    way: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class _Asked:
    """One request of the chain: the address in parts, and what goes with it."""

    url: Url
    method: str
    body: bytes | None
    headers: Mapping[str, str]
    may_be_inside: bool

    @property
    def host(self) -> str:
        return (self.url.host or "").strip("[]")

    @property
    def port(self) -> int:
        return self.url.port or _PORTS[self.url.scheme or ""]


def fetch(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] = {},
    timeout: float = 10,
    most_bytes: int = 10_000_000,
    may_be_inside: bool = False,
) -> Answer:
    """Ask ``url`` and read the whole answer, within ``timeout`` seconds and ``most_bytes`` bytes (after unpacking).

    ``may_be_inside`` allows the named host to be a machine of one's own; a redirect to another host must be outside
    again. Raises :class:`Unreachable`, of which :class:`RefusedByGuard` says that nothing was asked.
    """
    deadline = time.monotonic() + timeout
    asked = _Asked(_parsed(url), method, body, dict(headers), may_be_inside)
    way: tuple[Answer, ...] = ()
    for _ in range(MOST_REDIRECTS + 1):
        answer = _answer(asked, deadline, most_bytes)
        if answer.status not in _REDIRECTS or "location" not in answer.headers:
            return replace(answer, way=way)
        way = (*way, answer)
        asked = _redirected(asked, answer)
    raise Unreachable(f"{_named(asked)} sent us on more than {MOST_REDIRECTS} times.")


def addresses_of(host: str, port: int, *, seconds: float, may_be_inside: bool = False) -> list[_Address]:
    """Where a host leads to, every address judged as :func:`fetch` judges it, for who makes the connection itself.

    Whoever connects takes one of these and looks nothing up again. Raises :class:`Unreachable` likewise.
    """
    name = f"[{host}]" if ":" in host else host
    asked = _Asked(_parsed(f"http://{name}:{port}/"), "GET", None, {}, may_be_inside)
    addresses = _looked_up(asked, time.monotonic() + seconds)
    for address in addresses:
        _judge(asked, address)
    return addresses


def _parsed(url: str) -> Url:
    try:
        parts = parse_url(url)
    except LocationParseError:
        raise RefusedByGuard("This is not a web address.") from None
    if parts.scheme not in _PORTS or not parts.host:
        raise RefusedByGuard("A web address begins with https:// or http:// and names a machine.")
    if parts.auth is not None:
        raise RefusedByGuard("A web address holds no user name or password.")
    return parts


def _redirected(asked: _Asked, answer: Answer) -> _Asked:
    """The next request (RFC 9110, 15.4); from a secure address never to one that is not."""
    url = _parsed(urljoin(answer.url, answer.headers["location"]))
    if asked.url.scheme == "https" and url.scheme != "https":
        raise RefusedByGuard(f"{_named(asked)} sent us from a secure address to one that is not.")
    following = replace(asked, url=url)
    if answer.status not in _WITH_BODY and asked.method not in ("GET", "HEAD"):
        following = replace(following, method="GET", body=None)
    if following.host == asked.host:
        return following
    kept = {name: value for name, value in asked.headers.items() if name.lower() in _HARMLESS}
    return replace(following, headers=kept, may_be_inside=False)


def _answer(asked: _Asked, deadline: float, most_bytes: int) -> Answer:
    addresses = _looked_up(asked, deadline)
    for address in addresses:
        _judge(asked, address)
    with _connected(asked, addresses, deadline) as line, _cut_off(line, deadline):
        try:
            return _spoken(asked, line, most_bytes, deadline)
        except (HTTPError, HTTPException, OSError, ValueError) as broken:
            if time.monotonic() >= deadline:
                raise Unreachable(f"{_named(asked)} did not answer in time.") from broken
            raise Unreachable(f"{_named(asked)} gave no usable answer: {_why(broken)}.") from broken


def _looked_up(asked: _Asked, deadline: float) -> list[_Address]:
    """Every address of the host, asked of the resolver once; it has no time limit of its own."""
    found: list[Any] = []

    def ask() -> None:
        with suppress(OSError, UnicodeError):
            found.extend(socket.getaddrinfo(asked.host, asked.port, type=socket.SOCK_STREAM))

    asking = Thread(target=ask, daemon=True)
    asking.start()
    asking.join(max(0.0, deadline - time.monotonic()))
    addresses = list(dict.fromkeys(ipaddress.ip_address(info[4][0].partition("%")[0]) for info in list(found)))
    if not addresses:
        raise Unreachable(f"{_named(asked)} is not a machine that can be found.")
    return addresses


def _judge(asked: _Asked, address: _Address) -> None:
    if _METADATA & {address, *_carried(address)} or (not asked.may_be_inside and is_inside(address)):
        raise RefusedByGuard(f"{_named(asked)} is not on the public internet ({address}); it was not asked.")


def _carried(address: _Address) -> Iterator[_Address]:
    """Addresses of version 4 that one of version 6 may carry in it (RFC 4291, 2.5.5; RFC 6052; RFC 3056)."""
    if address.version == 6:
        number = int(address)
        yield from (ipaddress.IPv4Address(number & 0xFFFFFFFF), ipaddress.IPv4Address(number >> 80 & 0xFFFFFFFF))


def is_inside(address: _Address) -> bool:
    """Whether an address is, or may lead to, a machine that is not on the public internet (RFC 6890)."""
    return not address.is_global or address.is_multicast or any(address in block for block in _TRANSLATED)


@contextmanager
def _connected(asked: _Asked, addresses: list[_Address], deadline: float) -> Iterator[socket.socket]:
    """A socket to the first of these addresses that takes it."""
    why: Exception = TimeoutError("timed out")
    for address in addresses:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        try:
            line = socket.create_connection((str(address), asked.port), timeout=left)
        except OSError as broken:
            why = broken
            continue
        with line:
            yield line
        return
    raise Unreachable(f"{_named(asked)} cannot be reached: {_why(why)}.") from why


@contextmanager
def _cut_off(line: socket.socket, deadline: float) -> Iterator[None]:
    """Hang up at the deadline, however slowly but steadily bytes drip in.

    On a duplicate: TLS takes the socket itself over.
    """
    ours = line.dup()

    def hang_up() -> None:
        with suppress(OSError):
            ours.shutdown(socket.SHUT_RDWR)

    timer = Timer(max(0.0, deadline - time.monotonic()), hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        ours.close()


def _spoken(asked: _Asked, line: socket.socket, most_bytes: int, deadline: float) -> Answer:
    """One request and its answer over ``line``; the name is what TLS and the ``Host`` header go by."""
    connection = _over(asked, line)
    headers = {"User-Agent": "wederhoor", "Accept-Encoding": "gzip", **asked.headers}
    try:
        connection.request(asked.method, asked.url.request_uri, body=asked.body, headers=headers, preload_content=False)
        with connection.getresponse() as response:
            body = _body(asked, response, most_bytes)
    finally:
        connection.close()
    if time.monotonic() >= deadline:
        # A body that ends when the connection does looks whole when we are the ones who hung up.
        raise TimeoutError("timed out")
    head = tuple(response.headers.items())
    return Answer(response.status, {name.lower(): value for name, value in head}, body, asked.url.url, head)


def _over(asked: _Asked, line: socket.socket) -> HTTPConnection:
    timeout = line.gettimeout()

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return line

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return line

    if asked.url.scheme == "http":
        return Plain(asked.host, asked.port, timeout=timeout)
    return Secure(asked.host, asked.port, timeout=timeout, ssl_context=ssl.create_default_context())


def _body(asked: _Asked, response: urllib3.BaseHTTPResponse, most_bytes: int) -> bytes:
    packed = response.headers.get("content-encoding", "").lower()
    if not {one.strip() for one in packed.split(",")} <= _READABLE or packed.count(",") > 1:
        raise Unreachable(f"{_named(asked)} answered in a packing that was not asked for.")
    pieces, size = [], 0
    while piece := response.read(min(_PIECE, most_bytes - size + 1), decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if size > most_bytes:
            raise Unreachable(f"{_named(asked)} answered with more than {most_bytes} bytes.")
    return b"".join(pieces)


def _named(asked: _Asked) -> str:
    return asked.url.host or "The machine"


def _why(broken: BaseException) -> str:
    """The kernel of an error; libraries wrap theirs in several layers."""
    if isinstance(broken, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted ({broken.verify_message})"
    said = broken.strerror if isinstance(broken, OSError) and broken.strerror else str(broken)
    return said.strip().rstrip(".")[:200] or type(broken).__name__
