"""Which tiles there are and how they are called, as C2SP tlog-tiles says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wederhoor.ledger.tiles import Tile, bundle, tiles_between

sizes = st.integers(0, 70_000) | st.integers(0, 2**40)


def test_tree_of_the_published_example_has_its_tiles() -> None:
    tiles = list(tiles_between(0, 70_000))
    assert [(tile.level, tile.index, tile.width) for tile in tiles if not tile.is_full] == [
        (None, 273, 112),
        (0, 273, 112),
        (1, 1, 17),
        (2, 0, 1),
    ]
    assert len([tile for tile in tiles if tile.level == 0 and tile.is_full]) == 273
    assert [tile.path for tile in tiles if tile.level == 1] == ["tile/1/000", "tile/1/001.p/17"]


def test_tree_of_256_has_a_full_tile_and_one_hash_above_it() -> None:
    assert [tile.path for tile in tiles_between(0, 256)] == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]


def test_index_is_spelt_in_steps_of_three_digits() -> None:
    assert Tile(0, 1234067).path == "tile/0/x001/x234/067"
    assert Tile(None, 1234067, 5).path == "tile/entries/x001/x234/067.p/5"
    assert [Tile(3, index).path for index in (0, 999, 1000)] == ["tile/3/000", "tile/3/999", "tile/3/x001/000"]


@given(st.builds(Tile, st.none() | st.integers(0, 63), st.integers(0, 10**21 - 1), st.integers(1, 256)))
def test_name_of_a_tile_is_read_back(tile: Tile) -> None:
    assert Tile.named(tile.path) == tile


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            "tile",
            "tile/",
            "tile/0",
            "tile/0/",
            "tile/0/0",
            "tile/0/00",
            "tile/0/0000",
            "tile/0/x000",
            "tile/0/000/",
        ),
        *("tile/00/000", "tile/-1/000", "tile/64/000", "tile/100/000", "tile/0/x000/001", "tile/0/001/001"),
        *("tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/000.p/256", "tile/0/000.p/300"),
        *("tile/0/../000", "tile/0/000.p/../000", "/tile/0/000", "tile//0/000", "tile/0/000\n", "tile/0/٠٠٠"),
        *("tile/entries", "tile/Entries/000", "tile/0/" + "x001/" * 7 + "000", "tile/0/000%00", "tile/0/000\x00"),
    ],
)
def test_what_is_spelt_otherwise_names_no_tile(name: str) -> None:
    assert Tile.named(name) is None


@given(st.lists(sizes, min_size=2, max_size=4).map(sorted).filter(lambda found: found[-1] - found[0] < 100_000))
def test_tiles_of_steps_cover_what_one_step_needs(steps: list[int]) -> None:
    grown: dict[tuple[int | None, int], int] = {}
    for old, new in pairwise(steps):
        for tile in tiles_between(old, new):
            assert tile.width >= grown.get((tile.level, tile.index), 0)
            grown[tile.level, tile.index] = tile.width
    assert grown == {(tile.level, tile.index): tile.width for tile in tiles_between(steps[0], steps[-1])}


@given(size=st.integers(1, 70_000))
def test_every_leaf_and_every_full_tile_below_is_in_exactly_one_tile(size: int) -> None:
    held: dict[int | None, int] = {}
    for tile in tiles_between(0, size):
        assert tile.index * 256 == held.get(tile.level, 0)
        held[tile.level] = tile.index * 256 + tile.width
    assert held[None] == held[0] == size
    for level in range(1, 64):
        assert held.get(level, 0) == held.get(level - 1, 0) // 256


def test_bundle_is_each_entry_behind_its_length() -> None:
    assert bundle([b"abc", b"", b"x" * 258]) == b"\0\3abc\0\0\1\2" + b"x" * 258
    commitments = [bytes([n]) * 32 for n in range(5)]
    assert len(bundle(commitments)) == Tile(None, 0, 5).length
