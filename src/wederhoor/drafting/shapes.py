"""The shapes of drafting: what a letter needs, and the draft that comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ShopCard:
    """Who the letter is from; a letter must carry identity and register number (Hrw 27; 3:15d BW)."""

    name: str = ""
    legal_name: str = ""
    kvk: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    signer: str = ""
    form: str = "u"
    trustmark: str = ""
    trustmark_days: int = 7
    withdrawal_url: str = ""
    privacy_url: str = ""
    cheapest_delivery: str = ""


@dataclass(frozen=True)
class Slot:
    """What fills a place in a letter, and the exhibit (``B3``) that shows it; ``None`` when nothing shows it yet.

    ``value``: a ``date``, a ``datetime`` (local), a ``Decimal`` (euro), text, a count, or ``True`` for "this is so".
    """

    value: Any
    exhibit: str | None = None


@dataclass(frozen=True)
class Citation:
    """These words of the letter rest on this exhibit."""

    words: str
    exhibit: str


@dataclass(frozen=True)
class Draft:
    """A letter to be looked at by a person. ``to_fill`` names what is still to be put in (marked in the body)."""

    letter: str
    language: str
    subject: str
    body: str
    citations: tuple[Citation, ...] = ()
    to_fill: tuple[str, ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "letter": self.letter,
            "language": self.language,
            "subject": self.subject,
            "body": self.body,
            "citations": [{"words": c.words, "exhibit": c.exhibit} for c in self.citations],
            "to_fill": list(self.to_fill),
        }
