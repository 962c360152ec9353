"""A small phrase language and its matcher: runs in time linear to the text, and every hit names the words it rests on.

A phrase is a row of words with a few signs: ``(a|b c)`` one of these, ``[a|b]`` may be left out, ``..`` up to two words
between, ``...`` up to six, ``word*`` and ``*word`` for beginnings and endings, ``<amount>`` ``<date>`` ``<order>``
for what was recognised before, ``^`` the start of a sentence, ``@name`` a list of the same lexicon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from wederhoor.language.prose import Sentence, fold

GAPS: Final = {"..": 2, "...": 6}
_MOST_CACHED: Final = 20_000

Node = tuple[str, object, "Node | None"]


class BadPhrase(ValueError):
    """A phrase in a lexicon that cannot be read; the message names it."""


@dataclass(frozen=True)
class Hit:
    """A phrase found: its group, the words ``first`` to ``last`` (exclusive) of the sentence."""

    group: str
    first: int
    last: int
    sentence: Sentence
    gapped: tuple[int, ...] = ()

    @property
    def start(self) -> int:
        return self.sentence.starts[self.first]

    @property
    def end(self) -> int:
        return self.sentence.ends[self.last - 1]

    @property
    def words(self) -> str:
        return self.sentence.source[self.start : self.end]


@dataclass(frozen=True, eq=False)
class _Phrase:
    """A phrase ready to be tried: ``first`` are the words it can begin with."""

    group: str
    node: Node
    first: frozenset[str]


@dataclass
class Phrases:
    """All phrases of one lexicon, indexed by their rarest word."""

    by_key: dict[str, list[_Phrase]] = field(default_factory=dict)
    heads: set[str] = field(default_factory=set)
    tails: set[str] = field(default_factory=set)
    lengths: tuple[int, ...] = ()
    seen: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, groups: Mapping[str, Iterable[str]], lists: Mapping[str, Sequence[str]]) -> Phrases:
        """Read ``groups`` (name to phrases); ``lists`` are what ``@name`` stands for. Raises :class:`BadPhrase`."""
        made = cls()
        for group, phrases in groups.items():
            for phrase in phrases:
                made._add(group, phrase, lists)
        stars = {len(a) - 1 for a in (*made.heads, *made.tails)}
        made.lengths = tuple(sorted(stars))
        return made

    def _add(self, group: str, phrase: str, lists: Mapping[str, Sequence[str]]) -> None:
        parsed = _parse(_tokens(_spell_out(phrase, lists)), phrase)
        for atom in _atoms(parsed):
            if atom.endswith("*"):
                self.heads.add(atom)
            elif atom.startswith("*"):
                self.tails.add(atom)
        node, key, first = _link(parsed, None), _key(parsed), _first(parsed)
        if node is None or not key or first is None:
            raise BadPhrase(
                f"a phrase needs a word that must be there, and a word to begin with: {phrase!r} in {group}"
            )
        made = _Phrase(group, node, first)
        for atom in key:
            self.by_key.setdefault(atom, []).append(made)

    def atoms_of(self, word: str) -> frozenset[str]:
        """The word itself and every ``begin*`` and ``*end`` of this lexicon that it fits."""
        known = self.seen.get(word)
        if known is None:
            if len(self.seen) > _MOST_CACHED:
                self.seen.clear()
            known = self.seen[word] = frozenset(self._fits(word))
        return known

    def _fits(self, word: str) -> Iterator[str]:
        yield word
        if word.isdigit():
            yield "<number>"
        for n in self.lengths:
            if n > len(word):
                return
            if (head := word[:n] + "*") in self.heads:
                yield head
            if (tail := "*" + word[-n:]) in self.tails:
                yield tail

    def find(self, sentence: Sentence) -> list[Hit]:
        """Every phrase in ``sentence``, in the order of its words."""
        atoms = [self.atoms_of(word) for word in sentence.words]
        places: dict[str, list[int]] = {}
        for at, fits in enumerate(atoms):
            for atom in fits:
                places.setdefault(atom, []).append(at)
        tried: set[int] = set()
        hits: list[Hit] = []
        for atom in places:
            for phrase in self.by_key.get(atom, ()):
                if id(phrase) not in tried:
                    tried.add(id(phrase))
                    hits.extend(_hits(phrase, places, atoms, sentence))
        hits.sort(key=lambda hit: (hit.first, -hit.last))
        return hits


def _hits(
    phrase: _Phrase, places: Mapping[str, list[int]], atoms: Sequence[frozenset[str]], sentence: Sentence
) -> Iterator[Hit]:
    starts = {at for atom in phrase.first & places.keys() for at in places[atom]}
    done = 0
    for at in sorted(starts):
        gapped: list[int] = []
        if at < done or (end := _match(phrase.node, at, atoms, gapped)) <= at:
            continue
        yield Hit(phrase.group, at, end, sentence, tuple(gapped))
        done = end


def _match(node: Node | None, at: int, atoms: Sequence[frozenset[str]], gapped: list[int]) -> int:
    """The place after the match, or -1. Depth and width are bounded by the phrase, not by the text."""
    while node is not None:
        sort, value, after = node
        if sort == "words":
            if at >= len(atoms) or atoms[at].isdisjoint(value):  # type: ignore[arg-type]  # "words" holds a frozenset
                return -1
            at, node = at + 1, after
        elif sort == "start":
            if at:
                return -1
            node = after
        elif sort == "gap":
            return _over_gap(int(value), at, after, atoms, gapped)  # type: ignore[call-overload]  # "gap" holds an int
        else:
            return _one_of(value, at, atoms, gapped)  # type: ignore[arg-type]  # "one" holds a tuple of nodes
    return at


def _over_gap(most: int, at: int, after: Node | None, atoms: Sequence[frozenset[str]], gapped: list[int]) -> int:
    for skip in range(min(most, len(atoms) - at) + 1):
        mark = len(gapped)
        gapped.extend(range(at, at + skip))
        end = _match(after, at + skip, atoms, gapped)
        if end >= 0:
            return end
        del gapped[mark:]
    return -1


def _one_of(ways: tuple[Node | None, ...], at: int, atoms: Sequence[frozenset[str]], gapped: list[int]) -> int:
    for way in ways:
        mark = len(gapped)
        end = _match(way, at, atoms, gapped)
        if end >= 0:
            return end
        del gapped[mark:]
    return -1


# Reading the phrase language. A parsed phrase is a list of ("words", frozenset) | ("gap", n) | ("start", 0)
# | ("one", [phrases]) where an empty phrase among the ways means "may be left out".

Parsed = list[tuple[str, object]]


def _spell_out(phrase: str, lists: Mapping[str, Sequence[str]], depth: int = 0) -> str:
    if "@" not in phrase:
        return phrase
    if depth > 4:
        raise BadPhrase(f"lists refer to each other: {phrase!r}")
    out = []
    for word in _tokens(phrase):
        if word.startswith("@"):
            if word[1:] not in lists:
                raise BadPhrase(f"unknown list {word} in {phrase!r}")
            word = "(" + "|".join(_spell_out(w, lists, depth + 1) for w in lists[word[1:]]) + ")"
        out.append(word)
    return " ".join(out)


def _tokens(phrase: str) -> list[str]:
    for sign in "()[]|^":
        phrase = phrase.replace(sign, f" {sign} ")
    return phrase.split()


def _parse(tokens: list[str], phrase: str) -> Parsed:
    parsed, rest = _row(tokens, 0, phrase)
    if rest != len(tokens):
        raise BadPhrase(f"a bracket too many in {phrase!r}")
    return parsed


def _row(tokens: list[str], at: int, phrase: str) -> tuple[Parsed, int]:
    row: Parsed = []
    while at < len(tokens) and tokens[at] not in ")]|":
        sign = tokens[at]
        at += 1
        if sign in "([":
            ways, at = _ways(tokens, at, ")" if sign == "(" else "]", phrase)
            row.append(_group(ways if sign == "(" else [*ways, []]))
        elif sign == "^":
            row.append(("start", 0))
        elif sign in GAPS:
            row.append(("gap", GAPS[sign]))
        else:
            row.append(("words", frozenset({fold(sign)})))
    return row, at


def _ways(tokens: list[str], at: int, close: str, phrase: str) -> tuple[list[Parsed], int]:
    ways: list[Parsed] = []
    while True:
        way, at = _row(tokens, at, phrase)
        ways.append(way)
        if at >= len(tokens):
            raise BadPhrase(f"a bracket is not closed in {phrase!r}")
        at += 1
        if tokens[at - 1] == close:
            return ways, at


def _group(ways: list[Parsed]) -> tuple[str, object]:
    if all(len(way) == 1 and way[0][0] == "words" for way in ways):
        return "words", frozenset().union(*(way[0][1] for way in ways))  # type: ignore[arg-type]  # frozensets, as just checked
    return "one", ways


def _ways_into(ways: Sequence[Parsed], after: Node | None) -> Node:
    return "one", tuple(_link(way, after) for way in ways), None


def _link(parsed: Parsed, after: Node | None) -> Node | None:
    for sort, value in reversed(parsed):
        after = _ways_into(value, after) if sort == "one" else (sort, value, after)  # type: ignore[arg-type]  # phrases
    return after


def _atoms(parsed: Parsed) -> Iterator[str]:
    for sort, value in parsed:
        if sort == "words":
            yield from value  # type: ignore[misc]  # "words" holds a frozenset
        elif sort == "one":
            for way in value:  # type: ignore[attr-defined]  # "one" holds phrases
                yield from _atoms(way)


def _key(parsed: Parsed) -> frozenset[str]:
    """The words of which one must be there: the place whose shortest word is longest."""
    places: list[frozenset[str]] = []
    for sort, value in parsed:
        if sort == "words":
            places.append(value)  # type: ignore[arg-type]  # "words" holds a frozenset
        elif sort == "one":
            keys = [_key(way) for way in value]  # type: ignore[attr-defined]  # "one" holds phrases
            if all(keys):
                places.append(frozenset().union(*keys))
    return max(places, key=lambda place: min(map(len, place)), default=frozenset())


def _first(parsed: Parsed) -> frozenset[str] | None:
    """The words the phrase can begin with; ``None`` when it can be empty or begin with anything."""
    begins: frozenset[str] = frozenset()
    for sort, value in parsed:
        if sort == "words":
            return begins | value  # type: ignore[operator]  # "words" holds a frozenset
        if sort == "gap":
            return None
        if sort == "one":
            firsts = [_first(way) for way in value]  # type: ignore[attr-defined]  # "one" holds phrases
            begins = begins.union(*(f for f in firsts if f is not None))
            if all(f is not None for f in firsts):
                return begins
    return None
