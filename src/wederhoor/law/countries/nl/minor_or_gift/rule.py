"""The rules of a buyer under eighteen and of a present: who is the party, and what may be asked through whom."""

from __future__ import annotations

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW
from wederhoor.law.countries.nl.gates.underlying import CLAIM_RULES, clocks_of, turns_of
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all
from wederhoor.law.countries.nl.unsettled import unsettled
from wederhoor.law.countries.nl.withdrawal.exceptions import EXCEPTION_FACTS, excepted
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.rule import Case, Finding, Rule, Topic, ask, from_customer, from_shop, grant, helps, only, step

_UNDONE = (Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.CANCELLATION, Remedy.RETURN)
_WHO = ("buyer_is_minor", "claimant_is_gift_recipient")
_MINOR_FACTS = ("buyer_is_minor", "parents_consented", "purchase_usual_for_age")


def _withdrawable(case: Case) -> bool:
    """A withdrawal that was said in time makes the question of age superfluous (gate G4)."""
    said = case.day("withdrawal_statement_date")
    return said is not None and not excepted(case) and eu.period_of(case).in_time(said) is True


def _party(case: Case) -> Finding | None:
    """The recipient of a present is no party: the buyer asks, or says that the recipient speaks for him."""
    if case.yes("claimant_is_gift_recipient"):
        if case.yes("buyer_supports_claim"):
            return step("for_the_buyer")
        return ask("through_the_buyer", from_customer("buyer_supports_claim", Outcome.NEEDS_EVIDENCE))
    if case.yes("buyer_is_minor"):
        return None
    unknown = [name for name in _WHO if case.unknown(name)]
    return step("not_said" if unknown else "neither", needs=tuple(helps(n, Outcome.NEEDS_EVIDENCE) for n in unknown))


@only(*_UNDONE)
def _young(case: Case) -> Finding | None:
    """What the parents allowed, or what is usual at that age, stands; the rest may be undone."""
    if not case.yes("buyer_is_minor"):
        return None
    if _withdrawable(case):
        return step("may_withdraw")
    if case.yes("parents_consented") or case.yes("purchase_usual_for_age"):
        return step("stands")
    unknown = [name for name in _MINOR_FACTS[1:] if case.unknown(name)]
    if unknown:
        return ask("allowed_or_usual", *(from_customer(name, Outcome.NEEDS_EVIDENCE) for name in unknown))
    return grant("undone", amount=case.demand.amount or paid_in_all(case))


def _young_in_kind(case: Case) -> Finding | None:
    """As long as nobody undoes it the purchase stands, and with it everything else a buyer may ask."""
    undone = case.demand.remedy in _UNDONE
    return step("has_its_rights") if case.yes("buyer_is_minor") and not undone else None


def _what(_case: Case) -> Finding | None:
    """Nothing says what is wrong."""
    return ask("what_is_wrong", helps("defect_reported"), from_shop("delivered", Outcome.NEEDS_EVIDENCE))


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    unsettled(
        "minor_or_gift.party",
        ("7:11 lid 1 BW", "6:230o lid 1 sub b BW"),
        (*_WHO, "buyer_supports_claim"),
        _party,
    ),
    unsettled(
        "minor_or_gift.young",
        ("3:33 BW", "3:35 BW", "6:203 BW"),
        (*_MINOR_FACTS, "withdrawal_statement_date", *eu.START_FACTS, *eu.INFO_FACTS, *EXCEPTION_FACTS, *PAID_FACTS),
        _young,
    ),
    unsettled("minor_or_gift.in_kind", ("3:33 BW", "3:35 BW"), ("buyer_is_minor",), _young_in_kind),
    *CLAIM_RULES,
    unsettled(
        "minor_or_gift.what",
        ("7:9 lid 1 BW", "7:17 BW"),
        ("defect_reported", "delivered"),
        _what,
    ),
)

TOPIC = Topic("minor_or_gift", RULES, clocks_of, turns_of)
