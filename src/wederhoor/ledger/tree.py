"""The Merkle tree of RFC 9162 (the same as RFC 6962): growing it, its root at any size, proofs and their verification.

Only complete subtrees are ever stored, addressed ``(level, index)``: the subtree over the ``2**level`` leaves that
begin at ``index * 2**level``; level 0 is a leaf hash. Such a hash never changes once it exists, so a store of them is
append-only too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import reduce

Address = tuple[int, int]
ReadNode = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()


class BadRange(ValueError):
    """An index or size outside the tree."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of a leaf: SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The growing edge of a tree: its size and the hashes of its complete subtrees, largest first."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """``peaks`` are the hashes at ``peak_addresses(size)``; a wrong number of them raises :class:`BadRange`."""
        if len(peaks) != size.bit_count():
            raise BadRange(f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(peaks)}")
        self.size = size
        self._peaks = list(peaks)

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """Hashes at ``peak_addresses(size)``, from which the tree can be taken up again."""
        return tuple(self._peaks)

    @classmethod
    def stored(cls, size: int, read: ReadNode) -> Tree:
        """The tree of ``size`` leaves as it stands in a store of nodes."""
        return cls(size, [read(*address) for address in peak_addresses(size)])

    def append(self, entry: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf; the nodes that became complete, as ``(level, index, hash)``, the leaf itself first."""
        level, index, digest = 0, self.size, leaf_hash(entry)
        grown = [(level, index, digest)]
        while index & 1:
            level, index, digest = level + 1, index >> 1, node_hash(self._peaks.pop(), digest)
            grown.append((level, index, digest))
        self._peaks.append(digest)
        self.size += 1
        return grown

    def extend(self, entries: Iterable[bytes]) -> list[tuple[int, int, bytes]]:
        """Add many leaves at once, level by level; the nodes that became complete, lower levels first.

        A call for each leaf costs more than the hashing; here it is one pass over each level.
        """
        sha256 = hashlib.sha256
        hashes = [sha256(b"\x00" + entry).digest() for entry in entries]
        added, first, level = len(hashes), self.size, 0
        grown: list[tuple[int, int, bytes]] = []
        left: list[bytes] = []  # the new peaks, smallest first
        while hashes:
            grown += [(level, index, digest) for index, digest in enumerate(hashes, first)]
            if first & 1:
                hashes.insert(0, self._peaks.pop())
            if len(hashes) & 1:
                left.append(hashes.pop())
            pairs = zip(hashes[::2], hashes[1::2], strict=True)
            hashes = [sha256(b"\x01" + one + other).digest() for one, other in pairs]
            level, first = level + 1, first >> 1
        self._peaks += reversed(left)
        self.size += added
        return grown

    def root(self) -> bytes:
        """The root hash at the present size."""
        return _fold(self._peaks)


def peak_addresses(size: int) -> tuple[Address, ...]:
    """The complete subtrees that make up a tree of ``size`` leaves, largest first."""
    return _cover(0, size)


def root_at(size: int, read: ReadNode) -> bytes:
    """The root the tree had at ``size`` leaves."""
    return _fold([read(*address) for address in peak_addresses(size)])


def inclusion_parts(index: int, size: int) -> tuple[tuple[Address, ...], ...]:
    """Which stored nodes make up each hash of the inclusion proof, from the leaf up; for one read of them all."""
    if not 0 <= index < size:
        raise BadRange(f"leaf {index} does not stand in a tree of {size}")
    parts = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            parts.append(_cover(middle, high))
            high = middle
        else:
            parts.append(_cover(low, middle))
            low = middle
    return tuple(reversed(parts))


def consistency_parts(old: int, new: int) -> tuple[tuple[Address, ...], ...]:
    """Which stored nodes make up each hash of the proof that the tree of ``new`` leaves continues that of ``old``."""
    if not 0 <= old <= new:
        raise BadRange(f"a tree of {new} does not continue one of {old}")
    if old in (0, new):
        return ()
    parts = []
    low, high = 0, new
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            parts.append(_cover(middle, high))
            high = middle
        else:
            parts.append(_cover(low, middle))
            low = middle
    if low:
        parts.append(_cover(low, old))
    return tuple(reversed(parts))


def inclusion_proof(index: int, size: int, read: ReadNode) -> list[bytes]:
    """Hashes from the leaf's sibling up to the root's child; raises :class:`BadRange` outside the tree."""
    return read_parts(inclusion_parts(index, size), read)


def consistency_proof(old: int, new: int, read: ReadNode) -> list[bytes]:
    """The consistency proof of RFC 9162, section 2.1.4; empty when ``old`` is 0 or equals ``new``."""
    return read_parts(consistency_parts(old, new), read)


def read_parts(parts: Iterable[Iterable[Address]], read: ReadNode) -> list[bytes]:
    """The hash of each part, folded from its stored nodes."""
    return [_fold([read(*address) for address in part]) for part in parts]


def verify_inclusion(entry: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether ``proof`` shows ``entry`` at ``index`` of the tree with this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes([*proof, root]):
        return False
    place, last, digest = index, size - 1, leaf_hash(entry)
    for sibling in proof:
        if not last:
            return False
        if place & 1 or place == last:
            digest = node_hash(sibling, digest)
            place, last = _after_left_turn(place, last)
        else:
            digest = node_hash(digest, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and digest == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows that the tree of ``new`` leaves continues that of ``old`` (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new or not _are_hashes([*proof, old_root, new_root]):
        return False
    if old in (0, new):
        return not proof and old_root == (new_root if old == new else EMPTY_ROOT)
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    return bool(path) and _climb(old - 1, new - 1, path) == (old_root, new_root)


def _climb(place: int, last: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    """The old and new root that a consistency proof leads to, or ``None`` where it has too many or too few steps."""
    while place & 1:
        place, last = place >> 1, last >> 1
    was = now = path[0]
    for step in path[1:]:
        if not last:
            return None
        if place & 1 or place == last:
            was, now = node_hash(step, was), node_hash(step, now)
            place, last = _after_left_turn(place, last)
        else:
            now = node_hash(now, step)
        place, last = place >> 1, last >> 1
    return None if last else (was, now)


def _after_left_turn(place: int, last: int) -> tuple[int, int]:
    """Skip the levels where this subtree stands alone at the right edge and so is its own parent."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _are_hashes(hashes: Iterable[bytes]) -> bool:
    return all(len(digest) == 32 for digest in hashes)


def _split(size: int) -> int:
    """The largest power of two below ``size`` (> 1)."""
    return 1 << (size - 1).bit_length() - 1


def _cover(low: int, high: int) -> tuple[Address, ...]:
    """Complete subtrees over leaves ``low`` to ``high``, largest first; ``low`` is a multiple of the largest."""
    addresses = []
    while low < high:
        level = (high - low).bit_length() - 1
        addresses.append((level, low >> level))
        low += 1 << level
    return tuple(addresses)


def _fold(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY_ROOT
    return reduce(lambda right, left: node_hash(left, right), reversed(peaks))
