"""From the work on a case to what a page draws: answers, reasons, what is missing, dates, documents, the letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from wederhoor.casework.shapes import Exhibit, Work
from wederhoor.drafting.shapes import Draft
from wederhoor.facts import Outcome
from wederhoor.language.shapes import Finding
from wederhoor.law.shapes import Answer, Assessment, Clock, Missing
from wederhoor.web.components import strength
from wederhoor.web.components.legal import (
    MILESTONE,
    change_says,
    clock_says,
    contradiction_says,
    fact_says,
    headline,
    language,
    missing_says,
    reason_says,
    value_says,
)
from wederhoor.web.components.timeline import Event, Timeline, drawn
from wederhoor.web.components.words import CLOCK, FROM, OUTCOME_SHORT, REMEDY, SORT, money, word

_GAP = re.compile(r"\[… .*? …\]", re.S)
SOON_DAYS = 7
FIRST_REASONS = 3
# Left out of the picture when an earlier milestone has the same day.
SAME_AS_BEFORE = frozenset({"delivered_date", "received_date"})


@dataclass(frozen=True)
class ShownAnswer:
    """One demand and what may be asked."""

    ask: str
    says: str
    tone: str
    detail: str = ""
    unsure: str = ""


@dataclass(frozen=True)
class ShownReason:
    """One sentence of why, with its articles."""

    says: str
    articles: tuple[str, ...]
    unsure: bool = False


@dataclass(frozen=True)
class ShownMissing:
    """One thing nobody has shown yet, as a sentence. ``helps``: the customer need not bring it, so it has no date."""

    fact: str
    says: str
    by: date | None
    helps: bool


@dataclass(frozen=True)
class ShownClock:
    """A date that runs."""

    label: str
    short: str
    due: date
    late: bool
    soon: bool
    source: str
    who: str


@dataclass(frozen=True)
class ShownExhibit:
    """One document as the list shows it."""

    number: str
    title: str
    sort: str
    side: str
    on: date | None
    from_: str
    problem: str = ""
    strength: int = 0
    strength_says: str = ""
    not_proven: str = ""
    shows: tuple[tuple[str, str], ...] = ()
    text: str = ""
    href: str = ""
    picture: str = ""
    recorded: str = ""

    @property
    def mark(self) -> str:
        return self.number


@dataclass(frozen=True)
class Piece:
    """A stretch of a letter: plain text, words that rest on a document, words to fill in, or words with a finding."""

    kind: str
    words: str
    exhibit: str = ""
    severity: str = ""
    number: int = 0


@dataclass(frozen=True)
class ShownLetter:
    """A letter with its marks, and the link that opens it in one's own mail program."""

    subject: str
    body: str
    language: str
    pieces: tuple[Piece, ...]
    mailto: str
    to_fill: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """Everything a page draws of one assessment."""

    answers: tuple[ShownAnswer, ...]
    reasons: tuple[ShownReason, ...]
    more_reasons: tuple[ShownReason, ...]
    sides: Mapping[str, str]
    same_on_both: str
    missing: tuple[ShownMissing, ...]
    changes: tuple[str, ...]
    clocks: tuple[ShownClock, ...]
    unsure: bool
    differing: tuple[str, ...] = ()

    @property
    def next_clock(self) -> ShownClock | None:
        """The first date the shop itself must keep."""
        ours = [c for c in self.clocks if c.who == "shop" and not c.late] or list(self.clocks)
        return ours[0] if ours else None


def shown(assessment: Assessment, today: date, to: str = "shop") -> Shown:
    """An assessment in words, to the shop or to the customer (``to``)."""
    reasons = tuple(ShownReason(reason_says(r), tuple(r.articles), r.verify) for r in assessment.reasons)
    return Shown(
        answers=tuple(_answer(a, to) for a in assessment.answers),
        reasons=reasons[:FIRST_REASONS],
        more_reasons=reasons[FIRST_REASONS:],
        sides={side: word(OUTCOME_SHORT, outcome) for side, outcome in assessment.tellings.items()},
        same_on_both=_same_on_both(assessment),
        missing=tuple(_missing(m, to) for m in assessment.missing),
        changes=tuple(dict.fromkeys(change_says(c) for c in assessment.would_change)),
        clocks=shown_clocks(assessment.clocks, today),
        unsure=assessment.verify,
        differing=tuple(contradiction_says(c) for c in assessment.contradictions),
    )


def _same_on_both(assessment: Assessment) -> str:
    """That the outcome does not hang on whom one believes: only where every telling really gives the same."""
    if {assessment.tellings.get(side) for side in ("consumer", "shop", "exhibits")} != {assessment.outcome}:
        return ""
    if assessment.outcome in (Outcome.CUSTOMER_RIGHT, Outcome.PARTLY):
        return _("This is so according to your own documents as well.")
    if assessment.outcome is Outcome.SHOP_RIGHT:
        return _("This is so even according to the customer's own words.")
    return ""


def _answer(answer: Answer, to: str) -> ShownAnswer:
    says, detail, unsure = headline(answer, to)
    tone = str(answer.outcome)
    if answer.outcome is Outcome.SHOP_RIGHT and (answer.until or answer.event):
        tone = "not-yet"
    elif answer.outcome is Outcome.NEEDS_EVIDENCE:
        tone = "open"
    return ShownAnswer(_ask(answer), says, tone, detail, unsure)


def _ask(answer: Answer) -> str:
    asked = word(REMEDY, answer.demand.remedy)
    return f"{asked} · {money(answer.demand.amount)}" if answer.demand.amount is not None else asked


def _missing(item: Missing, to: str) -> ShownMissing:
    helps = item.who != "shop" and item.at_whose_risk == "shop"
    return ShownMissing(item.fact, missing_says(item, to), None if helps else item.by, helps)


def shown_clocks(clocks: Iterable[Clock], today: date) -> tuple[ShownClock, ...]:
    """Dates that run, the first one first. Only the shop's own are amber or red: there it can do something."""
    ordered = sorted(clocks, key=lambda c: c.due)
    return tuple(
        ShownClock(
            clock_says(c),
            word(CLOCK, c.what),
            c.due,
            late=c.due < today and c.who == "shop",
            soon=0 <= (c.due - today).days <= SOON_DAYS and c.who == "shop",
            source=c.source,
            who=c.who,
        )
        for c in ordered
    )


def shown_exhibit(exhibit: Exhibit, *, href: str = "", picture: str = "", recorded: str = "") -> ShownExhibit:
    """One document with how strong it is and what it does not prove."""
    weight = strength.of(exhibit.sort, exhibit.facts)
    return ShownExhibit(
        number=exhibit.number,
        title=_title(exhibit),
        sort=word(SORT, exhibit.sort),
        side=exhibit.source if exhibit.source in ("consumer", "shop") else "",
        on=exhibit.on,
        from_=word(FROM, exhibit.source),
        problem=exhibit.problem,
        strength=weight.grade,
        strength_says=str(weight.says),
        not_proven=str(weight.not_proven),
        shows=tuple(
            (said, value_says(name, value)) for name, value in exhibit.facts.items() if (said := fact_says(name))
        ),
        text="" if exhibit.sort == "message" else exhibit.text[:4000],
        href=href,
        picture=picture,
        recorded=recorded,
    )


def _title(exhibit: Exhibit) -> str:
    plain = not exhibit.title or exhibit.title in SORT
    return word(SORT, exhibit.sort) if plain else exhibit.title


def shown_letter(draft: Draft, findings: Sequence[Finding] = (), to: str = "", bcc: str = "") -> ShownLetter:
    """A draft cut into pieces: document marks, gaps to fill in, and words with a finding."""
    return ShownLetter(
        subject=draft.subject,
        body=draft.body,
        language=draft.language,
        pieces=pieces_of(draft, findings),
        mailto=mailto(draft.subject, draft.body, to, bcc),
        to_fill=draft.to_fill,
    )


def mailto(subject: str, body: str, to: str = "", bcc: str = "") -> str:
    """A link that opens the letter in one's own mail program, line ends as the standard asks (RFC 6068)."""
    fields = {"subject": subject, "bcc": bcc, "body": body.replace("\r\n", "\n").replace("\n", "\r\n")}
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items() if value)
    return f"mailto:{quote(to, safe='@')}?{query}"


def pieces_of(draft: Draft, findings: Sequence[Finding] = ()) -> tuple[Piece, ...]:
    """The body in order, cut at citations, gaps and findings; a finding is shown whatever else stands on its words."""
    found = [
        (f.start, f.end, Piece("found", f.words, severity=f.severity, number=number))
        for number, f in enumerate(findings, start=1)
        if f.end > f.start
    ]
    free = [cut for cut in _marks(draft) if not any(cut[0] < end and start < cut[1] for start, end, _piece in found)]
    cuts = found + free
    return tuple(_cut(draft.body, sorted(cuts, key=lambda c: c[:2])))


def _marks(draft: Draft) -> Iterable[tuple[int, int, Piece]]:
    for citation in draft.citations:
        start = draft.body.find(citation.words)
        if start >= 0:
            yield start, start + len(citation.words), Piece("cite", citation.words, citation.exhibit)
    for gap in _GAP.finditer(draft.body):
        yield gap.start(), gap.end(), Piece("fill", gap.group())


def _cut(body: str, cuts: Sequence[tuple[int, int, Piece]]) -> Iterable[Piece]:
    done = 0
    for start, end, piece in cuts:
        if start < done:
            continue
        if start > done:
            yield Piece("text", body[done:start])
        yield piece
        done = end
    if done < len(body):
        yield Piece("text", body[done:])


def timeline_of(work: Work, today: date, happened: Iterable[Event] = ()) -> Timeline:
    """Dates the documents show, the message itself, what happened since, and the dates that run."""
    events = [*_dated(work), *happened]
    for assessment in work.assessments[:1]:
        events += [Event(c.due, word(CLOCK, c.what), _side(c.who), due=True) for c in assessment.clocks]
    return drawn(events, today)


def _dated(work: Work) -> Iterable[Event]:
    milestones: Mapping[str, Any] = {
        "contract_date": "",
        "handed_to_carrier_date": "shop",
        "carrier_status_delivered_date": "",
        "delivered_date": "",
        "received_date": "",
        "withdrawal_statement_date": "consumer",
        "return_dispatched_date": "consumer",
        "goods_returned_received_date": "",
        "defect_appeared_date": "consumer",
    }
    seen: set[date] = set()
    for name, side in milestones.items():
        fact = work.facts.get(name)
        if fact is None or not isinstance(fact.value, date) or (name in SAME_AS_BEFORE and fact.value in seen):
            continue
        seen.add(fact.value)
        yield Event(fact.value, str(MILESTONE[name]), side, fact.exhibit or "")
    if work.message.at:
        yield Event(work.message.at.date(), _("message from the customer"), "consumer", "B1")


def _side(who: str) -> str:
    return "consumer" if who in ("customer", "consumer") else "shop"


reader_language = language
