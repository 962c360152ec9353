"""Bytes become whole lines: within limits, in order, and what was cut out is counted."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
import zstandard

from wederhoor.connect.logs.formats import Format, format_of
from wederhoor.connect.logs.unpacking import LONGEST, Bomb, Came, blocks, plain


def pieces(data: bytes, size: int = 1000) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"])
def test_bytes_come_out_as_they_went_in(pack: Callable[[bytes], bytes]) -> None:
    data, came = b"".join(b"line %d\n" % n for n in range(5000)), Came()
    assert b"".join(plain(pieces(pack(data) + pack(data)), came)) == data + data
    assert (came.problem, came.plain_size) == ("", 2 * len(data))


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_what_unpacks_without_end_is_a_bomb(pack: Callable[[bytes], bytes]) -> None:
    packed = pack(b"\n" * 70_000_000)
    with pytest.raises(Bomb):
        for _ in plain(pieces(packed), Came()):
            pass


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_damaged_bytes_keep_what_came_before_and_every_byte_counts_for_the_hash(pack: Callable[[bytes], bytes]) -> None:
    packed = bytearray(pack(bytes(range(256)) * 4000))
    packed[len(packed) // 2 :] = b"\xff" * (len(packed) - len(packed) // 2)
    came = Came()
    for _ in plain(iter(pieces(bytes(packed), 100)), came):
        pass
    assert came.problem in ("damaged", "truncated")
    assert came.size == len(packed)


def test_long_line_is_cut_out_and_the_others_keep_their_numbers() -> None:
    came = Came()
    [block] = blocks([b"one\n/?token=geheim" + b"x" * LONGEST + b"\nthree\n"], came)
    assert block.data.split(b"\n") == [b"one", b"", b"three", b""]
    assert (came.long_lines, came.shown[0][:2]) == (1, (2, "long"))
    assert "geheim" not in came.shown[0][2]


def test_signs_that_stand_for_nothing_become_question_marks_and_bad_utf8_is_replaced() -> None:
    [block] = blocks([b"a\x00b\x01c\x1b[31m\xff\xc3\xa9\r\n"], Came())
    assert block.data.decode() == "a?b?c?[31m\ufffdé \n"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b'192.0.2.1 - - [05/Oct/2026:09:30:00 +0000] "GET / HTTP/1.1" 200 5', Format.COMMON),
        (b'192.0.2.1 - - [05/Oct/2026:09:30:00 +0000] "GET /?q=\\"a\\" HTTP/1.1" 200 5 "-" "x"', Format.COMBINED),
        (b'{"time": "2026-10-05T09:30:00Z", "remote_addr": "192.0.2.1"}', Format.JSON),
        (b"[" * 100_000, None),
        (b'{"a":' * 100_000, None),
        (b"'; DROP TABLE logs_part; --", None),
    ],
)
def test_format_is_told_from_its_lines(line: bytes, found: Format | None) -> None:
    assert format_of([line]) is found
