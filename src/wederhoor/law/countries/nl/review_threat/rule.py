"""The rules of an announced review: the claim first, as any other; a warning never turns a good claim bad.

Nobody is marked. What is said about the announcement is told beside the claim and decides nothing by itself.
"""

from __future__ import annotations

from dataclasses import replace

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW
from wederhoor.law.countries.nl.gates.underlying import (
    CLAIM_FACTS,
    CLAIM_RULES,
    clocks_of,
    outcome_of,
    turns_of,
)
from wederhoor.law.rule import Case, Finding, Rule, Topic, ask, deny, from_customer, from_shop, grant, step

_EXCEEDS, _TRUE = "demand_exceeds_entitlement", "review_content_truthful"
_THREAT_FACTS = (_EXCEEDS, _TRUE, "review_announced", "threat_in_writing")
_GRANTED = {Outcome.CUSTOMER_RIGHT, Outcome.PARTLY}
NO_CRIME = "318 Sr (not met)"


def _claim(case: Case) -> Outcome | None:
    """What the claim is worth on its own, whatever is announced beside it."""
    known: list[Outcome | None] | None = case.memo.get("claim_outcome")
    if known is None:
        known = case.memo["claim_outcome"] = [outcome_of(case)]
    return known[0]


def _exceeds_untrue(case: Case) -> bool:
    return case.yes(_EXCEEDS) and case.no(_TRUE)


def _announced(case: Case) -> Finding | None:
    """Announcing an honest review, or a complaint elsewhere, to get what one is owed is lawful."""
    outcome = _claim(case)
    if outcome in _GRANTED or (outcome is None and case.no(_EXCEEDS)):
        return step("not_true", also=(NO_CRIME,)) if case.no(_TRUE) else step("lawful", also=(NO_CRIME,))
    if outcome is Outcome.SHOP_RIGHT or (outcome is None and case.yes(_EXCEEDS)):
        return step("keep_calm", also=("3:44 BW", "261 Sr", "318 Sr")) if _exceeds_untrue(case) else step("opinion")
    return step("claim_first")


def _extra(case: Case) -> Finding | None:
    """Money on top of what is owed, where it stands fast that more is asked than that, and no loss is shown."""
    extra = case.demand.remedy is Remedy.COMPENSATION and case.unknown("loss_documented_eur")
    return deny("extra") if extra and case.yes(_EXCEEDS) else None


def _misused(case: Case) -> Finding | None:
    """Signs of misuse nobody answers, more asked than is owed, and an untrue story announced: not owed."""
    signs = case.yes("misuse_evidence") and not case.yes("consumer_counter_evidence")
    open_claim = _claim(case) in {Outcome.NEEDS_EVIDENCE, None} and not case.yes("defect_accepted_by_shop")
    return (
        deny("misuse", also=("3:44 BW", "261 Sr", "318 Sr")) if signs and open_claim and _exceeds_untrue(case) else None
    )


def _more_than_owed(case: Case) -> Finding | None:
    """The claim holds and the demand goes beyond it: what is owed is owed, the rest is not."""
    return step("more_than_owed") if case.yes(_EXCEEDS) and _claim(case) is Outcome.CUSTOMER_RIGHT else None


def _capped(rule: Rule) -> Rule:
    """A claim rule whose full yes becomes a partial one where more is asked than is owed."""
    test = rule.test

    def heard(case: Case) -> Finding | None:
        found = test(case)
        if found is None or found.outcome is not Outcome.CUSTOMER_RIGHT or not case.yes(_EXCEEDS):
            return found
        return replace(found, outcome=Outcome.PARTLY)

    return replace(rule, test=heard, needs=(*rule.needs, _EXCEEDS))


def _nothing_told(case: Case) -> Finding | None:
    """Nothing says what went wrong: what is established about the demand decides, otherwise it is asked."""
    if case.yes(_EXCEEDS):
        return deny("not_owed")
    if case.no(_EXCEEDS):
        return grant("owed", amount=case.demand.amount)
    return ask("what_is_wrong", from_customer("defect_reported"), from_shop(_EXCEEDS))


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    Rule("nl.review.announced", ("6:162 BW",), (*_THREAT_FACTS, *CLAIM_FACTS), _announced),
    Rule("nl.review.extra", ("6:74 BW", "150 Rv"), (_EXCEEDS, "loss_documented_eur"), _extra),
    Rule(
        "nl.review.misuse",
        ("7:17 BW", "150 Rv"),
        (*_THREAT_FACTS, *CLAIM_FACTS, "misuse_evidence", "consumer_counter_evidence", "defect_accepted_by_shop"),
        _misused,
    ),
    Rule("nl.review.more_than_owed", ("6:162 BW",), (_EXCEEDS, *CLAIM_FACTS), _more_than_owed),
    *(_capped(rule) for rule in CLAIM_RULES),
    Rule("nl.review.demand", ("150 Rv",), (_EXCEEDS, "defect_reported"), _nothing_told),
)

TOPIC = Topic("review_threat", RULES, clocks_of, turns_of)
