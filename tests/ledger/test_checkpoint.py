"""Keys, signed notes and checkpoints, as the C2SP texts define them."""

from __future__ import annotations

import hashlib

import pytest

from wederhoor.ledger.checkpoint import BadNote, Checkpoint, Key, Signer, b64, split, unb64, verify

# The first key pair of RFC 8032, 7.1.
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
SIGNER = Signer("shop.example/log", SEED)
NOTE = Checkpoint("shop.example/log", 12, hashlib.sha256(b"root").digest()).sign(SIGNER)


def test_key_id_is_of_name_type_and_key() -> None:
    expected = hashlib.sha256(b"shop.example/log\n\x01" + PUBLIC).digest()[:4]
    assert SIGNER.key.id == expected
    assert SIGNER.key.vkey == f"shop.example/log+{expected.hex()}+{b64(bytes([1]) + PUBLIC)}"
    assert Key.parse(SIGNER.key.vkey) == SIGNER.key


def test_note_has_the_published_form() -> None:
    lines = NOTE.split("\n")
    assert lines[:2] == ["shop.example/log", "12"]
    assert lines[3] == ""
    assert lines[4].startswith("— shop.example/log ")
    assert unb64(lines[4].split(" ")[2])[:4] == SIGNER.key.id
    assert verify(NOTE, SIGNER.key) == Checkpoint("shop.example/log", 12, hashlib.sha256(b"root").digest())


def test_every_changed_byte_of_a_note_is_refused() -> None:
    raw = NOTE.encode()
    for place in range(len(raw)):
        for bit in (0x01, 0x20):
            changed = bytearray(raw)
            changed[place] ^= bit
            with pytest.raises((BadNote, UnicodeDecodeError)):
                verify(bytes(changed).decode(), SIGNER.key)


def test_signatures_of_unknown_keys_are_ignored_and_of_the_log_needed() -> None:
    witness = Signer("witness.example", b"w" * 32)
    line = witness.sign(Checkpoint.parse(split(NOTE)[0]).text).rpartition("\n\n")[2]
    assert verify(NOTE + line, SIGNER.key).size == 12
    with pytest.raises(BadNote, match="did not sign"):
        verify(NOTE, witness.key)


def test_a_second_wrong_signature_of_the_log_spoils_the_note() -> None:
    wrong = f"— shop.example/log {b64(SIGNER.key.id + bytes(64))}\n"
    with pytest.raises(BadNote, match="does not fit"):
        verify(NOTE + wrong, SIGNER.key)


def test_log_signs_for_itself_only() -> None:
    with pytest.raises(BadNote):
        Checkpoint("another.example/log", 1, bytes(32)).sign(SIGNER)
    foreign = SIGNER.sign(Checkpoint("another.example/log", 1, bytes(32)).text)
    with pytest.raises(BadNote, match=r"of another\.example"):
        verify(foreign, SIGNER.key)


@pytest.mark.parametrize(
    "text",
    [
        "o\n012\n{root}\n",
        "o\n-1\n{root}\n",
        "o\n1\n{root}\nextra\n",
        "o\n1\n{root}",
        "\n1\n{root}\n",
        "o\n1\nAAAA\n",
        "o\n1\n\n",
        "o\n9999999999999999999999\n{root}\n",
        "o\n\u0661\n{root}\n",
    ],
)
def test_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.parse(text.format(root=b64(bytes(32))))


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        "name+00000000+AAAA",
        f"name+00000000+{b64(bytes([1]) + PUBLIC)}",
        f"name+zz+{b64(bytes([2]) + PUBLIC)}",
        f"na me+00000000+{b64(bytes([1]) + PUBLIC)}",
    ],
)
def test_text_that_is_no_key_is_refused(vkey: str) -> None:
    with pytest.raises(BadNote):
        Key.parse(vkey)


@pytest.mark.parametrize(
    "note", ["", "text\n", "text\n\n", "a\n\n— n\n", "a\n\n- n AAAAAAAA\n", "a\x07\n\n— n AAAAAAAA\n"]
)
def test_text_that_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(BadNote):
        split(note)


def test_note_with_a_thousand_signatures_is_refused_before_reading_them() -> None:
    with pytest.raises(BadNote, match="at most"):
        split("a\n\n" + "— n AAAAAAAA\n" * 1000)


def test_base64_is_written_one_way_only() -> None:
    assert unb64("AAE=") == b"\0\1"
    for text in ("AAF=", "AAE", "AAE=\n", " AAE=", "AA-_"):
        with pytest.raises(BadNote):
            unb64(text)
