"""What a device seals only the shop's own system opens, whole and unchanged."""

from __future__ import annotations

import json
import os
from base64 import b64decode

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from wederhoor.parcels.envelope import LARGEST, NotOpened, opened, public_key


def sealed(data: bytes, key: str) -> bytes:
    """As a browser does it, written anew from the standards."""
    mine = ec.generate_private_key(ec.SECP256R1())
    point = mine.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b64decode(key))
    secret = HKDF(hashes.SHA256(), 32, b"", b"wederhoor parcel\n" + point).derive(mine.exchange(ec.ECDH(), theirs))
    nonce = os.urandom(12)
    return point + nonce + AESGCM(secret).encrypt(nonce, data, None)


def whole(said: object, *pictures: bytes) -> bytes:
    head = json.dumps(said).encode()
    return len(head).to_bytes(4) + head + b"".join(pictures)


def test_record_and_pictures_come_out_as_they_went_in() -> None:
    said = {"way": "packed", "pictures": [{"part": "contents", "size": 3}, {"part": "closed", "size": 2}]}
    found = opened(sealed(whole(said, b"abc", b"de"), public_key("SHOP-1")), "SHOP-1")
    assert (found.said, found.pictures) == (said, (b"abc", b"de"))


def test_key_is_the_same_every_time_and_another_for_another_shop() -> None:
    assert public_key("SHOP-1") == public_key("SHOP-1") != public_key("SHOP-2")
    envelope = sealed(whole({}), public_key("SHOP-1"))
    with pytest.raises(NotOpened):
        opened(envelope, "SHOP-2")


@pytest.mark.parametrize("place", [0, 1, 30, 64, 65, 76, 77, 100, -1])
def test_envelope_with_one_byte_changed_is_not_opened(place: int) -> None:
    envelope = bytearray(sealed(whole({"contents": "x" * 40}), public_key("SHOP-1")))
    envelope[place] ^= 1
    with pytest.raises(NotOpened):
        opened(bytes(envelope), "SHOP-1")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x00\x00\x02",
        b"\xff\xff\xff\xff{}",
        whole([]),
        whole({"pictures": [{"size": 4}]}, b"abc"),
        whole({"pictures": [{"size": -1}]}),
        whole({"pictures": [{"size": "3"}]}, b"abc"),
        whole({"pictures": "abc"}, b"abc"),
        whole({"pictures": ["abc"]}, b"abc"),
        whole({"pictures": [{"size": 0}] * 21}),
        whole({}, b"more than was said"),
        b"\x00\x00\x00\x03\xff\xfe\xfd",
    ],
)
def test_envelope_that_holds_something_else_is_refused(data: bytes) -> None:
    with pytest.raises(NotOpened):
        opened(sealed(data, public_key("SHOP-1")), "SHOP-1")


@pytest.mark.parametrize("envelope", [b"", b"x" * 93, b"\x04" + b"\x00" * 200, b"x" * (LARGEST + 1)])
def test_bytes_that_are_no_envelope_are_refused(envelope: bytes) -> None:
    with pytest.raises(NotOpened):
        opened(envelope, "SHOP-1")
