"""The tree against pymerkle on random trees, and what becomes of proofs with a byte changed.

The long form takes ten thousand trees, every other value of every byte of a thousand proofs, and every byte of their
texts: ``make proof-trees``. It is cut into parts, each with its own seed, that as many processes share as there are
cores.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

import pytest
from tests.oracle import Oracle

from wederhoor.ledger.checkpoint import BadNote, Checkpoint, Signer
from wederhoor.ledger.proof import Proof
from wederhoor.ledger.tree import (
    Tree,
    consistency_proof,
    inclusion_proof,
    root_at,
    verify_consistency,
    verify_inclusion,
)

LONG = os.environ.get("WEDERHOOR_LONG") == "1"
PARTS = 20 if LONG else 2
TREES = (10_000 if LONG else 2_000) // PARTS
PROOFS = (1_000 if LONG else 200) // PARTS
TEXTS = (1_000 if LONG else 20) // PARTS
SEED = 20261122
SIGNER = Signer("shop.example/log", b"k" * 32)

in_parts = pytest.mark.parametrize("part", range(PARTS))


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    with Oracle() as one:
        yield one


class Grown:
    """A random tree with its nodes."""

    def __init__(self, chance: Random) -> None:
        self.size = chance.choice((chance.randint(1, 9), chance.randint(1, 70), chance.randint(1, 300)))
        self.entries = [chance.randbytes(chance.choice((0, 1, 32, 32, 32, 100))) for _ in range(self.size)]
        self.tree, half = Tree(), chance.randint(0, self.size)
        nodes = [node for entry in self.entries[:half] for node in self.tree.append(entry)]
        nodes += self.tree.extend(self.entries[half:])
        self.nodes = {(level, index): digest for level, index, digest in nodes}

    def read(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def root(self, size: int) -> bytes:
        return root_at(size, self.read)


@in_parts
def test_random_trees_have_the_roots_and_proofs_the_oracle_gives_them(oracle: Oracle, part: int) -> None:
    chance = Random(SEED + part)
    for _ in range(TREES):
        grown = Grown(chance)
        sizes = [grown.size, chance.randint(1, grown.size)]
        inclusion = [(chance.randint(0, size - 1), size) for size in sizes]
        consistency = [(chance.randint(1, size), size) for size in sizes]
        said = oracle.ask(
            entries=[entry.hex() for entry in grown.entries],
            sizes=sizes,
            inclusion=inclusion,
            consistency=consistency,
        )
        assert grown.tree.root().hex() == said["roots"][0]
        assert [grown.root(size).hex() for size in sizes] == said["roots"]
        for (index, size), path in zip(inclusion, said["inclusion"], strict=True):
            proof = [bytes.fromhex(digest) for digest in path]
            assert inclusion_proof(index, size, grown.read) == proof
            assert verify_inclusion(grown.entries[index], index, size, proof, grown.root(size))
        for (old, new), path, (was, now) in zip(consistency, said["consistency"], said["leads_to"], strict=True):
            proof = [bytes.fromhex(digest) for digest in path]
            assert consistency_proof(old, new, grown.read) == proof
            assert (grown.root(old).hex(), grown.root(new).hex()) == (was, now)
            assert verify_consistency(old, new, grown.root(old), grown.root(new), proof)


def changed(proof: list[bytes], chance: Random) -> Iterator[list[bytes]]:
    """The proof with one byte changed: every byte in turn, to another value, or in the long form to every other."""
    for place, digest in enumerate(proof):
        for at in range(len(digest)):
            for by in range(1, 256) if LONG else (chance.randint(1, 255),):
                other = bytearray(digest)
                other[at] ^= by
                yield [*proof[:place], bytes(other), *proof[place + 1 :]]


@in_parts
def test_proof_with_a_byte_changed_is_refused(part: int) -> None:
    chance, tried = Random(SEED + 1_000 + part), 0
    for turn in range(PROOFS):
        grown = Grown(chance)
        root, size = grown.tree.root(), grown.size
        if turn % 2:
            index = chance.randint(0, size - 1)
            entry, proof = grown.entries[index], inclusion_proof(index, size, grown.read)
            assert verify_inclusion(entry, index, size, proof, root)
            for other in changed(proof, chance):
                assert not verify_inclusion(entry, index, size, other, root)
                tried += 1
            assert not any(verify_inclusion(entry, index, size, proof, r) for [r] in changed([root], chance))
        else:
            old = chance.randint(1, size)
            was, proof = grown.root(old), consistency_proof(old, size, grown.read)
            assert verify_consistency(old, size, was, root, proof)
            for other in changed(proof, chance):
                assert not verify_consistency(old, size, was, root, other)
                tried += 1
            assert not any(verify_consistency(old, size, w, root, proof) for [w] in changed([was], chance))
            assert not any(verify_consistency(old, size, was, r, proof) for [r] in changed([root], chance))
    assert tried > PROOFS * 32


@in_parts
def test_text_of_a_proof_with_a_byte_changed_is_refused(part: int) -> None:
    """As somebody holds it: the place, the hashes and the signed note; each byte in turn is another one."""
    chance, tried = Random(SEED + 2_000 + part), 0
    for _ in range(TEXTS):
        grown = Grown(chance)
        index = chance.randint(0, grown.size - 1)
        note = Checkpoint(SIGNER.origin, grown.size, grown.tree.root()).sign(SIGNER)
        raw = Proof(index, tuple(inclusion_proof(index, grown.size, grown.read)), note).text.encode()
        assert Proof.parse(raw.decode()).verify(grown.entries[index], SIGNER.key).size == grown.size
        for at in range(len(raw)):
            other = bytearray(raw)
            other[at] ^= chance.randint(1, 255)
            with pytest.raises((BadNote, UnicodeDecodeError)):
                Proof.parse(other.decode()).verify(grown.entries[index], SIGNER.key)
            tried += 1
    assert tried > TEXTS * 200
