"""The checklist of a case in words: what the outcome waits for, what is on file, and how the rest can be had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from wederhoor.casework.expected import Line, of_work
from wederhoor.casework.shapes import Work
from wederhoor.web.components.legal import missing_says
from wederhoor.web.components.shown import reader_language
from wederhoor.web.components.words import Words, word

WHO: Mapping[str, Words] = {
    "shop": gettext_lazy("you"),
    "customer": gettext_lazy("the customer"),
    "carrier": gettext_lazy("the carrier"),
    "payment": gettext_lazy("the payment provider"),
    "supplier": gettext_lazy("the supplier"),
    "expert": gettext_lazy("an expert"),
}
# Where each act is done: on the page of the order, or further down this page.
ACTS: Mapping[str, Words] = {
    "papers": gettext_lazy("Add a document"),
    "order": gettext_lazy("Look at the order"),
    "packing": gettext_lazy("Look at the order"),
    "terms": gettext_lazy("Look at the order"),
    "ask": gettext_lazy("Ask the customer"),
}
ON_ORDER = frozenset({"order", "packing", "terms"})


@dataclass(frozen=True)
class ShownLine:
    """One line of the checklist; ``waits`` are sentences of what lacks and what follows when it stays away."""

    says: str
    how: str
    state: str
    exhibits: Sequence[str]
    strength: int
    who: str
    until: date | None
    is_over: bool
    waits: Sequence[str]
    act: str
    href: str


@dataclass(frozen=True)
class ShownChecklist:
    """The lines by how they stand."""

    missing: Sequence[ShownLine]
    on_file: Sequence[ShownLine]
    absent: Sequence[ShownLine]

    def __bool__(self) -> bool:
        return bool(self.missing or self.on_file)


def shown_checklist(work: Work, to_order: str = "") -> ShownChecklist:
    """The checklist of a case for the shop; ``to_order`` leads to the page of its order."""
    on_order = to_order if work.facts.value("order_number") else ""
    today = work.assessment.basis.on if work.assessment else date.max
    lines = [_shown(line, on_order, today) for line in of_work(work)]
    return ShownChecklist(*(_in(lines, state) for state in ("missing", "on_file", "absent")))


def _in(lines: Iterable[ShownLine], state: str) -> list[ShownLine]:
    return [line for line in lines if line.state == state]


def _shown(line: Line, to_order: str, today: date) -> ShownLine:
    says, how = line.proof.says(reader_language())
    to_papers = "#customer-page" if line.proof.act == "ask" else "#documents"
    on_order = line.proof.act in ON_ORDER and to_order
    return ShownLine(
        says=says,
        how=how,
        state=line.state,
        exhibits=line.exhibits,
        strength=line.strength,
        who=" · ".join(word(WHO, who) for who in line.proof.who),
        until=line.until,
        is_over=line.until is not None and line.until < today,
        waits=[missing_says(missing, "shop") for missing in line.missing],
        act=word(ACTS, line.proof.act if on_order or line.proof.act == "ask" else "papers"),
        href=to_order if on_order else to_papers,
    )
