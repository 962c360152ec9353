"""What recording more at the packing table would have changed: the shop's own closed claims, asked again with it.

Counts and sums only, over this shop's claims alone; nobody can be found again in them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max

from wederhoor.claims.earlier import DAMAGED, kept_of
from wederhoor.claims.models import Assessment
from wederhoor.facts import Fact, Facts, Outcome, Source, value_of
from wederhoor.law.engine import assess
from wederhoor.law.shapes import Answer, Tellings
from wederhoor.law.shapes import Assessment as Assessed
from wederhoor.law.stored import again

CLOSED = ("rested", "settled")
LOOKED_AT = 300  # the latest closed claims
FEWEST = 5  # under this many claims of a kind nothing is said
FROM = (Decimal(0), Decimal(25), Decimal(50), Decimal(100), Decimal(250), Decimal(500))
MOST_OF_IT = Decimal("0.8")
_GRANTED = frozenset({Outcome.CUSTOMER_RIGHT, Outcome.PARTLY})

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Measure:
    """Something to record. ``shows`` is so by recording it at all; ``may_show`` is what it may turn out to say.

    With ``shows`` alone one gets the least it would have changed, with both the most.
    """

    name: str
    topics: tuple[str, ...]
    shows: Mapping[str, Any]
    may_show: Mapping[str, Any]


_LOST = ("non_delivery", "delivery_to_neighbour", "late_delivery")
MEASURES: tuple[Measure, ...] = (
    Measure(
        "packing",
        ("missing_contents", "wrong_item", "partial_delivery", "return_fraud", "transit_damage"),
        {"packing_record": True, "serial_recorded_at_dispatch": True},
        {"contents_intact_at_handover": True, "packing_video": True, "serial_matches_return": False},
    ),
    Measure(
        "delivery_code",
        _LOST,
        {"code_sent_to_consumer_phone": True},
        {"delivery_evidence_code": True, "delivery_to_own_address": True, "delivered": True},
    ),
    Measure(
        "terms",
        ("withdrawal", "subscription", "digital_content"),
        {"withdrawal_info_given": True, "return_cost_info_given": True, "terms_given_before_contract": True},
        {"exception_info_given": True, "express_prior_consent": True, "waiver_acknowledged": True},
    ),
    Measure(
        "intake",
        ("withdrawal", "return_fraud", "refund_not_received"),
        {"intake_video": True},
        {"handling_excessive": True, "serial_matches_return": False, "return_weight_matches_original": False},
    ),
)


@dataclass(frozen=True)
class Replayed:
    """One claim with and without: what it was about in euro, and what stayed granted (least and most recorded)."""

    worth: Decimal
    before: Decimal
    least: Decimal
    most: Decimal
    turned_least: bool
    turned_most: bool
    worse: bool


@dataclass(frozen=True)
class Advice:
    """What a measure would have changed for one kind of claim; without ``is_enough`` there is too little to say.

    ``count`` claims of this kind were closed, ``turned`` and ``euros`` are (least, most) of those from ``above`` euro
    on, ``worse`` those in which it would have spoken for the customer.
    """

    measure: str
    topic: str
    count: int
    counted: int = 0
    above: Decimal = Decimal(0)
    turned: tuple[int, int] = (0, 0)
    euros: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))
    worse: int = 0

    @property
    def is_enough(self) -> bool:
        return self.count >= FEWEST

    @property
    def helps(self) -> bool:
        return self.turned[1] > 0


@dataclass(frozen=True)
class Advised:
    """All advice, what helps first; ``looked_at`` closed claims, of which ``unread`` could not be asked again."""

    advice: Sequence[Advice]
    looked_at: int
    unread: int


def advice_of() -> Advised:
    """What would have helped, by measure and kind of claim, for the shop one is in. Two statements; nothing is kept."""
    cases, unread = _closed()
    found = [_advice(measure, topic, cases.get(topic, [])) for measure in MEASURES for topic in measure.topics]
    told = [one for one in found if one.count]
    told.sort(key=lambda one: (not one.is_enough, -one.turned[1], -one.euros[1], one.topic))
    return Advised(told, sum(map(len, cases.values())) + unread, unread)


def _closed() -> tuple[dict[str, list[Assessed]], int]:
    """The gravest topic of each of the latest closed claims, asked again under today's rules, by topic."""
    rows = Assessment.objects.filter(claim__state__in=CLOSED).values("claim").annotate(last=Max("id"))
    latest = list(rows.order_by("-last").values_list("last", flat=True)[:LOOKED_AT])
    cases: dict[str, list[Assessed]] = {}
    unread = 0
    for row in Assessment.objects.filter(pk__in=latest).select_related("claim").only("result", "claim__code"):
        for kept in kept_of(row)[:1]:
            try:
                asked = again(kept, changes=False)
            except DAMAGED as error:
                # Rows outlive the program that wrote them.
                log.warning("a stored assessment cannot be asked again: %s", type(error).__name__)
                unread += 1
                continue
            cases.setdefault(asked.topic, []).append(asked)
    return cases, unread


def _advice(measure: Measure, topic: str, cases: Sequence[Assessed]) -> Advice:
    if len(cases) < FEWEST:
        return Advice(measure.name, topic, len(cases))
    replayed = [replay(measure, case) for case in cases]
    above = _above(replayed)
    counted = [one for one in replayed if one.worth >= above]
    return Advice(
        measure=measure.name,
        topic=topic,
        count=len(cases),
        counted=len(counted),
        above=above,
        turned=(sum(one.turned_least for one in counted), sum(one.turned_most for one in counted)),
        euros=_range(counted),
        worse=sum(one.worse for one in replayed),
    )


def _range(replayed: Iterable[Replayed]) -> tuple[Decimal, Decimal]:
    """Euros that would have stayed, the least and the most of the two; claims in which it tells against count too."""
    rows = list(replayed)
    saved = [sum((r.before - r.least for r in rows), Decimal(0)), sum((r.before - r.most for r in rows), Decimal(0))]
    return min(saved), max(saved)


def _above(replayed: Sequence[Replayed]) -> Decimal:
    """From which order value on it is worth the trouble: the highest step that keeps most of what it would save.

    Only a step from which on as many claims are left as are needed to say anything: of two dear orders chance decides.
    """
    whole = sum((max(r.before - r.most, Decimal(0)) for r in replayed), Decimal(0))
    if not whole:
        return Decimal(0)

    def kept(step: Decimal) -> Decimal:
        return sum((max(r.before - r.most, Decimal(0)) for r in replayed if r.worth >= step), Decimal(0))

    def is_enough(step: Decimal) -> bool:
        return sum(r.worth >= step for r in replayed) >= FEWEST

    return max((step for step in FROM if is_enough(step) and kept(step) >= whole * MOST_OF_IT), default=Decimal(0))


def replay(measure: Measure, case: Assessed) -> Replayed:
    """One claim asked again as if this had been recorded; what was known already stays as it was."""
    least = _with(case, measure.shows)
    most = _with(case, {**measure.shows, **measure.may_show})
    before = _granted(case)
    return Replayed(
        worth=_worth(case),
        before=before,
        least=_granted(least),
        most=_granted(most),
        turned_least=_is_turned(case, least),
        turned_most=_is_turned(case, most),
        worse=_is_turned(least, case) or _is_turned(most, case),
    )


def _with(case: Assessed, facts: Mapping[str, Any]) -> Assessed:
    basis = case.basis
    added = [
        Fact(name, value, Source.EXHIBIT) for name, raw in facts.items() if (value := value_of(name, raw)) is not None
    ]
    recorded = Facts.of(added)
    told = Tellings(
        *(telling.over(recorded) for telling in (basis.tellings.consumer, basis.tellings.shop, basis.tellings.exhibits))
    )
    return assess(
        case.topic, basis.demands, told, on=basis.on, country=case.country, changes=False, doubted=basis.doubted
    )


def _is_turned(before: Assessed, after: Assessed) -> bool:
    """Whether the shop need not do now what it had to do, or could not tell that it need not."""
    if after.outcome is before.outcome:
        return _granted(after) < _granted(before)
    return _RANK[after.outcome] < _RANK[before.outcome]


_RANK = {Outcome.SHOP_RIGHT: 0, Outcome.PARTLY: 1, Outcome.NEEDS_EVIDENCE: 2, Outcome.CUSTOMER_RIGHT: 3}


def _granted(case: Assessed) -> Decimal:
    """What the shop has to count on, in euro: what may be asked, and what follows when nobody shows what is missing."""
    return max((_due(case, answer) for answer in case.answers), default=Decimal(0))


def _due(case: Assessed, answer: Answer) -> Decimal:
    falls_to = answer.then if answer.outcome is Outcome.NEEDS_EVIDENCE else answer.outcome
    if falls_to not in _GRANTED:
        return Decimal(0)
    amount = answer.amount if answer.amount is not None else answer.demand.amount
    return amount if amount is not None else _worth(case)


def _worth(case: Assessed) -> Decimal:
    """What the order was worth, as far as it is known."""
    known = case.basis.tellings.exhibits
    asked = [demand.amount for demand in case.basis.demands if demand.amount is not None]
    told = [known.value(name) for name in ("price_eur", "total_paid_eur", "principal_eur")]
    amounts = [*(value for value in told if isinstance(value, Decimal)), *asked]
    return amounts[0] if amounts else Decimal(0)
