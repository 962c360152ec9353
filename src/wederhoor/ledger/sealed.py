"""Bytes sealed under a dossier's key (AES-256-GCM): small ones in one piece, files in chunks that are never held whole.

Without the key a sealed piece says how long it is and which key it wants, and nothing else; so destroying the key
forgets every copy of it, in the database, its write-ahead log and the backups alike.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
CHUNK = 1 << 20
_PIECE, _FILE = b"\x01", b"wederhoor vault v1\n"
_NONCE, _SALT, _TAG = 12, 32, 16
LONGEST_NAME = 120

KeyOf = Callable[[str], bytes]


class NotOpened(ValueError):
    """Sealed bytes that were changed, cut short, or sealed under another key."""


def is_sealed(data: bytes) -> bool:
    """Whether these bytes are a sealed piece; text and JSON never begin with its first byte."""
    return data[:1] == _PIECE


def seal(data: bytes, name: str, key: bytes) -> bytes:
    """``data`` as one sealed piece that names the key it wants: 0x01, length of name, name, nonce, AES-256-GCM."""
    head = _head(name)
    nonce = os.urandom(_NONCE)
    return head + nonce + AESGCM(key).encrypt(nonce, data, head)


def key_name(piece: bytes) -> str:
    """The name of the key a sealed piece wants; raises :class:`NotOpened`."""
    if len(piece) < 2 or not is_sealed(piece) or len(piece) < 2 + piece[1] + _NONCE + _TAG:
        raise NotOpened("this is not a sealed piece")
    return piece[2 : 2 + piece[1]].decode("ascii", "replace")


def unseal(piece: bytes, key_of: KeyOf) -> bytes:
    """What was sealed; raises :class:`NotOpened`, and whatever ``key_of`` raises for a key that is gone."""
    key = key_of(key_name(piece))
    end = 2 + piece[1]
    try:
        return AESGCM(key).decrypt(piece[end : end + _NONCE], piece[end + _NONCE :], piece[:end])
    except InvalidTag:
        raise NotOpened("a sealed piece was changed, or sealed under another key") from None


def address(sha256: str, key: bytes) -> str:
    """Where a file with this hash lies: a keyed hash, so that a known file cannot be looked for without the key."""
    return hmac.new(key, b"wederhoor address\n" + sha256.encode(), hashlib.sha256).hexdigest()


def sealed_file(chunks: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """A file sealed chunk by chunk, as it is kept: header, salt, chunks of 1 MiB each with a tag of its own.

    Each file has a key of its own, derived from a random salt as in AES-GCM-HKDF streaming, so a nonce is a mere
    counter with a mark on the last chunk: none can be left out, moved or added.
    """
    salt = os.urandom(_SALT)
    yield _FILE + salt
    cipher, number, waiting = AESGCM(_file_key(key, salt)), 0, b""
    for data in chunks:
        waiting += data
        while len(waiting) > CHUNK:
            yield cipher.encrypt(_counted(number, False), waiting[:CHUNK], None)
            number, waiting = number + 1, waiting[CHUNK:]
    yield cipher.encrypt(_counted(number, True), waiting, None)


def sealed_size(length: int) -> int:
    """How many bytes a file of this length takes once it is sealed."""
    chunks = max(1, -(-length // CHUNK))
    return len(_FILE) + _SALT + length + chunks * _TAG


def opened_file(pieces: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """The chunks of a sealed file, each checked before it is given out; raises :class:`NotOpened`."""
    waiting, cipher, number = b"", None, 0
    for piece in pieces:
        waiting += piece
        if cipher is None and len(waiting) >= len(_FILE) + _SALT:
            cipher, waiting = _cipher(waiting, key), waiting[len(_FILE) + _SALT :]
        while cipher is not None and len(waiting) > CHUNK + _TAG:
            yield _chunk(cipher, number, False, waiting[: CHUNK + _TAG])
            number, waiting = number + 1, waiting[CHUNK + _TAG :]
    if cipher is None:
        raise NotOpened("a sealed file was cut short")
    yield _chunk(cipher, number, True, waiting)


def _cipher(data: bytes, key: bytes) -> AESGCM:
    if not data.startswith(_FILE):
        raise NotOpened("this is not a sealed file")
    return AESGCM(_file_key(key, data[len(_FILE) : len(_FILE) + _SALT]))


def _chunk(cipher: AESGCM, number: int, last: bool, piece: bytes) -> bytes:
    try:
        return cipher.decrypt(_counted(number, last), piece, None)
    except (InvalidTag, ValueError):
        raise NotOpened("a sealed file was changed or cut short, or sealed under another key") from None


def _head(name: str) -> bytes:
    spelt = name.encode("ascii")
    if not 0 < len(spelt) <= LONGEST_NAME:
        raise ValueError(f"a key's name has 1 to {LONGEST_NAME} ASCII characters")
    return _PIECE + bytes([len(spelt)]) + spelt


def _file_key(key: bytes, salt: bytes) -> bytes:
    return hmac.new(key, _FILE + salt, hashlib.sha256).digest()


def _counted(number: int, last: bool) -> bytes:
    return number.to_bytes(_NONCE - 1, "big") + (b"\x01" if last else b"\x00")
