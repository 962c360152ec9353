"""What is found in a message before it is understood: sentences with every hit, and whether a hit may be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from wederhoor.language.amounts import find_amounts
from wederhoor.language.days import find_days
from wederhoor.language.lexicon import Lexicon, lexicon
from wederhoor.language.orders import find_orders, find_serials
from wederhoor.language.phrases import Hit
from wederhoor.language.prose import Sentence, Span, sentences

_SAID_IN_PUBLIC = ("review", "social_media", "press")
_BEFORE = 4
_AFTER = 3


@dataclass
class Marked:
    """One sentence with the hits in it, by group."""

    sentence: Sentence
    lexicon: Lexicon
    kinds: dict[str, list[Hit]] = field(default_factory=dict)
    asks: dict[str, list[Hit]] = field(default_factory=dict)

    @cached_property
    def reported(self) -> tuple[int, int]:
        """The words in which the writer tells what the shop says: from there to a word of contrast; empty when none."""
        hits = self.asks.get("flags/reported/any")
        if not hits:
            return (0, 0)
        contrast = self.lexicon.flags["contrast"]
        after = range(hits[0].last, len(self.sentence.words))
        end = next((at for at in after if self.sentence.words[at] in contrast), len(self.sentence.words))
        return hits[0].first, end

    @cached_property
    def announced(self) -> int:
        """The word from which the writer tells what will be said in public; that is no complaint."""
        starts = [
            hit.first
            for name in _SAID_IN_PUBLIC
            if f"steps/{name}/unless" not in self.asks
            for hit in self.asks.get(f"steps/{name}/any", ())
        ]
        return min(starts, default=len(self.sentence.words))

    def is_reported(self, hit: Hit) -> bool:
        first, last = self.reported
        quoted = self.sentence.quoted
        return first <= hit.first < last or (hit.first in quoted and hit.last - 1 in quoted)

    def is_negated(self, hit: Hit, after: bool = True) -> bool:
        """Whether a word of denial stands before, inside or behind the hit, in its own clause."""
        negators = self.lexicon.flags["negators"]
        words = self.sentence.words
        opens, closes = self.sentence.clause(hit.first)
        if any(words[at] in negators for at in range(max(opens, hit.first - _BEFORE), hit.first)):
            return True
        for at in hit.gapped:
            if words[at] in negators and not any(at < b <= hit.last - 1 for b in self.sentence.breaks):
                return True
        _, closes = self.sentence.clause(hit.last - 1)
        return after and any(words[at] in negators for at in range(hit.last, min(closes, hit.last + _AFTER)))

    def is_supposed(self, hit: Hit) -> bool:
        """Whether the hit's own clause opens with "if"."""
        return self._opens_with_if(self.sentence.clause(hit.first)[0], hit.first)

    def is_conditional(self, hit: Hit) -> bool:
        """Whether the hit stands in a clause that opens with "if", or in the one right after it."""
        opens, _ = self.sentence.clause(hit.first)
        before, _ = self.sentence.clause(opens - 1) if opens else (opens, opens)
        return self._opens_with_if(opens, hit.first) or (before < opens and self._opens_with_if(before, opens))

    def _opens_with_if(self, opens: int, until: int) -> bool:
        conditional = self.lexicon.flags["conditional"]
        verb_first = opens == 0 and not self.sentence.question
        if verb_first and self.sentence.words[0] in self.lexicon.flags["inverted"] and self.sentence.breaks:
            return True
        return any(self.sentence.words[at] in conditional for at in range(opens, min(until + 1, opens + 3)))


@dataclass
class Message:
    """A message with everything that was marked in it."""

    text: str
    on: date | None
    lexicon: Lexicon
    marked: list[Marked]
    amounts: Sequence[Span]
    days: Sequence[Span]
    orders: Sequence[Span]
    serials: Sequence[Span]

    @property
    def language(self) -> str:
        return self.lexicon.language


def mark(text: str, language: str, on: date | None) -> Message:
    """Find everything the lexicon of ``language`` knows in ``text``."""
    words = lexicon(language)
    amounts, orders, serials = find_amounts(text), find_orders(text), find_serials(text)
    days = _apart(find_days(text, on), [*amounts, *orders])
    spans = sorted([*_apart(amounts, orders), *orders, *days], key=lambda span: span.start)
    marked = [_marked(sentence, words) for sentence in sentences(text, spans, language)]
    return Message(text, on, words, marked, _apart(amounts, orders), days, orders, serials)


def _apart(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    return [s for s in spans if not any(s.start < t.end and t.start < s.end for t in taken)]


def _marked(sentence: Sentence, words: Lexicon) -> Marked:
    made = Marked(sentence, words)
    for hit in words.kinds.find(sentence):
        made.kinds.setdefault(hit.group, []).append(hit)
    for hit in words.asks.find(sentence):
        made.asks.setdefault(hit.group, []).append(hit)
    return made
