"""Inclusion proofs as text."""

from __future__ import annotations

import pytest

from wederhoor.ledger.checkpoint import BadNote, Checkpoint, Signer, b64
from wederhoor.ledger.proof import HEADER, Proof
from wederhoor.ledger.tree import Tree, inclusion_proof

SIGNER = Signer("shop.example/log", b"k" * 32)
ENTRIES = [bytes([n]) * 32 for n in range(11)]


@pytest.fixture(scope="module")
def proof() -> Proof:
    tree = Tree()
    nodes = {(level, index): digest for entry in ENTRIES for level, index, digest in tree.append(entry)}
    note = Checkpoint(SIGNER.origin, tree.size, tree.root()).sign(SIGNER)
    return Proof(6, tuple(inclusion_proof(6, 11, lambda *address: nodes[address])), note)


def test_proof_text_reads_back_and_verifies(proof: Proof) -> None:
    read = Proof.parse(proof.text)
    assert read == proof
    assert read.text.startswith(f"{HEADER}\nindex 6\n{b64(proof.hashes[0])}\n")
    assert read.verify(ENTRIES[6], SIGNER.key).size == 11


def test_proof_of_a_tree_of_one_has_no_hashes() -> None:
    tree = Tree()
    tree.append(ENTRIES[0])
    note = Checkpoint(SIGNER.origin, 1, tree.root()).sign(SIGNER)
    text = Proof(0, (), note).text
    assert text == f"{HEADER}\nindex 0\n\n{note}"
    assert Proof.parse(text).verify(ENTRIES[0], SIGNER.key).size == 1


def test_proof_does_not_verify_another_entry(proof: Proof) -> None:
    with pytest.raises(BadNote, match="does not lead"):
        proof.verify(ENTRIES[7], SIGNER.key)


def test_every_changed_byte_of_a_proof_text_is_refused(proof: Proof) -> None:
    raw = proof.text.encode()
    for place in range(len(raw)):
        for bit in (0x01, 0x80):
            changed = bytearray(raw)
            changed[place] ^= bit
            with pytest.raises((BadNote, UnicodeDecodeError)):
                Proof.parse(bytes(changed).decode()).verify(ENTRIES[6], SIGNER.key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        HEADER,
        f"{HEADER}\n\nnote",
        f"{HEADER}\nindex 01\n\nnote",
        f"{HEADER}\nextra AAAA\nindex 1\n\nnote",
        f"{HEADER}\nindex 1\nAAAA\n\nnote",
        f"{HEADER}\nindex 1\n" + f"{b64(bytes(32))}\n" * 65 + "\nnote",
    ],
)
def test_text_that_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        Proof.parse(text)
