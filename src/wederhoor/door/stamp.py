"""The way to time-stamp authorities: RFC 3161 over HTTP (its section 3.4), and the roots they must stand under."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from wederhoor.door.http import Unreachable, fetch
from wederhoor.ledger import stamp as stamps

TIMEOUT = 10.0
_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
_OK = 200


def stamp(authority: str, request: bytes, *, timeout: float = TIMEOUT) -> bytes:
    """Send the DER of a ``TimeStampReq`` to the authority's address; the DER of its reply, unread.

    An authority is named by who runs the installation, so it may be a machine of one's own. Raises
    :class:`~wederhoor.door.http.Unreachable`.
    """
    most = stamps.LONGEST_REPLY
    answer = fetch(
        authority, method="POST", body=request, headers=_HEADERS, timeout=timeout, most_bytes=most, may_be_inside=True
    )
    if answer.status != _OK:
        raise Unreachable(f"The authority answered with status {answer.status}.")
    return answer.body


def ask(authority: str, digest: bytes, roots: Sequence[bytes] = (), *, timeout: float = TIMEOUT) -> stamps.Stamp:
    """A stamp of this authority over a SHA-256, asked with a fresh nonce and read; ``roots`` as ``read_token`` takes.

    Raises :class:`~wederhoor.door.http.Unreachable` or :class:`~wederhoor.ledger.stamp.BadStamp`.
    """
    nonce = secrets.randbits(64)
    reply = stamp(authority, stamps.request(digest, nonce), timeout=timeout)
    return stamps.read_reply(reply, digest, nonce, roots)


def stamper(authority: str, roots: Sequence[bytes] = ()) -> Callable[[bytes], bytes]:
    """A function from the DER of a ``TimeStampReq`` to that of its reply, by this authority, which was read and held.

    For the signer of PDFs, who writes his own requests. It raises as :func:`ask` does.
    """

    def stamped(request: bytes) -> bytes:
        digest, nonce = stamps.asked(request)
        reply = stamp(authority, request)
        stamps.read_reply(reply, digest, nonce, roots)
        return reply

    return stamped


def roots_in(path: Path) -> list[bytes]:
    """The certificates (DER) of a PEM file, or of the ``.pem`` and ``.crt`` files in a folder; there is at least one.

    Raises ``OSError``, or ``ValueError`` where there is none to be read.
    """
    files = sorted(one for one in path.iterdir() if one.suffix in (".pem", ".crt")) if path.is_dir() else [path]
    found = [root for file in files for root in x509.load_pem_x509_certificates(file.read_bytes())]
    if not found:
        raise ValueError("there is no certificate in it")
    return [root.public_bytes(Encoding.DER) for root in found]
