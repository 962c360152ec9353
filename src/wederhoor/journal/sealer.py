"""The seal that signs what leaves the house: the operator's own certificate, or one made once in the key folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from wederhoor.door.durable import make_folder, write_once
from wederhoor.dossier.signed import Sealer, UnusableSeal, new_key

KEY, CERTIFICATE = "seal.key", "seal.pem"
_LARGEST = 256 * 1024


def sealer() -> Sealer:
    """The installation's seal: the PKCS#12 file in ``settings.SEAL``, else a self-made one, made at its first use.

    One that cannot be read raises ``ImproperlyConfigured`` and is never replaced: what it signed is checked against it.
    """
    if settings.SEAL:
        return _given(Path(settings.SEAL), settings.SEAL_PASSWORD)
    return _own(Path(settings.KEYS), urlsplit(settings.URL).hostname or "localhost")


def described() -> str:
    """What an operator should know of the seal, in a sentence or two; nothing is made by asking."""
    if not settings.SEAL and not (Path(settings.KEYS) / CERTIFICATE).exists():
        return "made at the first case file that is signed; WEDERHOOR_SEAL takes a certificate of your own."
    seal = sealer()
    says = f"{seal.name}, valid until {seal.until:%Y-%m-%d}."
    if not seal.valid_at(timezone.now()):
        raise ImproperlyConfigured(
            f"The certificate of the seal ended on {seal.until:%Y-%m-%d}: nothing can be signed."
        )
    if settings.SEAL or not seal.is_self_made:
        return says
    return (
        f"{says} It is self-made, so nobody else vouches for the name; WEDERHOOR_SEAL takes a certificate of your own."
    )


@cache
def _given(path: Path, password: str | None) -> Sealer:
    try:
        with path.open("rb") as file:
            return Sealer.from_pkcs12(file.read(_LARGEST), password)
    except OSError as problem:
        raise ImproperlyConfigured(f"WEDERHOOR_SEAL names {path}, which cannot be read: {problem.strerror}.") from None
    except UnusableSeal as bad:
        raise ImproperlyConfigured(f"{path}: {bad}") from bad


@cache
def _own(folder: Path, name: str) -> Sealer:
    """The key first, then its certificate, each durable before use: after a crash between, the key is gone on with."""
    key, certificate = folder / KEY, folder / CERTIFICATE
    if certificate.exists() and not key.exists():
        raise ImproperlyConfigured(f"{key} is missing while {certificate} is there. Put back the right file.")
    make_folder(folder)
    try:
        if not key.exists():
            write_once(key, _pem(new_key()))
        held = _key_in(key)
        if not certificate.exists():
            made = x509.load_der_x509_certificate(Sealer.made(name, at=timezone.now(), key=held).certificate)
            write_once(certificate, made.public_bytes(serialization.Encoding.PEM))
        stands = x509.load_pem_x509_certificate(certificate.read_bytes())
        return Sealer(stands.public_bytes(serialization.Encoding.DER), held).checked()
    except (ValueError, TypeError) as bad:
        raise ImproperlyConfigured(f"The seal in {folder} cannot be read: {bad}. Put back the right files.") from bad


def _pem(key: bytes) -> bytes:
    forms = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return serialization.load_der_private_key(key, None).private_bytes(*forms)


def _key_in(path: Path) -> bytes:
    forms = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return serialization.load_pem_private_key(path.read_bytes(), None).private_bytes(*forms)
