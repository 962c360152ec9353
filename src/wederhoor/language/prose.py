"""Text as sentences and words with their places, so that whatever is found can be pointed at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

LIMIT: Final = 20_000
"""Characters of one message that are read; a longer one is cut at its end."""

_WORD = re.compile(r"[^\W_]+(?:['’`´\-./@+][^\W_]+)*|[?!.;:,\n\"“”„«»()–—]|(?<= )-+(?= )")
_ABBREVIATION = frozenset(
    [
        "bijv",
        "nr",
        "nrs",
        "mw",
        "mevr",
        "dhr",
        "dr",
        "mr",
        "mrs",
        "ms",
        "ca",
        "incl",
        "excl",
        "evt",
        "resp",
        "art",
        "tel",
        "str",
        "z.b",
        "bzw",
        "usw",
        "ggf",
        "inkl",
        "zzgl",
        "hr",
        "fr",
        "st",
        "e.g",
        "i.e",
        "no",
        "approx",
        "a.u.b",
        "d.w.z",
        "o.a",
        "m.b.t",
        "t.a.v",
        "t.n.v",
        "i.v.m",
        "d.h",
        "u.a",
        "jl",
        "p.m",
        "a.m",
        "vs",
        "lid",
        "etc",
        "max",
        "min",
        "okt",
        "sept",
        "aug",
        "dec",
        "nov",
        "jan",
        "feb",
        "ma",
        "di",
        "wo",
        "do",
        "vr",
        "za",
        "zo",
        "mo",
    ]
)
_CLAUSE_WORDS: Final = {
    "nl": frozenset(["en", "maar", "want", "dus", "doch", "anders", "tenzij"]),
    "en": frozenset(["and", "but", "so", "because", "otherwise", "unless"]),
    "de": frozenset(["und", "aber", "denn", "sondern", "sonst", "andernfalls"]),
}


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Lower case without accents, curly quotes straight, ``ß`` as ``ss``, so that spelling habits do not matter."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("ß", "ss"))
    return (
        "".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'").replace("`", "'").replace("´", "'")
    )


@dataclass(frozen=True)
class Span:
    """A piece of the text recognised beforehand (an amount, a date, an order number): it counts as one word."""

    start: int
    end: int
    word: str
    value: object = None


@dataclass
class Sentence:
    """One sentence: folded words with their places in ``source``; ``breaks`` are the words that open a new clause."""

    source: str
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)
    question: bool = False
    quoted: set[int] = field(default_factory=set)
    subject: bool = False

    @property
    def text(self) -> str:
        return self.source[self.starts[0] : self.ends[-1]] if self.words else ""

    def clause(self, at: int) -> tuple[int, int]:
        """First and last (exclusive) word of the clause that holds word ``at``."""
        first = max((b for b in self.breaks if b <= at), default=0)
        last = min((b for b in self.breaks if b > at), default=len(self.words))
        return first, last


def sentences(text: str, spans: Sequence[Span] = (), language: str = "nl") -> list[Sentence]:
    """Cut ``text`` into sentences; ``spans`` must be in order and apart from each other."""
    opening = _CLAUSE_WORDS[language]
    out: list[Sentence] = []
    now = Sentence(text)
    in_quotes = False
    for start, end, word in _pieces(text, spans):
        if word[0] in _MARKS:
            word = word[0]
            in_quotes = in_quotes != (word in _QUOTES)
            if _ends_sentence(word, start, end, text, now):
                now.question = word == "?"
                out.append(now)
                now = Sentence(text)
            elif now.words and word != "\n":
                now.breaks.add(len(now.words))
            continue
        if word in opening:
            now.breaks.add(len(now.words))
        if in_quotes:
            now.quoted.add(len(now.words))
        now.words.append(word)
        now.starts.append(start)
        now.ends.append(end)
    out.append(now)
    return [s for s in out if s.words]


_MARKS = frozenset('?!.;:,\n"“”„«»()–—-')
_QUOTES = frozenset('"“”„«»')


def _pieces(text: str, spans: Iterable[Span]) -> Iterator[tuple[int, int, str]]:
    at = 0
    for span in spans:
        yield from _plain(text, at, span.start)
        yield span.start, span.end, span.word
        at = span.end
    yield from _plain(text, at, len(text))


def _plain(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for found in _WORD.finditer(text, start, end):
        yield found.start(), found.end(), fold(found.group())


def _ends_sentence(mark: str, start: int, end: int, text: str, now: Sentence) -> bool:
    if not now.words:
        return False
    if mark in "?!;":
        return True
    if mark == ".":
        last = now.words[-1]
        short = last in _ABBREVIATION or (len(last) == 1 and last.isalpha())
        return not (short and now.ends[-1] == start)
    return mark == "\n" and _line_ends(text, start, end)


def _line_ends(text: str, start: int, end: int) -> bool:
    """A line break ends a sentence after a short line, before an empty line and before a list item."""
    if text[end : end + 1] in ("\n", "\r", "-", "*", "•", ""):
        return True
    line = text.rfind("\n", 0, start)
    return start - line < 46
