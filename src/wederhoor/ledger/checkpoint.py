"""Checkpoints: the tree's size and root as a signed note (C2SP tlog-checkpoint, signed-note and vkey, Ed25519)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 1
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


def key_id(name: str, sort: int, public: bytes) -> bytes:
    """The four bytes that tell keys of one name apart; ``sort`` is the signature type (signed-note, “Signatures”)."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([sort]) + public).digest()[:4]


def vkey(name: str, sort: int, public: bytes) -> str:
    """A public key as text: ``name+hex key id+base64(signature type || key)``."""
    return f"{name}+{key_id(name, sort, public).hex()}+{b64(bytes([sort]) + public)}"


def parse_vkey(text: str) -> tuple[str, int, bytes]:
    """Name, signature type and key; raises :class:`BadNote` when the parts do not belong together."""
    name, _, rest = text.partition("+")
    claimed, _, encoded = rest.partition("+")
    data = unb64(encoded)
    if not is_name(name) or len(data) < 2:
        raise BadNote("this is not a key")
    if claimed != key_id(name, data[0], data[1:]).hex():
        raise BadNote("the key's number does not belong to the key")
    return name, data[0], data[1:]


def is_name(name: str) -> bool:
    """Whether a key may have this name: not empty, no spaces, no plus, no control characters."""
    return bool(name) and "+" not in name and not any(c.isspace() or c < " " for c in name)


@dataclass(frozen=True)
class Key:
    """The public key of a log, with its name: signature type 1, plain Ed25519."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        well_formed(self.name, self.public)

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read a vkey string; raises :class:`BadNote` when it is not the key of a log."""
        name, sort, public = parse_vkey(text)
        if sort != ED25519:
            raise BadNote("this key is not an Ed25519 key")
        return cls(name, public)

    @property
    def id(self) -> bytes:
        return key_id(self.name, ED25519, self.public)

    @property
    def vkey(self) -> str:
        return vkey(self.name, ED25519, self.public)

    def holds(self, text: str, signature: bytes) -> bool:
        """Whether ``signature`` is this key's over ``text``."""
        return signed_by(self.public, text.encode(), signature)


def well_formed(name: str, public: bytes) -> None:
    """Raises :class:`BadNote` unless this can be an Ed25519 key with its name."""
    if not is_name(name):
        raise BadNote("a key's name is not empty and holds no spaces and no plus")
    if len(public) != 32:
        raise BadNote("an Ed25519 key has 32 bytes")


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is that of the Ed25519 key ``public`` over ``message`` (RFC 8032)."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):  # ValueError: 32 bytes that are no point of the curve
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
        return f"{text}\n{signature_line(self.key.name, signature)}"


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
        if text.count("\n") != 3:
            raise BadNote("a checkpoint has three lines: origin, size and root")
        return cls.head(text)

    @classmethod
    def head(cls, text: str) -> Checkpoint:
        """The same of any log: lines after the third are signed along and say nothing here (tlog-checkpoint)."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise BadNote("a checkpoint has at least three lines: origin, size and root")
        root = unb64(lines[2])
        if len(root) != 32:
            raise BadNote("a root has 32 bytes")
        return cls(lines[0], number(lines[1]), root)


def verify(note: str, key: Key) -> Checkpoint:
    """The checkpoint in a signed note; raises :class:`BadNote` unless the log's own ``key`` signed it."""
    checkpoint = Checkpoint.parse(split(log_signed(note, key))[0])
    if checkpoint.origin != key.name:
        raise BadNote(f"this is a checkpoint of {checkpoint.origin}, not of {key.name}")
    return checkpoint


def log_signed(note: str, key: Key) -> str:
    """What the log signed: text, empty line and its own signature line, without those of others.

    Raises :class:`BadNote` when ``key`` did not sign ``note``, or one of its signatures does not fit.
    """
    text, signatures = split(note)
    ours = [signature for name, kid, signature in signatures if name == key.name and kid == key.id]
    if not ours:
        raise BadNote(f"{key.name} did not sign this note")
    if not all(key.holds(text, signature) for signature in ours):
        raise BadNote(f"the signature of {key.name} does not fit this note")
    return f"{text}\n{signature_line(key.name, key.id + ours[0])}"


def signature_line(name: str, signature: bytes) -> str:
    """A line of a note; ``signature`` begins with the four bytes of the key id."""
    return f"— {name} {b64(signature)}\n"


def split(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """A note's text and its signatures as ``(name, key id, signature)``; raises :class:`BadNote`."""
    if len(note) > _LONGEST_NOTE or any(c < " " and c != "\n" for c in note):
        raise BadNote("a note is short and holds no control characters")
    text, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise BadNote("a note is a text, an empty line and signatures")
    return text + "\n", signatures_of(tail)


def signatures_of(tail: str) -> list[tuple[str, bytes, bytes]]:
    """Signature lines, each ended by a newline, as ``(name, key id, signature)``; raises :class:`BadNote`."""
    lines = tail.split("\n")
    if lines.pop():
        raise BadNote("a signature line ends in a newline")
    if len(lines) > _MOST_SIGNATURES:
        raise BadNote(f"a note carries at most {_MOST_SIGNATURES} signatures")
    return [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = unb64(encoded)
    if dash != "—" or not is_name(name) or len(data) < 5:
        raise BadNote("a signature line is a dash, a name and base64")
    return name, data[:4], data[4:]
