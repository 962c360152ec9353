"""Tokens of two authorities that were written by others, and everything that is wrong with a token."""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms, core, tsp
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.authorities import Chain, Reply, a_chain, a_nonce, by_certomancer, by_openssl

from wederhoor.ledger.checkpoint import BadNote, Checkpoint, Signer
from wederhoor.ledger.stamp import BadStamp, NotGranted, Stamp, log_signed, read_reply, read_token, request

DIGEST = hashlib.sha256(b"what the log signed").digest()
NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def chain() -> Chain:
    return a_chain()


@pytest.fixture(scope="module", params=["openssl", "certomancer"])
def reply(request: pytest.FixtureRequest, chain: Chain, tmp_path_factory: pytest.TempPathFactory) -> Reply:
    """Both authorities, with the whole chain in the token."""
    if request.param == "openssl":
        return by_openssl(chain, tmp_path_factory.mktemp("openssl"), with_root=True)
    return by_certomancer(chain, with_root=True)


def stamped(reply: Reply, roots: list[bytes] | None = None, digest: bytes = DIGEST) -> Stamp:
    nonce = a_nonce()
    return read_reply(reply(request(digest, nonce)), digest, nonce, roots or [])


def token(content: bytes) -> cms.ContentInfo:
    return cms.ContentInfo.load(content)


def test_request_is_what_openssl_reads(tmp_path: Path) -> None:
    (tmp_path / "query.tsq").write_bytes(request(DIGEST, 0xC0FFEE))
    command = ["openssl", "ts", "-query", "-in", "query.tsq", "-text"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, text=True, timeout=60).stdout
    assert "Version: 1" in said
    assert "Hash Algorithm: sha256" in said
    assert "Nonce: 0xC0FFEE" in said
    assert "Certificate required: yes" in said


def test_request_over_something_else_than_a_hash_is_not_made() -> None:
    for digest, nonce in ((b"short", 1), (DIGEST, -1), (DIGEST, 2**64)):
        with pytest.raises(ValueError, match="32 bytes"):
            request(digest, nonce)


def test_stamp_says_when_and_by_whom(reply: Reply, chain: Chain) -> None:
    stamp = stamped(reply, [chain.root_der])
    assert abs(stamp.at - datetime.now(UTC)) < timedelta(minutes=5)
    assert stamp.by == "Tijdstempel, an authority of time"
    assert stamp.certificate == hashlib.sha256(chain.signer.public_bytes(Encoding.DER)).hexdigest()
    assert stamp.chained
    assert read_token(stamp.token, DIGEST, [chain.root_der]) == stamp


def test_accuracy_is_read_where_it_is_stated(chain: Chain, tmp_path: Path) -> None:
    assert stamped(by_openssl(chain, tmp_path)).accuracy == timedelta(seconds=1.5)
    assert stamped(by_certomancer(chain)).accuracy is None


def test_token_with_unsorted_certificates_is_read(chain: Chain, tmp_path: Path) -> None:
    stamp = stamped(by_openssl(chain, tmp_path, with_root=True), [chain.root_der])
    written = [one.chosen.dump() for one in token(stamp.token)["content"]["certificates"]]
    assert len(written) == 2
    assert written != sorted(written), "this test wants certificates in another order than DER asks for"


def test_without_roots_the_chain_is_not_judged(reply: Reply) -> None:
    assert not stamped(reply).chained


def test_chain_is_judged_within_an_event_loop_too(reply: Reply, chain: Chain) -> None:
    async def signing() -> Stamp:
        return stamped(reply, [chain.root_der])

    assert asyncio.run(signing()).chained


def test_token_under_another_root_is_refused(reply: Reply) -> None:
    with pytest.raises(BadStamp, match="does not stand under a root"):
        stamped(reply, [a_chain().root_der])


def test_token_for_another_hash_is_refused(reply: Reply) -> None:
    other = hashlib.sha256(b"something else").digest()
    nonce = a_nonce()
    with pytest.raises(BadStamp, match="for another hash"):
        read_reply(reply(request(other, nonce)), DIGEST, nonce)
    with pytest.raises(BadStamp, match="for another hash"):
        read_token(stamped(reply).token, other)


def test_answer_with_another_nonce_is_refused(reply: Reply) -> None:
    for asked in (a_nonce(), None):
        query = tsp.TimeStampReq.load(request(DIGEST, a_nonce()))
        if asked is None:
            del query["nonce"]
        with pytest.raises(BadStamp, match="nonce"):
            read_reply(reply(query.dump()), DIGEST, a_nonce())


def test_token_without_the_certificate_is_refused(reply: Reply, chain: Chain) -> None:
    for kept in ([], [chain.root_der]):
        content = token(stamped(reply).token)
        content["content"]["certificates"] = cms.CertificateSet(
            [cms.CertificateChoices("certificate", cms.Certificate.load(one)) for one in kept]
        )
        with pytest.raises(BadStamp, match="certificate is not in the token"):
            read_token(content.dump(force=True), DIGEST)


def test_certificate_that_expired_since_still_holds() -> None:
    then = NOW - 400 * DAY
    old = a_chain(begins=then - DAY, ends=then + DAY)
    stamp = stamped(by_certomancer(old, at=then), [old.root_der])
    assert stamp.at == then
    assert read_token(stamp.token, DIGEST, [old.root_der]).chained


def test_certificate_that_was_not_valid_then_is_refused() -> None:
    then = NOW - 400 * DAY
    old = a_chain(begins=then - DAY, ends=then + DAY)
    for at in (then - 2 * DAY, then + 2 * DAY, NOW):
        with pytest.raises(BadStamp, match="was not valid at the moment"):
            stamped(by_certomancer(old, at=at), [old.root_der])


def test_certificate_for_another_purpose_is_refused() -> None:
    for wrong in (
        a_chain(purpose=None),
        a_chain(purpose=ExtendedKeyUsageOID.SERVER_AUTH),
        a_chain(critical=False),
    ):
        with pytest.raises(BadStamp, match="not meant for time-stamping"):
            stamped(by_certomancer(wrong))


def test_signature_that_is_somebody_elses_is_refused(chain: Chain) -> None:
    stranger = replace(chain, key=a_chain().key)
    with pytest.raises(BadStamp, match="signature of this token does not hold"):
        stamped(by_certomancer(stranger))


def test_moment_that_was_changed_is_refused(reply: Reply) -> None:
    content = token(stamped(reply).token)
    wrapped = content["content"]["encap_content_info"]
    stated = tsp.TSTInfo.load(bytes(wrapped["content"]))
    stated["gen_time"] = NOW - DAY
    wrapped["content"] = core.ParsableOctetString(stated.dump(force=True))
    with pytest.raises(BadStamp, match="signature of this token does not hold"):
        read_token(content.dump(force=True), DIGEST)


def test_any_changed_byte_is_refused_or_changes_nothing_that_is_said(reply: Reply, chain: Chain) -> None:
    whole = stamped(reply, [chain.root_der])
    survived = 0
    for place in range(0, len(whole.token), 7):
        bent = bytearray(whole.token)
        bent[place] ^= 1
        try:
            read = read_token(bytes(bent), DIGEST, [chain.root_der])
        except BadStamp:
            continue
        survived += 1
        assert (read.at, read.by, read.accuracy) == (whole.at, whole.by, whole.accuracy)
    # Of the container around what is signed a few bytes say nothing; the root that is sent along is not needed.
    assert survived < len(whole.token) / 7 / 2


def test_answer_that_was_cut_off_or_is_something_else_is_refused(reply: Reply) -> None:
    nonce = a_nonce()
    whole = reply(request(DIGEST, nonce))
    for bad in (whole[:-1], whole + b"\0", whole[:40], b"", b"<html>down for maintenance</html>", b"0\x80" * 9_000):
        with pytest.raises(BadStamp, match="cannot be read"):
            read_reply(bad, DIGEST, nonce)
    with pytest.raises(BadStamp, match="longer than"):
        read_reply(whole + bytes(100_000), DIGEST, nonce)
    with pytest.raises(BadStamp, match="longer than"):
        read_token(bytes(100_000), DIGEST)


def test_authority_that_refuses_is_quoted(chain: Chain, tmp_path: Path) -> None:
    query = tsp.TimeStampReq.load(request(DIGEST, 1))
    query["message_imprint"] = {"hash_algorithm": {"algorithm": "sha1"}, "hashed_message": DIGEST[:20]}
    refusal = by_openssl(chain, tmp_path)(query.dump(force=True))
    with pytest.raises(NotGranted, match=r"gave no time-stamp: .*algorithm is not supported"):
        read_reply(refusal, DIGEST, 1)


def test_words_of_an_authority_move_no_cursor() -> None:
    said = {"status": "rejection", "status_string": ["Come back\n\x1b[2J later."], "fail_info": {"system_failure"}}
    refusal = core.SequenceOf([tsp.PKIStatusInfo(said)], spec=tsp.PKIStatusInfo).dump()
    with pytest.raises(NotGranted, match=r"gave no time-stamp: Come back\[2J later\.; system_failure\."):
        read_reply(refusal, DIGEST, 1)


def test_signature_over_a_broken_hash_is_refused(chain: Chain) -> None:
    def old_fashioned(query: bytes) -> bytes:
        answer = tsp.TimeStampResp.load(by_certomancer(chain)(query))
        signer = answer["time_stamp_token"]["content"]["signer_infos"][0]
        signer["digest_algorithm"] = cms.DigestAlgorithm({"algorithm": "sha1"})
        der: bytes = answer.dump(force=True)
        return der

    with pytest.raises(BadStamp, match="can be forged"):
        stamped(old_fashioned)


def test_what_the_log_signed_leaves_cosignatures_out() -> None:
    log, witness = Signer("shop.example/log", bytes(32)), Signer("witness.example/w1", bytes([1] * 32))
    note = Checkpoint(log.origin, 3, DIGEST).sign(log)
    text, line = note.split("\n\n")
    cosigned = witness.sign(text + "\n").split("\n\n")[1]
    for written in (note, note + cosigned, f"{text}\n\n{cosigned}{line}"):
        assert log_signed(written, log.key) == note.encode()
    with pytest.raises(BadNote, match="did not sign"):
        log_signed(witness.sign(text + "\n"), log.key)
