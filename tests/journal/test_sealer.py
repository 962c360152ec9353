"""The seal on disk: made once, whole after a crash, never replaced; or the operator's own."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from wederhoor import checks
from wederhoor.dossier.signed import Sealer, signature_over
from wederhoor.journal import sealer as of
from wederhoor.journal.sealer import described, sealer


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.KEYS = tmp_path / "keys"
    settings.URL = "https://claims.shop.example"
    settings.SEAL = ""
    forget()
    return tmp_path / "keys"


def forget() -> None:
    of._own.cache_clear()
    of._given.cache_clear()


def test_seal_is_made_once_for_this_address_and_only_we_may_read_it(folder: Path) -> None:
    first = sealer()
    forget()
    assert sealer() == first
    assert first.name == "claims.shop.example"
    assert first.is_self_made
    assert (first.until - timezone.now()).days in range(3640, 3660)
    assert sorted(path.name for path in folder.iterdir()) == ["seal.key", "seal.pem"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert signature_over(b"x", first, at=timezone.now())


def test_two_processes_making_it_at_once_agree(folder: Path) -> None:
    made: list[str] = []
    make = of._own.__wrapped__
    threads = [Thread(target=lambda: made.append(make(folder, "shop.example").fingerprint)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1


def test_crash_between_key_and_certificate_goes_on_with_that_key(folder: Path) -> None:
    first = sealer()
    (folder / "seal.pem").unlink()
    forget()
    again = sealer()
    assert again.key == first.key
    assert again.fingerprint != first.fingerprint


def test_lost_key_is_not_made_anew_under_an_old_certificate(folder: Path) -> None:
    sealer()
    (folder / "seal.key").unlink()
    forget()
    with pytest.raises(ImproperlyConfigured, match=r"seal\.key is missing"):
        sealer()
    assert not (folder / "seal.key").exists()


@pytest.mark.parametrize("name", ["seal.key", "seal.pem"])
def test_damaged_seal_is_refused_and_never_replaced(folder: Path, name: str) -> None:
    sealer()
    (folder / name).write_text("nonsense")
    forget()
    with pytest.raises(ImproperlyConfigured, match="Put back"):
        sealer()
    assert (folder / name).read_text() == "nonsense"


def test_key_of_another_certificate_is_refused(folder: Path, tmp_path: Path) -> None:
    sealer()
    other = of._own.__wrapped__(tmp_path / "other", "shop.example")
    (folder / "seal.pem").write_bytes((tmp_path / "other" / "seal.pem").read_bytes())
    forget()
    assert other
    with pytest.raises(ImproperlyConfigured, match="does not belong"):
        sealer()


def packed(seal: Sealer, password: bytes) -> bytes:
    key = serialization.load_der_private_key(seal.key, None)
    certificate = x509.load_der_x509_certificate(seal.certificate)
    return pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, BestAvailableEncryption(password))  # type: ignore[arg-type] # made on a curve


def test_certificate_of_the_operator_goes_first(folder: Path, tmp_path: Path, settings: Any) -> None:
    theirs = Sealer.made("De Kei B.V.", at=timezone.now())
    (tmp_path / "seal.p12").write_bytes(packed(theirs, b"geheim"))
    settings.SEAL, settings.SEAL_PASSWORD = str(tmp_path / "seal.p12"), "geheim"
    assert sealer().fingerprint == theirs.fingerprint
    assert not folder.exists()
    assert checks.check_seal(None) == []


@pytest.mark.parametrize(("password", "data"), [("fout", None), ("geheim", b"nonsense"), (None, None)])
def test_wrong_file_or_password_is_said_before_the_start(
    folder: Path, tmp_path: Path, settings: Any, password: str | None, data: bytes | None
) -> None:
    (tmp_path / "seal.p12").write_bytes(data or packed(Sealer.made("x", at=timezone.now()), b"geheim"))
    settings.SEAL, settings.SEAL_PASSWORD = str(tmp_path / "seal.p12"), password
    (fault,) = checks.check_seal(None)
    assert fault.id == "wederhoor.E008"
    assert "seal.p12" in str(fault.msg)
    assert fault.hint


def test_missing_file_is_said(folder: Path, tmp_path: Path, settings: Any) -> None:
    settings.SEAL = str(tmp_path / "none.p12")
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        sealer()


def test_seal_that_ended_is_a_fault(folder: Path, tmp_path: Path, settings: Any) -> None:
    (tmp_path / "seal.p12").write_bytes(packed(Sealer.made("x", at=datetime(2001, 1, 1, tzinfo=UTC)), b"x"))
    settings.SEAL, settings.SEAL_PASSWORD = str(tmp_path / "seal.p12"), "x"
    (fault,) = checks.check_seal(None)
    assert "ended on" in str(fault.msg)


def test_asking_about_the_seal_makes_none(folder: Path) -> None:
    assert "made at the first" in described()
    assert not folder.exists()
    sealer()
    assert "self-made" in described()
