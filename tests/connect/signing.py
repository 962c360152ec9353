"""Mails that are signed in the tests: by dkimpy, with keys made here, so that another's code makes what ours checks."""

from __future__ import annotations

import base64
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any

import dkim
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from wederhoor.connect.mail.vouched import Record

MAIL = (
    b"From: Tessa de Wit <tessa@klant.example>\r\n"
    b"To: info@winkel.example\r\n"
    b"Subject: Lamp  kapot\r\n"
    b"Date: Sun, 11 Oct 2026 09:12:00 +0200\r\n"
    b"Message-ID: <a1@klant.example>\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"\r\n"
    b"Beste winkel,\r\n\r\nDe lamp  is stuk. \r\nGroet, Tessa\r\n\r\n\r\n"
)
FIELDS = [b"from", b"to", b"subject", b"date", b"message-id", b"content-type"]


@dataclass(frozen=True)
class Signer:
    """A domain with a key: how it signs, and the record its name server has."""

    domain: str
    selector: str
    private: bytes
    algorithm: bytes
    public: bytes

    @property
    def name(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"

    def text(self, flags: str = "") -> str:
        sort = self.algorithm.partition(b"-")[0].decode()
        return f"v=DKIM1; k={sort}; {flags}p={base64.b64encode(self.public).decode()}"

    def record(self, flags: str = "") -> dict[str, Record]:
        return {self.name: Record("found", (self.text(flags),), "127.0.0.1#53", "2026-10-12T09:30:00Z")}

    def sign(self, mail: bytes = MAIL, ways: str = "relaxed/relaxed", fields: Sequence[bytes] = FIELDS, **more: Any):
        """The mail with this domain's signature above it."""
        head, _, body = ways.encode().partition(b"/")
        made = dkim.sign(
            mail,
            self.selector.encode(),
            self.domain.encode(),
            self.private,
            canonicalize=(head, body),
            signature_algorithm=self.algorithm,
            include_headers=list(fields),
            linesep=b"\r\n",
            **more,
        )
        return made + mail


@cache
def rsa_signer(domain: str = "klant.example", selector: str = "r1", bits: int = 2048) -> Signer:
    key = rsa.generate_private_key(65537, bits)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Signer(domain, selector, private, b"rsa-sha256", public)


@cache
def ed_signer(domain: str = "klant.example", selector: str = "e1") -> Signer:
    _have_nacl()
    key = ed25519.Ed25519PrivateKey.generate()
    private = base64.b64encode(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    return Signer(domain, selector, private, b"ed25519-sha256", key.public_key().public_bytes_raw())


def _have_nacl() -> None:
    """dkimpy takes Ed25519 from PyNaCl, which is not among our packages: its two calls, over ``cryptography``."""

    class SigningKey:
        def __init__(self, seed: bytes, encoder: Any) -> None:
            self.key = ed25519.Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed))

        def sign(self, data: bytes) -> SimpleNamespace:
            return SimpleNamespace(signature=self.key.sign(data))

    made: Any = ModuleType("nacl")
    made.signing = SimpleNamespace(SigningKey=SigningKey)
    made.encoding = SimpleNamespace(Base64Encoder=None)
    made.exceptions = SimpleNamespace(ValueError=ValueError, BadSignatureError=ValueError)
    sys.modules["nacl"] = dkim.nacl = made
