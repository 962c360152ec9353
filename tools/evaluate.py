"""Measures how messages are read and letters checked, on examples somebody wrote who has not seen the rules.

    make evaluate                the open half: look at each miss and better the rules
    make evaluate HALF=locked    the half that is locked away: figures only, never a text

Each figure stands with the number it is of and its 95 % interval (Wilson 1927). A message may hold several complaints,
so kinds and remedies are counted one by one over all messages (micro-F1).
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wederhoor.facts import Grade
from wederhoor.language.checking import check
from wederhoor.language.reading import read
from wederhoor.language.shapes import Finding, Reading

FOLDER = Path(__file__).parent.parent / "evaluation"
Z = 1.959964  # of a 95 % interval


@dataclass
class Share:
    """So many right of so many."""

    right: int = 0
    of: int = 0

    def add(self, is_right: bool) -> None:
        self.right, self.of = self.right + is_right, self.of + 1

    def interval(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 1.0
        p, n = self.right / self.of, self.of
        middle, half = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)

    def __str__(self) -> str:
        low, high = self.interval()
        share = self.right / self.of if self.of else 0
        return f"{share:6.1%}   {self.right} of {self.of}   ({low:.1%} to {high:.1%})"


@dataclass
class F1:
    """Precision and recall over all labels together."""

    hit: int = 0
    extra: int = 0
    missed: int = 0

    def add(self, said: Iterable[str], meant: Iterable[str]) -> None:
        said, meant = set(said), set(meant)
        self.hit, self.extra = self.hit + len(said & meant), self.extra + len(said - meant)
        self.missed += len(meant - said)

    def __str__(self) -> str:
        total = 2 * self.hit + self.extra + self.missed
        precision, recall = Share(self.hit, self.hit + self.extra), Share(self.hit, self.hit + self.missed)
        return f"{2 * self.hit / total if total else 0:6.3f}   precision {precision}; recall {recall}"


def rows_of(name: str, half: str) -> list[dict[str, Any]]:
    """Examples, one JSON object a line."""
    if half == "locked":
        text = lzma.decompress((FOLDER / f"{name}-locked.jsonl.xz").read_bytes()).decode()
    else:
        text = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def reading_of(row: Mapping[str, Any]) -> Reading:
    """A first line that an empty line follows, and that is short, is the subject."""
    head, _, body = row["text"].partition("\n\n")
    has_subject = bool(body) and "\n" not in head and len(head) <= 120
    return read(body if has_subject else row["text"], subject=head if has_subject else "")


def messages(half: str, show: bool) -> Iterator[str]:
    """Lines of the report on reading; with ``show`` every miss."""
    rows = rows_of("messages", half)
    began = time.perf_counter()
    read_rows = [(row, reading_of(row)) for row in rows]
    spent = time.perf_counter() - began
    first, language, kinds, remedies = Share(), Share(), F1(), F1()
    caught, called, warned = Share(), Share(), Share()
    for row, reading in read_rows:
        said = [str(kind.kind) for kind in reading.kinds]
        is_first, grade = said[:1] == row["kinds"][:1], reading.pressure.grade
        first.add(is_first)
        language.add(reading.language == row["language"])
        kinds.add(said, row["kinds"])
        remedies.add((str(demand.remedy) for demand in reading.demands), row["remedies"])
        if row["grade"] == "extortion":
            caught.add(grade is Grade.EXTORTION)
        if grade is Grade.EXTORTION:
            called.add(row["grade"] == "extortion")
        if row["grade"] == "warning":
            warned.add(grade is Grade.EXTORTION)
        if show and not (is_first and str(grade) == row["grade"]):
            yield f"  {row['id']}: {said} {grade}, meant {row['kinds']} {row['grade']}: {row['text'][:100]!r}"
    yield f"messages                            {len(rows)}, {len(rows) / spent:,.0f} a second on one core"
    yield f"language                           {language}"
    yield f"first kind right (85 %)            {first}"
    yield f"kinds, micro-F1 (0.85)             {kinds}"
    yield f"remedies, micro-F1 (0.85)          {remedies}"
    yield f"extortion, recall (85 %)           {caught}"
    yield f"extortion, precision (95 %)        {called}"
    yield f"lawful warnings called extortion   {warned}"


def letters(half: str, show: bool) -> Iterator[str]:
    """Lines of the report on checking: a fault is found when a finding of its kind touches its words."""
    rows = rows_of("letters", half)
    planted, alarmed = Share(), Share()
    for row in rows:
        found = check(row["text"], kind=row["kind"], language=row["language"])
        if not row["faults"]:
            alarms = [one for one in found if one.severity != "hint"]
            alarmed.add(bool(alarms))
            if show and alarms:
                yield f"  {row['id']}: false alarm {[(one.kind, one.words) for one in alarms]}"
        for fault in row["faults"]:
            is_found = any(_is_about(one, fault, row["text"]) for one in found)
            planted.add(is_found)
            if show and not is_found:
                yield f"  {row['id']}: missed {fault['kind']} {fault['words']!r}"
    yield f"planted faults found (95 %)        {planted}"
    yield f"clean letters with an alarm (5 %)  {alarmed}"


def _is_about(one: Finding, fault: Mapping[str, str], text: str) -> bool:
    if str(one.kind) != fault["kind"]:
        return False
    at = text.find(fault["words"])
    return not fault["words"] or (one.start < at + len(fault["words"]) and at < one.end)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("half", nargs="?", choices=("open", "locked"), default="open")
    parser.add_argument("--show", action="store_true", help="every miss of the open half")
    args = parser.parse_args()
    show = args.show and args.half == "open"
    for line in (*messages(args.half, show), *letters(args.half, show)):
        print(line)


if __name__ == "__main__":
    main()
