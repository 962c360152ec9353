"""Turns a case file into the plain data its template draws: every text made fit for print, every date written out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt
from typing import Any

from wederhoor.dossier.condensed import at_length, index_of, is_large
from wederhoor.dossier.keeping import eights, keepings
from wederhoor.dossier.labels import Labels, labels_of
from wederhoor.dossier.model import (
    CaseFile,
    Clock,
    Exhibit,
    Moment,
    MomentKind,
    OwnDemand,
    OwnPart,
    OwnReason,
    Party,
    Sentence,
    Side,
    Statement,
    Telling,
)
from wederhoor.dossier.plain import line, paragraphs, plain

Sheet = dict[str, Any]

LETTER_CHARACTERS = 12_000
LETTER_LINES = 240
TEXT_CHARACTERS = 9_000
TEXT_LINES = 150
# A quiet stretch is drawn longer, but three months of it must not push the rest off the page (points).
_STEP, _MOST = 3.2, 30.0


@dataclass(frozen=True)
class View:
    """A picture ready for the template: the name of its file, width and height in points."""

    name: str
    width: float
    height: float


Views = Mapping[str, tuple[View, ...]]


def sheet_of(case: CaseFile, own: OwnPart | None, made_at: datetime, views: Views) -> Sheet:
    """Everything the template draws, as JSON-ready data. ``views`` are the pictures by exhibit number."""
    labels = labels_of(case.language)
    numbers = {exhibit.number for exhibit in case.exhibits}
    on = made_at.date()
    return {
        **_cover(case, labels, made_at),
        "labels": {name: text for name, text in labels.texts.items() if isinstance(text, str)},
        "moments": _moments(case.moments, labels, on, numbers),
        "tellings": [_telling(telling, labels, numbers) for telling in case.tellings],
        "clocks": [_clock(clock, labels, on) for clock in sorted(case.clocks, key=lambda c: c.due)],
        "statements": [_statement(statement, labels, numbers) for statement in case.statements],
        "exhibits": _exhibits(at_length(case), labels),
        "index": index_of(case, labels),
        "index_about": labels["large_about"].format(n=len(case.exhibits)) if is_large(case) else "",
        "custody": keepings(case, labels),
        "appendix": _appendices(case, labels, views),
        "checking": labels.lines("checking"),
        "own": None if own is None else _own(own, labels, on),
    }


def _cover(case: CaseFile, labels: Labels, made_at: datetime) -> Sheet:
    return {
        "language": labels.language,
        "reference": line(case.reference, limit=40),
        "title": line(case.title, limit=160) or labels["file"],
        "running": line(case.title, limit=56),
        "subject": line(case.subject),
        "banner": line(case.banner, limit=110),
        "made": labels.moment(made_at),
        "facts": [
            [labels["reference"], line(case.reference, limit=40)],
            [labels["opened"], labels.day(case.opened)],
            [labels["made"], labels.moment(made_at)],
            [labels["papers"], str(len(case.exhibits))],
            *([[labels["installation"], line(case.installation)]] if case.installation else []),
        ],
        "parties": [_party(party, labels) for party in case.parties],
        "summary": _lines(case.summary),
        "asked": _lines(case.asked),
    }


def _party(party: Party, labels: Labels) -> Sheet:
    role = labels.of("sides", party.side)
    return {
        "side": party.side,
        "role": role[:1].upper() + role[1:],
        "name": line(party.name),
        "details": _lines(party.details),
    }


def _lines(texts: Iterable[str], limit: int = 1200) -> list[str]:
    return [line(text, limit=limit) for text in texts if text.strip()]


def _chips(wanted: Iterable[str], numbers: set[str]) -> list[Sheet]:
    return [{"number": line(number, limit=12), "known": number in numbers} for number in wanted]


def _moments(moments: tuple[Moment, ...], labels: Labels, on: date, numbers: set[str]) -> list[Sheet]:
    """The timeline by date, with the day the file was made set between what was and what comes."""
    if not moments:
        return []
    ordered = sorted(moments, key=lambda m: (m.on, m.kind == MomentKind.GAP, m.at))
    before = [moment for moment in ordered if moment.kind != MomentKind.FUTURE]
    after = [moment for moment in ordered if moment.kind == MomentKind.FUTURE]
    today = Moment(on, labels["today"], Side.NEUTRAL)
    rows = [*before, today, *after]
    dates = [moment.on for moment in rows]
    following = [*dates[1:], dates[-1]]
    return [
        {**_moment(moment, labels, numbers), "space": _space(moment, after), "today": moment is today}
        for moment, after in zip(rows, following, strict=True)
    ]


def _space(moment: Moment, after: date) -> float:
    days = ((moment.until - moment.on) if moment.until else (after - moment.on)).days
    return round(min(_MOST, 5 + _STEP * sqrt(max(0, days))), 1)


def _moment(moment: Moment, labels: Labels, numbers: set[str]) -> Sheet:
    length = (moment.until - moment.on).days if moment.until else 0
    says_itself = str(length) in moment.what.split()
    return {
        "date": labels.day(moment.on, "short"),
        "time": line(moment.at, limit=20),
        "what": line(moment.what, limit=600),
        "side": moment.by,
        "kind": moment.kind,
        "length": labels.days(length) if length > 0 and not says_itself else "",
        "exhibits": _chips(moment.exhibits, numbers),
    }


def _telling(telling: Telling, labels: Labels, numbers: set[str]) -> Sheet:
    return {
        "side": telling.side,
        "title": labels.of("tellings_of", telling.side),
        "sentences": [_sentence(sentence, numbers) for sentence in telling.sentences if sentence.text.strip()],
        "remark": line(telling.remark, limit=1200),
    }


def _sentence(sentence: Sentence, numbers: set[str]) -> Sheet:
    return {"text": line(sentence.text, limit=1200), "exhibits": _chips(sentence.exhibits, numbers)}


def _clock(clock: Clock, labels: Labels, on: date) -> Sheet:
    return {
        "due": labels.day(clock.due),
        "distance": labels.distance(clock.due, on),
        "state": "late" if clock.due < on else "soon" if (clock.due - on).days <= 7 else "calm",
        "what": line(clock.what, limit=400),
        "side": clock.who,
        "who": labels.of("sides", clock.who),
        "source": line(clock.source, limit=400),
        "uncertain": clock.uncertain,
    }


def _statement(statement: Statement, labels: Labels, numbers: set[str]) -> Sheet:
    text, cut = paragraphs(statement.text, limit=LETTER_CHARACTERS, lines=LETTER_LINES)
    people = labels["from_to"].format(
        sender=labels.of("sides", statement.sender), receiver=labels.of("sides", statement.receiver)
    )
    return {
        "side": statement.sender,
        "people": people[:1].upper() + people[1:],
        "at": labels.moment(statement.at),
        "subject": line(statement.subject),
        "paragraphs": text,
        "cut": cut,
        "exhibits": _chips((statement.exhibit,) if statement.exhibit else (), numbers),
    }


def _exhibits(exhibits: tuple[Exhibit, ...], labels: Labels) -> list[Sheet]:
    """The list of papers; of a number that stands there twice only the first is marked, so that a link has one goal."""
    seen: set[str] = set()
    rows: list[Sheet] = []
    for exhibit in exhibits:
        rows.append({**_exhibit(exhibit, labels), "first": exhibit.number not in seen})
        seen.add(exhibit.number)
    return rows


def _exhibit(exhibit: Exhibit, labels: Labels) -> Sheet:
    strength = None if exhibit.strength is None else max(0, min(5, exhibit.strength))
    return {
        "number": line(exhibit.number, limit=12),
        "title": labels.title(exhibit.title, exhibit.sort),
        "meta": _lines([labels.of("sorts", exhibit.sort), exhibit.source, _added(exhibit, labels)], 200),
        "side": exhibit.added_by,
        "shows": line(exhibit.shows, limit=800),
        "does_not_show": line(exhibit.does_not_show, limit=800),
        "strength": strength,
        "word": labels["not_weighed"] if strength is None else labels.of("strengths", str(strength)),
        "hash": eights(exhibit.sha256),
        "size": labels.weight(exhibit.size),
        "withheld": labels["withheld_note"].format(why=line(exhibit.withheld)) if exhibit.withheld else "",
    }


def _added(exhibit: Exhibit, labels: Labels) -> str:
    who = labels.of("sides", exhibit.added_by)
    if exhibit.added_at is None:
        return labels["added_undated"].format(who=who)
    return labels["added"].format(who=who, when=labels.moment(exhibit.added_at, "short"))


def _appendices(case: CaseFile, labels: Labels, views: Views) -> list[Sheet]:
    """The papers one by one; a letter that already stands in full among the messages is not printed a second time."""
    printed = {statement.exhibit: statement.text.strip() for statement in case.statements}
    sheets: list[Sheet] = []
    for exhibit in at_length(case):
        sheet = _appendix(exhibit, labels, views.get(exhibit.number, ()))
        if sheet["paragraphs"] and exhibit.text.strip() == printed.get(exhibit.number):
            sheet = {**sheet, "paragraphs": [], "note": labels["printed_above"]}
        sheets.append({**sheet, "drawn": bool(sheet["views"] or sheet["paragraphs"])})
    return sheets


def _appendix(exhibit: Exhibit, labels: Labels, views: tuple[View, ...]) -> Sheet:
    """One paper as it is shown: withheld, as pictures, as text, or with a sentence that says why there is neither."""
    sheet: Sheet = {
        "number": line(exhibit.number, limit=12),
        "title": labels.title(exhibit.title, exhibit.sort),
        "side": exhibit.added_by,
        "note": "",
        "views": [],
        "paragraphs": [],
    }
    if exhibit.withheld:
        return {**sheet, "note": labels["withheld_note"].format(why=line(exhibit.withheld))}
    if views:
        return {**sheet, "views": [_view(view, page, exhibit, labels) for page, view in enumerate(views, 1)]}
    text, cut = paragraphs(exhibit.text, limit=TEXT_CHARACTERS, lines=TEXT_LINES)
    if not text:
        return {**sheet, "note": labels["no_preview"]}
    return {**sheet, "note": labels["cut"] if cut else "", "paragraphs": text}


def _view(view: View, page: int, exhibit: Exhibit, labels: Labels) -> Sheet:
    alt = labels["picture_alt"].format(number=exhibit.number, title=exhibit.title, page=page)
    return {"name": view.name, "width": view.width, "height": view.height, "alt": plain(line(alt))}


def _own(own: OwnPart, labels: Labels, on: date) -> Sheet:
    groups = (
        ("own_today", own.today),
        ("own_missing", own.missing),
        ("own_change", own.would_change),
        ("own_recourse", own.recourse),
        ("own_notes", own.notes),
    )
    return {
        "headline": line(own.headline, limit=600),
        "demands": [_demand(demand, labels) for demand in own.demands],
        "reasons": [_reason(reason) for reason in own.reasons],
        "groups": [{"title": labels[name], "lines": _lines(texts)} for name, texts in groups if _lines(texts)],
        "clocks": [_clock(clock, labels, on) for clock in sorted(own.clocks, key=lambda c: c.due)],
    }


def _demand(demand: OwnDemand, labels: Labels) -> Sheet:
    return {
        "asked": line(demand.asked, limit=400) or labels["yes_asked"],
        "reading": line(demand.reading, limit=600),
        "reasons": [_reason(reason) for reason in demand.reasons],
    }


def _reason(reason: OwnReason) -> Sheet:
    return {"text": line(reason.text, limit=1200), "articles": _lines(reason.articles), "uncertain": reason.uncertain}
