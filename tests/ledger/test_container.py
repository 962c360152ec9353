"""The deterministic zip, and that the standard library reads it as one."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wederhoor.ledger.container import CannotPack, pack

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


@given(st.dictionaries(names, st.binary(max_size=300), max_size=6))
def test_zip_is_byte_for_byte_what_the_library_writes(files: dict[str, bytes]) -> None:
    assert pack(list(files.items())) == by_the_library(list(files.items()))


def test_order_of_files_is_kept() -> None:
    box = zipfile.ZipFile(io.BytesIO(pack([("b", b"2"), ("a", b"1")])))
    assert box.namelist() == ["b", "a"]
    assert box.testzip() is None


@pytest.mark.parametrize("name", ["", "/a", "a/", "../a", "a/../b", ".", "a//b", "a b", "é", "a\\b", "C:a", "x" * 201])
def test_name_that_could_surprise_is_refused(name: str) -> None:
    with pytest.raises(CannotPack):
        pack([(name, b"")])


def test_name_twice_is_refused() -> None:
    with pytest.raises(CannotPack, match="twice"):
        pack([("a", b""), ("a", b"")])


def test_too_many_files_are_refused() -> None:
    with pytest.raises(CannotPack):
        pack([(str(place), b"") for place in range(10_001)])
