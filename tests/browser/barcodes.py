"""Draws barcodes, and the film of them that a browser takes for its camera."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageDraw

# ISO/IEC 15417, table 1: widths of bars and spaces by value; 104 begins code set B, 106 stops.
_BARS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
)
_CODE_128 = re.findall(r"\d+", _BARS)
# ISO/IEC 15420: the left half in two parities, which spell the first digit.
_LEFT = ["3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112"]
_PARITY = ["AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"]


def code_128(text: str) -> list[int]:
    """Widths of bars and spaces in turn, in code set B."""
    values = [104, *(ord(sign) - 32 for sign in text)]
    check = sum(value * max(place, 1) for place, value in enumerate(values)) % 103
    return [int(width) for value in (*values, check, 106) for width in _CODE_128[value]]


def ean_13(digits: str) -> list[int]:
    """The same for thirteen digits, the last of which is the check digit."""
    first, left, right = int(digits[0]), digits[1:7], digits[7:]
    halves = [_LEFT[int(d)] if p == "A" else _LEFT[int(d)][::-1] for d, p in zip(left, _PARITY[first], strict=True)]
    ends = [_LEFT[int(d)] for d in right]
    return [int(width) for part in ("111", *halves, "11111", *ends, "111") for width in part]


def drawn(codes: Iterable[list[int]], size: tuple[int, int] = (1280, 720)) -> Image.Image:
    """Barcodes under each other on a white sheet, with their quiet zones."""
    rows = list(codes)
    sheet = Image.new("L", size, 255)
    brush, high = ImageDraw.Draw(sheet), size[1] // len(rows)
    for row, widths in enumerate(rows):
        unit = max(2, min(5, (size[0] - 200) // sum(widths)))
        at = (size[0] - unit * sum(widths)) // 2
        for place, width in enumerate(widths):
            if place % 2 == 0:
                top = row * high + high // 6
                brush.rectangle((at, top, at + unit * width - 1, top + high * 2 // 3), fill=0)
            at += unit * width
    return sheet


def film(path: Path, picture: Image.Image, frames: int = 3) -> Path:
    """An uncompressed film (YUV4MPEG2) that shows this picture."""
    width, height = picture.size
    grey = bytes([128]) * (width * height // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(frames):
            file.write(b"FRAME\n" + picture.tobytes() + grey)
    return path
