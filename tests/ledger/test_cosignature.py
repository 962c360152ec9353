"""Cosignatures and notes with several signatures, held against what C2SP and Go publish."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from wederhoor.ledger import checkpoint as notes
from wederhoor.ledger.checkpoint import BadNote, Checkpoint, Key, Signer, b64, log_signed, split, unb64, verify
from wederhoor.ledger.cosignature import Cosigner, WitnessKey, answered, cosigned, message, with_cosignatures

SIGNER = Signer("shop.example/log", b"l" * 32)
FIRST, SECOND = Cosigner("witness.example/w1", b"1" * 32), Cosigner("witness.example/w2", b"2" * 32)
AT = 1_790_000_000
CHECKPOINT = Checkpoint("shop.example/log", 12, hashlib.sha256(b"root").digest())
NOTE = CHECKPOINT.sign(SIGNER)
BOTH = with_cosignatures(NOTE, [FIRST.cosign(CHECKPOINT.text, AT), SECOND.cosign(CHECKPOINT.text, AT + 1)])

# The example of c2sp.org/tlog-cosignature, whole; and that of golang.org/x/mod/sumdb/note.
EXAMPLE = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501 the lines are as published
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_NOTE = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""


def test_note_published_for_go_verifies_here() -> None:
    key = Key.parse(NEUMANN)
    assert (key.vkey, log_signed(NEUMANN_NOTE, key)) == (NEUMANN, NEUMANN_NOTE)
    with pytest.raises(BadNote, match="does not fit"):
        log_signed(NEUMANN_NOTE.replace("don't", "do not"), key)


def test_example_of_the_standard_is_read_and_states_its_moment() -> None:
    text, (log, witness) = split(EXAMPLE)
    assert Checkpoint.parse(text) == Checkpoint("example.com/behind-the-sofa", 20852163, unb64(text.split("\n")[2]))
    assert (log[0], witness[0]) == ("example.com/behind-the-sofa", "witness.example.com/w1")
    assert int.from_bytes(witness[2][:8], "big") == 1679315147
    assert message(text, 1679315147).decode().split("\n")[:3] == [
        "cosignature/v1",
        "time 1679315147",
        "example.com/behind-the-sofa",
    ]


def test_cosignature_has_the_published_form() -> None:
    name, kid, signature = split(BOTH)[1][1]
    public = FIRST.key.public
    assert kid == hashlib.sha256(b"witness.example/w1\n\x04" + public).digest()[:4]
    assert (name, len(signature), int.from_bytes(signature[:8], "big")) == ("witness.example/w1", 72, AT)
    signed = f"cosignature/v1\ntime {AT}\nshop.example/log\n12\n{b64(CHECKPOINT.root)}\n"
    Ed25519PublicKey.from_public_bytes(public).verify(signature[8:], signed.encode())


def test_key_of_a_witness_is_written_and_read() -> None:
    vkey = FIRST.key.vkey
    assert vkey.startswith("witness.example/w1+")
    assert unb64(vkey.split("+", 2)[2]) == b"\x04" + FIRST.key.public
    assert WitnessKey.parse(vkey) == FIRST.key
    with pytest.raises(BadNote, match="not an Ed25519 key"):
        Key.parse(vkey)
    with pytest.raises(BadNote, match="not that of a witness"):
        WitnessKey.parse(SIGNER.key.vkey)


def test_same_key_signs_under_another_id_as_log_and_as_witness() -> None:
    assert Signer("one.example", b"s" * 32).key.id != Cosigner("one.example", b"s" * 32).key.id


def test_all_signatures_of_a_note_are_told_apart() -> None:
    assert cosigned(BOTH, [FIRST.key, SECOND.key]) == {FIRST.key: AT, SECOND.key: AT + 1}
    assert cosigned(BOTH, [SECOND.key]) == {SECOND.key: AT + 1}
    assert verify(BOTH, SIGNER.key) == CHECKPOINT
    assert log_signed(BOTH, SIGNER.key) == NOTE


def test_lines_of_other_types_and_names_are_left_alone() -> None:
    longer = notes.signature_line("witness.example/w1", b"\x06\x06\x06\x06" + bytes(8 + 2420))
    stranger = notes.signature_line("somebody.example", FIRST.key.id + bytes(72))
    assert cosigned(BOTH + longer + stranger, [FIRST.key]) == {FIRST.key: AT}
    assert verify(BOTH + longer + stranger, SIGNER.key) == CHECKPOINT


def test_known_key_with_a_wrong_signature_spoils_the_note() -> None:
    other = FIRST.cosign(Checkpoint("shop.example/log", 13, CHECKPOINT.root).text, AT)
    with pytest.raises(BadNote, match="does not fit"):
        cosigned(BOTH + other, [FIRST.key])
    assert cosigned(BOTH + other, [SECOND.key]) == {SECOND.key: AT + 1}


@pytest.mark.parametrize("change", [slice(0, 8), slice(8, 72)], ids=["moment", "signature"])
def test_every_byte_of_a_cosignature_counts(change: slice) -> None:
    text, signature = CHECKPOINT.text, bytearray(split(BOTH)[1][1][2])
    for place in range(change.start, change.stop):
        changed = bytearray(signature)
        changed[place] ^= 1
        with pytest.raises(BadNote):
            FIRST.key.time_of(text, bytes(changed))
    assert FIRST.key.time_of(text, bytes(signature)) == AT


def test_moment_beyond_the_last_is_refused() -> None:
    late = Cosigner("w", b"w" * 32)
    line = late.cosign(CHECKPOINT.text, 2**63)
    with pytest.raises(BadNote):
        cosigned(NOTE + line, [late.key])
    assert cosigned(NOTE + late.cosign(CHECKPOINT.text, 2**63 - 1), [late.key]) == {late.key: 2**63 - 1}


def test_answer_of_a_witness_is_searched_for_its_own_line() -> None:
    line = FIRST.cosign(CHECKPOINT.text, AT)
    noise = notes.signature_line("witness.example/w9", bytes(80))
    assert answered(NOTE, noise + line, FIRST.key) == (line, AT)
    for answer in ("", noise, line[:-1], "not a line\n", FIRST.cosign("other\n1\n\n", AT)):
        with pytest.raises(BadNote):
            answered(NOTE, answer, FIRST.key)


def test_name_with_a_space_of_any_kind_or_a_plus_is_no_key_name() -> None:
    for name in ("a\u00a0b", "a\u2003b", "a+b", ""):
        with pytest.raises(BadNote):
            split(f"text\n\n— {name} AAAAAAAA\n")
        with pytest.raises(BadNote):
            WitnessKey(name, bytes(32))


def test_key_that_is_no_point_of_the_curve_verifies_nothing() -> None:
    key = WitnessKey("w", b"\xff" * 32)
    with pytest.raises(BadNote):
        key.time_of("x\n", bytes(72))


def test_checkpoint_of_another_log_may_carry_more_lines_and_ours_may_not() -> None:
    text = CHECKPOINT.text + "more\n"
    assert Checkpoint.head(text) == CHECKPOINT
    with pytest.raises(BadNote):
        Checkpoint.parse(text)
    with pytest.raises(BadNote):
        Checkpoint.head(CHECKPOINT.text + "\n")
