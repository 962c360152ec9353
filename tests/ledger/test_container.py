"""The deterministic zip, written piece by piece, and that the standard library reads it as one."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wederhoor.ledger.bundle import Part
from wederhoor.ledger.container import PIECE, CannotPack, pack, size_of

MIB = 1024 * 1024

names = st.from_regex(r"[A-Za-z0-9_-]{1,12}(/[A-Za-z0-9_-]{1,12}){0,2}(\.[a-z]{1,4})?", fullmatch=True)


def by_the_library(files: list[tuple[str, bytes]]) -> bytes:
    """The same zip written by ``zipfile`` with everything variable pinned."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as box:
        for name, data in files:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            box.writestr(info, data)
    return file.getvalue()


def packed(files: list[tuple[str, bytes]]) -> bytes:
    return b"".join(pack([Part.of(name, data) for name, data in files]))


def of_size(name: str, size: int) -> Part:
    """A file that only promises its bytes; a refusal must come before anybody reads them."""
    return Part(name, size, 0, "", _never())


def _never() -> Iterator[bytes]:
    raise AssertionError("the bytes were read")
    yield b""


@given(st.dictionaries(names, st.binary(max_size=300), max_size=6))
def test_zip_is_byte_for_byte_what_the_library_writes(files: dict[str, bytes]) -> None:
    assert packed(list(files.items())) == by_the_library(list(files.items()))


@given(st.dictionaries(names, st.binary(max_size=300), max_size=6))
def test_length_is_known_beforehand(files: dict[str, bytes]) -> None:
    parts = [Part.of(name, data) for name, data in files.items()]
    assert size_of(parts) == len(b"".join(pack(parts)))


@given(st.binary(max_size=2_000), st.lists(st.integers(0, 2_000), max_size=6))
def test_bytes_do_not_hang_on_the_pieces_they_come_in(data: bytes, cuts: list[int]) -> None:
    at = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    pieces = [data[begin:end] for begin, end in pairwise(at)]
    assert b"".join(pack([replace(Part.of("a", data), data=pieces)])) == packed([("a", data)])


def test_order_of_files_is_kept() -> None:
    box = zipfile.ZipFile(io.BytesIO(packed([("b", b"2"), ("a", b"1")])))
    assert box.namelist() == ["b", "a"]
    assert box.testzip() is None


@pytest.mark.parametrize("name", ["", "/a", "a/", "../a", "a/../b", ".", "a//b", "a b", "é", "a\\b", "C:a", "x" * 201])
def test_name_that_could_surprise_is_refused_before_the_first_byte(name: str) -> None:
    with pytest.raises(CannotPack):
        pack([of_size(name, 1)])


def test_name_twice_is_refused_before_the_first_byte() -> None:
    with pytest.raises(CannotPack, match="twice"):
        pack([of_size("a", 1), of_size("a", 1)])


def test_too_many_files_are_refused_before_the_first_byte() -> None:
    with pytest.raises(CannotPack, match="10000 files"):
        pack([of_size(str(place), 0) for place in range(10_001)])


def test_most_files_there_may_be_are_packed() -> None:
    whole = packed([(str(place), b"") for place in range(10_000)])
    assert len(zipfile.ZipFile(io.BytesIO(whole)).namelist()) == 10_000


def test_more_than_the_largest_zip_is_refused_before_the_first_byte() -> None:
    fits = 4 * 1024**3 - 1 - size_of([of_size("a", 0), of_size("b", 0)])
    pack([of_size("a", fits), of_size("b", 0)])
    with pytest.raises(CannotPack, match="4 GiB"):
        pack([of_size("a", fits), of_size("b", 1)])


@pytest.mark.parametrize(("size", "crc32"), [(-1, 0), (1, -1), (1, 1 << 32)])
def test_measure_that_cannot_be_is_refused_before_the_first_byte(size: int, crc32: int) -> None:
    with pytest.raises(CannotPack, match="cannot be"):
        pack([Part("a", size, crc32, "", _never())])


@pytest.mark.parametrize("found", [b"", b"ander", b"langer dan beloofd"])
def test_contents_that_turn_out_other_than_promised_end_it(found: bytes) -> None:
    promised = Part.of("exhibits/B1-a.bin", b"goed!")
    pieces = pack([replace(promised, data=(found,)), Part.of("b", b"")])
    with pytest.raises(CannotPack, match="B1-a"):
        list(pieces)


def test_what_was_written_until_then_is_no_zip() -> None:
    promised = Part.of("b", b"x" * 3 * PIECE)
    written = until_it_ends([Part.of("a", b"x" * PIECE), replace(promised, data=(b"y" * 3 * PIECE,))])
    assert len(written) > PIECE
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(written))


def until_it_ends(parts: list[Part]) -> bytes:
    """What was written of a zip whose contents are not what was promised."""
    written: list[bytes] = []
    with pytest.raises(CannotPack):
        written.extend(pack(parts))
    return b"".join(written)


def test_small_files_leave_in_few_pieces() -> None:
    parts = [Part.of(str(place), b"x" * 100) for place in range(3_000)]
    pieces = list(pack(parts))
    assert len(pieces) <= size_of(parts) // PIECE + 2


def large(files: int, size: int) -> Iterator[Part]:
    """Files of ``size`` bytes that are made while they are read."""
    piece = bytes(range(256)) * 4096
    crc32 = 0
    for _ in range(size // len(piece)):
        crc32 = zlib.crc32(piece, crc32)
    for place in range(files):
        yield Part(f"exhibits/B{place}.bin", size, crc32, "", (piece for _ in range(size // len(piece))))


def test_large_zip_is_never_held_as_a_whole() -> None:
    parts = list(large(2, 32 * MIB))
    tracemalloc.start()
    written = sum(len(piece) for piece in pack(parts))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert written == size_of(parts) > 64 * MIB
    assert most < 8 * MIB


WRITES = f"""
import resource, sys, zipfile
from tests.ledger.test_container import large, pack
with open(sys.argv[1], "wb") as file:
    file.writelines(pack(list(large(10, 205 * {MIB}))))
assert len(zipfile.ZipFile(sys.argv[1]).namelist()) == 10
print("most", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "MB")
"""


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("WEDERHOOR_LONG"), reason="writes 2 GB; run with WEDERHOOR_LONG=1")
def test_two_gigabytes_take_less_than_300_megabytes_of_memory(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", WRITES, tmp_path / "b.zip"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "b.zip").stat().st_size > 2 * 1000**3
    said = re.search(r"most (\d+) MB", done.stdout)
    assert said is not None
    assert int(said[1]) < 300
