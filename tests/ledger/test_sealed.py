"""Pieces and files under a key: what comes back, and that nothing that was changed does."""

import os
import tracemalloc

import pytest

from wederhoor.ledger.sealed import (
    CHUNK,
    NotOpened,
    address,
    key_name,
    opened_file,
    seal,
    sealed_file,
    sealed_size,
    unseal,
)

KEY, OTHER = b"k" * 32, b"o" * 32


def test_sealed_piece_opens_with_its_key_and_names_it():
    piece = seal(b"Beste klant", "K7QF-82MN-R", KEY)
    assert key_name(piece) == "K7QF-82MN-R"
    assert unseal(piece, {"K7QF-82MN-R": KEY}.__getitem__) == b"Beste klant"
    assert b"klant" not in piece


def test_sealed_piece_with_any_byte_changed_does_not_open():
    piece = seal(b"Beste klant", "K7QF", KEY)
    for place in range(len(piece)):
        changed = piece[:place] + bytes([piece[place] ^ 1]) + piece[place + 1 :]
        with pytest.raises(NotOpened):
            unseal(changed, lambda name: KEY)
    for end in range(len(piece)):
        with pytest.raises(NotOpened):
            unseal(piece[:end], lambda name: KEY)


def test_sealed_piece_does_not_open_with_another_key():
    with pytest.raises(NotOpened):
        unseal(seal(b"x", "a", KEY), lambda name: OTHER)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 17])
def test_sealed_file_comes_back_whatever_pieces_it_travels_in(size):
    data = os.urandom(size)
    kept = b"".join(sealed_file([data[:1000], data[1000:]], KEY))
    for step in (100_001, CHUNK, len(kept)):
        pieces = (kept[at : at + step] for at in range(0, len(kept), step))
        assert b"".join(opened_file(pieces, KEY)) == data


def test_sealed_file_cut_short_or_reordered_is_refused():
    data = os.urandom(3 * CHUNK + 5)
    kept = b"".join(sealed_file([data], KEY))
    head, body = kept[:51], kept[51:]
    part = CHUNK + 16
    chunks = [body[at : at + part] for at in range(0, len(body), part)]
    wrong = [
        head + b"".join(chunks[:-1]),
        head + chunks[1] + chunks[0] + b"".join(chunks[2:]),
        head + chunks[0] + b"".join(chunks[2:]),
        kept + b"x",
        kept[:40],
        b"",
        b"x" + kept[1:],
    ]
    for made in wrong:
        with pytest.raises(NotOpened):
            list(opened_file([made], KEY))
    with pytest.raises(NotOpened):
        list(opened_file([kept], OTHER))


def test_long_file_is_sealed_and_opened_without_being_held():
    def pieces():
        for _ in range(64):
            yield bytes(CHUNK)

    tracemalloc.start()
    length = sum(map(len, opened_file(sealed_file(pieces(), KEY), KEY)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert length == 64 * CHUNK
    assert most < 10 * CHUNK


def test_address_of_a_file_cannot_be_guessed_without_the_key():
    assert address("ab" * 32, KEY) != address("ab" * 32, OTHER)
    assert address("ab" * 32, KEY) == address("ab" * 32, KEY)


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5])
def test_size_of_a_sealed_file_is_known_beforehand(length: int) -> None:
    assert sum(map(len, sealed_file([b"x" * length], KEY))) == sealed_size(length)
