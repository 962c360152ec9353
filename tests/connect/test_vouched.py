"""Whose mail server vouches for a mail: genuine ones hold, forged ones are told by what is wrong with them."""

from __future__ import annotations

import base64
import random
import re
from datetime import UTC, datetime, timedelta

import dkim
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connect.signing import FIELDS, MAIL, Signer, ed_signer, rsa_signer

from wederhoor.connect.mail.canonical import apart
from wederhoor.connect.mail.vouched import Record, Verdict, Vouched, again, is_aligned, keys_named, sentences, vouched
from wederhoor.connect.sentences import LANGUAGES

NOW = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)
WAYS = ("relaxed/relaxed", "relaxed/simple", "simple/relaxed", "simple/simple")

# RFC 8463, appendix A.3: one mail, signed twice; its keys are in A.2.
RFC_MAIL = b"""DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
"""
RFC_KEYS = {
    "brisbane._domainkey.football.example.com": "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    "test._domainkey.football.example.com": "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"
    "iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hst"
    "T5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB",
}


def found(mail: bytes, *signers: Signer, flags: str = "", at: datetime = NOW) -> Vouched:
    records = {name: record for one in signers for name, record in one.record(flags).items()}
    return vouched(mail, records, at)


def verdict(mail: bytes, *signers: Signer, **more) -> str:
    return found(mail, *signers, **more).verdict


def test_mail_of_the_standard_holds_in_both_its_signatures() -> None:
    records = {name: Record("found", (text,)) for name, text in RFC_KEYS.items()}
    for mail in (RFC_MAIL, RFC_MAIL.replace(b"\n", b"\r\n")):
        made = vouched(mail, records, NOW)
        assert [one.verdict for one in made.signatures] == [Verdict.ALIGNED, Verdict.ALIGNED]
        assert keys_named(mail) == tuple(RFC_KEYS)
    changed = RFC_MAIL.replace(b"hungry", b"thirsty")
    assert {one.verdict for one in vouched(changed, records, NOW).signatures} == {Verdict.BODY_CHANGED}


@pytest.mark.parametrize("signer", [rsa_signer(), ed_signer()], ids=["rsa", "ed25519"])
@pytest.mark.parametrize("ways", WAYS)
def test_genuine_mail_is_vouched_for_by_its_own_domain(signer: Signer, ways: str) -> None:
    made = found(signer.sign(ways=ways), signer)
    assert (made.verdict, made.sender) == (Verdict.ALIGNED, "klant.example")
    [one] = made.signatures
    assert (one.domain, one.selector, one.loose) == ("klant.example", signer.selector, ())


@pytest.mark.parametrize("ways", WAYS)
@pytest.mark.parametrize("body", [b"", b"\r\n", b"\r\n\r\n", b" \r\n", b"a", b"a \t b\r\n \r\n\r\n", b"\xff\x00\r"])
def test_odd_bodies_hold_as_the_other_implementation_signs_them(ways: str, body: bytes) -> None:
    mail = MAIL.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + body
    assert verdict(rsa_signer().sign(mail, ways), rsa_signer()) == Verdict.ALIGNED


def test_relaxed_mail_survives_what_relays_do_to_it() -> None:
    sent = rsa_signer().sign()
    moved = sent.replace(b"Subject: Lamp  kapot", b"SUBJECT:   Lamp\r\n kapot  ").replace(b"stuk. \r\n", b"stuk.\r\n")
    assert (
        verdict(b"Received: from a by b; Mon, 12 Oct 2026\r\n" + moved + b"\r\n\r\n", rsa_signer()) == Verdict.ALIGNED
    )
    assert verdict(b"From tessa@klant.example Mon Oct 12\n" + sent.replace(b"\r\n", b"\n"), rsa_signer()) == "aligned"


FORGED = {
    "body": (b"De lamp  is stuk", b"De lamp  is heel", "body_changed"),
    "body longer": (b"Groet, Tessa", b"Groet, Tessa\r\nEn ik wil EUR 500", "body_changed"),
    "subject": (b"Lamp  kapot", b"Lamp  heel", "header_changed"),
    "from": (b"tessa@klant.example>\r\nTo", b"ander@bank.example>\r\nTo", "header_changed"),
    "date": (b"11 Oct", b"01 Oct", "header_changed"),
    "subject added above": (b"From:", b"Subject: Anders\r\nFrom:", "doubled"),
    "from added above": (b"From:", b"From: directeur@bank.example\r\nFrom:", "doubled"),
    "from added below": (b"To:", b"From: directeur@bank.example\r\nTo:", "header_changed"),
    "value": (b"b=", b"b=AAAA", "header_changed"),
}


@pytest.mark.parametrize("name", FORGED)
@pytest.mark.parametrize("signer", [rsa_signer(), ed_signer()], ids=["rsa", "ed25519"])
def test_forged_mail_is_flagged_with_what_was_done_to_it(signer: Signer, name: str) -> None:
    old, new, expected = FORGED[name]
    sent = signer.sign()
    place = sent.rindex(old) if name != "value" else re.search(rb"[\s;]b=", sent).start() + 1
    forged = sent[:place] + new + sent[place + len(old) :]
    assert forged != sent
    assert verdict(forged, signer) == expected


def test_signature_of_another_domain_says_nothing_of_the_sender() -> None:
    evil = rsa_signer("evil.example")
    assert verdict(evil.sign(), evil, rsa_signer()) == Verdict.OTHER_DOMAIN
    replayed = evil.sign(MAIL.replace(b"tessa@klant.example", b"x@evil.example"))
    swapped = replayed.replace(b"x@evil.example>\r\nTo", b"tessa@klant.example>\r\nTo")
    assert verdict(swapped, evil, rsa_signer()) == Verdict.HEADER_CHANGED


def test_one_good_signature_among_several_speaks_for_the_mail() -> None:
    list_server, own = rsa_signer("lijst.example"), ed_signer()
    mail = list_server.sign(own.sign())
    made = found(mail, own, list_server)
    assert made.verdict is Verdict.ALIGNED
    assert [one.verdict for one in made.signatures] == [Verdict.OTHER_DOMAIN, Verdict.ALIGNED]
    many = b"DKIM-Signature: v=1; a=rsa-sha256; d=x; s=y\r\n" * 7 + own.sign()
    assert found(many, own).more == 3
    assert len(found(many, own).signatures) == 5


def test_length_tag_leaves_what_was_added_behind_unsigned() -> None:
    sent = rsa_signer().sign(length=True)
    assert verdict(sent, rsa_signer()) == Verdict.ALIGNED
    added = sent + b"Ik zie af van elke vordering.\r\n"
    [one] = found(added, rsa_signer()).signatures
    assert one.verdict is Verdict.PARTIAL
    assert one.unsigned_bytes > 20


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"state": "none"}, "key_gone"),
        ({"state": "unreachable"}, "key_unreachable"),
        ({"state": "unfit"}, "key_unfit"),
        ({"texts": ("v=DKIM1; p=",)}, "key_gone"),
        ({"texts": ("a=b", "c=d")}, "key_unfit"),
        ({"texts": ("v=DKIM1; p=" + "A" * 5000,)}, "key_unfit"),
        ({"texts": ("v=DKIM1; k=rsa; p=!!",)}, "key_unfit"),
        ({"texts": ("v=DKIM1; k=rsa; p=QUJD",)}, "key_unfit"),
        ({"texts": ("v=DKIM2; k=rsa; p=QUJD",)}, "key_unfit"),
        ({"texts": (rsa_signer().text("h=sha1; "),)}, "key_unfit"),
        ({"texts": (rsa_signer().text("s=tlsrpt; "),)}, "key_unfit"),
        ({"texts": (rsa_signer("x.example", bits=3072).text(),)}, "header_changed"),
    ],
)
def test_key_that_cannot_be_used_is_told_apart_from_a_forgery(change: dict, expected: str) -> None:
    [record] = rsa_signer().record().values()
    texts = change.get("texts", record.texts if change.get("state", "found") == "found" else ())
    made = vouched(rsa_signer().sign(), {rsa_signer().name: Record(change.get("state", "found"), texts)}, NOW)
    assert made.verdict == expected


def test_key_of_a_domain_that_tests_counts_as_none_and_a_short_one_proves_nothing() -> None:
    assert verdict(rsa_signer().sign(), rsa_signer(), flags="t=y; ") == Verdict.TEST
    short = rsa_signer(selector="kort", bits=1024)
    assert verdict(short.sign(), short) == Verdict.ALIGNED
    # Libraries make none so short any more: 512 bits, written out by hand.
    modulus = (1 << 511) + 0x1234567 * 2 + 1
    der = b"\x30\x48\x02\x41\x00" + modulus.to_bytes(64, "big") + b"\x02\x03\x01\x00\x01"
    spki = b"\x30\x5c\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x4b\x00" + der
    record = Record("found", (f"v=DKIM1; p={base64.b64encode(spki).decode()}",))
    weak = vouched(rsa_signer().sign(), {rsa_signer().name: record}, NOW)
    assert weak.verdict in (Verdict.WEAK, Verdict.KEY_UNFIT)


def test_signature_made_the_old_way_proves_nothing() -> None:
    old = rsa_signer().sign().replace(b"a=rsa-sha256", b"a=rsa-sha1")
    assert verdict(old, rsa_signer()) == Verdict.WEAK


def test_expired_signature_held_once_and_is_told_so() -> None:
    mail = MAIL
    signer = ed_signer()
    made = signer.sign(mail)
    stamp = int((NOW - timedelta(days=2)).timestamp())
    # Signed anew over the same fields with an x= in it, by the same rules as the other implementation.
    ours = re.sub(rb"t=\d+;", b"t=%d; x=%d;" % (stamp, stamp + 3600), made, count=1)
    resigned = _signed_again(ours, signer)
    assert verdict(resigned, signer) == Verdict.EXPIRED
    assert verdict(resigned, signer, at=NOW - timedelta(days=2)) == Verdict.ALIGNED
    backwards = re.sub(rb"x=\d+", b"x=5", resigned)
    assert verdict(backwards, signer) == Verdict.MALFORMED


def _signed_again(mail: bytes, signer: Signer) -> bytes:
    import hashlib

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from wederhoor.connect.mail.canonical import head_as
    from wederhoor.connect.mail.dkim import signature_at

    parsed = apart(mail)
    read = signature_at(parsed, 0)
    data = head_as(read.ways[0], parsed, read.names, 0)
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(signer.private))
    value = base64.b64encode(key.sign(hashlib.sha256(data).digest()))
    field, _, rest = mail.partition(b"\r\nFrom:")
    return re.sub(rb"([;\s]b=)[^;]*\Z", rb"\g<1>" + value, field) + b"\r\nFrom:" + rest


def test_subject_outside_the_signature_is_said() -> None:
    sent = rsa_signer().sign(fields=[b"from", b"date"])
    made = found(sent.replace(b"kapot", b"heel"), rsa_signer())
    assert made.verdict is Verdict.ALIGNED
    assert made.signatures[0].loose == ("subject", "to", "content-type")
    assert any("onderwerp" in sentence for sentence in sentences(made.as_json()))


def test_how_a_mail_is_built_outside_the_signature_is_said() -> None:
    sent = rsa_signer().sign(fields=[b"from", b"to", b"subject", b"date"])
    made = found(sent.replace(b"text/plain; charset=utf-8", b"multipart/mixed; boundary=x"), rsa_signer())
    assert made.verdict is Verdict.ALIGNED
    assert sum("opgebouwd" in sentence for sentence in sentences(made.as_json())) == 1


@pytest.mark.parametrize("name", [b"Content-Type: text/html", b"Content-Transfer-Encoding: base64", b"MIME-Version: 2"])
def test_second_field_that_says_how_to_read_the_mail_is_doubled(name: bytes) -> None:
    before, _, after = MAIL.partition(b"\r\n\r\n")
    mail = before + b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + after
    sent = rsa_signer().sign(mail)
    assert found(sent, rsa_signer()).verdict is Verdict.ALIGNED
    assert found(name + b"\r\n" + sent, rsa_signer()).verdict is Verdict.DOUBLED


@pytest.mark.parametrize(
    "field",
    [
        b"v=2; a=rsa-sha256; d=klant.example; s=r1; h=from; bh=QUJD; b=QUJD",
        b"v=1; a=rsa-sha256; d=klant.example; s=r1; h=to; bh=QUJD; b=QUJD",
        b"v=1; a=rsa-sha256; d=../../etc; s=r1; h=from; bh=QUJD; b=QUJD",
        b"v=1; a=rsa-sha256; d=klant.example; s=a b; h=from; bh=QUJD; b=QUJD",
        b"v=1; a=rsa-sha256; d=klant.example; d=klant.example; s=r1; h=from; bh=QUJD; b=QUJD",
        b"v=1; a=rsa-sha256; d=klant.example; i=@ander.example; s=r1; h=from; bh=QUJD; b=QUJD",
        b"v=1; a=rsa-sha256; c=loose; d=klant.example; s=r1; h=from; bh=QUJD; b=QUJD",
        b"v=1; a=rsa-sha256; d=klant.example; s=r1; h=from; bh=QUJD; b=",
        b"v=1; a=rsa-sha256; d=klant.example; s=r1; l=-1; h=from; bh=QUJD; b=QUJD",
        b"v=1; a=none; d=klant.example; s=r1; h=from; bh=QUJD; b=QUJD",
        b"v=1; a=rsa-sha256; d=klant.example; s=r1; h=" + b"from:" * 200 + b"to; bh=QUJD; b=QUJD",
        b"=;=;=",
        b"",
        b"\xff\xfe\x00",
        b"v=1;" + b"x" * 20_000,
    ],
)
def test_field_that_is_no_signature_is_malformed_and_asks_for_nothing_odd(field: bytes) -> None:
    mail = b"DKIM-Signature: " + field + b"\r\n" + MAIL
    assert verdict(mail, rsa_signer()) == Verdict.MALFORMED
    assert set(keys_named(mail)) <= {"r1._domainkey.klant.example"}


def test_hostile_sizes_are_refused_before_anything_is_read() -> None:
    wide = b"DKIM-Signature: v=1; d=" + b"a" * 1_000_000 + b"\r\n" + MAIL
    assert vouched(wide, {}, NOW).verdict is Verdict.UNREADABLE
    assert keys_named(wide) == ()
    deep = b"DKIM-Signature: v=1\r\n" * 5_000 + MAIL
    assert vouched(deep, {}, NOW).verdict is Verdict.UNREADABLE
    assert vouched(b"x" * 26 * 1024 * 1024, {}, NOW).verdict is Verdict.UNREADABLE
    empty_lines = b"\r\n" * 1_000_000
    assert verdict(rsa_signer().sign() + empty_lines, rsa_signer()) == Verdict.ALIGNED
    assert vouched(MAIL + empty_lines, {}, NOW).verdict is Verdict.UNSIGNED


def test_mail_without_a_signature_is_not_held_against_anybody() -> None:
    made = vouched(MAIL, {}, NOW)
    assert made.verdict is Verdict.UNSIGNED
    [said] = sentences(made.as_json())
    assert "niets ten nadele" in said


def test_domain_that_only_looks_the_same_in_old_spelling_vouches_for_nobody_else() -> None:
    mail = MAIL.replace(b"tessa@klant.example", "tessa@straße.example".encode())
    signer = rsa_signer("strasse.example")
    assert found(signer.sign(mail), signer).verdict is Verdict.OTHER_DOMAIN
    own = rsa_signer("xn--strae-oqa.example")
    assert found(own.sign(mail), own).verdict is Verdict.ALIGNED


@pytest.mark.parametrize(
    ("signer", "sender", "expected"),
    [
        ("klant.example", "klant.example", True),
        ("mail.klant.example", "klant.example", True),
        ("klant.example", "mail.klant.example", True),
        ("example", "klant.example", False),
        ("co.uk", "shop.co.uk", False),
        ("klant.example", "slechteklant.example", False),
        ("a.klant.example", "b.klant.example", False),
        ("", "klant.example", False),
    ],
)
def test_domains_belong_together_only_where_one_lies_below_the_other(signer: str, sender: str, expected: bool) -> None:
    assert is_aligned(signer, sender) is expected


@pytest.mark.parametrize(
    ("field", "domain"),
    [
        (b"From: a@b.example", "b.example"),
        (b'From: "x@bank.example" <a@b.example>', "b.example"),
        (b"From: a@b.example, c@d.example", ""),
        (b"From: niemand", ""),
        (b"From: a@b.example\r\nFrom: c@d.example", ""),
        ("From: a@bücher.example".encode(), "xn--bcher-kva.example"),
        ("From: a@straße.example".encode(), "xn--strae-oqa.example"),
        (b"From: a@b.example " + b"(" * 5_000, ""),
        (b"From: " + b"g:" * 9_000 + b"a@b.example", ""),
        (b"From: a@" + b"b." * 5_000 + b"example", ""),
    ],
)
def test_sender_is_the_one_address_of_the_one_field(field: bytes, domain: str) -> None:
    assert vouched(field + b"\r\n\r\nx", {}, NOW).sender == domain


def test_what_was_kept_is_enough_to_judge_again_without_a_network() -> None:
    sent = rsa_signer().sign(ed_signer().sign())
    first = found(sent, rsa_signer(), ed_signer())
    assert again(sent, first.as_json(), NOW) == first
    assert again(sent.replace(b"stuk", b"heel"), first.as_json(), NOW).verdict is Verdict.BODY_CHANGED


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_its_sentence_in_every_language(verdict: Verdict) -> None:
    kept = {
        "verdict": verdict.value,
        "sender": "a.example",
        "signatures": [{"verdict": verdict, "domain": "b.example"}],
    }
    for sentence in sentences(kept):
        assert all(sentence.says(language).endswith(".") for language in LANGUAGES)
        assert len({sentence.says(language) for language in LANGUAGES}) == 3


def test_any_changed_byte_of_what_is_signed_is_seen() -> None:
    signer = ed_signer()
    sent = signer.sign(ways="simple/simple")
    draw = random.Random(8463)
    begin = sent.index(b"From:")
    end = len(sent.rstrip(b"\r\n"))
    unsigned = range(sent.index(b"MIME-Version"), sent.index(b"Content-Type"))
    for place in range(begin, end):
        if place in unsigned or sent[place] in b"\r\n":
            continue
        forged = sent[:place] + bytes([sent[place] ^ (1 << draw.randrange(7))]) + sent[place + 1 :]
        if b"\n" in forged[place : place + 1]:
            continue
        assert verdict(forged, signer) != Verdict.ALIGNED, place


def test_other_implementation_agrees_on_random_bodies() -> None:
    draw = random.Random(6376)
    signer = rsa_signer()
    head = MAIL.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    for _ in range(60):
        body = (
            b"".join(draw.choice([b" ", b"\t", b"\r\n", b"a", b"\r\n\r\n", b"."]) for _ in range(draw.randrange(40)))
            + b"\r\n"
        )
        sent = signer.sign(head + body, draw.choice(WAYS), length=draw.random() < 0.3)
        theirs = dkim.verify(sent, dnsfunc=lambda name, timeout=5: signer.text().encode())
        assert theirs is True
        assert verdict(sent, signer) == Verdict.ALIGNED, body


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_at_all_make_it_stumble(noise: bytes) -> None:
    for mail in (noise, b"DKIM-Signature: " + noise + b"\r\n" + MAIL, b"DKIM-Signature:v=1;" + noise, MAIL + noise):
        assert vouched(mail, rsa_signer().record(), NOW).verdict in set(Verdict)
        keys_named(mail)
    assert FIELDS
