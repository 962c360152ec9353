"""Time-stamp authorities of one's own: OpenSSL's and certomancer's, with certificates made for the occasion, behind a
real server."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from certomancer.services import TimeStamper
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Reply = Callable[[bytes], bytes]
YEARS = timedelta(days=3650)

_CONFIG = """
[tsa]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1, millisecs:500
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True)
class Chain:
    """A root, and the certificate and key of an authority under it."""

    root: x509.Certificate
    signer: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def root_der(self) -> bytes:
        return self.root.public_bytes(serialization.Encoding.DER)

    @property
    def root_pem(self) -> bytes:
        return self.root.public_bytes(serialization.Encoding.PEM)


def a_chain(
    name: str = "Tijdstempel",
    *,
    begins: datetime | None = None,
    ends: datetime | None = None,
    purpose: x509.ObjectIdentifier | None = ExtendedKeyUsageOID.TIME_STAMPING,
    critical: bool = True,
) -> Chain:
    """A chain whose root is valid for decades and whose authority is valid as asked, ten years round today if not."""
    now = datetime.now(UTC)
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root_name, signer_name = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, said)]) for said in ("Root", f"{name}, an authority of time")
    )
    root = (
        _begun(root_name, root_name, root_key, now - 3 * YEARS, now + 3 * YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    signer = _begun(root_name, signer_name, key, begins or now - YEARS, ends or now + YEARS)
    if purpose is not None:
        signer = signer.add_extension(x509.ExtendedKeyUsage([purpose]), critical=critical)
    return Chain(root, signer.sign(root_key, hashes.SHA256()), key)


def _begun(
    issuer: x509.Name, subject: x509.Name, key: rsa.RSAPrivateKey, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )


def by_openssl(chain: Chain, folder: Path, *, with_root: bool = False) -> Reply:
    """``openssl ts -reply``, with the root in the token too where asked: then its certificates are not sorted."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder))
    pem = serialization.Encoding.PEM
    (folder / "signer.pem").write_bytes(chain.signer.public_bytes(pem))
    (folder / "root.pem").write_bytes(chain.root_pem)
    (folder / "key.pem").write_bytes(
        chain.key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )

    def reply(query: bytes) -> bytes:
        (folder / "query.tsq").write_bytes(query)
        command = [
            *("openssl", "ts", "-reply", "-section", "tsa", "-config", "tsa.cnf", "-queryfile", "query.tsq"),
            *("-signer", "signer.pem", "-inkey", "key.pem"),
            *(("-chain", "root.pem") if with_root else ()),
        ]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=60)
        return done.stdout

    return reply


def by_certomancer(chain: Chain, *, at: datetime | None = None, with_root: bool = False) -> Reply:
    """Certomancer's authority; ``at`` is what its clock says, if it stands still."""
    der = serialization.Encoding.DER
    key = chain.key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    authority = TimeStamper(
        asn1.Certificate.load(chain.signer.public_bytes(der)),
        keys.PrivateKeyInfo.load(key),
        certs_to_embed=[asn1.Certificate.load(chain.root_der)] if with_root else [],
        fixed_dt=at and at.replace(microsecond=0),
    )
    return lambda query: authority.request_tsa_response(tsp.TimeStampReq.load(query)).dump()


class Served:
    """An authority behind a server of its own, which may be down; ``asked`` counts the questions that arrived."""

    def __init__(self, reply: Reply) -> None:
        self.reply, self.asked, self.status = reply, 0, 200
        self._server: ThreadingHTTPServer | None = None
        self._port = 0
        self.up()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/tsa"

    def up(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), self._handler())
        self._port = self._server.server_port
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def down(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                served.asked += 1
                query = self.rfile.read(int(self.headers["Content-Length"]))
                fits = self.headers["Content-Type"] == "application/timestamp-query"
                body = served.reply(query) if fits else b""
                self.send_response(served.status if fits else 415)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Tests print nothing."""

        return Handler


@contextmanager
def served(*replies: Reply) -> Iterator[list[Served]]:
    """These authorities, each behind a server."""
    running = [Served(reply) for reply in replies]
    try:
        yield running
    finally:
        for one in running:
            one.down()


def a_nonce() -> int:
    return int.from_bytes(os.urandom(8))
