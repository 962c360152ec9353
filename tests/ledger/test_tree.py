"""The tree against the published roots and against the definition written out as recursion."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wederhoor.ledger.tree import (
    EMPTY_ROOT,
    BadRange,
    Tree,
    consistency_proof,
    inclusion_parts,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    verify_consistency,
    verify_inclusion,
)

# The leaves and roots that implementations of RFC 6962 publish as test vectors.
LEAVES = [bytes.fromhex(leaf) for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
LEAVES.append(bytes(range(0x60, 0x70)))
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


class Stored:
    """A tree with its nodes in a dictionary, as a store would hold them."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self.tree = Tree()
        self.nodes: dict[tuple[int, int], bytes] = {}
        for entry in entries:
            self.nodes.update({(level, index): digest for level, index, digest in self.tree.append(entry)})

    def read(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]


def defined_root(entries: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, to the letter."""
    if not entries:
        return EMPTY_ROOT
    if len(entries) == 1:
        return leaf_hash(entries[0])
    half = largest_power_below(len(entries))
    return node_hash(defined_root(entries[:half]), defined_root(entries[half:]))


def defined_path(index: int, entries: Sequence[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1, to the letter."""
    if len(entries) == 1:
        return []
    half = largest_power_below(len(entries))
    if index < half:
        return [*defined_path(index, entries[:half]), defined_root(entries[half:])]
    return [*defined_path(index - half, entries[half:]), defined_root(entries[:half])]


def defined_consistency(old: int, entries: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """RFC 6962, 2.1.2 (SUBPROOF), to the letter."""
    if old == len(entries):
        return [] if whole else [defined_root(entries)]
    half = largest_power_below(len(entries))
    if old <= half:
        return [*defined_consistency(old, entries[:half], whole), defined_root(entries[half:])]
    return [*defined_consistency(old - half, entries[half:], False), defined_root(entries[:half])]


def largest_power_below(size: int) -> int:
    power = 1
    while power * 2 < size:
        power *= 2
    return power


trees = st.lists(st.binary(max_size=8), min_size=1, max_size=130)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert Stored(LEAVES[:size]).tree.root().hex() == ROOTS[size]


@given(entries=trees, data=st.data())
@settings(max_examples=60, deadline=None)
def test_tree_proves_what_the_definition_proves(entries: list[bytes], data: st.DataObject) -> None:
    stored = Stored(entries)
    size = data.draw(st.integers(1, len(entries)))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    root = root_at(size, stored.read)

    assert stored.tree.root() == defined_root(entries)
    assert root == defined_root(entries[:size])
    path = inclusion_proof(index, size, stored.read)
    assert path == defined_path(index, entries[:size])
    assert verify_inclusion(entries[index], index, size, path, root)
    consistency = consistency_proof(old, size, stored.read)
    assert consistency == defined_consistency(old, entries[:size])
    assert verify_consistency(old, size, defined_root(entries[:old]), root, consistency)


@given(entries=trees)
@settings(max_examples=25, deadline=None)
def test_tree_resumed_from_its_store_grows_the_same(entries: list[bytes]) -> None:
    half = len(entries) // 2
    resumed = Tree.stored(half, Stored(entries[:half]).read)
    grown = [node for entry in entries[half:] for node in resumed.append(entry)]
    whole = Stored(entries)
    assert resumed.root() == whole.tree.root()
    assert {(level, index): digest for level, index, digest in grown}.items() <= whole.nodes.items()


@given(already=st.integers(0, 70), sizes=st.lists(st.integers(0, 40), max_size=5))
@settings(max_examples=60, deadline=None)
def test_many_leaves_at_once_grow_the_tree_they_grow_one_by_one(already: int, sizes: list[int]) -> None:
    entries = [bytes([n % 251, n // 251]) for n in range(already + sum(sizes))]
    one_by_one, at_once = Stored(entries), Stored(entries[:already])
    begin = already
    for size in sizes:
        grown = at_once.tree.extend(iter(entries[begin : begin + size]))
        at_once.nodes.update({(level, index): digest for level, index, digest in grown})
        begin += size
        assert at_once.tree.root() == root_at(begin, one_by_one.read)
        assert at_once.tree.peaks == Tree.stored(begin, one_by_one.read).peaks
    assert at_once.nodes == one_by_one.nodes


def test_proofs_of_seven_leaves_are_those_of_the_rfc() -> None:
    """The example of RFC 9162, 2.1.5 (the same as RFC 6962, 2.1.3), with its names."""
    stored = Stored(LEAVES[:7])
    a, b, c, d, e, f, j = map(leaf_hash, LEAVES[:7])
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, last = node_hash(g, h), node_hash(i, j)
    assert stored.tree.root() == node_hash(k, last)
    paths = {0: [b, h, last], 3: [c, g, last], 4: [f, j, k], 6: [i, k]}
    assert {index: inclusion_proof(index, 7, stored.read) for index in paths} == paths
    proofs = {3: [c, d, g, last], 4: [last], 6: [i, j, k]}
    assert {old: consistency_proof(old, 7, stored.read) for old in proofs} == proofs


def test_only_complete_subtrees_are_stored() -> None:
    for size in range(70):
        assert len(Stored([bytes([n]) for n in range(size)]).nodes) == 2 * size - size.bit_count()


def test_every_changed_byte_of_a_proof_is_refused() -> None:
    entries = [bytes([n]) for n in range(21)]
    stored = Stored(entries)
    root = stored.tree.root()
    for index in (0, 7, 16, 20):
        path = inclusion_proof(index, 21, stored.read)
        for changed in changed_by_a_byte(path):
            assert not verify_inclusion(entries[index], index, 21, changed, root)
    for old in (1, 6, 8, 20):
        proof = consistency_proof(old, 21, stored.read)
        for changed in changed_by_a_byte(proof):
            assert not verify_consistency(old, 21, defined_root(entries[:old]), root, changed)


def changed_by_a_byte(proof: list[bytes]) -> list[list[bytes]]:
    changed = []
    for place, digest in enumerate(proof):
        for byte in range(32):
            other = digest[:byte] + bytes([digest[byte] ^ 0x40]) + digest[byte + 1 :]
            changed.append([*proof[:place], other, *proof[place + 1 :]])
    return changed


def test_proof_for_another_place_or_size_is_refused() -> None:
    entries = [bytes([n]) for n in range(21)]
    stored = Stored(entries)
    root = stored.tree.root()
    for index in range(21):
        path = inclusion_proof(index, 21, stored.read)
        assert [i for i in range(-1, 30) if verify_inclusion(entries[index], i, 21, path, root)] == [index]
        assert not any(verify_inclusion(entries[index], index, index + 1, path, root) for index in range(20))
        assert not verify_inclusion(entries[index], index, 21, path[:-1], root)
        assert not verify_inclusion(entries[index], index, 21, [*path, root], root)
        assert not verify_inclusion(entries[index] + b"x", index, 21, path, root)


def test_consistency_of_other_sizes_is_refused() -> None:
    entries = [bytes([n]) for n in range(21)]
    stored = Stored(entries)
    roots = [defined_root(entries[:size]) for size in range(22)]
    for old in range(1, 21):
        proof = consistency_proof(old, 21, stored.read)
        for other in range(22):
            agreed = verify_consistency(other, 21, roots[old], roots[21], proof)
            assert agreed == (other == old)
        assert not verify_consistency(old, 21, roots[old - 1], roots[21], proof)
        assert not verify_consistency(old, 21, roots[old], roots[21], [*proof, roots[1]])
        assert not verify_consistency(old, 21, roots[old], roots[21], proof[:-1])
        assert not verify_consistency(21, old, roots[21], roots[old], proof)


def test_empty_tree_is_continued_by_every_tree_and_by_nothing_else() -> None:
    root = leaf_hash(b"x")
    assert verify_consistency(0, 1, EMPTY_ROOT, root, [])
    assert not verify_consistency(0, 1, root, root, [])
    assert not verify_consistency(0, 1, EMPTY_ROOT, root, [root])
    assert verify_consistency(1, 1, root, root, [])
    assert not verify_consistency(1, 1, root, EMPTY_ROOT, [])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_proof_outside_the_tree_is_not_made(index: int, size: int) -> None:
    with pytest.raises(BadRange):
        inclusion_parts(index, size)


def test_consistency_of_a_shorter_tree_is_not_made() -> None:
    with pytest.raises(BadRange):
        consistency_proof(4, 3, lambda level, index: b"")


def test_tree_with_a_wrong_number_of_peaks_is_refused() -> None:
    with pytest.raises(BadRange):
        Tree(3, [b"\0" * 32])
