"""Pictures of a case as inline SVG: timeline, strength of an exhibit, clock that runs; each with a text behind it.

Every text is escaped, colours come from the page's tokens by class (rail, silence, ahead, dot, today-line), so the
dark theme, print and forced colours follow the stylesheet. ``name`` keeps ids apart when a page carries several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from math import sqrt

from wederhoor.dossier.labels import Labels, labels_of
from wederhoor.dossier.model import Moment, MomentKind, Side
from wederhoor.dossier.plain import short

_WIDE = 420
_RAIL = 12
_TEXT = 34
_STEP = 30.0
_ROOM = 7.0
_MOST = 90.0
_LONGEST = 64


def timeline_svg(moments: Iterable[Moment], language: str, *, today: date, name: str = "timeline") -> str:
    """The timeline as a picture; quiet stretches are dotted and as long as they felt, what is to come is hollow."""
    labels = labels_of(language)
    rows = _rows(tuple(moments), today)
    parts: list[str] = []
    y = 14.0
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        parts.append(_mark(row, y, labels, today))
        if after is None:
            break
        room = _room(row, after)
        parts.append(_rail(row, after, y, y + room, today))
        y += room
    says = "; ".join(_says(row, labels) for row in rows)
    return _svg(name, labels["timeline"], says, _WIDE, round(y + 16), "".join(parts), "timeline-picture")


def strength_svg(level: int | None, language: str, *, name: str = "strength") -> str:
    """Five small bars, ``level`` of them filled (0 to 5; ``None`` when not weighed), with the word as their text."""
    labels = labels_of(language)
    if level is None:
        return _svg(name, labels["strength"], labels["not_weighed"], 88, 8, _bars(0), "strength-picture")
    kept = max(0, min(5, level))
    says = labels["strength_alt"].format(n=kept, word=labels.of("strengths", str(kept)))
    return _svg(name, labels["strength"], says, 88, 8, _bars(kept), "strength-picture")


def clock_bar_svg(what: str, language: str, *, start: date, due: date, today: date, name: str = "clock") -> str:
    """How much of a term has gone by, from ``start`` to ``due``; class soon in the last week, late when it is over."""
    labels = labels_of(language)
    whole = max(1, (due - start).days)
    gone = max(0.0, min(1.0, (today - start).days / whole))
    state = "late" if today > due else "soon" if (due - today).days <= 7 else "calm"
    filled = round(gone * 200, 1)
    bar = (
        '<rect class="clock-term" x="0" y="2" width="200" height="6" rx="3"/>'
        f'<rect class="clock-gone {state}" x="0" y="2" width="{filled}" height="6" rx="3"/>'
    )
    says = f"{short(what)}: {labels['by'].format(when=labels.day(due))} ({labels.distance(due, today)})"
    return _svg(name, what, says, 200, 10, bar, "clock-picture")


def _rows(moments: Sequence[Moment], today: date) -> list[Moment]:
    """By date, gaps left out (they are the space between), with today between what was and what comes."""
    marks = sorted((m for m in moments if m.kind != MomentKind.GAP), key=lambda m: (m.on, m.at))
    before = [m for m in marks if m.kind == MomentKind.PAST]
    return [*before, Moment(today, "", Side.NEUTRAL), *(m for m in marks if m.kind == MomentKind.FUTURE)]


def _room(row: Moment, after: Moment) -> float:
    days = max(0, (after.on - row.on).days)
    return round(min(_STEP + _ROOM * sqrt(days), _STEP + _MOST), 1)


def _rail(row: Moment, after: Moment, top: float, bottom: float, today: date) -> str:
    quiet = (after.on - row.on).days
    kind = "ahead" if row.on >= today and after.kind == MomentKind.FUTURE else "silence" if quiet > 4 else "rail"
    return f'<line class="{kind}" x1="{_RAIL}" x2="{_RAIL}" y1="{top + 9}" y2="{bottom - 9}"/>'


def _mark(row: Moment, y: float, labels: Labels, today: date) -> str:
    if not row.what:
        return (
            f'<line class="today-line" x1="3" x2="26" y1="{y}" y2="{y}"/>'
            f'<text class="today-text" x="{_TEXT}" y="{y + 5}">{_words(labels.day(row.on, "short"))}</text>'
        )
    kind = str(row.by) if row.kind == MomentKind.PAST else "late" if row.on < today else "due"
    papers = f'<tspan class="when" dx="6">{_words(" ".join(row.exhibits))}</tspan>' if row.exhibits else ""
    return (
        f'<circle class="dot {kind}" cx="{_RAIL}" cy="{y}" r="8"/>'
        f'<text x="{_TEXT}" y="{y + 5}"><tspan class="when">{_words(labels.day(row.on, "short"))}</tspan>'
        f'<tspan dx="6">{_words(row.what, _LONGEST)}</tspan>{papers}</text>'
    )


def _says(row: Moment, labels: Labels) -> str:
    return f"{labels.day(row.on)}: {row.what or labels['due_today']}"


def _bars(level: int) -> str:
    return "".join(
        f'<rect class="bar{" on" if at < level else ""}" x="{at * 18}" y="1" width="15" height="6" rx="3"/>'
        for at in range(5)
    )


def _words(text: str, limit: int = 300) -> str:
    return escape(short(text, limit=limit), quote=True)


def _svg(name: str, title: str, says: str, wide: int, high: int, inner: str, kind: str) -> str:
    marked = re.sub(r"[^A-Za-z0-9_-]", "-", name)
    return (
        f'<svg class="{kind}" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img"'
        f' aria-labelledby="{marked}-t {marked}-d"><title id="{marked}-t">{_words(title)}</title>'
        f'<desc id="{marked}-d">{_words(says, 4000)}</desc>{inner}</svg>'
    )
