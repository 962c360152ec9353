"""A stranger's mirror of a log: reads C2SP checkpoints and tiles over any ``fetch``, and shares no code with the log.

Whatever does not fit together ends in an assertion.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Fetch = Callable[[str], bytes]


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


@dataclass
class Mirror:
    """The log as rebuilt from what was fetched: every entry, under one checkpoint."""

    origin: str
    size: int
    root: bytes
    entries: list[bytes]
    fetched: list[str]


def mirror(fetch: Fetch, vkey: str) -> Mirror:
    """Fetch the whole log, rebuild its root from the entries, and look at every tile on the way."""
    origin, size, root = opened(fetch("checkpoint").decode(), vkey)
    fetched: list[str] = []

    def got(path: str) -> bytes:
        fetched.append(path)
        return fetch(path)

    entries = [entry for n in range(-(-size // 256)) for entry in unpacked(got(path_of("entries", n, size)))]
    assert len(entries) == size
    assert tree_root([sha256(b"\0", entry) for entry in entries]) == root
    below = [sha256(b"\0", entry) for entry in entries]
    level = 0
    while below:
        for n in range(-(-len(below) // 256)):
            assert got(path_of(str(level), n, len(below))) == b"".join(below[n * 256 : n * 256 + 256])
        below = [tree_root(below[n : n + 256]) for n in range(0, len(below) - 255, 256)]
        level += 1
    return Mirror(origin, size, root, entries, fetched)


def opened(note: str, vkey: str) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint, once the signature of the log's key was found under it."""
    name, _, encoded = vkey.split("+", 2)
    kind_and_key = base64.b64decode(encoded)
    assert kind_and_key[0] == 1
    number = sha256(name.encode(), b"\n", kind_and_key)[:4]
    text, lines = note.split("\n\n", 1)
    signatures = [base64.b64decode(line.split(" ")[2]) for line in lines.splitlines() if line.startswith(f"— {name} ")]
    [ours] = [signature[4:] for signature in signatures if signature[:4] == number]
    Ed25519PublicKey.from_public_bytes(kind_and_key[1:]).verify(ours, f"{text}\n".encode())
    origin, size, root = text.split("\n")
    return origin, int(size), base64.b64decode(root)


def path_of(level: str, index: int, size: int) -> str:
    """``size`` is how many hashes the level has, which tells whether this tile is full."""
    digits = f"{index:03}" if index < 1000 else f"x{index // 1000:03}/{index % 1000:03}"
    width = min(256, size - index * 256)
    return f"tile/{level}/{digits}" + ("" if width == 256 else f".p/{width}")


def unpacked(bundle: bytes) -> list[bytes]:
    entries = []
    while bundle:
        length = bundle[0] * 256 + bundle[1]
        assert len(bundle) >= 2 + length
        entries.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return entries


def tree_root(hashes: list[bytes]) -> bytes:
    """RFC 6962, 2.1, over leaf hashes (not empty)."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1", tree_root(hashes[:half]), tree_root(hashes[half:]))


class Tiles:
    """Hashes of any complete subtree, read from tiles alone; each tile is fetched once."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        self.fetch, self.size = fetch, size
        self.held: dict[str, bytes] = {}

    def node(self, level: int, index: int) -> bytes:
        """The hash over the ``2**level`` leaves from ``index * 2**level``."""
        tile_level, inside = divmod(level, 8)
        first, count = index << inside, 1 << inside
        path = path_of(str(tile_level), first // 256, self.size >> 8 * tile_level)
        if path not in self.held:
            self.held[path] = self.fetch(path)
        place = first % 256
        data = self.held[path][place * 32 : (place + count) * 32]
        return tree_root([data[n : n + 32] for n in range(0, len(data), 32)])

    def root(self, low: int, high: int) -> bytes:
        """The root over leaves ``low`` to ``high``, where ``low`` is where such a subtree may begin."""
        size = high - low
        half = 1 << (size - 1).bit_length() - 1 if size > 1 else 0
        if size & (size - 1) == 0:
            return self.node(size.bit_length() - 1, low // size)
        return sha256(b"\1", self.root(low, low + half), self.root(low + half, high))

    def inclusion(self, index: int) -> list[bytes]:
        """RFC 6962, 2.1.1: the audit path of one leaf, from the leaf up."""
        return self._path(index, 0, self.size)

    def _path(self, index: int, low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if index < middle:
            return [*self._path(index, low, middle), self.root(middle, high)]
        return [*self._path(index, middle, high), self.root(low, middle)]
