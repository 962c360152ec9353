"""The rules of delivery to a neighbour or a safe place: who named it, what the terms cannot do, what may be asked."""

from __future__ import annotations

from wederhoor.law.countries.nl.clocks import delivery_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW, clause_rule
from wederhoor.law.countries.nl.late_delivery import default, money
from wederhoor.law.countries.nl.non_delivery import elsewhere, receipt
from wederhoor.law.countries.nl.non_delivery.remedies import AGAIN, DAMAGES, MONEY_BACK, OTHER_SUMS, PAID_BACK
from wederhoor.law.countries.nl.non_delivery.rule import CAME_LATER, RECEIPT, SAFE_PLACE
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.rule import Case, Finding, Rule, Topic, Turns, ask, from_shop, only, step

_TERMS = "terms_say_neighbour_counts_as_delivery"
_LATER = "consumer_later_collected"


def _terms(case: Case) -> Finding | None:
    """Small print that makes every neighbour a receiver names nobody (7:11 is mandatory)."""
    return step("terms") if case.yes(_TERMS) else None


def _neighbour(case: Case) -> Finding | None:
    """The kind of claim says neighbour, unless the facts say a place."""
    place = elsewhere.at_place(case) or not case.unknown("consumer_authorised_safe_place")
    if place and not elsewhere.at_neighbour(case) and case.unknown("neighbour_designated_by_consumer"):
        return None
    return elsewhere.left_with_neighbour(case)


def _later_unknown(case: Case) -> Finding | None:
    """Somebody looked whether the customer has it by now, and could not tell."""
    return ask("unknown", from_shop(_LATER)) if _LATER in case.doubted and case.unknown(_LATER) else None


@only(*receipt.OUT)
def _withdrawn(case: Case) -> Finding | None:
    """G4: the money asked within the period; a named neighbour or place makes it run, nothing else does."""
    if default.no_withdrawal(case):
        return None
    if not receipt.has_it(case) and not receipt.receipt_shown(case) and not _counts(case):
        return None
    return money.after_receipt(receipt.undenied(case))


def _counts(case: Case) -> bool:
    found = _neighbour(case) or elsewhere.safe_place(case)
    return found is not None and found.sentence in {"named", "left_there"}


def _not_received(_case: Case) -> Finding | None:
    return step("until_received")


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    PAID_BACK,
    clause_rule(
        "nl.neighbour.clause", ("7:6 lid 1 BW",), "neighbour_clause", "scan_clause", "carrier_first", "report_term"
    ),
    Rule(
        "nl.neighbour.terms", ("7:6 lid 1 BW", "7:11 lid 1 BW", "6:237 sub b BW", "6:237 sub f BW"), (_TERMS,), _terms
    ),
    Rule(
        "nl.neighbour.withdrawal",
        ("6:230o lid 1 BW", "6:230o lid 3 BW", "6:230r lid 1 BW"),
        (
            *money.WITHDRAWAL_FACTS,
            *default.RIGHT_FACTS,
            *elsewhere.NEIGHBOUR_FACTS,
            *elsewhere.PLACE_FACTS,
            _LATER,
        ),
        _withdrawn,
    ),
    CAME_LATER,
    RECEIPT,
    Rule(
        "nl.neighbour.neighbour",
        ("7:11 lid 1 BW", "7:6 lid 1 BW", "150 Rv"),
        (*elsewhere.NEIGHBOUR_FACTS, *elsewhere.PLACE_FACTS),
        _neighbour,
    ),
    SAFE_PLACE,
    Rule("nl.neighbour.later", ("7:11 lid 1 BW", "150 Rv"), (_LATER,), _later_unknown),
    Rule("nl.neighbour.received", ("7:11 lid 1 BW", "7:9 lid 2 BW"), (), _not_received),
    DAMAGES,
    OTHER_SUMS,
    AGAIN,
    MONEY_BACK,
)


def turns(case: Case) -> Turns:
    """A statement on the last day of the period."""
    end = eu.period_of(case).end
    return {"withdrawal_statement_date": (end,)} if end else {}


TOPIC = Topic("delivery_to_neighbour", RULES, delivery_clocks, turns)
