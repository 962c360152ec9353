"""Signatures are read by others: pyHanko's validation and Poppler for the PDF, OpenSSL for the list; one byte tells."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.ades import simulate_future_ades_lta_validation
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from tests.authorities import Chain, Served, by_certomancer, served
from tests.dossier.cases import MADE, case, own, photo

from wederhoor.dossier.model import SharedPdf
from wederhoor.dossier.pdf import pdf_of
from wederhoor.dossier.signed import (
    BadStamp,
    Level,
    Sealer,
    UnusableSeal,
    Validation,
    new_key,
    signature_over,
    signed_pdf,
)

DER = serialization.Encoding.DER
ENDS = MADE + timedelta(days=300)
LATER = MADE + timedelta(days=5 * 365)


def certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    issuer: str,
    by: object,
    ends: datetime,
    **more: object,
) -> x509.Certificate:
    subject, above = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, it)]) for it in (name, issuer))
    builder = (
        x509.CertificateBuilder(above, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(MADE - timedelta(days=400))
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(bool(more.get("ca")), None), critical=True)
    )
    if more.get("stamps"):
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(by, hashes.SHA256())  # type: ignore[arg-type] # a private key


@cache
def authority() -> tuple[Chain, Validation]:
    """An authority of time whose certificate ends within the year, its root, and the list of what that revoked."""
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root = certificate("Root of time", root_key, "Root of time", root_key, LATER + timedelta(days=9999), ca=True)
    signer = certificate("Time", key, "Root of time", root_key, ENDS, stamps=True)
    return Chain(root, signer, key), Validation((root.public_bytes(DER),), (revocations(root, root_key),))


def revocations(root: x509.Certificate, key: rsa.RSAPrivateKey) -> bytes:
    """What an authority says it took back: nothing."""
    listed = x509.CertificateRevocationListBuilder(root.subject, MADE - timedelta(hours=1), MADE + timedelta(days=7))
    return listed.sign(key, hashes.SHA256()).public_bytes(DER)


@cache
def provided() -> tuple[Sealer, Validation]:
    """A seal that a provider issued, ending within the year, and what the provider publishes about it."""
    root_key, key = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
    root = certificate("Provider", root_key, "Provider", root_key, LATER + timedelta(days=9999), ca=True)
    seal = certificate("De Kei B.V.", key, "Provider", root_key, ENDS)
    held = key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    known = Validation((root.public_bytes(DER),), (revocations(root, root_key),))
    return Sealer(seal.public_bytes(DER), held, known.roots).checked(), known


@cache
def seal() -> Sealer:
    return Sealer.made("shop.example", at=MADE)


@cache
def plain() -> SharedPdf:
    return pdf_of(case(), made_at=MADE, pictures={"B4": photo()}, manifest=b"{}")


@cache
def lasting() -> SharedPdf:
    """B-LTA from an authority behind a server, which is gone when this returns."""
    chain, known = authority()
    with served(by_certomancer(chain, at=MADE)) as (one,):
        made = signed_pdf(plain(), seal(), at=MADE, stamp=asked(one), validation=known)
    assert one.asked == 3  # how large an answer is, over the signature, over the whole
    return made


def asked(one: Served):
    from urllib.request import Request, urlopen

    def stamp(query: bytes) -> bytes:
        request = Request(one.url, query, {"Content-Type": "application/timestamp-query"})
        with urlopen(request, timeout=20) as answer:
            return bytes(answer.read())

    return stamp


def context(*roots: bytes, at: datetime = MADE) -> ValidationContext:
    known = [asn1.Certificate.load(root) for root in roots]
    return ValidationContext(trust_roots=known, moment=at, retroactive_revinfo=True)


def judged(pdf: bytes, *roots: bytes, at: datetime = MADE):
    """What pyHanko says of the first signature when it trusts these roots, and nothing from a network."""
    (signature, *_) = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    anyone = KeyUsageConstraints(key_usage={"digital_signature"})
    return validate_pdf_signature(signature, context(*roots, at=at), key_usage_settings=anyone)


def test_signature_without_a_stamp_is_whole_and_ours():
    said = judged(signed_pdf(plain(), seal(), at=MADE), seal().certificate)
    assert (said.intact, said.valid, said.trusted, said.bottom_line) == (True, True, True, True)
    assert said.signing_cert.sha256.hex() == seal().fingerprint
    assert said.coverage.name == "ENTIRE_FILE"
    assert said.timestamp_validity is None


def test_seal_of_another_is_not_trusted():
    other = Sealer.made("shop.example", at=MADE)
    said = judged(signed_pdf(plain(), other, at=MADE), seal().certificate)
    assert said.intact
    assert not said.trusted


def test_stamp_states_the_time_of_the_signature():
    chain, known = authority()
    at = MADE + timedelta(seconds=7)
    made = signed_pdf(plain(), seal(), at=MADE, stamp=by_certomancer(chain, at=at))
    said = judged(made, seal().certificate, *known.roots)
    assert said.timestamp_validity.valid
    assert said.timestamp_validity.trusted
    assert said.timestamp_validity.timestamp == at
    assert PdfFileReader(BytesIO(made)).embedded_timestamp_signatures == []


def test_lasting_signature_is_checked_without_anyone():
    _, known = authority()
    reader = PdfFileReader(BytesIO(lasting()))
    said = judged(lasting(), seal().certificate, *known.roots)
    assert said.bottom_line
    (last,) = reader.embedded_timestamp_signatures
    stamped = validate_pdf_timestamp(last, context(*known.roots))
    assert (stamped.intact, stamped.valid, stamped.trusted) == (True, True, True)
    assert stamped.coverage.name == "ENTIRE_FILE"
    store = reader.root["/DSS"]
    assert len(store["/CRLs"]) == 1
    assert {it.get_object().data for it in store["/Certs"]} >= {*known.roots, seal().certificate}


def test_lasting_signature_holds_after_seal_and_authority_have_ended():
    """Five years on both certificates have run out, nobody answers any more, and for each it must be shown that it was
    not taken back: all of it must be in the file."""
    (chain, time_known), (theirs, known) = authority(), provided()
    together = Validation(time_known.roots, (*time_known.crls, *known.crls))
    with served(by_certomancer(chain, at=MADE)) as (one,):
        made = signed_pdf(plain(), theirs, at=MADE, stamp=asked(one), validation=together)
    said = in_the_future(made, *time_known.roots, *known.roots)
    assert said.ades_subindic == AdESPassed.OK, said.failure_msg
    assert said.best_signature_time == MADE
    bare = signed_pdf(plain(), theirs, at=MADE, stamp=by_certomancer(chain, at=MADE))
    assert in_the_future(bare, *time_known.roots, *known.roots).ades_subindic != AdESPassed.OK


def in_the_future(pdf: bytes, *roots: bytes):
    trusted = SimpleTrustManager.build([asn1.Certificate.load(root) for root in roots])
    strict = CertRevTrustPolicy(REQUIRE_REVINFO, retroactive_revinfo=True)
    used_for = KeyUsageConstraints(key_usage=set())
    spec = SignatureValidationSpec(CertValidationPolicySpec(trusted, strict), key_usage_settings=used_for)
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    return asyncio.run(simulate_future_ades_lta_validation(signature, PdfSignatureValidationSpec(spec), LATER, MADE))


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9])
def test_one_turned_byte_is_seen(share):
    turned = bytearray(lasting())
    place = int(len(plain()) * share)
    turned[place] ^= 1
    assert not digests_fit(bytes(turned))


def digests_fit(pdf: bytes) -> bool:
    """Whether what is signed is what stands there; a file that cannot be read at all does not fit either."""
    try:
        (signature, *_) = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
        signature.compute_integrity_info()
        return bool(signature.summarise_integrity_info() and judged(pdf, seal().certificate).intact)
    except Exception:
        return False


def test_untouched_file_passes_the_same_look():
    assert digests_fit(lasting())


@pytest.mark.parametrize("which", [0, 3, -1])
def test_turned_byte_in_a_page_is_told_by_the_digest(which):
    """Bytes inside a packed stream leave the file readable, so that the judgement itself must tell."""
    inside = [it.start(1) for it in re.finditer(rb"[^d]stream\r?\n(.{200,}?)endstream", plain(), re.DOTALL)]
    turned = bytearray(lasting())
    turned[inside[which] + 100] ^= 1
    assert judged(bytes(turned), seal().certificate).intact is False


PDFSIG = shutil.which("pdfsig")


@pytest.mark.skipif(PDFSIG is None, reason="pdfsig is not on PATH; install poppler-utils and run this file again")
def test_poppler_finds_it_whole(tmp_path: Path):
    (tmp_path / "case.pdf").write_bytes(lasting())
    done = subprocess.run(
        [str(PDFSIG), "-nocert", "case.pdf"], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    seal_part, _, time_part = done.stdout.partition("Signature #2:")
    assert "Signature is Valid." in seal_part, done.stdout
    assert "Signer Certificate Common Name: shop.example" in seal_part
    assert "ETSI.CAdES.detached" in seal_part
    assert "Total document signed" in time_part


def test_own_print_is_never_signed():
    mine = pdf_of(case(), own=own(), made_at=MADE)
    with pytest.raises(TypeError, match="shared layer"):
        signed_pdf(mine, seal(), at=MADE)  # type: ignore[arg-type] # what is tried


def test_level_without_what_it_needs_is_refused():
    with pytest.raises(ValueError, match="needs a time-stamp"):
        signed_pdf(plain(), seal(), at=MADE, level=Level.T)
    chain, _ = authority()
    with pytest.raises(ValueError, match="cannot be signed"):
        signed_pdf(plain(), seal(), at=MADE, stamp=by_certomancer(chain, at=MADE), validation=Validation())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF", b"no PDF" * 100, bytes(1000)])
def test_bytes_that_are_no_pdf_are_refused(data):
    with pytest.raises(ValueError, match="cannot be signed"):
        signed_pdf(SharedPdf(data), seal(), at=MADE)


def refusing(_: bytes) -> bytes:
    return bytes.fromhex("30053003020102")  # a TimeStampResp with the status "rejection" and nothing else


def of_another(query: bytes) -> bytes:
    """A stamp over something else: what a confused or hostile authority would send."""
    asked_for = tsp.TimeStampReq.load(query)
    asked_for["message_imprint"]["hashed_message"] = bytes(32)
    return by_certomancer(authority()[0], at=MADE)(asked_for.dump(force=True))


def of_another_nonce(query: bytes) -> bytes:
    asked_for = tsp.TimeStampReq.load(query)
    asked_for["nonce"] = 7
    return by_certomancer(authority()[0], at=MADE)(asked_for.dump(force=True))


@pytest.mark.parametrize(
    "stamp", [refusing, of_another, of_another_nonce, lambda _: b"", lambda _: b"<html>", lambda _: bytes(100_000)]
)
def test_answer_that_is_no_stamp_over_this_is_refused(stamp):
    with pytest.raises(BadStamp):
        signed_pdf(plain(), seal(), at=MADE, stamp=stamp)


def test_outage_comes_through_as_it_was():
    def down(_: bytes) -> bytes:
        raise ConnectionError("nobody there")

    with pytest.raises(ConnectionError, match="nobody there"):
        signed_pdf(plain(), seal(), at=MADE, stamp=down)


# ---- over the container's list


def verified(signature: bytes, data: bytes, root: bytes, folder: Path) -> bool:
    (folder / "data").write_bytes(data)
    (folder / "it.p7s").write_bytes(signature)
    (folder / "root.pem").write_bytes(x509.load_der_x509_certificate(root).public_bytes(serialization.Encoding.PEM))
    moment = str(int(MADE.timestamp()))
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "it.p7s", "-content", "data", "-CAfile"]
    more = ["root.pem", "-purpose", "any", "-attime", moment, "-out", "out"]
    return subprocess.run([*command, *more], cwd=folder, capture_output=True, timeout=60).returncode == 0


def test_signature_over_a_list_is_read_by_openssl(tmp_path):
    made = signature_over(b"the list", seal(), at=MADE)
    assert verified(made, b"the list", seal().certificate, tmp_path)
    assert not verified(made, b"the lisp", seal().certificate, tmp_path)
    assert not verified(made, b"the list", Sealer.made("x", at=MADE).certificate, tmp_path)


def test_signature_over_a_list_names_its_certificate_and_time():
    held = cms.ContentInfo.load(signature_over(b"x", seal(), at=MADE))["content"]
    assert held["encap_content_info"]["content"].native is None
    (signer,) = held["signer_infos"]
    signed = {it["type"].native: it["values"][0] for it in signer["signed_attrs"]}
    assert signed["signing_time"].native == MADE
    named = signed["signing_certificate_v2"]["certs"][0]["cert_hash"].native
    assert named.hex() == seal().fingerprint
    assert len(held["certificates"]) == 1


# ---- the seal itself


def issued(password: bytes = b"geheim") -> tuple[bytes, bytes]:
    """A PKCS#12 file of an organisation whose certificate stands under an issuer and a root; and that root."""
    keys = [rsa.generate_private_key(65537, 2048) for _ in range(2)]
    root_key, mid_key, key = keys[0], keys[1], ec.generate_private_key(ec.SECP384R1())
    root = certificate("Root", root_key, "Root", root_key, LATER, ca=True)
    middle = certificate("Issuer", mid_key, "Root", root_key, LATER, ca=True)
    stray = certificate("Stray", mid_key, "Stray", mid_key, LATER, ca=True)
    seal = certificate("De Kei B.V.", key, "Issuer", mid_key, LATER)
    file = pkcs12.serialize_key_and_certificates(
        b"seal", key, seal, [root, stray, middle], BestAvailableEncryption(password)
    )
    return file, root.public_bytes(DER)


def test_certificate_from_a_provider_brings_its_issuers_in_order(tmp_path):
    file, root = issued()
    theirs = Sealer.from_pkcs12(file, "geheim")
    names = [x509.load_der_x509_certificate(it).subject.rfc4514_string() for it in theirs.chain]
    assert (theirs.name, theirs.is_self_made, names) == ("De Kei B.V.", False, ["CN=Issuer", "CN=Root"])
    said = validate_pdf_signature(
        PdfFileReader(BytesIO(signed_pdf(plain(), theirs, at=MADE))).embedded_regular_signatures[0],
        context(root),
        key_usage_settings=KeyUsageConstraints(key_usage=set()),
    )
    assert said.bottom_line
    assert verified(signature_over(b"x", theirs, at=MADE), b"x", root, tmp_path)


def test_seal_does_not_show_its_key():
    assert seal().key.hex()[:20] not in repr(seal())
    assert str(seal().key) not in repr(seal())


def file_of(key: object) -> bytes:
    holder = ec.generate_private_key(ec.SECP256R1()) if key is None else key
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")]))
        .public_key(holder.public_key())  # type: ignore[attr-defined] # a private key
        .serial_number(5)
        .not_valid_before(MADE)
        .not_valid_after(LATER)
    )
    digest = None if isinstance(holder, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    signed = made.sign(holder, digest)  # type: ignore[arg-type] # a private key
    return pkcs12.serialize_key_and_certificates(b"x", key, signed, None, BestAvailableEncryption(b"x"))  # type: ignore[arg-type] # may be none


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (lambda: b"", "cannot be opened"),
        (lambda: b"nonsense", "cannot be opened"),
        (lambda: issued(b"other")[0], "cannot be opened"),
        (lambda: file_of(ed25519.Ed25519PrivateKey.generate()), "must be RSA or on an elliptic curve"),
        (lambda: file_of(rsa.generate_private_key(65537, 1024)), "too short"),
    ],
)
def test_file_without_a_usable_seal_says_why(file, says):
    with pytest.raises(UnusableSeal, match=says):
        Sealer.from_pkcs12(file(), "x")


def test_key_of_another_certificate_is_refused():
    with pytest.raises(UnusableSeal, match="does not belong"):
        Sealer(seal().certificate, new_key()).checked()


@pytest.mark.parametrize("at", [MADE - timedelta(days=1), MADE + timedelta(days=4000)])
def test_seal_signs_nothing_outside_its_time(at):
    for sign in (lambda: signed_pdf(plain(), seal(), at=at), lambda: signature_over(b"x", seal(), at=at)):
        with pytest.raises(UnusableSeal, match="not valid on"):
            sign()


def test_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        signature_over(b"x", seal(), at=datetime(2026, 10, 12))  # noqa: DTZ001 # the missing zone is what is tried


def test_self_made_seal_is_for_signing_only_and_lasts_ten_years():
    made = seal().parsed
    usage = made.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert seal().until.year == 2036
    assert seal().until.tzinfo is UTC
