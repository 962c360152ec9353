"""What of a stranger's text may stand in print: readable characters only, nothing that steers, breaks or hides."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from itertools import groupby

LONGEST_RUN = 28
_MOST_MARKS = 3
_MOST_NAMED = 6
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_RUN = re.compile(rf"\S{{{LONGEST_RUN + 1},}}")
# Line breaks in long words are offered after the signs that part an address, else every LONGEST_RUN characters.
_SIGNS = r"/.@_=&?,;:\-"
_PIECE = re.compile(rf"[^{_SIGNS}]{{1,{LONGEST_RUN}}}[{_SIGNS}]{{0,4}}|[{_SIGNS}]{{1,{LONGEST_RUN}}}")
_SKIN = range(0x1F3FB, 0x1F400)
_SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
# Plain western writing, which is nearly all of it, needs no look at each character.
_ODD = re.compile(r"[^\n\x20-\x7e\xa0-\xac\xae-\u017f‘’“”„–—…€]")
_DROPPED = frozenset(("Cc", "Cf", "Cs", "Co"))


@cache
def _edges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """First and last code points of the ranges the packaged fonts can draw."""
    text = files(__package__).joinpath("fonts", "coverage.txt").read_text("ascii")
    pairs = [line.split("-") for line in text.split()]
    return tuple(int(pair[0], 16) for pair in pairs), tuple(int(pair[-1], 16) for pair in pairs)


def is_drawable(character: str) -> bool:
    """Whether one of the packaged fonts has this character; PDF/A and PDF/UA refuse a file with one that none has."""
    firsts, lasts = _edges()
    place = bisect_right(firsts, ord(character)) - 1
    return place >= 0 and ord(character) <= lasts[place]


def plain(text: str, *, limit: int = 100_000) -> str:
    """``text`` as it may stand in print, at most ``limit`` characters read.

    Control, direction and invisible characters are dropped, line ends become ``\\n``, tabs spaces. What no font can
    draw is named by its code point ([U+65E5]), so that a reader sees that something stands there. Long words may break.
    """
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text[:limit]).replace("\t", "    "))
    if _ODD.search(text):
        text = _named(_few_marks("".join(map(_kept, text))))
    return _RUN.sub(_breakable, text)


def line(text: str, *, limit: int = 300) -> str:
    """``text`` on one line: :func:`plain`, white space run together, cut at ``limit`` with an ellipsis."""
    words = " ".join(text[: limit * 4].split())
    return plain(words if len(words) <= limit else words[: limit - 1].rstrip() + "…")


def short(text: str, *, limit: int = 300) -> str:
    """``text`` on one line for a screen or a data file: what steers or hides is dropped, every letter is kept."""
    words = "".join(filter(str.isprintable, " ".join(text[: limit * 4].split())))
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def paragraphs(text: str, *, limit: int, lines: int) -> tuple[list[list[str]], bool]:
    """``text`` as paragraphs of lines, and whether something was left off.

    An empty line ends a paragraph. At most ``limit`` characters are read and ``lines`` lines kept.
    """
    rows = [row.rstrip() for row in plain(text, limit=limit).strip("\n").split("\n")]
    groups = [list(group) for filled, group in groupby(rows[:lines], key=bool) if filled]
    return groups, len(text) > limit or len(rows) > lines


def _kept(character: str) -> str:
    if character == "\n" or (character.isascii() and character.isprintable()):
        return character
    if ord(character) in _SKIN or ord(character) in _SELECTORS:
        return ""
    if unicodedata.category(character) in _DROPPED or (ord(character) & 0xFFFE) == 0xFFFE:
        return ""
    if is_drawable(character):
        return character
    simpler = unicodedata.normalize("NFKC", character)
    return simpler if all(map(is_drawable, simpler)) else character


def _few_marks(text: str) -> str:
    """At most three marks on one letter, and only of its own script.

    More is not writing but a way to cover the lines above, and no font joins the marks of one script to letters of
    another.
    """
    kept: list[str] = []
    base, marks = " ", 0
    for character in text:
        if not unicodedata.category(character).startswith("M"):
            base, marks = character, 0
        elif marks == _MOST_MARKS or _script(character) != _script(base):
            continue
        else:
            marks += 1
        kept.append(character)
    return "".join(kept)


def _script(character: str) -> str:
    """The family of scripts a letter or mark belongs to, as far as marks are concerned."""
    code = ord(character)
    if 0x0590 <= code <= 0x05FF or 0xFB1D <= code <= 0xFB4F:
        return "hebrew"
    if 0x0600 <= code <= 0x08FF or 0xFB50 <= code <= 0xFEFC:
        return "arabic"
    if 0x0300 <= code <= 0x036F or (character.isalpha() and code < 0x2000):
        return "european"
    return "sign" if unicodedata.category(character).startswith("M") else "other"


def _named(text: str) -> str:
    parts: list[str] = []
    unknown: list[str] = []
    for character in [*text, ""]:
        if character and character != "\n" and not is_drawable(character):
            unknown.append(character)
            continue
        if unknown:
            parts.append(_names(unknown))
            unknown = []
        parts.append(character)
    return "".join(parts)


def _names(unknown: list[str]) -> str:
    names = [f"U+{ord(character):04X}" for character in unknown[:_MOST_NAMED]]
    return f"[{' '.join(names)}{' …' if len(unknown) > _MOST_NAMED else ''}]"


def _breakable(match: re.Match[str]) -> str:
    return "\u200b".join(_PIECE.findall(match.group()))
