"""The signatures mail servers put in a mail (RFC 6376, 8301, 8463): taken apart, and checked against a given key.

Nothing is fetched here: the caller brings what the name server said. Every byte is foreign, so head, fields, tags and
keys are measured before they are read, and nothing here takes longer than the mail is long.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from wederhoor.connect.mail.canonical import Apart, body_as, head_as

FIELD = "dkim-signature"
LONGEST_SIGNATURE = 16_384  # bytes of one field
LONGEST_RECORD = 4_096  # bytes of a key record; an RSA key of 8192 bits takes 1,500
MOST_NAMES = 100  # fields a signature lists
LEAST_BITS, MOST_BITS = 1024, 8192  # RFC 8301, 3.2
ALGORITHMS = ("rsa-sha256", "ed25519-sha256")
OLD = ("rsa-sha1",)

_TAG = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)+{_LABEL}")
_SELECTOR = re.compile(rf"(?=.{{1,200}}\Z){_LABEL}(?:\.{_LABEL})*")


class Malformed(ValueError):
    """A signature or key record that says nothing that can be checked."""


@dataclass(frozen=True)
class Signature:
    """What one DKIM-Signature field says. Moments are seconds since 1970, as in the field."""

    place: int
    domain: str
    selector: str
    identity: str
    algorithm: str
    ways: tuple[str, str]
    names: tuple[str, ...]
    body_hash: bytes
    value: bytes
    length: int | None = None
    made_at: int | None = None
    until: int | None = None

    @property
    def key_name(self) -> str:
        """Where the name server keeps its key."""
        return f"{self.selector}._domainkey.{self.domain}".lower()


@dataclass(frozen=True)
class PublicKey:
    """A key record that can be used: the key, and what the domain says about its use."""

    key: RSAPublicKey | Ed25519PublicKey
    is_test: bool = False
    is_strict: bool = False

    @property
    def bits(self) -> int:
        return self.key.key_size if isinstance(self.key, RSAPublicKey) else 256


def signature_at(mail: Apart, place: int) -> Signature:
    """The signature in the field at this place; raises :class:`Malformed` with a word for what is wrong."""
    raw = mail.fields[place][1]
    if len(raw) > LONGEST_SIGNATURE:
        raise Malformed("too long")
    tags = tags_of(raw.partition(b":")[2].decode("utf-8", "replace"))
    if tags.get("v") != "1":
        raise Malformed("version")
    domain, selector = tags.get("d", ""), tags.get("s", "")
    if not _DOMAIN.fullmatch(domain) or not _SELECTOR.fullmatch(selector):
        raise Malformed("domain")
    made = Signature(
        place=place,
        domain=domain.lower(),
        selector=selector,
        identity=_identity(tags, domain),
        algorithm=tags.get("a", "").lower(),
        ways=_ways(tags.get("c", "simple/simple")),
        names=_names(tags.get("h", "")),
        body_hash=_unb64(tags.get("bh", "")),
        value=_unb64(tags.get("b", "")),
        length=_number(tags, "l"),
        made_at=_number(tags, "t"),
        until=_number(tags, "x"),
    )
    if made.until is not None and made.made_at is not None and made.until <= made.made_at:
        raise Malformed("until")
    return made


def tags_of(text: str) -> Mapping[str, str]:
    """The tags of a signature or key record (RFC 6376, 3.2); one that is named twice makes the whole unusable."""
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        name = name.strip()
        if not equals and not name:
            continue
        if not equals or not _TAG.fullmatch(name) or name in found:
            raise Malformed("tags")
        found[name] = value.strip()
    return found


def _identity(tags: Mapping[str, str], domain: str) -> str:
    """The domain the signer speaks for: ``d`` or one below it."""
    said = tags.get("i", f"@{domain}").rpartition("@")[2].lower()
    if said != domain.lower() and not said.endswith(f".{domain.lower()}"):
        raise Malformed("identity")
    return said


def _ways(text: str) -> tuple[str, str]:
    head, _, body = text.lower().partition("/")
    ways = (head.strip(), body.strip() or "simple")
    if not {*ways} <= {"simple", "relaxed"}:
        raise Malformed("canonicalization")
    return ways


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(":", MOST_NAMES))
    if len(names) > MOST_NAMES or "from" not in names:
        raise Malformed("fields")
    return names


def _number(tags: Mapping[str, str], name: str) -> int | None:
    said = tags.get(name)
    if said is None:
        return None
    if not re.fullmatch(r"[0-9]{1,15}", said):
        raise Malformed(name)
    return int(said)


def _unb64(text: str) -> bytes:
    try:
        data = base64.b64decode(re.sub(r"\s+", "", text), validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("base64") from None
    if not data:
        raise Malformed("empty")
    return data


def body_hash_of(mail: Apart, signature: Signature) -> tuple[bytes, int]:
    """The SHA-256 of as much of the body as was signed, and how many bytes were not."""
    body = body_as(signature.ways[1], mail.body)
    signed = body if signature.length is None else body[: signature.length]
    return hashlib.sha256(signed).digest(), len(body) - len(signed)


def public_key(record: str, signature: Signature) -> PublicKey | None:
    """The key in a record, as far as it may be used for this signature; ``None``: the domain withdrew it.

    Raises :class:`Malformed`.
    """
    if len(record) > LONGEST_RECORD:
        raise Malformed("too long")
    tags = tags_of(record)
    sort = signature.algorithm.partition("-")[0]
    if tags.get("v", "DKIM1") != "DKIM1" or tags.get("k", "rsa").lower() != sort:
        raise Malformed("kind of key")
    if "sha256" not in _listed(tags, "h", "sha256") or not {"*", "email"} & _listed(tags, "s", "*"):
        raise Malformed("use of key")
    if "p" not in tags:
        raise Malformed("no key")
    if not tags["p"]:
        return None
    flags = _listed(tags, "t", "")
    made = PublicKey(_loaded(_unb64(tags["p"]), sort), "y" in flags, "s" in flags)
    if made.is_strict and signature.identity != signature.domain:
        raise Malformed("identity")
    return made


def _listed(tags: Mapping[str, str], name: str, usual: str) -> set[str]:
    return {word.strip().lower() for word in tags.get(name, usual).split(":")}


def _loaded(data: bytes, sort: str) -> RSAPublicKey | Ed25519PublicKey:
    try:
        key = Ed25519PublicKey.from_public_bytes(data) if sort == "ed25519" else load_der_public_key(data)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Malformed("key") from None
    if not isinstance(key, RSAPublicKey | Ed25519PublicKey):
        raise Malformed("key")
    if isinstance(key, RSAPublicKey) and not _is_bearable(key.key_size, key.public_numbers()):
        raise Malformed("size of key")
    return key


def _is_bearable(bits: int, numbers: RSAPublicNumbers) -> bool:
    """Checking takes time with the size of a key and of its exponent, which strangers choose."""
    return bits <= MOST_BITS and numbers.e.bit_length() <= 33


def is_signed(mail: Apart, signature: Signature, key: PublicKey) -> bool:
    """Whether this key made the signature over this head (and over the body hash in it)."""
    data = head_as(signature.ways[0], mail, signature.names, signature.place)
    try:
        if isinstance(key.key, Ed25519PublicKey):
            key.key.verify(signature.value, hashlib.sha256(data).digest())  # RFC 8463, 3
        else:
            key.key.verify(signature.value, data, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True
