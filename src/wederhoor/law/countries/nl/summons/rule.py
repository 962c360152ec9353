"""The rules of a summons: no verdict is foretold here; the day, the court and the cost of silence are explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.clocks import summons_clocks
from wederhoor.law.countries.nl.collection_costs.from_customer import DIRECTION_FACTS
from wederhoor.law.countries.nl.collection_costs.from_customer import RULES as COSTS
from wederhoor.law.countries.nl.gates.rule import APOLOGY, LAW
from wederhoor.law.countries.nl.gates.underlying import heard_when
from wederhoor.law.countries.nl.order_button.rule import BUTTON_CASE
from wederhoor.law.countries.nl.order_button.rule import RULES as BUTTON
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


def _unasked(case: Case) -> Finding | None:
    """Where a shop sues a consumer over a distance sale, the court looks at these duties whatever is pleaded."""
    if case.no("buyer_is_consumer") or case.no("distance_contract"):
        return None
    return step("duties") if case.yes("summons_against_customer") else None


@only(Remedy.INFORMATION)
def _help(_case: Case) -> Finding | None:
    return grant("find_help")


def _against_costs(case: Case) -> bool:
    """A customer who is summoned and says that the costs are not owed, with something known of the letter before."""
    told = any(not case.unknown(name) for name in DIRECTION_FACTS)
    return told and case.yes("summons_against_customer") and case.demand.remedy is Remedy.COLLECTION_COSTS


def _against_price(case: Case) -> bool:
    """A customer who is summoned for the price of an order and says what the button said."""
    summoned = case.yes("summons_against_customer") and bool(case.text("order_button_text"))
    return summoned and case.demand.remedy is not Remedy.COLLECTION_COSTS


def _defences(applies: Callable[[Case], bool], rules: Iterable[Rule], also: tuple[str, ...]) -> tuple[Rule, ...]:
    """What the judge looks at unasked (costs, the button), as in their own topics.

    The rules before these are unsure and always speak, so here too nothing is refused.
    """
    needs = ("summons_against_customer", *also)
    return tuple(heard_when(applies, rule, needs) for rule in rules)


_OF_THE_BUTTON = tuple(
    rule
    for rule in BUTTON
    if rule.name.startswith("nl.button.") and rule.name not in {"nl.button.interest", "nl.button.settled"}
)


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
    unsettled(
        "summons.unasked",
        ("HR 12-11-2021 ECLI:NL:HR:2021:1677", BUTTON_CASE),
        ("summons_against_customer", "buyer_is_consumer", "distance_contract"),
        _unasked,
    ),
    unsettled("summons.help", ("150 Rv",), (), _help),
    *_defences(_against_costs, COSTS, DIRECTION_FACTS),
    *_defences(_against_price, _OF_THE_BUTTON, ("order_button_text",)),
    unsettled(
        "summons.claim",
        ("149 Rv", "150 Rv"),
        ("summons_against_customer", "consumer_counter_evidence", "shop_defence"),
        _claim_itself,
    ),
)

TOPIC = Topic("summons", RULES, summons_clocks)
