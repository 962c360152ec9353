"""Time-stamps and the signature over everything: real tokens from OpenSSL, honest and otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.ledger.test_verify import damaged, states
from tests.ledger.written import Authority, Files, bundle, changed, written

from wederhoor.ledger.verify import Bad, parts, verify_bundle

STAMPING = [ExtendedKeyUsageOID.TIME_STAMPING]
TOKEN = "times/1.tst"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority(tmp_path_factory.mktemp("authority"))
    made.issue("sub", ca=True)
    made.issue("below", by="sub", usage=STAMPING)
    return made


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stranger"), "Other")


def stated(authority: Authority, at: str = "20261012100001Z", name: str = "tsa", *options: str) -> Callable[..., bytes]:
    return lambda data: authority.state(hashlib.sha256(data).digest(), at, name, *options)


def only(report: dict[str, Any]) -> tuple[str, str]:
    """State and sentence of the one item that is not intact."""
    [item] = [item for item in report["items"] if item["state"] != "intact"]
    assert item["name"] == TOKEN
    return item["state"], item["says"]


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize("chain", [(), ("root",), ("sub", "root", "seal"), ("seal", "root", "sub")])
def test_token_of_an_authority_is_believed_with_its_certificates_in_any_order(
    authority: Authority, chain: tuple[str, ...], digest: str
) -> None:
    report = verify_bundle(bundle(stamps=[authority.stamp(*chain, digest=digest)]), authority=authority.root)
    assert report["intact"], report["items"]
    [time] = report["times"]
    tsa = x509.load_pem_x509_certificate((authority.folder / "tsa.pem").read_bytes())
    fingerprint = tsa.fingerprint(SHA256()).hex()
    assert (time["name"], time["by"], time["certificate"]) == (TOKEN, "CN=Test tsa", fingerprint)


def test_two_authorities_state_their_times(authority: Authority, stranger: Authority) -> None:
    data = bundle(stamps=[authority.stamp("root"), stranger.stamp("root")], sealed=authority.sign)
    report = verify_bundle(data)
    assert report["intact"]
    assert [time["by"] for time in report["times"]] == ["CN=Test tsa", "CN=Other tsa"]
    assert verify_bundle(data, authority=authority.root + stranger.root)["intact"]
    report = verify_bundle(data, authority=authority.root)
    assert [name for name, state in states(report).items() if state == "unproven"] == ["times/2.tst"]
    assert damaged(report) == set()


def test_token_over_something_else_is_named(authority: Authority) -> None:
    state, says = only(verify_bundle(bundle(stamps=[lambda data: authority.stamp()(data + b"x")])))
    assert (state, "something else" in says) == ("changed", True)


def test_token_is_over_the_logs_signature_and_not_over_the_witnesses(authority: Authority) -> None:
    report = verify_bundle(bundle(stamps=[authority.stamp()]))
    assert report["intact"]


@pytest.mark.parametrize(
    ("usage", "critical"),
    [
        ([], True),
        (STAMPING, False),
        ([*STAMPING, ExtendedKeyUsageOID.EMAIL_PROTECTION], True),
        ([ExtendedKeyUsageOID.SERVER_AUTH], True),
    ],
)
def test_certificate_not_meant_for_time_stamping_alone_proves_no_time(
    authority: Authority, usage: list[x509.ObjectIdentifier], critical: bool
) -> None:
    authority.issue("odd", usage=usage, critical=critical)
    assert only(verify_bundle(bundle(stamps=[stated(authority, name="odd")])))[0] == "unproven"


def test_certificate_is_looked_at_on_the_moment_it_stated_and_not_today(authority: Authority) -> None:
    authority.issue("old", usage=STAMPING, years=(2020, 2022))
    good = bundle(stamps=[stated(authority, "20210601120000.25Z", "old")])
    report = verify_bundle(good, authority=authority.root)
    assert report["intact"], report["items"]
    assert report["times"][0]["at"] == "2021-06-01T12:00:00Z"
    for at in ("20191231235959Z", "20220101000001Z"):
        assert only(verify_bundle(bundle(stamps=[stated(authority, at, "old")])))[0] == "unproven"


def test_issuer_not_valid_then_proves_nothing(authority: Authority) -> None:
    authority.issue("late", ca=True, years=(2024, 2040))
    authority.issue("under", by="late", usage=STAMPING)
    late = (authority.folder / "late.pem").read_bytes()
    assert verify_bundle(bundle(stamps=[stated(authority, "20250601120000Z", "under")]), authority=late)["intact"]
    report = verify_bundle(bundle(stamps=[stated(authority, "20230601120000Z", "under")]), authority=late)
    assert only(report)[0] == "unproven"


def test_chain_goes_through_certificates_in_the_token_that_are_authorities(authority: Authority) -> None:
    with_sub = stated(authority, "20261012100001Z", "below", "-certfile", "sub.pem")
    assert verify_bundle(bundle(stamps=[with_sub]), authority=authority.root)["intact"]
    without = bundle(stamps=[stated(authority, name="below")])
    assert only(verify_bundle(without, authority=authority.root))[0] == "unproven"
    assert verify_bundle(without)["intact"]
    authority.issue("feigned", by="seal", usage=STAMPING)  # whose issuer is no authority
    feigned = stated(authority, "20261012100001Z", "feigned", "-certfile", "seal.pem")
    assert only(verify_bundle(bundle(stamps=[feigned]), authority=authority.root))[0] == "unproven"


def test_authority_of_the_same_name_with_another_key_is_another(authority: Authority, tmp_path: Any) -> None:
    other = Authority(tmp_path, "Test")
    assert only(verify_bundle(bundle(stamps=[authority.stamp()]), authority=other.root))[0] == "unproven"


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 2048),
        ec.generate_private_key(ec.SECP384R1()),
    ],
    ids=["rsa", "p384"],
)
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_ways_to_sign(authority: Authority, key: Any, digest: str) -> None:
    authority.issue("way", usage=STAMPING, key=key)
    token = stated(authority, "20261012100001Z", "way", "-md", digest)
    report = verify_bundle(bundle(stamps=[token], sealed=lambda table: authority.sign(table, "way", "-md", digest)))
    assert report["intact"], report["items"]


def test_signer_may_be_called_by_the_id_of_its_key(authority: Authority) -> None:
    assert verify_bundle(bundle(stamps=[stated(authority, "20261012100001Z", "tsa", "-keyid")]))["intact"]


@pytest.mark.parametrize("options", [("-nocerts",), ("-md", "sha1")])
def test_token_without_what_it_needs_is_not_believed(authority: Authority, options: tuple[str, ...]) -> None:
    assert only(verify_bundle(bundle(stamps=[stated(authority, "20261012100001Z", "tsa", *options)])))[0] != "intact"


@pytest.mark.parametrize("at", ["20261301000000Z", "2026", "20261012100001", "20261012100001+0100", ""])
def test_time_that_is_none_is_refused(authority: Authority, at: str) -> None:
    assert only(verify_bundle(bundle(stamps=[stated(authority, at)])))[0] == "changed"


@pytest.mark.parametrize("junk", [b"", b"0", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", bytes(100), b"\x30" * 60_000])
def test_what_is_no_token_or_signature_is_named(authority: Authority, junk: bytes) -> None:
    assert only(verify_bundle(bundle(stamps=[lambda _: junk])))[0] == "changed"
    assert damaged(verify_bundle(bundle(sealed=lambda _: junk))) == {"META-INF/signature.p7s"}


@pytest.mark.parametrize(
    "data", [b"\x30\x03\x02\x81\x01", b"\x30\x02\x02\x05", b"\x30\x04\x02\x82\x00\x01", b"\x30\x02\x1f\x01"]
)
def test_der_in_any_longer_form_is_refused(data: bytes) -> None:
    with pytest.raises((Bad, IndexError)):
        parts(data)


def test_every_flipped_byte_that_a_token_signs_is_found(authority: Authority) -> None:
    made = written(stamps=[authority.stamp("root")])
    token = made[TOKEN]
    start = token.index(b"\x02\x01\x01\x06", 40)  # where what it states begins
    end = token.index(b"\xa0\x82", start + 20)  # where the certificates begin
    for place in range(start, end):
        spoiled = token[:place] + bytes([token[place] ^ 1]) + token[place + 1 :]
        report = verify_bundle(changed(bundle(), lambda files, spoiled=spoiled: with_token(files, made, spoiled)))
        assert states(report)[TOKEN] != "intact", place


def with_token(files: Files, made: Files, token: bytes) -> None:
    files.clear()
    files |= {**made, TOKEN: token}


def test_signature_over_everything_names_its_signer(authority: Authority) -> None:
    report = verify_bundle(bundle(sealed=authority.sign))
    [signature] = report["signatures"]
    assert (signature["name"], signature["by"]) == ("META-INF/signature.p7s", "CN=Test seal")
    assert len(bytes.fromhex(signature["certificate"])) == 32


def test_signature_over_another_table_or_holding_it_is_named(authority: Authority) -> None:
    report = verify_bundle(bundle(sealed=lambda table: authority.sign(table + b"x")))
    assert damaged(report) == {"META-INF/signature.p7s"}
    assert states(report)["META-INF/ASiCManifest.xml"] == "unproven"
    holding = bundle(sealed=lambda table: authority.sign(table, "seal", "-nodetach"))
    assert damaged(verify_bundle(holding)) == {"META-INF/signature.p7s"}


def test_changed_table_is_named_and_the_signature_over_the_right_one_is_not(authority: Authority) -> None:
    def change(files: Files) -> None:
        files["META-INF/ASiCManifest.xml"] += b"<!-- -->\n"

    assert damaged(verify_bundle(changed(bundle(sealed=authority.sign), change))) == {"META-INF/ASiCManifest.xml"}


def test_signed_table_of_other_files_is_found(authority: Authority) -> None:
    def sealed(table: bytes) -> bytes:
        return authority.sign(table)

    made = written(sealed=sealed, stamps=[authority.stamp()])
    without = {name: data for name, data in made.items() if name != TOKEN}
    report = verify_bundle(changed(bundle(), lambda files: with_token(files, without, b"") or files.pop(TOKEN)))
    assert damaged(report) == {"the container"}


def test_exhibit_changed_under_a_signed_table_is_named_alone(authority: Authority) -> None:
    def change(files: Files) -> None:
        files["exhibits/B1-mail.eml"] += b"x"

    assert damaged(verify_bundle(changed(bundle(sealed=authority.sign), change))) == {"exhibits/B1-mail.eml"}
