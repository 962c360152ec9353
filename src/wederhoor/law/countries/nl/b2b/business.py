"""The rules a business buyer is heard by, and their place in every topic: right after the consumer gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from wederhoor.law.countries.nl.b2b.defects import DEFECTS
from wederhoor.law.countries.nl.b2b.delivery import COSTS, DELIVERY, OTHER_SUMS
from wederhoor.law.countries.nl.clocks import general_clocks
from wederhoor.law.countries.nl.gates.rule import CONSUMER, CONSUMER_FACTS, Buyer, buyer, own_policy
from wederhoor.law.countries.nl.gates.underlying import GROUND_FACTS, MONEY, Ground, ground_of, heard_when
from wederhoor.law.rule import Case, Finding, Rule, Topic, ask, from_customer, from_shop, step
from wederhoor.law.shapes import Clock

_Applies = Callable[[Case], bool]
_NEEDS = (*CONSUMER_FACTS, *GROUND_FACTS)


def is_business(case: Case) -> bool:
    return buyer(case) is Buyer.BUSINESS


def _no_withdrawal(case: Case) -> Finding | None:
    """Money back without a reason: only where the shop gives that right itself."""
    return own_policy(case) if case.demand.remedy in MONEY else None


def _reason(_case: Case) -> Finding | None:
    return ask("what_is_wrong", from_customer("defect_reported"))


def _elsewhere(_case: Case) -> Finding | None:
    """What is asked here is regulated for consumers; between businesses a person looks."""
    return ask("look", from_shop("buyer_is_consumer"))


WITHDRAWAL = Rule(
    "nl.business.withdrawal",
    ("6:230g lid 1 sub a BW", "6:230o BW"),
    ("voluntary_return_policy_for_business", "price_eur"),
    _no_withdrawal,
)
REASON = Rule("nl.business.reason", ("6:265 BW", "7:17 BW", "150 Rv"), ("defect_reported",), _reason)
ELSEWHERE = Rule("nl.business.elsewhere", ("7:5 lid 1 BW",), ("buyer_is_consumer",), _elsewhere, verify=True)


def _defence(case: Case) -> Finding | None:
    """What a consumer's law sets aside holds here: told, so that nobody counts on it."""
    return step("no_consumer_law")


LIMITS = Rule("nl.business.limits", ("6:230g lid 1 sub a BW", "7:5 lid 1 BW"), (), _defence)


def _when(applies: _Applies, *rules: Rule) -> Iterator[Rule]:
    def both(case: Case) -> bool:
        return is_business(case) and applies(case)

    return (heard_when(both, rule, _NEEDS) for rule in rules)


def _rests_on(*grounds: Ground) -> _Applies:
    return lambda case: ground_of(case) in grounds


def _always(_case: Case) -> bool:
    return True


BUSINESS: tuple[Rule, ...] = (
    *_when(_always, LIMITS, *COSTS),
    *_when(_rests_on(Ground.WITHDRAWAL, Ground.NONE), WITHDRAWAL),
    *_when(_rests_on(Ground.DEFECT), *DEFECTS),
    *_when(_rests_on(Ground.DELIVERY), *DELIVERY),
    *_when(_always, OTHER_SUMS, REASON),
)
"""The rules between businesses, each heard only for a business and where the claim rests on it; the last decides."""

_DEFECT_TOPICS = ("non_conformity", "transit_damage", "warranty", "wrong_item")
_DELIVERY_TOPICS = ("non_delivery", "late_delivery", "delivery_to_neighbour", "not_collected", "partial_delivery")
_BY_FACTS = ("review_threat", "account_block")
_OF_TOPIC: Mapping[str, tuple[Rule, ...]] = {
    **dict.fromkeys(_DEFECT_TOPICS, tuple(_when(_always, LIMITS, *COSTS, *DEFECTS, OTHER_SUMS, REASON))),
    **dict.fromkeys(_DELIVERY_TOPICS, tuple(_when(_always, LIMITS, *COSTS, *DELIVERY, OTHER_SUMS, REASON))),
    **dict.fromkeys(_BY_FACTS, BUSINESS),
    "digital_content": (*_when(_rests_on(Ground.WITHDRAWAL), WITHDRAWAL), *_when(_always, ELSEWHERE)),
}
_ANYWHERE = tuple(_when(_always, ELSEWHERE))


def for_business(topic: Topic) -> Topic:
    """The topic with the rules between businesses right after its consumer gate, and without a consumer's dates."""
    if CONSUMER not in topic.rules:
        return topic
    place = topic.rules.index(CONSUMER) + 1
    rules = (*topic.rules[:place], *_OF_TOPIC.get(topic.name, _ANYWHERE), *topic.rules[place:])
    return replace(topic, rules=rules, clocks=_clocks_beside(topic))


def _clocks_beside(topic: Topic) -> Callable[[Case], tuple[Clock, ...]]:
    return lambda case: general_clocks(case) if is_business(case) else topic.clocks(case)
