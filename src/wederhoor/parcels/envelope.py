"""What a device at the table keeps and sends: a record sealed to the shop, which the device itself cannot open again.

While there is no line, a device holds records in its own store. They are sealed to a key of the shop whose other half
is here alone, so that whoever signs in on that device next sees neither pictures nor numbers of them. The scheme is
ECIES with P-256, HKDF-SHA-256 and AES-256-GCM (NIST SP 800-56A, RFC 5869, SP 800-38D): what browsers have.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from wederhoor.journal.ring import ring

LARGEST = 5_000_000  # bytes of one envelope
_LARGEST_HEAD, _MOST_PICTURES = 64_000, 20
_POINT, _NONCE, _TAG = 65, 12, 16
_INFO = b"wederhoor parcel\n"
# The order of the curve's group (FIPS 186-5, SP 800-186): a secret number lies below it.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class NotOpened(ValueError):
    """Bytes that are no envelope of this shop."""


@dataclass(frozen=True)
class Opened:
    """What was in it: the record as JSON, and its pictures in their order."""

    said: dict[str, Any]
    pictures: tuple[bytes, ...]


def public_key(shop_code: str) -> str:
    """The half that devices of this shop seal to, as an uncompressed point in base64."""
    point = _secret(shop_code).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return b64encode(point).decode()


def opened(envelope: bytes, shop_code: str) -> Opened:
    """What a device of this shop sealed; raises :class:`NotOpened`."""
    if not _POINT + _NONCE + _TAG < len(envelope) <= LARGEST:
        raise NotOpened
    point, nonce, text = envelope[:_POINT], envelope[_POINT : _POINT + _NONCE], envelope[_POINT + _NONCE :]
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = _secret(shop_code).exchange(ec.ECDH(), theirs)
        return _parted(AESGCM(_key(shared, point)).decrypt(nonce, text, None))
    except (ValueError, InvalidTag):
        raise NotOpened from None


def _parted(data: bytes) -> Opened:
    head = int.from_bytes(data[:4])
    if not 2 <= head <= _LARGEST_HEAD:
        raise NotOpened
    said = json.loads(data[4 : 4 + head])
    if not isinstance(said, dict):
        raise NotOpened
    parts = said.get("pictures") or []
    if not isinstance(parts, list) or len(parts) > _MOST_PICTURES:
        raise NotOpened
    sizes = [_size_of(part) for part in parts]
    if sum(sizes) != len(data) - 4 - head:
        raise NotOpened
    pictures, at = [], 4 + head
    for size in sizes:
        pictures.append(data[at : at + size])
        at += size
    return Opened(said, tuple(pictures))


def _size_of(part: Any) -> int:
    size = part.get("size") if isinstance(part, dict) else None
    if not isinstance(size, int) or size < 0:
        raise NotOpened
    return size


def _key(shared: bytes, point: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, _INFO + point).derive(shared)


def _secret(shop_code: str) -> ec.EllipticCurvePrivateKey:
    """The same number every time, from a key in the folder of keys: nothing more has to be kept or copied."""
    secret = ring().make(f"{shop_code}.table")
    drawn = HKDF(hashes.SHA512(), 48, None, b"wederhoor table\n").derive(secret)
    return ec.derive_private_key(int.from_bytes(drawn) % (_ORDER - 1) + 1, ec.SECP256R1())
