"""What stands before the pages: the published log, straight from its files.

Monitors and mirrors ask for thousands of tiles, and neither sessions, languages nor the database have anything to say
about them. Only names that a tile can have are looked for, so no path leads anywhere else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wederhoor.ledger.tiles import Tile

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/log/"
TEXTS = {"checkpoint": "public, max-age=2", "vkey": "public, max-age=3600"}
_FULL, _PARTIAL, _MISSING = "public, max-age=31536000, immutable", "public, max-age=60", "no-store"
_TEXT, _BYTES = "text/plain; charset=utf-8", "application/octet-stream"
# What is public to everybody may be read by the pages of others, and is never taken for a page itself.
_ALWAYS = (
    ("Access-Control-Allow-Origin", "*"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'"),
)


@dataclass(frozen=True)
class _Found:
    """A file to answer with: its bytes, what they are, and how long they may be kept."""

    data: bytes
    sort: str
    kept: str

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.data).hexdigest()[:32]}"'


class Front:
    """A WSGI application that answers for the log in ``folder`` and hands everything else to ``behind``."""

    def __init__(self, behind: WSGIApplication, folder: Path) -> None:
        self.behind, self.folder = behind, folder

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX):
            return self.behind(environ, start_response)
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            return _answer(start_response, "405 Method Not Allowed", [("Allow", "GET, HEAD"), ("Content-Length", "0")])
        found = self._found(path.removeprefix(PREFIX))
        if found is None:
            said = b"There is nothing of this name in the log.\n"
            headers = [("Content-Type", _TEXT), ("Cache-Control", _MISSING), ("Content-Length", str(len(said)))]
            return _answer(start_response, "404 Not Found", headers, b"" if method == "HEAD" else said)
        headers = [("ETag", found.etag), ("Cache-Control", found.kept)]
        if _is_known(environ.get("HTTP_IF_NONE_MATCH", ""), found.etag):
            return _answer(start_response, "304 Not Modified", headers)
        headers += [("Content-Type", found.sort), ("Content-Length", str(len(found.data)))]
        return _answer(start_response, "200 OK", headers, b"" if method == "HEAD" else found.data)

    def _found(self, name: str) -> _Found | None:
        if name in TEXTS:
            data = self._read(name)
            return _Found(data, _TEXT, TEXTS[name]) if data else None
        tile = Tile.named(name)
        if tile is None:
            return None
        data = self._read(tile.path) or (None if tile.is_full else self._cut(tile))
        return _Found(data, _BYTES, _FULL if tile.is_full else _PARTIAL) if data else None

    def _cut(self, tile: Tile) -> bytes | None:
        """A partial tile as it begins a wider one: between two publications a checkpoint may have been signed."""
        for wider in self._wider(tile):
            data = self._read(wider.path)
            if data and len(data) >= tile.length:
                return data[: tile.length]
        return None

    def _wider(self, tile: Tile) -> Iterator[Tile]:
        yield tile.whole
        folder = self.folder / f"{tile.whole.path}.p"
        widths = [int(path.name) for path in folder.glob("[1-9]*") if path.name.isdecimal()]
        yield from (Tile(tile.level, tile.index, width) for width in sorted(widths) if width > tile.width)

    def _read(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None


def _is_known(said: str, etag: str) -> bool:
    """Whether the asker holds these bytes (RFC 9110, 13.1.2: compared weakly)."""
    return said.strip() == "*" or etag in [one.strip().removeprefix("W/") for one in said.split(",")]


def _answer(
    start_response: StartResponse, status: str, headers: list[tuple[str, str]], data: bytes = b""
) -> Iterable[bytes]:
    start_response(status, [*headers, *_ALWAYS])
    return [data] if data else []
