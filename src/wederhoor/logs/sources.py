"""A file of logs before it is taken in: where its bytes come from, what they are, and how its first rows would read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wederhoor.connect.logs.formats import Format, format_of
from wederhoor.connect.logs.unpacking import LONGEST, Bomb, Came, plain
from wederhoor.connect.payments.exports import Layout, layout_of
from wederhoor.logs.kinds import Kind

PIECE = 256 * 1024
HEAD = 4 * LONGEST  # bytes looked at before it is known what a file is


@dataclass(frozen=True)
class Source:
    """A file by its name, whose bytes can be asked for more than once; ``origin`` names the server it comes from."""

    name: str
    pieces: Callable[[], Iterable[bytes]]
    origin: str = ""

    def __post_init__(self) -> None:
        """Of a path only its last part is a name, and what is no sign one can see is none of it."""
        last = self.name.replace("\\", "/").rsplit("/", 1)[-1]
        object.__setattr__(self, "name", "".join(sign for sign in last if sign.isprintable()) or "file")

    @classmethod
    def at(cls, path: Path, name: str = "", origin: str = "") -> Source:
        return cls(name or path.name, lambda: _read(path), origin)

    @classmethod
    def of(cls, data: bytes, name: str, origin: str = "") -> Source:
        return cls(name, lambda: [data[at : at + PIECE] for at in range(0, len(data), PIECE)], origin)

    def sha256(self) -> str:
        digest = hashlib.sha256()
        for piece in self.pieces():
            digest.update(piece)
        return digest.hexdigest()

    def head(self) -> bytes:
        """The first lines, unpacked; raises :class:`~wederhoor.connect.logs.unpacking.Bomb`."""
        found = b""
        for piece in plain(self.pieces(), Came()):
            found += piece[:HEAD]
            if len(found) >= HEAD:
                break
        return found[: found.rfind(b"\n") + 1] or found


@dataclass(frozen=True)
class Detected:
    """What a file is: lines of a web server in one format, or a payment provider's export."""

    kind: Kind
    format: str
    layout: Layout | None = None

    @property
    def web(self) -> Format:
        return Format(self.format)


def detected(head: bytes) -> Detected | None:
    """What a file that begins with these bytes is; ``None`` when it is nothing known."""
    lines = head.split(b"\n")
    layout = layout_of(lines[0][:LONGEST].decode("utf-8-sig", "replace"))
    if layout is not None:
        return Detected(Kind.PAYMENTS, layout.provider, layout)
    found = format_of(line for line in lines if line.strip())
    return Detected(Kind.WEB, found.value) if found else None


def detect(source: Source) -> Detected | None:
    """The same, of a file; a bomb is nothing known."""
    try:
        return detected(source.head())
    except Bomb:
        return None


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
