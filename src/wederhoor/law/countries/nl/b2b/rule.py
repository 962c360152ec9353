"""The topic of a buyer who may be a business: who bought, then the rules for that buyer."""

from __future__ import annotations

from wederhoor.law.countries.nl.b2b.business import BUSINESS, is_business
from wederhoor.law.countries.nl.clocks import general_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER_FACTS, LAW, Buyer, buyer, doubt
from wederhoor.law.countries.nl.gates.underlying import CLAIM_RULES, clocks_of, turns_of
from wederhoor.law.rule import Case, Finding, Rule, Topic, Turns, ask, from_customer, step
from wederhoor.law.shapes import Clock

_NUMBERS = ("company_name_on_invoice", "kvk_number_given", "vat_id_given")


def _who(case: Case) -> Finding | None:
    """Somebody must say in what quality was bought; here silence is not taken for private."""
    who = buyer(case)
    if who is Buyer.BUSINESS:
        return step("business")
    if who is Buyer.DOUBT:
        return doubt(case)
    told = case.yes("buyer_is_consumer") or all(case.no(name) for name in _NUMBERS)
    return step("consumer") if told else ask("unknown", from_customer("buyer_is_consumer"))


def _what(_case: Case) -> Finding | None:
    return ask("what_is_wrong", from_customer("defect_reported"))


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    Rule("nl.business.buyer", ("6:230g lid 1 sub a BW", "7:5 lid 1 BW"), CONSUMER_FACTS, _who),
    *BUSINESS,
    *CLAIM_RULES,
    Rule("nl.business.what", ("150 Rv",), ("defect_reported",), _what),
)


def _clocks(case: Case) -> tuple[Clock, ...]:
    return general_clocks(case) if is_business(case) else clocks_of(case)


def _turns(case: Case) -> Turns:
    return {} if is_business(case) else turns_of(case)


TOPIC = Topic("b2b", RULES, _clocks, _turns)
