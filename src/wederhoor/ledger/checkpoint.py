"""Checkpoints: the tree's size and root as a signed note (C2SP tlog-checkpoint, signed-note and vkey, Ed25519)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_MOST_SIGNATURES = 64
_LONGEST_NOTE = 1_000_000
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class BadNote(ValueError):
    """A note, key or checkpoint that cannot be read, or whose signature does not hold; the message says which."""


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def unb64(text: str) -> bytes:
    """Bytes of standard base64 that is written the one right way; raises :class:`BadNote`."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("this is not base64") from None
    if b64(data) != text:
        raise BadNote("this base64 is not written the one right way")
    return data


def number(text: str) -> int:
    """A whole number from 0 without leading zeroes; raises :class:`BadNote`."""
    if not _NUMBER.fullmatch(text):
        raise BadNote(f"{text[:20]!r} is not a whole number")
    return int(text)


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes that tell keys of one name apart (signed-note, “Ed25519 signatures”)."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


@dataclass(frozen=True)
class Key:
    """A public key with its name, written as a vkey string: ``name+hex key id+base64(0x01 || key)``."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(c.isspace() or c < " " for c in self.name):
            raise BadNote("a key's name is not empty and holds no spaces and no plus")
        if len(self.public) != 32:
            raise BadNote("an Ed25519 key has 32 bytes")

    @classmethod
    def parse(cls, vkey: str) -> Key:
        """Read a vkey string; raises :class:`BadNote` when its parts do not belong together."""
        name, _, rest = vkey.partition("+")
        claimed, _, encoded = rest.partition("+")
        data = unb64(encoded)
        if data[:1] != _ED25519:
            raise BadNote("this key is not an Ed25519 key")
        key = cls(name, data[1:])
        if claimed != key.id.hex():
            raise BadNote("the key's number does not belong to the key")
        return key

    @property
    def id(self) -> bytes:
        return key_id(self.name, self.public)

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64(_ED25519 + self.public)}"

    def holds(self, text: str, signature: bytes) -> bool:
        """Whether ``signature`` is this key's over ``text``."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


class Signer:
    """A private key with its name; the name is also the origin of the log it signs for."""

    def __init__(self, name: str, seed: bytes) -> None:
        """``seed``: the 32 bytes of an Ed25519 private key (RFC 8032)."""
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = Key(name, self._private.public_key().public_bytes_raw())

    @property
    def origin(self) -> str:
        return self.key.name

    def sign(self, text: str) -> str:
        """The signed note over ``text``, which ends in a newline."""
        signature = self.key.id + self._private.sign(text.encode())
        return f"{text}\n— {self.key.name} {b64(signature)}\n"


@dataclass(frozen=True)
class Checkpoint:
    """How large the log ``origin`` was and what its root was then."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64(self.root)}\n"

    def sign(self, signer: Signer) -> str:
        """This checkpoint as a note signed by the log's own key; another log's key raises :class:`BadNote`."""
        if signer.origin != self.origin:
            raise BadNote(f"{signer.origin} does not sign for {self.origin}")
        return signer.sign(self.text)

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the text of a note, unsigned; extension lines are refused, as this log writes none."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0]:
            raise BadNote("a checkpoint has three lines: origin, size and root")
        root = unb64(lines[2])
        if len(root) != 32:
            raise BadNote("a root has 32 bytes")
        return cls(lines[0], number(lines[1]), root)


def verify(note: str, key: Key) -> Checkpoint:
    """The checkpoint in a signed note; raises :class:`BadNote` unless the log's own ``key`` signed it."""
    text, signatures = split(note)
    ours = [signature for name, kid, signature in signatures if name == key.name and kid == key.id]
    if not ours:
        raise BadNote(f"{key.name} did not sign this note")
    if not all(key.holds(text, signature) for signature in ours):
        raise BadNote(f"the signature of {key.name} does not fit this note")
    checkpoint = Checkpoint.parse(text)
    if checkpoint.origin != key.name:
        raise BadNote(f"this is a checkpoint of {checkpoint.origin}, not of {key.name}")
    return checkpoint


def split(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """A note's text and its signatures as ``(name, key id, signature)``; raises :class:`BadNote`."""
    if len(note) > _LONGEST_NOTE or any(c < " " and c != "\n" for c in note):
        raise BadNote("a note is short and holds no control characters")
    text, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise BadNote("a note is a text, an empty line and signatures")
    lines = tail[:-1].split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise BadNote(f"a note carries at most {_MOST_SIGNATURES} signatures")
    return text + "\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    dash, _, rest = line.partition(" ")
    name, space, encoded = rest.partition(" ")
    data = unb64(encoded)
    if dash != "—" or not name or not space or len(data) < 5:
        raise BadNote("a signature line is a dash, a name and base64")
    return name, data[:4], data[4:]
