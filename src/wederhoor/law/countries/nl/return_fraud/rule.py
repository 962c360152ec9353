"""The rules of a return the shop does not recognise: what was recorded both ways decides, after the customer is heard.

The rest is the withdrawal itself: whether it was said, in time, and what use may cost.
"""

from __future__ import annotations

from collections.abc import Iterator

from wederhoor.law.countries.nl.clocks import withdrawal_clocks
from wederhoor.law.countries.nl.withdrawal.refund import for_money
from wederhoor.law.countries.nl.withdrawal.rule import RULES as WITHDRAWAL
from wederhoor.law.countries.nl.withdrawal.rule import turns
from wederhoor.law.rule import Case, Finding, Rule, Topic, ask, from_shop, helps, not_yet, step

_MATCH, _RECORDED = "serial_matches_return", "serial_recorded_at_dispatch"
_WEIGHT, _VIDEO = "return_weight_matches_original", "intake_video"
_FACTS = (
    _MATCH,
    _RECORDED,
    _WEIGHT,
    _VIDEO,
    "consumer_heard",
    "consumer_counter_evidence",
    "consumer_packing_photo_with_serial",
    "wrong_item_offered_back",
)


def _contradicted(case: Case) -> bool:
    return case.yes("consumer_counter_evidence") or case.yes("consumer_packing_photo_with_serial")


@for_money
def _other_thing(case: Case) -> Finding | None:
    """Another thing is another serial than recorded, with the weight or pictures of the intake to go with it."""
    if case.yes(_MATCH):
        return step("same")
    if not case.no(_MATCH):
        return _not_compared(case)
    if case.unknown(_RECORDED):
        return ask("recording_unknown", from_shop(_RECORDED))
    return _differs(case) if case.yes(_RECORDED) else _without_record(case)


def _without_record(case: Case) -> Finding:
    """Nothing says which one went out. Pictures and a weight together still ask for an explanation."""
    if case.yes(_VIDEO) and case.no(_WEIGHT) and not _contradicted(case):
        return ask("weight_only", from_shop("packing_record"), helps("consumer_packing_photo_with_serial"))
    return step("nothing_recorded")


def _not_compared(case: Case) -> Finding | None:
    if case.no(_RECORDED):
        return _without_record(case)
    if case.yes(_RECORDED):
        return ask("not_compared", from_shop(_MATCH))
    return ask("recording_unknown", from_shop(_RECORDED), from_shop(_MATCH))


def _differs(case: Case) -> Finding:
    if _contradicted(case):
        return ask("contradicted", from_shop(_VIDEO))
    if not case.yes("consumer_heard"):
        return ask("hear_first", from_shop("consumer_heard"), helps("consumer_packing_photo_with_serial"))
    if case.yes(_WEIGHT) or (_WEIGHT in case.doubted and case.unknown(_WEIGHT)):
        return ask("weight_says_otherwise", from_shop(_WEIGHT), from_shop(_VIDEO))
    if case.no(_WEIGHT) or case.yes(_VIDEO):
        offered = "not_the_goods" if case.yes("wrong_item_offered_back") else "offer_it_back"
        return not_yet(offered, event="goods_back")
    return ask("one_sided", from_shop(_VIDEO), from_shop(_WEIGHT))


OTHER_THING = Rule(
    "nl.returned.other_thing",
    ("6:230r lid 4 BW", "6:230s lid 1 BW", "150 Rv"),
    (*_FACTS, "packing_record"),
    _other_thing,
)


def _rules() -> Iterator[Rule]:
    """The rules of withdrawal, with this topic's own in the place where they look at what came back."""
    yield from (OTHER_THING if rule.name == "nl.withdrawal.other_thing" else rule for rule in WITHDRAWAL)


RULES: tuple[Rule, ...] = tuple(_rules())

TOPIC = Topic("return_fraud", RULES, withdrawal_clocks, turns)
