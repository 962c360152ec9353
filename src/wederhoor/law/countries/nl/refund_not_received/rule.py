"""The rules of a refund that did not come: first whether it was paid, then whether it was owed and is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.clocks import withdrawal_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW, clause_rule
from wederhoor.law.countries.nl.money.elsewhere import ELSEWHERE, IN_KIND_RULE
from wederhoor.law.countries.nl.money.late import interest_from
from wederhoor.law.countries.nl.money.paid import OWED_FACTS, owed
from wederhoor.law.countries.nl.money.settled import MONEY, SETTLED_FACTS, settled_rule
from wederhoor.law.countries.nl.prescription.terms import Term, bar
from wederhoor.law.countries.nl.refund_not_received import due
from wederhoor.law.countries.nl.withdrawal import exceptions
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.rule import Case, Finding, Rule, Test, Topic, Turns, deny, only

PERFORMANCE_YEARS = 5
_PERIOD = (*eu.START_FACTS, *eu.INFO_FACTS)
_DAYS = (*due.BASIS_FACTS, *due.READY_FACTS, *SETTLED_FACTS)


def _total(case: Case) -> Decimal | None:
    return owed(case).total


@only(*MONEY)
def _by_the_bank(case: Case) -> Finding | None:
    """The bank has taken it back already: nobody is paid twice."""
    return deny("twice") if case.yes("chargeback_paid_out") else None


def _term(case: Case) -> Term | None:
    """Five years after the day it had to be paid."""
    first = due.late_from(case)
    return Term(PERFORMANCE_YEARS, first - timedelta(days=1)) if first else None


@only(Remedy.INTEREST)
def _interest(case: Case) -> Finding | None:
    first = due.late_from(case)
    return interest_from(case, owed(case).total, first) if first else None


def _unless_promised(test: Test) -> Test:
    """Exceptions to the withdrawal are no answer where the shop said it would pay."""
    return lambda case: None if case.yes("refund_promised") or case.day(due.SAID) is None else test(case)


def _exceptions() -> tuple[Rule, ...]:
    return tuple(
        replace(one, test=_unless_promised(one.test), needs=(*one.needs, "refund_promised", due.SAID))
        for one in exceptions.rules()
    )


def turns(case: Case) -> Turns:
    """Paid back on the last day."""
    last = due.due_day(case)
    return {"refund_settled_date": (last,)} if last else {}


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    *ELSEWHERE,
    IN_KIND_RULE,
    clause_rule("nl.refund.clause", ("6:230i lid 1 BW",), "voucher", "restocking", "approval"),
    Rule("nl.refund.taken_back", ("6:203 lid 2 BW", "150 Rv"), ("chargeback_paid_out",), _by_the_bank),
    Rule("nl.refund.late", ("6:83 sub a BW", "6:119 BW"), _DAYS, due.late),
    settled_rule("nl.refund.settled", ("6:230r lid 1 BW", "6:230r lid 2 BW", "150 Rv"), _total, OWED_FACTS),
    CONSUMER,
    *_exceptions(),
    Rule("nl.refund.too_late", ("6:230o lid 1 BW", "6:230o lid 2 BW"), (*_PERIOD, *due.BASIS_FACTS), due.too_late),
    Rule("nl.refund.basis", ("6:230r lid 1 BW", "150 Rv"), _DAYS, due.basis),
    Rule("nl.refund.wait", ("6:230r lid 4 BW", "6:230s lid 1 BW"), (*_DAYS, *OWED_FACTS), due.waits),
    Rule("nl.refund.due", ("6:230r lid 1 BW", "6:230i lid 2 BW"), _DAYS, due.term),
    bar("nl.refund.term", ("3:307 BW", "3:317 lid 1 BW", "3:322 BW"), _term, _DAYS),
    Rule("nl.refund.default", ("6:83 sub a BW", "6:119 BW", "6:230r lid 1 BW"), _DAYS, due.default),
    Rule("nl.refund.interest", ("6:119 BW", "6:119 lid 2 BW"), (*_DAYS, *OWED_FACTS), _interest, verify=True),
    Rule("nl.refund.owed", ("6:230r lid 1 BW", "6:230r lid 2 BW", "150 Rv"), OWED_FACTS, due.refund),
)

TOPIC = Topic("refund_not_received", RULES, withdrawal_clocks, turns)
