"""Which country a text means: its codes, its names and what its law is called, in Dutch, English, German and French."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_LONGEST_CODE = 3
_FILLERS = frozenset({
    "the", "het", "de", "la", "le", "les", "der", "die", "das", "of", "van", "von", "law", "recht", "droit", "kingdom",
    "koninkrijk", "konigreich", "republic", "republiek", "republik", "federal", "bondsrepubliek", "bundesrepublik",
})  # fmt: skip


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """``text`` in small letters without accents, signs and words that say nothing: ``The Netherlands`` → netherlands.

    A text of codes alone stays as it is: ``de`` is a filler in front of a name, but not in ``de-BE``.
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    words = _BETWEEN_WORDS.sub(" ", "".join(c for c in letters if not unicodedata.combining(c))).split()
    kept = [word for word in words if word not in _FILLERS]
    return " ".join(kept if any(len(word) > _LONGEST_CODE for word in kept) else words)


@dataclass(frozen=True)
class Place:
    """A country: its code (``be``), every plain name it goes by, and the codes of its regions (``by`` in ``DE-BY``)."""

    code: str
    names: frozenset[str]
    regions: frozenset[str] = frozenset()

    @classmethod
    def of(cls, code: str, names: list[str], regions: str = "") -> Place:
        """From names as people write them; the code itself is one of them."""
        return cls(code, frozenset({code, *(plain(name) for name in names)}), frozenset(regions.split()))

    def named(self, text: str) -> bool:
        """Whether ``text`` means this country, and no other."""
        return plain(text) in self.names or self._in_parts(text)

    def _in_parts(self, text: str) -> bool:
        """``DE-BY`` (a region), ``nl-NL`` (twice the same); ``nl-BE`` is a language, and means nothing here."""
        first, _, second = " ".join(_BETWEEN_WORDS.split(text.casefold().strip())).partition(" ")
        return first == self.code and (second == self.code or second in self.regions)


NETHERLANDS = Place.of(
    "nl",
    ["NLD", "Nederland", "Netherlands", "Niederlande", "Pays-Bas", "Holland", "Hollande", "Dutch", "Nederlands",
     "Nederlandse", "Niederländisch", "Niederländisches", "Néerlandais"],
    "dr fl fr ge gr li nb nh ov ut ze zh",
)  # fmt: skip
