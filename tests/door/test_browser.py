"""A real browser on real pages: drawn behind the proxy, and kept from every machine inside by whatever way."""

from __future__ import annotations

import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from tests.door.test_http import port_of, says, serving

from wederhoor.door import browser
from wederhoor.door.proxy import passing

CHROMIUM = shutil.which("chromium")
INSTALL = "sudo apt-get install -y --no-install-recommends chromium"
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason=f"Chromium is not installed; to run these: {INSTALL}")
# Root here runs it as nobody, with the sandbox on; a machine that has none says so and draws nothing.
PAGE = b"<!doctype html><title>V</title><main><h1>Voorwaarden</h1><p>%s</p></main>"


@pytest.fixture
def hits() -> Iterator[tuple[str, list[str]]]:
    """A machine inside that must not be reached, and what was asked of it."""
    asked: list[str] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        says(b"secret", Content_Type="text/plain", Access_Control_Allow_Origin="*")(request)

    with serving(handle) as address:
        yield address, asked


def page(body: bytes) -> object:
    return says(body, Content_Type="text/html; charset=utf-8")


@needs_chromium
def test_page_is_drawn_as_a_picture_and_a_print_of_one_load() -> None:
    with serving(page(PAGE % b"Veertien dagen.")) as address:
        found = browser.drawn(f"{address}/voorwaarden", may_be_inside=True)
    assert found["png"].startswith(b"\x89PNG\r\n")
    assert found["pdf"].startswith(b"%PDF-")


@needs_chromium
def test_script_of_a_page_reaches_no_machine_inside(hits: tuple[str, list[str]]) -> None:
    inside, asked = hits
    port = port_of(inside)
    wanted = [
        f"http://127.0.0.1:{port}/fetch",
        f"http://[::1]:{port}/six",
        f"http://localhost:{port}/name",
        f"http://0.0.0.0:{port}/zero",
        f"http://[::ffff:127.0.0.1]:{port}/mapped",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
    ]
    tries = "".join(f"fetch('{url}',{{mode:'no-cors'}}).catch(()=>0);new Image().src='{url}?i';" for url in wanted)
    frames = "".join(f"<iframe src='{url}?f'></iframe>" for url in wanted)
    body = (
        PAGE % b"Dag" + f"<script>{tries}try{{new WebSocket('ws://127.0.0.1:{port}/ws')}}catch(e){{}}</script>".encode()
    )
    with serving(page(body + frames.encode())) as address:
        found = browser.drawn(address, may_be_inside=True)
    assert found["png"]
    assert asked == []


@needs_chromium
def test_page_that_sends_the_browser_inside_is_not_drawn(hits: tuple[str, list[str]]) -> None:
    inside, asked = hits
    moved = f"<script>location.href='{inside}/moved'</script>".encode()
    with serving(page(moved)) as address, pytest.raises(browser.NotDrawn):
        browser.drawn(address, may_be_inside=True)
    with serving(says(b"", 302, Location=f"{inside}/redirected")) as address, pytest.raises(browser.NotDrawn):
        browser.drawn(address, may_be_inside=True)
    assert asked == []


@needs_chromium
def test_address_inside_is_not_opened_without_the_allowance(hits: tuple[str, list[str]]) -> None:
    inside, asked = hits
    with pytest.raises(browser.NotDrawn):
        browser.drawn(inside)
    assert asked == []


@needs_chromium
def test_page_that_never_ends_is_given_up_and_leaves_no_process_and_no_folder() -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        while True:
            request.wfile.write(b"<p>nog een regel")
            time.sleep(0.2)

    before = {path for path in Path("/tmp").glob("wederhoor-browser-*")}
    with serving(handle) as address, pytest.raises(browser.NotDrawn):
        browser.drawn(address, may_be_inside=True, seconds=4)
    assert {path for path in Path("/tmp").glob("wederhoor-browser-*")} <= before
    assert not _running_with(f"--proxy-server=http://127.0.0.1:{port_of(address)}")


def _running_with(word: str) -> bool:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if word.encode() in path.read_bytes() and path.parent.name != str(os.getpid()):
                return True
        except OSError:
            continue
    return False


def test_without_a_browser_it_says_so() -> None:
    with pytest.raises(browser.NotDrawn, match="no browser"):
        browser.drawn("https://example.org/", "none")
    assert not browser.is_here("none")


def test_program_that_is_no_browser_ends_in_a_sentence() -> None:
    with pytest.raises(browser.NotDrawn):
        browser.drawn("https://example.org/", "/bin/false", seconds=5)


# --- the proxy by itself -------------------------------------------------------------------------------------------


def asked_of(port: int, head: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(head)
        found = b""
        while piece := line.recv(65_536):
            found += piece
        return found


@pytest.mark.parametrize(
    "head",
    [
        b"CONNECT 127.0.0.1:443 HTTP/1.1\r\n\r\n",
        b"CONNECT [::1]:443 HTTP/1.1\r\n\r\n",
        b"CONNECT 169.254.169.254:80 HTTP/1.1\r\n\r\n",
        b"CONNECT localhost:443 HTTP/1.1\r\n\r\n",
        b"CONNECT 8.8.8.8:25 HTTP/1.1\r\n\r\n",
        b"GET http://10.0.0.1/ HTTP/1.1\r\n\r\n",
        b"GET http://2130706433/ HTTP/1.1\r\n\r\n",
        b"GET http://0x7f.1/ HTTP/1.1\r\n\r\n",
    ],
)
def test_proxy_refuses_what_is_inside(head: bytes) -> None:
    with passing(1_000_000, time.monotonic() + 10) as (port, passage):
        assert asked_of(port, head).startswith(b"HTTP/1.1 403")
        assert passage.refused


@pytest.mark.parametrize(
    "head",
    [b"GET / HTTP/1.1\r\n\r\n", b"GET ftp://a/ HTTP/1.1\r\n\r\n", b"\xff\xfe\r\n\r\n", b"CONNECT a HTTP/1.1\r\n\r\n"],
)
def test_proxy_takes_no_other_requests(head: bytes) -> None:
    with passing(1_000_000, time.monotonic() + 10) as (port, _):
        assert asked_of(port, head).startswith(b"HTTP/1.1 400")


def test_proxy_passes_one_place_that_is_allowed_and_counts_what_comes_in() -> None:
    with serving(says(b"x" * 50_000)) as address:
        place = ("127.0.0.1", int(port_of(address)))
        head = f"GET {address}/a?b HTTP/1.1\r\nHost: h\r\nProxy-Connection: x\r\n\r\n".encode()
        with passing(1_000_000, time.monotonic() + 10, frozenset({place})) as (port, _):
            assert re.search(rb"\r\n\r\nx{50000}$", asked_of(port, head))
        with passing(10_000, time.monotonic() + 10, frozenset({place})) as (port, _):
            assert len(asked_of(port, head)) < 50_000
