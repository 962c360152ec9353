"""Signs what leaves the house with the installation's seal: PAdES inside the PDF, CAdES beside the container's list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from wederhoor.dossier.model import SharedPdf

Stamp = Callable[[bytes], bytes]
"""From a request for a time-stamp to its answer, both DER (RFC 3161 TimeStampReq, TimeStampResp)."""

YEARS = 10
_LEAST_RSA = 2048
_LEAST_CURVE = 256
_OTHER_KEY = "The key of the seal must be RSA or on an elliptic curve (P-256, P-384, P-521)."


class UnusableSeal(ValueError):
    """These bytes hold no certificate and key one can sign with; the message is one sentence for an operator."""


class BadStamp(ValueError):
    """What the time-stamp authority answered is no time-stamp over what was asked."""


class Level(StrEnum):
    """How long a signature can be checked (ETSI EN 319 142-1)."""

    B = "B-B"
    T = "B-T"
    LTA = "B-LTA"


@dataclass(frozen=True)
class Validation:
    """What a later reader needs to check the certificates without asking anyone, all DER.

    ``roots`` are the authorities above the time-stamps (and above the seal, when it is not self-made and its own chain
    stops short); ``crls`` and ``ocsps`` what they said about revocation. Without the latter the certificates alone go
    along.
    """

    roots: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Sealer:
    """A certificate and its private key: DER and PKCS#8 DER; ``chain`` are the issuers, nearest first."""

    certificate: bytes
    key: bytes = field(repr=False)
    chain: tuple[bytes, ...] = ()

    @classmethod
    def from_pkcs12(cls, data: bytes, password: str | None = None) -> Sealer:
        """The seal in a PKCS#12 file (RFC 7292); raises :class:`UnusableSeal`."""
        try:
            held = pkcs12.load_pkcs12(data, None if password is None else password.encode())
        except ValueError:
            raise UnusableSeal("The seal cannot be opened: no PKCS#12 file, or another password.") from None
        if held.key is None or held.cert is None:
            raise UnusableSeal("The PKCS#12 file of the seal lacks a private key or the certificate that goes with it.")
        if not isinstance(held.key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise UnusableSeal(_OTHER_KEY)
        return cls(_der(held.cert.certificate), _pkcs8(held.key), _in_order(held)).checked()

    @classmethod
    def made(cls, name: str, *, at: datetime, key: bytes | None = None) -> Sealer:
        """A self-made seal for ``name`` (a host), valid ten years from ``at`` (aware), for signing only.

        ``key`` is PKCS#8 DER on an elliptic curve, as :func:`new_key` makes it; without one it is made here.
        Raises :class:`UnusableSeal` for another key.
        """
        held = key or new_key()
        key_of = _loaded(held)
        if not isinstance(key_of, ec.EllipticCurvePrivateKey):
            raise UnusableSeal(_OTHER_KEY)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
        usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
        identifier = x509.SubjectKeyIdentifier.from_public_key(key_of.public_key())
        begins = at.astimezone(UTC).replace(microsecond=0) - timedelta(hours=1)  # clocks of others may be a little slow
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key_of.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(begins + timedelta(days=365 * YEARS + YEARS // 4))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(identifier, critical=False)
            .sign(key_of, hashes.SHA256())
        )
        return cls(_der(certificate), held)

    @property
    def parsed(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.certificate)

    @property
    def name(self) -> str:
        """Whom the certificate names: its common name, else its whole subject (RFC 4514)."""
        subject = self.parsed.subject
        names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(names[0].value) if names else subject.rfc4514_string()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, hex."""
        return sha256(self.certificate).hexdigest()

    @property
    def until(self) -> datetime:
        """The last moment the certificate is valid, UTC."""
        return self.parsed.not_valid_after_utc

    @property
    def is_self_made(self) -> bool:
        """Whether nobody but the installation itself vouches for the name."""
        return self.parsed.issuer == self.parsed.subject

    def checked(self) -> Sealer:
        """Itself, when the key is strong enough and is the certificate's; raises :class:`UnusableSeal`."""
        try:
            public = self.parsed.public_key()
        except ValueError:
            raise UnusableSeal("The certificate of the seal cannot be read.") from None
        key = _loaded(self.key)
        if key.key_size < (_LEAST_RSA if isinstance(key, rsa.RSAPrivateKey) else _LEAST_CURVE):
            raise UnusableSeal("The key of the seal is too short: RSA of 2048 bits or a curve of 256 at least.")
        if key.public_key() != public:
            raise UnusableSeal("The key of the seal does not belong to its certificate.")
        return self

    def valid_at(self, at: datetime) -> bool:
        return self.parsed.not_valid_before_utc <= at <= self.until


def new_key() -> bytes:
    """A fresh private key on P-256, PKCS#8 DER."""
    return _pkcs8(ec.generate_private_key(ec.SECP256R1()))


def signed_pdf(
    pdf: SharedPdf,
    sealer: Sealer,
    *,
    at: datetime,
    stamp: Stamp | None = None,
    level: Level | None = None,
    validation: Validation | None = None,
) -> SharedPdf:
    """``pdf`` with an unseen PAdES signature (ETSI EN 319 142-1), still PDF/A-3a and PDF/UA-1 when it was.

    ``at`` is the claimed moment (aware) and the certificate must be valid then, else :class:`UnusableSeal`. ``level``
    defaults to the highest the rest allows: B-B without ``stamp``, B-T with it, B-LTA with ``validation`` as well. A
    level that lacks what it needs, an unreadable ``pdf``, or a seal or authority under no root is a ``ValueError``. An
    answer that is no time-stamp over what was asked raises :class:`BadStamp`; what ``stamp`` raises comes through.
    """
    from wederhoor.dossier import pades  # what it imports takes most of a second, and few commands sign

    if not isinstance(pdf, SharedPdf):
        raise TypeError("only a print of the shared layer is signed")
    _fit(sealer, at)
    wanted = level or _highest(stamp, validation)
    if wanted is not Level.B and stamp is None:
        raise ValueError(f"{wanted} needs a time-stamp authority")
    known = (validation or Validation()) if wanted is Level.LTA else None
    return SharedPdf(pades.signed(pdf, sealer, at, None if wanted is Level.B else stamp, known))


def signature_over(data: bytes, sealer: Sealer, *, at: datetime) -> bytes:
    """A detached CAdES signature over ``data`` (ETSI EN 319 122-1, B-B): DER of a CMS ContentInfo with SignedData.

    It holds the certificate and its chain, signs the certificate along (signing-certificate-v2) and states ``at``
    (aware), when the certificate must be valid, else :class:`UnusableSeal`.
    """
    from wederhoor.dossier import pades  # see above

    _fit(sealer, at)
    return pades.detached(data, sealer, at)


def _fit(sealer: Sealer, at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("at needs a time zone")
    if not sealer.valid_at(at):
        raise UnusableSeal(f"The seal is not valid on {at:%Y-%m-%d}; its certificate ends on {sealer.until:%Y-%m-%d}.")


def _highest(stamp: Stamp | None, validation: Validation | None) -> Level:
    if stamp is None:
        return Level.B
    return Level.T if validation is None else Level.LTA


def _in_order(held: pkcs12.PKCS12KeyAndCertificates) -> tuple[bytes, ...]:
    """The issuers in the file from the nearest up; certificates that are no issuer of this one stay out."""
    others = {other.certificate.subject: other.certificate for other in held.additional_certs}
    chain: list[bytes] = []
    last = held.cert.certificate if held.cert else None
    while last is not None and last.issuer != last.subject and len(chain) < 8:
        last = others.pop(last.issuer, None)
        chain += [_der(last)] if last else []
    return tuple(chain)


def _loaded(key: bytes) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    try:
        made = serialization.load_der_private_key(key, None)
    except (ValueError, TypeError):
        raise UnusableSeal("The key of the seal cannot be read.") from None
    if not isinstance(made, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise UnusableSeal(_OTHER_KEY)
    return made


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _pkcs8(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.DER, form, serialization.NoEncryption())
