"""Time-stamps (RFC 3161): asks in DER for a token over a SHA-256, and reads what came back as if it were forged."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from asn1crypto import cms, core, tsp, x509
from pyhanko.sign.general import (
    CMSExtractionError,
    check_ess_certid,
    extract_certificate_info,
    extract_signer_info,
)
from pyhanko.sign.validation.generic_cms import get_signing_cert_attr, validate_sig_integrity
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, ValidationError

from wederhoor.ledger.checkpoint import BadNote, Key, b64, split

LONGEST_TOKEN = 64 * 1024
# A reply is a token with a few words around it.
LONGEST_REPLY = LONGEST_TOKEN + 4 * 1024
_NONCE_BITS = 64
_BROKEN_HASHES = {"md2", "md5", "sha1"}
_SHORTEST_RSA = 2048
_GRANTED = ("granted", "granted_with_mods")


class _Response(core.Sequence):  # type: ignore[misc]  # asn1crypto says nothing of its types
    """RFC 3161, 2.4.2: a refusal has no token, which asn1crypto's own class does not allow for."""

    _fields: ClassVar = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


class BadStamp(ValueError):
    """A reply or a token that does not show what it should; the message is a sentence that says why."""


class NotGranted(BadStamp):
    """The authority answered as it should, and gave no token this time."""


@dataclass(frozen=True)
class Stamp:
    """What a token shows: a moment, stated by the holder of a certificate about one SHA-256.

    ``token`` is the DER of the ``TimeStampToken``, byte for byte as it came; ``accuracy`` is how far the authority says
    it may be off; ``certificate`` is the SHA-256 (hex) of the signer's; ``chained`` says whether that certificate was
    found to stand under a trusted root at that moment.
    """

    token: bytes
    at: datetime
    accuracy: timedelta | None
    by: str
    certificate: str
    chained: bool


def log_signed(note: str, key: Key) -> bytes:
    """What the log signed: the text of ``note``, an empty line and the log's own signature, without cosignatures.

    Raises :class:`~wederhoor.ledger.checkpoint.BadNote` when ``key`` signed no such note.
    """
    text, signatures = split(note)
    for name, kid, signature in signatures:
        if (name, kid) == (key.name, key.id) and key.holds(text, signature):
            return f"{text}\n— {name} {b64(kid + signature)}\n".encode()
    raise BadNote(f"{key.name} did not sign this note")


def request(digest: bytes, nonce: int) -> bytes:
    """The DER of a ``TimeStampReq`` over a SHA-256, asking for the certificate too; ``nonce`` is 64 random bits."""
    if len(digest) != hashlib.sha256().digest_size or not 0 <= nonce < 2**_NONCE_BITS:
        raise ValueError("a time-stamp is asked for over 32 bytes, with a nonce of 64 bits")
    asked = {
        "version": "v1",
        "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest},
        "nonce": nonce,
        "cert_req": True,
    }
    der: bytes = tsp.TimeStampReq(asked).dump()
    return der


def asked(request: bytes) -> tuple[bytes, int]:
    """The SHA-256 and the nonce in the DER of a ``TimeStampReq``; raises ``ValueError`` where it has not both."""
    read = tsp.TimeStampReq.load(request, strict=True)
    imprint, nonce = read["message_imprint"], read["nonce"].native
    if imprint["hash_algorithm"]["algorithm"].native != "sha256" or nonce is None:
        raise ValueError("a time-stamp is asked for over a SHA-256, with a nonce")
    return bytes(imprint["hashed_message"]), int(nonce)


def read_reply(reply: bytes, digest: bytes, nonce: int, roots: Sequence[bytes] = ()) -> Stamp:
    """The stamp in the DER of a ``TimeStampResp``, which must answer this very question; raises :class:`BadStamp`."""
    if len(reply) > LONGEST_REPLY:
        raise BadStamp("This answer is longer than a time-stamp is.")
    return _guarded(_from_reply, reply, digest, nonce, roots)


def read_token(token: bytes, digest: bytes, roots: Sequence[bytes] = ()) -> Stamp:
    """The stamp in the DER of a ``TimeStampToken`` over ``digest``; raises :class:`BadStamp`.

    The certificate must be meant for time-stamping alone and have been valid at the moment that is stated, not now
    (RFC 3161, 2.3 and 2.4.2). With ``roots`` (DER of certificates) it must stand under one of them at that moment;
    without, nobody has said whom to trust, and the chain is not judged. Whether a certificate was revoked is not asked.
    """
    return _guarded(_from_token, token, digest, None, roots)


def _guarded(read: Any, data: bytes, digest: bytes, nonce: int | None, roots: Sequence[bytes]) -> Stamp:
    try:
        stamp: Stamp = read(data, digest, nonce, roots)
    except BadStamp:
        raise
    except Exception as broken:
        # Readers of ASN.1 fail in many ways on bytes made to make them fail; none of them is a stamp.
        raise BadStamp("This cannot be read as a time-stamp.") from broken
    return stamp


def _from_reply(reply: bytes, digest: bytes, nonce: int, roots: Sequence[bytes]) -> Stamp:
    answer = _Response.load(reply, strict=True)
    status = answer["status"]
    if status["status"].native not in _GRANTED:
        said = [*(status["status_string"].native or []), *sorted(status["fail_info"].native or [])]
        raise NotGranted(f"The authority gave no time-stamp: {_shown('; '.join(said)) or status['status'].native}.")
    token: bytes = answer["time_stamp_token"].dump()
    return _from_token(token, digest, nonce, roots)


def _from_token(token: bytes, digest: bytes, nonce: int | None, roots: Sequence[bytes]) -> Stamp:
    if len(token) > LONGEST_TOKEN:
        raise BadStamp("This token is longer than a time-stamp is.")
    content = cms.ContentInfo.load(token, strict=True)
    if content["content_type"].native != "signed_data":
        raise BadStamp("This token is not signed.")
    signed = content["content"]
    stated = _stated(signed)
    _about(stated, digest, nonce)
    at = stated["gen_time"].native
    if at.tzinfo is None:
        raise BadStamp("The moment in this token has no time zone.")
    signer, others = _signer(signed)
    _signed(signed, signer)
    _meant_for_time(signer)
    if not signer.not_valid_before <= at <= signer.not_valid_after:
        raise BadStamp("The certificate of the authority was not valid at the moment it states.")
    if roots:
        _chain(signer, others, roots, at)
    named = _shown(signer.subject.native.get("common_name") or signer.subject.human_friendly)
    certificate = hashlib.sha256(signer.dump()).hexdigest()
    return Stamp(token, at.astimezone(UTC), _accuracy(stated), named, certificate, bool(roots))


def _stated(signed: cms.SignedData) -> tsp.TSTInfo:
    wrapped = signed["encap_content_info"]
    if wrapped["content_type"].native != "tst_info":
        raise BadStamp("What was signed is not a time.")
    stated = tsp.TSTInfo.load(bytes(wrapped["content"]), strict=True)
    if stated["version"].native != "v1":
        raise BadStamp("This is a kind of time-stamp that is not known here.")
    return stated


def _about(stated: tsp.TSTInfo, digest: bytes, nonce: int | None) -> None:
    imprint = stated["message_imprint"]
    if (imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native) != ("sha256", digest):
        raise BadStamp("This time-stamp is for another hash.")
    if nonce is not None and stated["nonce"].native != nonce:
        raise BadStamp("This answers another question: its nonce is not the one that was sent.")


def _signer(signed: cms.SignedData) -> tuple[x509.Certificate, list[x509.Certificate]]:
    """The signer's certificate and the rest; in whatever order the token holds them."""
    if len(signed["signer_infos"]) != 1:
        raise BadStamp("A time-stamp has one signature.")
    try:
        found = extract_certificate_info(signed)
    except CMSExtractionError:
        raise BadStamp("The authority's certificate is not in the token.") from None
    return found.signer_cert, list(found.other_certs)


def _signed(signed: cms.SignedData, signer: x509.Certificate) -> None:
    said = extract_signer_info(signed)
    hashed = said["digest_algorithm"]["algorithm"].native
    if {hashed, _hash_of(said["signature_algorithm"])} & _BROKEN_HASHES:
        raise BadStamp("This token is signed over a hash that can be forged.")
    if signer.public_key.algorithm == "rsa" and signer.public_key.bit_size < _SHORTEST_RSA:
        raise BadStamp("The key of the authority is too short.")
    if not said["signed_attrs"]:
        raise BadStamp("This token does not say with which certificate it was signed.")
    meant = get_signing_cert_attr(said["signed_attrs"])
    if meant is None or not check_ess_certid(signer, meant["certs"][0]):
        raise BadStamp("This token does not say with which certificate it was signed.")
    digest = hashlib.new(hashed, bytes(signed["encap_content_info"]["content"])).digest()
    if validate_sig_integrity(said, signer, "tst_info", digest) != (True, True):
        raise BadStamp("The signature of this token does not hold.")


def _hash_of(algorithm: cms.SignedDigestAlgorithm) -> str:
    try:
        named: str = algorithm.hash_algo
    except ValueError:
        # Some name none: theirs is the digest algorithm's, or fixed by the scheme (Ed25519).
        return ""
    return named


def _meant_for_time(signer: x509.Certificate) -> None:
    """RFC 3161, 2.3: the extension is there once, critical, and names time-stamping and nothing else."""
    uses = signer.extended_key_usage_value
    if uses is None or uses.native != ["time_stamping"] or "extended_key_usage" not in signer.critical_extensions:
        raise BadStamp("The certificate of the authority is not meant for time-stamping.")


def _chain(signer: x509.Certificate, others: list[x509.Certificate], roots: Sequence[bytes], at: datetime) -> None:
    trusted = [x509.Certificate.load(root) for root in roots]
    asked = ValidationContext(
        trust_roots=trusted, other_certs=others, moment=at, allow_fetching=False, revocation_mode="soft-fail"
    )
    looked = CertificateValidator(signer, validation_context=asked).async_validate_path()
    try:
        # In a thread of its own: whoever asks for a stamp may be in an event loop already, as a signer of PDFs is.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, looked).result()
    except (PathBuildingError, ValidationError) as wrong:
        raise BadStamp("The authority does not stand under a root that is trusted here.") from wrong


def _accuracy(stated: tsp.TSTInfo) -> timedelta | None:
    said = stated["accuracy"].native
    if not said:
        return None
    parts = {"seconds": said["seconds"], "milliseconds": said["millis"], "microseconds": said["micros"]}
    return timedelta(**{unit: value or 0 for unit, value in parts.items()})


def _shown(text: str) -> str:
    """Words of a stranger, short and without what would move a cursor."""
    return "".join(c for c in text if c.isprintable()).strip().rstrip(".")[:200]
