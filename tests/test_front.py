"""The published log over HTTP: names, headers, what is refused, and a mirror of it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from tests.mirror import Tiles, mirror, sha256, tree_root

from wederhoor.front import Front
from wederhoor.ledger.checkpoint import Checkpoint, Signer
from wederhoor.ledger.tiles import bundle, tiles_between
from wederhoor.ledger.tree import Tree

SIZE = 700
SIGNER = Signer("shop.example/log", bytes(32))
ENTRIES = [sha256(bytes([n % 256, n // 256])) for n in range(SIZE)]


class Quiet(WSGIRequestHandler):
    def log_message(self, *words: object) -> None:
        """Nobody reads along."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log as it is published."""
    folder = tmp_path_factory.mktemp("published")
    tree = Tree()
    nodes = {(level, index): digest for level, index, digest in tree.extend(ENTRIES)}
    for tile in tiles_between(0, SIZE):
        places = range(tile.index * 256, tile.index * 256 + tile.width)
        data = bundle(ENTRIES[n] for n in places)
        if tile.level is not None:
            data = b"".join(nodes[tile.level * 8, place] for place in places)
        path = folder / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / "checkpoint").write_text(Checkpoint(SIGNER.origin, SIZE, tree.root()).sign(SIGNER))
    (folder / "vkey").write_text(f"{SIGNER.key.vkey}\n")
    (folder / ".lock").touch()
    (folder.parent / "secret").write_text("not to be read")
    return folder


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    def behind(environ, start_response):  # type: ignore[no-untyped-def] # WSGI's own names
        start_response("418 I'm a teapot", [("Content-Length", "0")])
        return [environ["PATH_INFO"].encode()]

    with make_server("127.0.0.1", 0, Front(behind, folder), handler_class=Quiet) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        link.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = link.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        link.close()


def test_log_is_mirrored_over_http_and_its_proofs_are_made_from_tiles(port: int) -> None:
    def fetch(path: str) -> bytes:
        status, _, data = ask(port, f"/log/{path}")
        assert status == 200, path
        return data

    found = mirror(fetch, fetch("vkey").decode().strip())
    assert (found.origin, found.size, found.entries) == (SIGNER.origin, SIZE, ENTRIES)
    leaves = [sha256(b"\0", entry) for entry in ENTRIES]
    assert Tiles(fetch, SIZE).inclusion(699)[0] == leaves[698]
    assert Tiles(fetch, SIZE).inclusion(0)[-1] == tree_root(leaves[512:])


@pytest.mark.parametrize(
    ("path", "sort", "kept"),
    [
        ("checkpoint", "text/plain; charset=utf-8", "public, max-age=2"),
        ("vkey", "text/plain; charset=utf-8", "public, max-age=3600"),
        ("tile/0/000", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("tile/entries/001", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("tile/0/002.p/188", "application/octet-stream", "public, max-age=60"),
        ("tile/1/000.p/2", "application/octet-stream", "public, max-age=60"),
    ],
)
def test_file_says_what_it_is_and_how_long_it_may_be_kept(
    port: int, folder: Path, path: str, sort: str, kept: str
) -> None:
    status, headers, data = ask(port, f"/log/{path}")
    assert (status, data) == (200, (folder / path).read_bytes())
    assert (headers["content-type"], headers["cache-control"]) == (sort, kept)
    assert (headers["x-content-type-options"], headers["access-control-allow-origin"]) == ("nosniff", "*")

    status, of_head, none = ask(port, f"/log/{path}", "HEAD")
    assert (status, none) == (200, b"")
    assert of_head["content-length"] == str(len(data))

    for known in (headers["etag"], f"W/{headers['etag']}", f'"other", {headers["etag"]}', "*"):
        status, again, none = ask(port, f"/log/{path}", If_None_Match=known)
        assert (status, none, again["etag"]) == (304, b"", headers["etag"])
    assert ask(port, f"/log/{path}", If_None_Match='"other"')[0] == 200


@pytest.mark.parametrize("width", [1, 100, 187])
def test_narrower_tile_is_the_beginning_of_a_wider_one(port: int, folder: Path, width: int) -> None:
    for path, whole, each in (
        (f"tile/0/000.p/{width}", "tile/0/000", 32),
        (f"tile/0/002.p/{width}", "tile/0/002.p/188", 32),
        (f"tile/entries/002.p/{width}", "tile/entries/002.p/188", 34),
    ):
        assert ask(port, f"/log/{path}")[2] == (folder / whole).read_bytes()[: width * each]


@pytest.mark.parametrize(
    "path",
    [
        *("", "tile", "tile/0", "tile/0/003", "tile/0/002", "tile/0/002.p/189", "tile/0/002.p", "tile/9/000"),
        *("../secret", "tile/../../secret", "tile/0/%2e%2e/%2e%2e/%2e%2e/secret", "%2e%2e%2fsecret", "//etc/passwd"),
        *(".lock", "checkpoint/", "checkpoint%00", "Checkpoint", "tile/0/000/", "tile/0/000%0a", "tile/0/000.p/0"),
        *("tile/00/000", "tile/0/x000/000", "tile/0/000.p/../000", "tile/\xff/000".encode("latin-1").hex()),
    ],
)
def test_any_other_name_is_not_there(port: int, path: str) -> None:
    status, headers, said = ask(port, f"/log/{path}")
    assert (status, headers["cache-control"]) == (404, "no-store")
    assert b"secret" not in said
    assert b"not to be read" not in said


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_log_can_only_be_read(port: int, method: str) -> None:
    status, headers, _ = ask(port, "/log/checkpoint", method)
    assert (status, headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/", "/log", "/logs/checkpoint", "/shop/log/checkpoint"])
def test_everything_else_goes_to_the_pages(port: int, path: str) -> None:
    assert ask(port, path)[0] == 418


def test_log_without_a_line_has_no_checkpoint_yet(tmp_path: Path) -> None:
    said: list[str] = []
    front = Front(lambda environ, start_response: [], tmp_path / "never made")
    for path in ("/log/checkpoint", "/log/tile/0/000", "/log/tile/0/000.p/3"):
        environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET"}
        assert b"nothing" in b"".join(front(environ, lambda status, headers: said.append(status)))  # type: ignore[arg-type, func-returns-value, return-value] # no server around it
    assert said == ["404 Not Found"] * 3
