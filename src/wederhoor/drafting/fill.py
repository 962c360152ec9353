"""Fills the places of a text from slots, gathering what each sentence rests on and what is still to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from wederhoor.drafting.shapes import Citation, Slot
from wederhoor.drafting.template import PLACE, Block, Line
from wederhoor.drafting.wording import day_of, number, written

_TO_FILL = {"nl": "[… in te vullen: {0} …]", "en": "[… to fill in: {0} …]", "de": "[… auszufüllen: {0} …]"}
_TO_CHECK = {"nl": "[… na te kijken: {0} …]", "en": "[… to check: {0} …]", "de": "[… zu prüfen: {0} …]"}
_EXHIBIT = {"nl": "stuk {0}", "en": "document {0}", "de": "Beleg {0}"}
_CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")
_REST = re.compile(r" +(\[\w+\])")  # the space before a place that prints nothing


@dataclass
class Filling:
    """One text being filled: what is known, in which language, and what came of it."""

    slots: Mapping[str, Slot]
    language: str
    labels: Mapping[str, str]
    on: date
    marks: bool = False
    citations: list[Citation] = field(default_factory=list)
    to_fill: list[str] = field(default_factory=list)

    def knows(self, name: str) -> bool:
        """Whether the slot has a value that says something: not missing, empty or false."""
        slot = self.slots.get(name)
        return slot is not None and slot.value not in (None, False, "")

    def says(self, name: str) -> bool:
        """Whether the value can be read by a person; a code of the vocabulary (``parcel_at_door``) cannot."""
        return self.knows(name) and not _CODE.fullmatch(str(self.slots[name].value))

    def prints(self, line: Line) -> bool:
        return all(map(self.knows, line.needs)) and not any(map(self.knows, line.lacks))

    def blocks(self, blocks: Iterable[Block]) -> str:
        """The text: sentences of a block joined, blocks parted by an empty line."""
        filled = (self._block([line for line in block if self.prints(line)]) for block in blocks)
        return "\n\n".join(paragraph for paragraph in filled if paragraph)

    def sentence(self, line: Line) -> str:
        """One sentence filled; its exhibits are noted, and printed when this text prints them."""
        exhibits: list[str] = []
        said = " ".join(_REST.sub(r"\1", line.text).split())
        said = PLACE.sub(lambda m: self._place(m, exhibits), said)
        printed = [exhibit for exhibit in dict.fromkeys(exhibits) if exhibit != self._own_message]
        if self.marks and printed:
            said = _with_marks(said, [_EXHIBIT[self.language].format(exhibit) for exhibit in printed])
        for exhibit in dict.fromkeys(exhibits):
            citation = Citation(said, exhibit)
            if citation not in self.citations:
                self.citations.append(citation)
        return said

    @property
    def _own_message(self) -> str | None:
        """The exhibit that is the reader's own message: she need not be shown a number for what she wrote herself."""
        slot = self.slots.get("message_at")
        return slot.exhibit if slot else None

    def _block(self, lines: list[Line]) -> str:
        text = ""
        after_own = False
        for line in lines:
            glue = "\n" if line.own or after_own else " "
            text += (glue if text else "") + self.sentence(line)
            after_own = line.own
        return text

    def _place(self, match: re.Match[str], exhibits: list[str]) -> str:
        if match["rests"]:
            return self._rests(match["rests"], exhibits)
        return self._said(match["slot"], match["how"], exhibits)

    def _rests(self, name: str, exhibits: list[str]) -> str:
        slot = self.slots.get(name)
        if slot is not None and slot.exhibit:
            exhibits.append(slot.exhibit)
            return ""
        return " " + self._mark(_TO_CHECK, name, self._label(name))

    def _said(self, name: str, how: str, exhibits: list[str]) -> str:
        if not self.says(name):
            return self._mark(_TO_FILL, name, self._label(name))
        slot = self.slots[name]
        said = self._written(name, slot.value)
        if how == "+" and _before(slot.value, self.on):
            return self._mark(_TO_FILL, name, self._label(name))
        if how == "!" and not slot.exhibit:
            return self._mark(_TO_CHECK, name, said)
        if slot.exhibit and how == "!":
            exhibits.append(slot.exhibit)
        return said

    def _written(self, name: str, value: object) -> str:
        """Amounts are money unless the slot's name says another measure."""
        if name.endswith("_kg") and isinstance(value, Decimal):
            return number(value, self.language)
        return written(value, self.language)

    def _label(self, name: str) -> str:
        return self.labels.get(name, name)

    def _mark(self, words: Mapping[str, str], name: str, shown: str) -> str:
        label = self._label(name)
        if label not in self.to_fill:
            self.to_fill.append(label)
        return words[self.language].format(shown)


def _before(value: object, on: date) -> bool:
    """A promise must be a date from today on; anything that is no date cannot be one."""
    day = day_of(value)
    return day is None or day < on


def _with_marks(said: str, exhibits: list[str]) -> str:
    at = len(said.rstrip(".:")) if said.endswith((".", ":")) else len(said)
    return f"{said[:at]} ({', '.join(exhibits)}){said[at:]}"
