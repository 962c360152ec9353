"""The customer's letter to the shop: what happened, what is asked, which rule says so, and where to answer. Calm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from wederhoor.drafting.fill import Filling
from wederhoor.drafting.shapes import Draft, Slot
from wederhoor.drafting.template import Block, Line, sections
from wederhoor.drafting.wording import LANGUAGES

ANSWER_DAYS = 14
ASKS, WAITS, WONDERS, HOPES = "asks", "waits", "wonders", "hopes"
"""How it is asked: it may be asked; it may be asked later; it is not known yet; it need not be done, asked kindly."""


@dataclass(frozen=True)
class ToShop:
    """What the letter is about. ``rule`` is the deciding sentence in plain words (or empty), with its ``articles``.

    ``to_learn`` is what the shop must show, ``to_bring`` what the customer shows himself, both as words for facts;
    ``ordered`` and ``until`` are days, ``amount`` is in euro.
    """

    topic: str
    remedy: str
    how: str
    rule: str = ""
    articles: Sequence[str] = ()
    amount: Decimal | None = None
    ordered: date | None = None
    until: date | None = None
    to_learn: Sequence[str] = ()
    to_bring: Sequence[str] = ()


def write_to_shop(about: ToShop, *, language: str, on: date) -> Draft:
    """The letter on the day ``on``; what nobody knows yet (name, order number, goods) is a mark to fill in."""
    spoken = language if language in LANGUAGES else "en"
    parts, labels = _parts(spoken), _labels(spoken)
    filling = Filling(_slots(about, on, labels["and"]), spoken, labels, on)
    body = filling.blocks(_listed(block, about) for block in _chosen(parts, about))
    return Draft(
        letter="to_shop",
        language=spoken,
        subject=Filling(filling.slots, spoken, filling.labels, on).sentence(_subject(parts, about)),
        body=f"{body}\n",
        to_fill=tuple(filling.to_fill),
    )


def _slots(about: ToShop, on: date, and_: str) -> dict[str, Slot]:
    return {
        "ordered": Slot(about.ordered),
        "amount": Slot(about.amount),
        "until": Slot(about.until),
        "rule": Slot(about.rule.rstrip(".")),
        "articles": Slot(f" {and_} ".join(filter(None, (", ".join(about.articles[:-1]), *about.articles[-1:])))),
        "answer_by": Slot(on + timedelta(ANSWER_DAYS)),
        "learn": Slot(bool(about.to_learn)),
        "bring": Slot(bool(about.to_bring)),
    }


def _chosen(parts: Mapping[str, tuple[Block, ...]], about: ToShop) -> list[Block]:
    """Opening, what happened, what is asked, the rule, what is missing, and the end; a general one where none fits."""
    asked = (*parts[f"how/{about.how}"][0], *parts[_or_general(parts, "ask", about.remedy)][0])
    before = ("open", _or_general(parts, "happened", about.topic))
    after = ("rule", "missing", "close") if about.rule or about.articles else ("missing", "close")
    return [*(b for name in before for b in parts[name]), asked, *(b for name in after for b in parts[name])]


def _or_general(parts: Mapping[str, tuple[Block, ...]], sort: str, name: str) -> str:
    return f"{sort}/{name}" if f"{sort}/{name}" in parts else f"{sort}/general"


def _subject(parts: Mapping[str, tuple[Block, ...]], about: ToShop) -> Line:
    return parts[_or_general(parts, "subject", about.topic)][0][0]


def _listed(block: Block, about: ToShop) -> Block:
    """A line that is a list is written once for each of its items."""
    lists = {"- {to_learn}": about.to_learn, "- {to_bring}": about.to_bring}
    return tuple(
        replace(line, text=f"- {item}") if item is not None else line
        for line in block
        for item in lists.get(line.text, (None,))
    )


@lru_cache(maxsize=4)
def _parts(language: str) -> Mapping[str, tuple[Block, ...]]:
    return sections(files("wederhoor.drafting.phrases").joinpath(f"claimant.{language}.txt").read_text("utf-8"))


@lru_cache(maxsize=4)
def _labels(language: str) -> Mapping[str, str]:
    labels = (line.text.partition(" = ") for block in _parts(language)["labels"] for line in block)
    return {name: label for name, _, label in labels}
