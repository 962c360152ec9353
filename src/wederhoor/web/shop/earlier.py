"""How a case was assessed before, and what today's rules say to the same question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import render

from wederhoor.claims.earlier import Answered, Earlier, earlier_of
from wederhoor.claims.queries import case_of
from wederhoor.law.book import title_of
from wederhoor.law.stored import Turned
from wederhoor.web.components.legal import fact_says
from wederhoor.web.components.shown import reader_language
from wederhoor.web.components.words import OUTCOME_SHORT, REMEDY, money, word
from wederhoor.web.public.rules import topic_says
from wederhoor.web.shop.case import claim_in
from wederhoor.web.shop.visits import Visit, in_shop


@dataclass(frozen=True)
class ShownTurn:
    """One demand that today's rules answer otherwise."""

    ask: str
    before: str
    now: str
    rule: str


@dataclass(frozen=True)
class ShownEarlier:
    """One topic of one stored assessment. Not ``asked_again``: only what it said then is left to tell."""

    topic: str
    answers: tuple[tuple[str, str], ...]
    asked_again: bool
    same: bool = False
    turned: tuple[ShownTurn, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    since: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownDay:
    """One stored assessment."""

    made_at: datetime
    on: date
    topics: tuple[ShownEarlier, ...]


@in_shop
def earlier(visit: Visit, code: str) -> HttpResponse:
    """Every stored assessment of the case beside today's rules."""
    claim = claim_in(code)
    days = [_day(row) for row in earlier_of(claim, case_of(claim).work.assessments)]
    return render(visit.request, "shop/earlier.html", {"visit": visit, "claim": claim, "days": days})


def _day(row: Earlier) -> ShownDay:
    return ShownDay(row.made_at, row.on, tuple(_topic(answered) for answered in row.answered))


def _topic(answered: Answered) -> ShownEarlier:
    topic, beside = topic_says(answered.topic), answered.beside
    answers = tuple((word(REMEDY, remedy), word(OUTCOME_SHORT, outcome)) for remedy, outcome in answered.answers)
    if beside is None:
        return ShownEarlier(topic, answers, asked_again=False)
    return ShownEarlier(
        topic,
        answers,
        asked_again=True,
        same=beside.same,
        turned=tuple(_turn(turned) for turned in beside.turned),
        changed=_titles(beside.changed),
        gone=_titles(beside.gone),
        new=_titles(beside.new),
        since=tuple(said for name in answered.since if (said := fact_says(name))),
    )


def _titles(rules: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(title_of(rule, reader_language()) for rule in rules))


def _turn(turned: Turned) -> ShownTurn:
    before, now = word(OUTCOME_SHORT, turned.before), word(OUTCOME_SHORT, turned.now)
    return ShownTurn(
        ask=word(REMEDY, turned.remedy),
        before=before if turned.amount_before is None else f"{before} ({money(turned.amount_before)})",
        now=now if turned.amount_now is None else f"{now} ({money(turned.amount_now)})",
        rule=title_of(turned.rule_now, reader_language()),
    )
