"""Cosignatures: a witness states when it saw a log stand as it stands (C2SP tlog-cosignature, Ed25519)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wederhoor.ledger import checkpoint as notes
from wederhoor.ledger.checkpoint import BadNote

COSIGNATURE_V1 = 4
_LATEST = 2**63 - 1
_TIME_BYTES, _SIGNATURE_BYTES = 8, 64


@dataclass(frozen=True)
class WitnessKey:
    """The public key of a witness, with its name: signature type 4, Ed25519 with the moment in it."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        notes.well_formed(self.name, self.public)

    @classmethod
    def parse(cls, text: str) -> WitnessKey:
        """Read a vkey string; raises :class:`BadNote` when it is not the key of a witness."""
        name, sort, public = notes.parse_vkey(text)
        if sort != COSIGNATURE_V1:
            raise BadNote("this key is not that of a witness (cosignature/v1, type 4)")
        return cls(name, public)

    @property
    def id(self) -> bytes:
        return notes.key_id(self.name, COSIGNATURE_V1, self.public)

    @property
    def vkey(self) -> str:
        return notes.vkey(self.name, COSIGNATURE_V1, self.public)

    def time_of(self, text: str, signature: bytes) -> int:
        """The moment this witness states in ``signature`` over ``text``, in POSIX seconds; raises :class:`BadNote`."""
        at = int.from_bytes(signature[:_TIME_BYTES], "big")
        fits = len(signature) == _TIME_BYTES + _SIGNATURE_BYTES and at <= _LATEST
        if not fits or not notes.signed_by(self.public, message(text, at), signature[_TIME_BYTES:]):
            raise BadNote(f"the cosignature of {self.name} does not fit this note")
        return at


class Cosigner:
    """The private key of a witness with its name."""

    def __init__(self, name: str, seed: bytes) -> None:
        """``seed``: the 32 bytes of an Ed25519 private key (RFC 8032)."""
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = WitnessKey(name, self._private.public_key().public_bytes_raw())

    def cosign(self, text: str, at: int) -> str:
        """The signature line over the text of a checkpoint, at ``at`` in POSIX seconds."""
        signature = at.to_bytes(_TIME_BYTES, "big") + self._private.sign(message(text, at))
        return notes.signature_line(self.key.name, self.key.id + signature)


def message(text: str, at: int) -> bytes:
    """What a witness signs: a line that sets it apart, the moment, and the whole text of the note."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def cosigned(note: str, keys: Iterable[WitnessKey]) -> dict[WitnessKey, int]:
    """Which of ``keys`` cosigned ``note``, and when each says it did (POSIX seconds; of several, the first).

    Lines of other names or ids are left alone; a known key whose signature does not fit raises :class:`BadNote`.
    """
    text, signatures = notes.split(note)
    return _times(text, signatures, keys)


def answered(note: str, answer: str, key: WitnessKey) -> tuple[str, int]:
    """The line of ``key`` among the signature lines a witness answered for ``note``, and its moment.

    Raises :class:`BadNote` when it is not there or does not fit; lines of other keys are left alone.
    """
    signatures = notes.signatures_of(answer)
    times = _times(notes.split(note)[0], signatures, [key])
    if key not in times:
        raise BadNote(f"{key.name} did not sign what it answered")
    first = next(signature for name, kid, signature in signatures if (name, kid) == (key.name, key.id))
    return notes.signature_line(key.name, key.id + first), times[key]


def with_cosignatures(note: str, lines: Iterable[str]) -> str:
    """``note`` with signature lines of witnesses behind what it carries already: the log's own stays first."""
    return note + "".join(lines)


def _times(
    text: str, signatures: Iterable[tuple[str, bytes, bytes]], keys: Iterable[WitnessKey]
) -> dict[WitnessKey, int]:
    known = {(key.name, key.id): key for key in keys}
    times: dict[WitnessKey, int] = {}
    for name, kid, signature in signatures:
        if key := known.get((name, kid)):
            times.setdefault(key, key.time_of(text, signature))
    return times
