"""Strangers who send too much, too little, too slowly or nonsense: they are refused, and the witness goes on."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.witness.logs import Log, Process

from wederhoor.witness import serving
from wederhoor.witness.judging import LONGEST_REQUEST
from wederhoor.witness.serving import Server
from wederhoor.witness.witness import Witness

LOG = Log().grow(9)


@pytest.fixture(scope="module")
def witness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with Process(tmp_path_factory.mktemp("hostile") / "w", [LOG.key]) as running:
        running.ask(LOG.request(0))
        yield running


def said_to(url: str, data: bytes, *, finish: bool = True) -> bytes:
    """What comes back for raw bytes on a line of their own."""
    parts = urlsplit(url)
    answer = b""
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as line:
        # A refusal may hang up while we still talk; what it said before that is what counts.
        with suppress(OSError):
            line.sendall(data)
            if finish:
                line.shutdown(socket.SHUT_WR)
        with suppress(OSError):
            while piece := line.recv(65536):
                answer += piece
    return answer


def post(length: str, *more: str) -> bytes:
    return "\r\n".join(
        ["POST /add-checkpoint HTTP/1.1", "Host: w", f"Content-Length: {length}", *more, "", ""]
    ).encode()


REFUSED = {
    "huge by its own word": (post(str(LONGEST_REQUEST + 1)), b"413"),
    "gigantic by its own word": (post("9" * 30), b"400"),
    "negative length": (post("-1"), b"400"),
    "length in words": (post("many"), b"400"),
    "two lengths": (post("5", "Content-Length: 6") + b"aaaaaa", b"411"),
    "no length": (b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n\r\n", b"411"),
    "in pieces": (post("5", "Transfer-Encoding: chunked") + b"0\r\n\r\n", b"411"),
    "binary": (post("256") + bytes(range(256)), b"400"),
    "another page": (post("2").replace(b"/add-checkpoint", b"/etc/passwd") + b"xx", b"404"),
    "another verb": (b"DELETE / HTTP/1.1\r\n\r\n", b"501"),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200) + b"\n", b"400"),
    "a line without end": (b"POST /" + b"a" * 100_000, b"414"),
    "a thousand headers": (post("0", *(f"X-{n}: y" for n in range(1000))), b"431"),
}


@pytest.mark.parametrize(("data", "status"), REFUSED.values(), ids=REFUSED)
def test_request_out_of_bounds_is_refused_and_the_next_is_served(witness: Process, data: bytes, status: bytes) -> None:
    answer = said_to(witness.url, data)
    assert status in answer[:200]
    assert witness.signed(witness.ask(LOG.request(9)), LOG.note())


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", os.urandom(4096), post("500") + b"old 0", post("500"), LOG.request(9)],
    ids=["nothing", "a newline", "noise", "body cut short", "no body", "no head"],
)
def test_line_that_breaks_off_leaves_no_trace(witness: Process, data: bytes) -> None:
    said_to(witness.url, data)
    assert witness.signed(witness.ask(LOG.request(9)), LOG.note())


def test_body_that_really_is_huge_is_not_read_through(witness: Process) -> None:
    said_to(witness.url, post(str(10**9)) + bytes(4_000_000))
    assert witness.signed(witness.ask(LOG.request(9)), LOG.note())


@pytest.fixture
def hasty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A witness in this process, with little patience and few places."""
    from threading import Thread

    monkeypatch.setattr(serving, "WITHIN", 0.4)
    monkeypatch.setattr(serving, "MOST_AT_ONCE", 3)
    made = Witness(tmp_path / "w", "witness.example/w1", [LOG.signer.key])
    with Server(made, "127.0.0.1", 0) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
    made.close()


def test_stranger_who_drips_byte_by_byte_is_hung_up_on(hasty: Server) -> None:
    """Each byte comes well within the time for one, the request never does."""
    parts = urlsplit(hasty.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as line:
        line.sendall(post("5000"))
        line.settimeout(0.05)
        for _ in range(600):
            try:
                line.sendall(b"a")
                if line.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break
        else:
            pytest.fail("the line was held for as long as the stranger liked")


def test_strangers_who_say_nothing_do_not_keep_others_out_for_long(hasty: Server) -> None:
    parts = urlsplit(hasty.url)
    silent = [socket.create_connection((parts.hostname, parts.port), timeout=30) for _ in range(12)]
    # Those beyond the places are hung up on at once, the others when their time is over.
    assert all(line.recv(1) == b"" for line in silent)
    for line in silent:
        line.close()
    data = LOG.request(0)
    for _ in range(50):  # their places are free again as soon as the server has noticed
        answer = said_to(hasty.url, post(str(len(data))) + data, finish=False)
        if answer:
            break
        time.sleep(0.1)
    assert answer.startswith(b"HTTP/1.1 200 OK")
