"""How long a claim can be enforced, and what starts the term anew: 7:23, 7:28, 3:52 and 3:307 to 3:322 BW."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wederhoor.law.periods import months_after, statutory_years
from wederhoor.law.rule import Case, Finding, Rule, Test, ask, deny, from_customer, step

LONGEST_NEW_TERM = 5
LONGEST_YEARS = 20
SUIT_MONTHS = 6
MARKS = ("interruption_in_writing", "interruption_reserves_performance", "interruption_proven")
TERM_FACTS = ("claim_date", "shop_invokes_prescription", "interruption_date", "suit_filed_date", *MARKS)


@dataclass(frozen=True)
class Term:
    """One term: ``start`` is the event, not counted; ``since`` the day from which twenty years run, where they do.

    ``by_letter``: a written demand is enough to start it anew (3:317 lid 1); otherwise a suit must follow within six
    months (3:317 lid 2).
    """

    years: int
    start: date
    by_letter: bool = True
    since: date | None = None

    @property
    def end(self) -> date:
        """The last day: the same date, years later, whatever day of the week it is."""
        ends = statutory_years(self.start, self.years).end
        return min(ends, statutory_years(self.since, LONGEST_YEARS).end) if self.since else ends

    def anew(self, on: date) -> date:
        """The last day after an interruption on ``on``: the same length again, five years at most, never earlier."""
        return max(self.end, statutory_years(on, min(self.years, LONGEST_NEW_TERM)).end)


class State(StrEnum):
    """Where a claim stands in time. The names are those of the sentences."""

    RUNNING = "running"
    PASSED = "passed"
    LETTER_LATE = "letter_late"
    LETTER_WANTS = "letter_wants"
    SUIT_WANTED = "suit_wanted"
    SUIT_OPEN = "suit_open"
    LETTER_UNKNOWN = "letter_unknown"
    PASSED_AGAIN = "passed_again"
    INTERRUPTED = "interrupted"


OVER = frozenset({State.PASSED, State.LETTER_LATE, State.LETTER_WANTS, State.SUIT_WANTED, State.PASSED_AGAIN})
OPEN = frozenset({State.SUIT_OPEN, State.LETTER_UNKNOWN})


@dataclass(frozen=True)
class Standing:
    """The state, the last day of the term that counts, and what still has to be shown."""

    state: State
    end: date
    wanting: tuple[str, ...] = ()


def asked_on(case: Case) -> date:
    """The day the claim is made."""
    return case.day("claim_date") or case.on


def standing(case: Case, term: Term) -> Standing:
    """Where the claim stands: within the term, past it, or past it with something that may have started it anew."""
    if asked_on(case) <= term.end:
        return Standing(State.RUNNING, term.end)
    suit = case.day("suit_filed_date")
    if suit is not None and suit <= term.end:
        return _anew(case, term, suit)
    letter = case.day("interruption_date")
    return Standing(State.PASSED, term.end) if letter is None else _by_letter(case, term, letter)


def _by_letter(case: Case, term: Term, letter: date) -> Standing:
    if letter > term.end:
        return Standing(State.LETTER_LATE, term.end)
    if any(case.no(mark) for mark in MARKS):
        return Standing(State.LETTER_WANTS, term.end)
    if not term.by_letter and (without := _suit_wanting(case, term, letter)):
        return without
    unknown = tuple(mark for mark in MARKS if case.unknown(mark))
    if unknown and asked_on(case) <= term.anew(letter):
        return Standing(State.LETTER_UNKNOWN, term.anew(letter), unknown)
    return _anew(case, term, letter)


def _suit_wanting(case: Case, term: Term, letter: date) -> Standing | None:
    """To undo a contract a letter alone does not do: a suit must follow within six months (3:317 lid 2)."""
    suit, until = case.day("suit_filed_date"), months_after(letter, SUIT_MONTHS, rolls=False).end
    if suit is not None:
        return None if suit <= until else Standing(State.SUIT_WANTED, term.end)
    if case.on <= until:
        return Standing(State.SUIT_OPEN, until, ("suit_filed_date",))
    return Standing(State.SUIT_WANTED, term.end)


def _anew(case: Case, term: Term, on: date) -> Standing:
    end = term.anew(on)
    return Standing(State.PASSED_AGAIN if asked_on(case) > end else State.INTERRUPTED, end)


def against_customer(case: Case, term: Term) -> Finding | None:
    """What a term does to the customer's claim; the shop must invoke it (3:322), silence is no invocation."""
    now = standing(case, term)
    if now.state is State.RUNNING or case.no("shop_invokes_prescription"):
        return None
    if now.state in OPEN:
        return ask(now.state, *(from_customer(name) for name in now.wanting), end=now.end)
    return deny(now.state, end=now.end) if now.state in OVER else step(now.state, end=now.end)


TermOf = Callable[[Case], Term | None]


def bar(name: str, cites: tuple[str, ...], term_of: TermOf, needs: tuple[str, ...]) -> Rule:
    """A topic's rule of its own term: it speaks only where the shop invokes the term."""
    return Rule(name, cites, (*TERM_FACTS, *needs), _where_invoked(term_of), procedural=True)


def _where_invoked(term_of: TermOf) -> Test:
    def test(case: Case) -> Finding | None:
        term = term_of(case) if case.yes("shop_invokes_prescription") else None
        return against_customer(case, term) if term else None

    return test
