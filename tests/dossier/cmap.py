"""Reads from the packaged fonts themselves which characters they can draw, to prove that coverage.txt is current.

Run as a program it writes coverage.txt anew: python tests/dossier/cmap.py
"""

from __future__ import annotations

import struct
from pathlib import Path

FONTS = Path(__file__).parents[2] / "src/wederhoor/dossier/fonts"
# Control, format and private-use characters are never printed, whatever a font says of them.
_NEVER = (range(0x20), range(0x7F, 0xA0), range(0xE000, 0xF900), range(0xFE00, 0xFE10), range(0xF0000, 0x110000))


def drawable(font: bytes) -> set[int]:
    """Code points with a glyph in an OpenType font (cmap formats 4 and 12)."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {font[12 + 16 * n : 16 + 16 * n]: struct.unpack_from(">I", font, 20 + 16 * n)[0] for n in range(count)}
    start = tables[b"cmap"]
    found: set[int] = set()
    for n in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">I", font, start + 8 + 8 * n)[0]
        form = struct.unpack_from(">H", font, at)[0]
        if form == 4:
            found |= _segments(font, at)
        elif form == 12:
            found |= _groups(font, at)
    return found


def _segments(font: bytes, at: int) -> set[int]:
    double = struct.unpack_from(">H", font, at + 6)[0]
    found = set()
    for n in range(0, double, 2):
        last = struct.unpack_from(">H", font, at + 14 + n)[0]
        first = struct.unpack_from(">H", font, at + 16 + double + n)[0]
        delta = struct.unpack_from(">H", font, at + 16 + 2 * double + n)[0]
        place = at + 16 + 3 * double + n
        offset = struct.unpack_from(">H", font, place)[0]
        for code in range(first, last + 1):
            glyph = code if offset == 0 else struct.unpack_from(">H", font, place + offset + 2 * (code - first))[0]
            if code != 0xFFFF and glyph and (glyph + delta) % 65536:
                found.add(code)
    return found


def _groups(font: bytes, at: int) -> set[int]:
    found: set[int] = set()
    for n in range(struct.unpack_from(">I", font, at + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * n)
        found |= {code for code in range(first, last + 1) if glyph + code - first}
    return found


def coverage() -> str:
    """The ranges all packaged fonts draw together, as coverage.txt keeps them."""
    codes: set[int] = set()
    for path in sorted(FONTS.glob("*.[ot]tf")):
        codes |= drawable(path.read_bytes())
    codes -= {code for span in _NEVER for code in span}
    rows: list[str] = []
    for code in sorted(codes):
        if code - 1 not in codes:
            rows.append(f"{code:04X}")
        if code + 1 not in codes and rows[-1] != f"{code:04X}":
            rows[-1] += f"-{code:04X}"
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    (FONTS / "coverage.txt").write_text(coverage(), "ascii")
