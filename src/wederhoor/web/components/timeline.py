"""The case as a picture: where on the rail each event stands, where it was quiet, where today is, what still comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wederhoor.web.components.words import day

WIDTH = 330
STEP = 34  # the least room one line of text needs
QUIET_DAYS = 5  # from here on a silence is drawn as one
MOST_ROOM = 60
LETTERS = 27  # what fits beside the date on a phone


@dataclass(frozen=True)
class Event:
    """Something that happened (``due`` false) or must happen by then. ``side``: consumer, shop, or neither."""

    on: date
    says: str
    side: str = ""
    exhibit: str = ""
    due: bool = False


@dataclass(frozen=True)
class Dot:
    """An event's place in the picture."""

    y: int
    kind: str
    when: str
    says: str
    full: str
    exhibit: str = ""

    @property
    def text_y(self) -> int:
        return self.y + 5


@dataclass(frozen=True)
class Rail:
    """A stretch between two events: passed, silent, or still ahead."""

    top: int
    bottom: int
    kind: str
    says: str = ""

    @property
    def middle(self) -> int:
        return (self.top + self.bottom) // 2 + 5


@dataclass(frozen=True)
class Timeline:
    """The picture and its table; ``name`` keeps ids apart on one page."""

    dots: Sequence[Dot]
    rails: Sequence[Rail]
    title: str
    name: str = "timeline"
    width: int = WIDTH
    height: int = field(default=0)

    def __bool__(self) -> bool:
        return len(self.dots) > 1


def drawn(events: Iterable[Event], today: date, name: str = "timeline") -> Timeline:
    """Events from old to new with today among them; distances grow with the root of the days between.

    On one day they stay in the order they were given: days do not tell which came first.
    """
    ordered = sorted(dict.fromkeys(events), key=lambda e: (e.on, e.due))
    marks = _with_today(ordered, today)
    dots, rails, y, before = [], [], 14, None
    for mark in marks:
        if before is not None:
            room, kind, says = _between(before, mark, today)
            rails.append(Rail(y + 9, y + room - 9, kind, says))
            y += room
        dots.append(_dot(mark, y, today))
        before = mark
    title = _("Timeline: %(first)s to %(last)s") % {"first": day(marks[0].on), "last": day(marks[-1].on)}
    return Timeline(dots, rails, title, name, WIDTH, y + 16)


def _with_today(ordered: list[Event], today: date) -> list[Event]:
    past = [e for e in ordered if e.on < today or (e.on == today and not e.due)]
    return [*past, Event(today, "", side="today"), *(e for e in ordered if e not in past)]


def _between(before: Event, after: Event, today: date) -> tuple[int, str, str]:
    days = (after.on - before.on).days
    room = int(min(STEP + 7 * sqrt(days), STEP + MOST_ROOM)) if days else STEP
    if before.on >= today and after.on >= today and after.side != "today":
        return room, "ahead", ""
    if days > QUIET_DAYS:
        quiet = ngettext("%(days)s day quiet", "%(days)s days quiet", days) % {"days": days}
        return max(room, 2 * STEP), "silence", quiet
    return room, "rail", ""


def _dot(event: Event, y: int, today: date) -> Dot:
    if event.side == "today":
        says = _("today, %(day)s") % {"day": day(event.on)}
        return Dot(y, "today", day(event.on), says, _("today"))
    kind = event.side or "plain"
    if event.due:
        kind = "late" if event.on < today else "due"
    full = _("%(what)s, by then") % {"what": event.says} if event.due else event.says
    return Dot(y, kind, day(event.on), _short(event.says), full, event.exhibit)


def _short(says: str) -> str:
    return says if len(says) <= LETTERS else says[: LETTERS - 1].rsplit(" ", 1)[0] + "…"
