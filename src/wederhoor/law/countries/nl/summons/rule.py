"""The rules of a summons: no verdict is foretold here; the day, the court and the cost of silence are explained."""

from __future__ import annotations

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.clocks import summons_clocks
from wederhoor.law.countries.nl.gates.rule import APOLOGY, LAW
from wederhoor.law.countries.nl.unsettled import unsettled
from wederhoor.law.rule import Case, Finding, Rule, Topic, ask, from_customer, from_shop, grant, only, step

_SIDE = ("summons_against_customer", "hearing_date")


def _court(case: Case) -> Finding | None:
    """A dispute about a consumer sale goes to the cantonal judge; terms cannot send the customer elsewhere."""
    return step("cantonal_customer" if case.yes("summons_against_customer") else "cantonal")


def _day(case: Case) -> Finding | None:
    """The day in the summons: ahead, passed, or not read yet."""
    day = case.day("hearing_date")
    if day is None:
        who = from_customer if case.yes("summons_against_customer") else from_shop
        return step("unknown", needs=(who("hearing_date", Outcome.NEEDS_EVIDENCE),))
    return step("ahead" if case.on <= day else "passed", date=day)


def _silence(_case: Case) -> Finding | None:
    """What nobody disputes is taken as fact, and without an answer the court decides by default."""
    return step("default")


@only(Remedy.INFORMATION)
def _help(_case: Case) -> Finding | None:
    return grant("find_help")


def _claim_itself(case: Case) -> Finding | None:
    """What the claim is worth is another question; who is summoned must say what he has against it."""
    if case.yes("summons_against_customer"):
        return ask("customer_answers", from_customer("consumer_counter_evidence", Outcome.NEEDS_EVIDENCE))
    return ask("shop_answers", from_shop("shop_defence"))


RULES: tuple[Rule, ...] = (
    LAW,
    APOLOGY,
    unsettled("summons.court", ("6:236 sub n BW",), ("summons_against_customer",), _court),
    unsettled("summons.day", ("149 Rv",), _SIDE, _day),
    unsettled("summons.silence", ("149 Rv", "150 Rv"), (), _silence),
    unsettled("summons.help", ("150 Rv",), (), _help),
    unsettled(
        "summons.claim",
        ("149 Rv", "150 Rv"),
        ("summons_against_customer", "consumer_counter_evidence", "shop_defence"),
        _claim_itself,
    ),
)

TOPIC = Topic("summons", RULES, summons_clocks)
