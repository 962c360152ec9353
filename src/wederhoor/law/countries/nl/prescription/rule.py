"""The rules of time: a term for each sort of claim, whether it was invoked, and what is left when it is not over."""

from __future__ import annotations

from datetime import timedelta

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.clocks import general_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, LAW
from wederhoor.law.countries.nl.gates.underlying import heard_when
from wederhoor.law.countries.nl.non_conformity.rule import RULES as DEFECT_RULES
from wederhoor.law.countries.nl.prescription.claims import (
    CLAIM_FACTS,
    STARTS,
    Sort,
    shop_claims_price,
    sort_of,
    term_of,
)
from wederhoor.law.countries.nl.prescription.terms import (
    OPEN,
    OVER,
    TERM_FACTS,
    State,
    Term,
    against_customer,
    standing,
)
from wederhoor.law.rule import (
    CUSTOMER,
    SHOP,
    Case,
    Finding,
    Rule,
    Test,
    Topic,
    Turns,
    ask,
    deny,
    from_customer,
    from_shop,
    grant,
    step,
)
from wederhoor.law.shapes import Clock

_CUTS = ("term", "voorwaard", "expire", "verval", "lapse", "within", "binnen", "agb", "month", "maand", "days", "dagen")
_NEEDS = (*TERM_FACTS, *CLAIM_FACTS)
_UNPAID = (Remedy.PRICE_REDUCTION, Remedy.COMPENSATION)


def _clause(case: Case) -> Finding | None:
    """Terms cannot make it shorter: never for a defect, below a year for nothing."""
    defence = case.text("shop_defence")
    return step("shortened") if any(word in defence for word in _CUTS) else None


def _hidden(case: Case) -> Finding | None:
    """While the shop hides the defect on purpose the term does not run."""
    if sort_of(case) is not Sort.CONFORMITY or not case.yes("defect_concealed_by_shop"):
        return None
    return step("does_not_run")


def _set_off(case: Case) -> Finding | None:
    """Who has not paid yet keeps the defect as an answer to the price."""
    term = _running_term(case)
    over = term is not None and standing(case, term).state in OVER
    if sort_of(case) is not Sort.CONFORMITY or not over or not case.no("order_paid"):
        return None
    return grant("against_the_price") if case.demand.remedy in _UNPAID else None


def _running_term(case: Case) -> Term | None:
    sort = sort_of(case)
    concealed = sort is Sort.CONFORMITY and case.yes("defect_concealed_by_shop")
    return None if sort is None or concealed else term_of(case, sort)


def _test(sort: Sort) -> Test:
    def test(case: Case) -> Finding | None:
        term = _running_term(case) if sort_of(case) is sort else None
        if term is None:
            return None
        return _price(case, term) if sort is Sort.PRICE else _claim(case, term)

    return test


def _claim(case: Case, term: Term) -> Finding | None:
    """The customer's claim: nothing happens by itself, the shop must say that it is too late."""
    now = standing(case, term)
    if now.state is State.RUNNING:
        return step(now.state, end=now.end)
    if now.state is not State.INTERRUPTED and case.no("shop_invokes_prescription"):
        return step("not_invoked", end=now.end)
    if now.state in OVER and case.unknown("shop_invokes_prescription"):
        return ask("invoked_unknown", from_shop("shop_invokes_prescription"), end=now.end)
    return against_customer(case, term) or step(State.INTERRUPTED, end=now.end)


def _price(case: Case, term: Term) -> Finding | None:
    """The shop's claim: the customer says that it is too late, and the shop shows what started it anew."""
    now = standing(case, term)
    if now.state in OPEN:
        return ask("letter_unknown", *(from_shop(name) for name in now.wanting), end=now.end)
    if now.state not in OVER:
        return deny("still_owed", end=now.end)
    if case.no("consumer_invokes_prescription"):
        return ask("not_said", from_customer("consumer_invokes_prescription"), end=now.end)
    return grant("no_longer_owed", end=now.end)


def _start(case: Case) -> Finding | None:
    """Who says that it is too late shows from which day the term ran."""
    sort = sort_of(case)
    if sort is None:
        return ask("sort_unknown", from_shop("notified_date"))
    if term_of(case, sort) is not None or _defect_raised(case):
        return None
    return ask("start_unknown", from_shop(STARTS[sort]))


def _defect_raised(case: Case) -> bool:
    """Whether the file says more of the defect than when it was told."""
    came, when = case.first_day("delivered_date", "received_date"), case.first_day(*_SHOWED)
    told = any(not case.unknown(name) for name in _ABOUT_DEFECT)
    return sort_of(case) is Sort.CONFORMITY and (told or (came is not None and when is not None))


_SHOWED = ("defect_appeared_date", "discovered_date")
_ABOUT_DEFECT = ("defect_accepted_by_shop", "misuse_evidence", "inspection_report_available", "known_defect_disclosed")


def _open(case: Case) -> Finding | None:
    """Time is no obstacle, and nothing else is disputed."""
    return None if _defect_raised(case) else grant("time_left", also=("149 Rv",))


_NOT_HERE = ("nl.conformity.prescription", "nl.conformity.withdrawal")
_DEFECTS = tuple(
    heard_when(_defect_raised, rule, (*CLAIM_FACTS, *_SHOWED, *_ABOUT_DEFECT))
    for rule in DEFECT_RULES
    if rule.name.startswith("nl.conformity.") and rule.name not in _NOT_HERE
)


def clocks(case: Case) -> tuple[Clock, ...]:
    """The last day of the term, on top of what runs in every case."""
    sort, term = sort_of(case), _running_term(case)
    if sort is None or term is None:
        return general_clocks(case)
    who = SHOP if sort is Sort.PRICE else CUSTOMER
    source = ", ".join(_CITES[sort][:1])
    return (*general_clocks(case), Clock("claim_term", who, standing(case, term).end, source))


def turns(case: Case) -> Turns:
    """The claim on the last day, and the day after."""
    term = _running_term(case)
    return {"claim_date": (term.end, term.end + timedelta(days=1))} if term and not shop_claims_price(case) else {}


_BY_LETTER = ("3:316 BW", "3:317 BW", "3:317 lid 1 BW", "3:319 BW", "3:322 BW")
_BY_SUIT = ("3:316 BW", "3:317 lid 2 BW", "3:319 BW", "3:322 BW")
_CITES: dict[Sort, tuple[str, ...]] = {
    Sort.CONFORMITY: ("7:23 lid 2 BW", *_BY_LETTER, "3:317 lid 2 BW"),
    Sort.PRICE: ("7:28 BW", *_BY_LETTER),
    Sort.PERFORMANCE: ("3:307 BW", *_BY_LETTER),
    Sort.DISSOLUTION: ("3:311 BW", *_BY_SUIT),
    Sort.UNDUE: ("3:309 BW", *_BY_LETTER),
    Sort.DAMAGES: ("3:310 BW", *_BY_LETTER),
    Sort.VOIDABLE: ("3:52 BW", *_BY_SUIT),
}


def _terms() -> tuple[Rule, ...]:
    needs = (*_NEEDS, "defect_concealed_by_shop")
    return tuple(
        Rule(f"nl.prescription.{sort}", cites, needs, _test(sort), procedural=True) for sort, cites in _CITES.items()
    )


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    Rule("nl.prescription.clause", ("6:236 sub g BW", "7:6 lid 1 BW"), ("shop_defence",), _clause),
    Rule(
        "nl.prescription.start",
        ("3:322 BW", "150 Rv"),
        (*CLAIM_FACTS, *_SHOWED, *_ABOUT_DEFECT),
        _start,
        procedural=True,
    ),
    Rule(
        "nl.prescription.hidden",
        ("7:23 lid 2 BW", "7:23 lid 3 BW"),
        (*CLAIM_FACTS, "defect_concealed_by_shop"),
        _hidden,
        procedural=True,
    ),
    Rule(
        "nl.prescription.set_off",
        ("7:23 lid 2 BW",),
        (*_NEEDS, "defect_concealed_by_shop", "order_paid"),
        _set_off,
        procedural=True,
    ),
    *_terms(),
    Rule(
        "nl.prescription.open",
        ("3:322 BW",),
        (*CLAIM_FACTS, *_SHOWED, *_ABOUT_DEFECT),
        _open,
        procedural=True,
    ),
    *_DEFECTS,
)

TOPIC = Topic("prescription", RULES, clocks, turns)
