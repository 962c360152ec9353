"""Asks the rules of a topic: per demand, on each telling, what is missing, what would change it, which dates run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from wederhoor.facts import VOCABULARY, Fact, Facts, Source
from wederhoor.law.countries import HOME, TOPICS, country_of
from wederhoor.law.hearing import Path as Path
from wederhoor.law.hearing import Question as Question
from wederhoor.law.periods import days_after, working_day
from wederhoor.law.requested import demands_of
from wederhoor.law.rule import CUSTOMER, SHOP, Need, Topic
from wederhoor.law.shapes import Assessment, Basis, Clock, Demand, Missing, Reason, Tellings
from wederhoor.law.shapes import overall as overall
from wederhoor.law.turning import differing, disputed, left_open, would_change

SHOP_LOOKS_UP_DAYS = 4
CUSTOMER_SHOWS_DAYS = 14


class UnknownTopic(ValueError):
    """No rules stand for this topic in this country; the message says which."""


def assess(
    topic: str,
    demands: Sequence[Demand],
    tellings: Tellings,
    *,
    on: date,
    country: str = "",
    changes: bool = True,
    doubted: frozenset[str] = frozenset(),
) -> Assessment:
    """Assess ``demands`` under ``topic`` on the day ``on``; the outcome is that of the exhibits and undisputed facts.

    Without ``country`` the law is that of where the customer lives (``jurisdiction``), at home unless said otherwise.
    Where exhibits contradict each other on what decides, it stays open. ``changes=False`` leaves out what would change
    it and what is disputed. Raises :class:`UnknownTopic`, and ``ValueError`` when nothing is demanded.
    """
    if not demands:
        raise ValueError("An assessment needs at least one demand.")
    country = country or country_for(tellings.exhibits)
    question = Question(topic_of(topic, country), demands, on, doubted, country)
    heard = question.paths(tellings.exhibits)
    papers = differing(question, tellings.exhibits, heard)
    paths = left_open(question, heard, papers)
    outcome = overall((path.answer.demand, path.answer.outcome) for path in paths)
    return Assessment(
        topic=topic,
        country=country,
        outcome=outcome,
        answers=tuple(path.answer for path in paths),
        tellings={
            "consumer": question.outcome(tellings.consumer),
            "shop": question.outcome(tellings.shop),
            "exhibits": outcome,
        },
        reasons=_reasons(paths),
        missing=_missing(paths, on),
        would_change=would_change(question, tellings.exhibits) if changes else (),
        clocks=_in_order(question.topic.clocks(question.case(tellings.exhibits, demands[0]))),
        disputed=disputed(question, tellings) if changes else (),
        verify=any(path.unsure for path in paths),
        contradictions=papers.contradictions,
        _basis=Basis(tellings, tuple(demands), on, doubted),
    )


def country_for(facts: Facts) -> str:
    """Whose rules are asked: those of where the customer lives; where none stand here, those at home, which say so."""
    lives = facts.value("jurisdiction")
    return country_of(lives if isinstance(lives, str) else "") or HOME


def topic_of(name: str, country: str = HOME) -> Topic:
    """The rules of ``name``; raises :class:`UnknownTopic`."""
    try:
        return TOPICS[country][name]
    except KeyError:
        raise UnknownTopic(f"There are no rules for “{name}” in “{country}” yet.") from None


def judge_flat(
    claim_kind: str, facts: Mapping[str, Any], on: date | None = None, *, changes: bool = False
) -> Assessment:
    """Assess one case of a file of cases: flat facts, read as established.

    The demand comes from ``requested_remedy`` (``requested.toml``), the day from ``on`` or ``assessed_on``. Raises
    :class:`wederhoor.facts.UnknownFact`, :class:`UnknownTopic`, and ``ValueError`` without a day.
    """
    known = Facts.flat(facts)
    day = on or known.value("assessed_on")
    if not isinstance(day, date):
        raise ValueError("A case needs “assessed_on”: the day the question is asked.")
    return assess(
        claim_kind,
        demands_of(claim_kind, known),
        Tellings.established(with_null_dates(facts, known)),
        on=day,
        changes=changes,
        doubted=doubted_in(facts),
    )


def doubted_in(raw: Mapping[str, Any]) -> frozenset[str]:
    """Names a flat file gives as ``null`` where yes or no was asked: looked for, and not known."""
    return frozenset(name for name, value in raw.items() if value is None and VOCABULARY.get(name) is bool)


def with_null_dates(raw: Mapping[str, Any], known: Facts) -> Facts:
    """A file's ``null`` for the return means "not come back": then, unless it says otherwise, no dispatch is shown."""
    silent = "proof_of_return_dispatch" not in raw and known.value("return_dispatched_date") is None
    if "goods_returned_received_date" in raw and raw["goods_returned_received_date"] is None and silent:
        return Facts.of((*known.values(), Fact("proof_of_return_dispatch", False, Source.AGREED)))
    return known


def _reasons(paths: Iterable[Path]) -> tuple[Reason, ...]:
    """Every step once, in the order of the demands."""
    seen: dict[tuple[str, str], Reason] = {}
    for path in paths:
        for reason in path.answer.reasons:
            seen.setdefault((reason.rule, reason.sentence), reason)
    return tuple(seen.values())


def _missing(paths: Iterable[Path], on: date) -> tuple[Missing, ...]:
    found: dict[str, Missing] = {}
    for path in paths:
        for need in path.needs:
            found.setdefault(need.fact, Missing(need.fact, need.who, _by(need, on), need.risk, need.then))
    return tuple(found.values())


def _by(need: Need, on: date) -> date | None:
    """A date only for who bears the risk: what merely helps has none."""
    if need.who != need.risk:
        return None
    if need.who == SHOP:
        return working_day(days_after(on, SHOP_LOOKS_UP_DAYS, rolls=False).end)
    return days_after(on, CUSTOMER_SHOWS_DAYS).end if need.who == CUSTOMER else None


def _in_order(clocks: Iterable[Clock]) -> tuple[Clock, ...]:
    once = {(clock.what, clock.who, clock.due): clock for clock in clocks}
    return tuple(sorted(once.values(), key=lambda clock: (clock.due, clock.what)))
