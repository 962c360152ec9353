"""Reads text files of whole sentences: blocks, lines on a condition, sections, and places to fill.

One sentence per line; the lines of a block become one paragraph, blocks are parted by an empty line.

``# …``          a remark, never printed
``subject: …``   the subject; of several, the first whose slots are all known
``marks: yes``   exhibit numbers are printed behind each sentence that rests on one
``== name``      begins a section that other files of the language include with ``@name``
``? a !b``       the lines after it, in this block, only when ``a`` is known and ``b`` is not; ``?`` alone ends it
``| …``, ``- …`` a line of its own (an address, a sum), an item of a list
``{slot}``       filled in as it is: a name, a consequence of the rules, what the shop decides
``{slot!}``      a statement of fact: cites the slot's exhibit, or shows a mark to fill in
``{slot+}``      a date the shop promises: a mark to fill in when there is none or it lies before today
``[slot]``       prints nothing; the sentence rests on that slot's exhibit, or gets a mark
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PLACE = re.compile(r"\{(?P<slot>\w+)(?P<how>[!+]?)\}|\[(?P<rests>\w+)\]")


class BadText(ValueError):
    """A text file that does not follow the grammar; the message names the line."""


@dataclass(frozen=True)
class Line:
    """One sentence. ``needs``: slots that must be known; ``lacks``: that must not. ``own``: on a line of its own."""

    text: str
    needs: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    own: bool = False

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The slots of this sentence and how each is used: ``""``, ``"!"``, ``"+"`` or ``"[]"``."""
        return tuple((m["slot"] or m["rests"], m["how"] if m["slot"] else "[]") for m in PLACE.finditer(self.text))


Block = tuple[Line, ...]


@dataclass(frozen=True)
class Text:
    """A text file read: subjects in order of preference, blocks, and whether exhibit numbers are printed."""

    subjects: tuple[str, ...]
    blocks: tuple[Block, ...]
    marks: bool = False

    @property
    def slots(self) -> frozenset[str]:
        """Every slot the text can use, conditions included."""
        lines = [*(line for block in self.blocks for line in block), *(Line(subject) for subject in self.subjects)]
        return frozenset(
            name for line in lines for name in (*line.needs, *line.lacks, *(slot for slot, _ in line.places))
        )


def sections(source: str) -> Mapping[str, tuple[Block, ...]]:
    """The named sections of a file, in order; raises :class:`BadText` on a name that comes twice."""
    found: dict[str, tuple[Block, ...]] = {}
    for part in re.split(r"^== ", source, flags=re.MULTILINE)[1:]:
        name, _, body = part.partition("\n")
        if name.strip() in found:
            raise BadText(f"Section {name.strip()} stands twice.")
        found[name.strip()] = _blocks(body)
    return found


def read(source: str, frame: Mapping[str, tuple[Block, ...]]) -> Text:
    """A letter from its file, the sections of ``frame`` put where it includes them; raises :class:`BadText`."""
    head, _, body = source.partition("\n\n")
    keys = [line.partition(": ")[::2] for line in head.splitlines() if not line.startswith("#")]
    if any(key not in ("subject", "marks") for key, _ in keys):
        raise BadText(f"A letter opens with its subject, not with {head.splitlines()[0]!r}.")
    return Text(
        subjects=tuple(value for key, value in keys if key == "subject"),
        blocks=tuple(_included(_blocks(body), frame)),
        marks=("marks", "yes") in keys,
    )


def _included(blocks: tuple[Block, ...], frame: Mapping[str, tuple[Block, ...]]) -> Iterator[Block]:
    for block in blocks:
        if not block[0].text.startswith("@"):
            yield block
            continue
        name = block[0].text[1:]
        if name not in frame:
            raise BadText(f"There is no section {name} to include.")
        yield from _included(frame[name], frame)


def _blocks(body: str) -> tuple[Block, ...]:
    kept = "\n".join(line for line in body.splitlines() if not line.startswith("#"))
    read_blocks = (tuple(_lines(part)) for part in re.split(r"\n\s*\n", kept) if part.strip())
    return tuple(block for block in read_blocks if block)


def _lines(block: str) -> Iterator[Line]:
    needs: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    for raw in block.strip().splitlines():
        line = raw.strip()
        if line.startswith("?"):
            names = line[1:].split()
            needs = tuple(name for name in names if not name.startswith("!"))
            lacks = tuple(name[1:] for name in names if name.startswith("!"))
        else:
            own = line.startswith(("| ", "- "))
            yield Line(line[2:] if line.startswith("| ") else line, needs, lacks, own)
