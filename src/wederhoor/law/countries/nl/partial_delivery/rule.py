"""The rules of a delivery in part: what is missing, the rest, the money for it, or out of the whole purchase."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.clocks import delivery_clocks
from wederhoor.law.countries.nl.conformity.complaint import BAR, COMPLAINT, SETTLED
from wederhoor.law.countries.nl.conformity.remedies import LADDER, STILL_WITHDRAWABLE
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW, clause_rule
from wederhoor.law.countries.nl.gates.underlying import heard_when
from wederhoor.law.countries.nl.late_delivery import default
from wederhoor.law.countries.nl.late_delivery.money import back
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all
from wederhoor.law.countries.nl.partial_delivery import count
from wederhoor.law.eu.remedies import second_stage
from wederhoor.law.rule import Case, Finding, Rule, Topic, Turns, grant, not_yet, only, part, step

IN_KIND = (Remedy.DELIVERY, Remedy.REPLACEMENT, Remedy.REPAIR, Remedy.OTHER)
ALL_THE_MONEY = (Remedy.REFUND, Remedy.CANCELLATION, Remedy.RETURN)
SOME_MONEY = (Remedy.PRICE_REDUCTION, Remedy.PARTIAL_REFUND)
_RECEIVED = ("received_date", "delivered_date", "delivered")
_NOTICE = ("notice_with_extra_time_given", "extra_time_end_date")
_STAGE_FACTS = (
    *default.GROUND_FACTS,
    *_NOTICE,
    "shop_refused_repair",
    "shop_offers_repair_or_replacement",
    "offered_within_days",
    "repair_attempts",
    "defect_reappeared",
    "defect_reappeared_date",
    "defect_serious",
    "repair_took_too_long",
)


def over(case: Case) -> bool:
    """Waiting for the rest is over: refused, impossible, of the essence and missed, or the extra time passed."""
    rest = Case(case.facts.without(_RECEIVED), case.demand, case.on, case.doubted)
    end = case.day("extra_time_end_date")
    noticed = case.yes("notice_with_extra_time_given") and (end is None or case.on > end)
    return default.ground(rest) is not None or noticed or second_stage(case) is not None


@only(*IN_KIND)
def _later(case: Case) -> Finding | None:
    """Agreed in parts, the rest on a later day: until then the shop is not late."""
    agreed = case.day("agreed_delivery_date")
    if agreed is None or case.on > agreed or case.no("partial_delivery_agreed") or over(case):
        return None
    return not_yet("agreed", until=agreed + timedelta(days=1), date=agreed)


def _consent(case: Case) -> Finding | None:
    """Without consent the shop may not deliver in parts."""
    return step("agreed") if case.yes("partial_delivery_agreed") else step("no_consent")


@only(*IN_KIND)
def _rest(case: Case) -> Finding | None:
    if case.no("repair_or_replacement_possible"):
        return part("impossible", amount=count.price_of_the_rest(case))
    return grant("rest")


@only(*ALL_THE_MONEY)
def _withdrawn(case: Case) -> Finding | None:
    """G4: the period runs from the last item, so while one is missing the whole purchase can be withdrawn."""
    if default.no_withdrawal(case) or case.yes("withdrawal_period_over"):
        return None
    amount, asked = paid_in_all(case), case.demand.amount
    if amount is not None and asked is not None and asked > amount:
        return part("no_more", amount=amount, total=amount)
    return grant("not_begun", amount=asked or amount, event="goods_back_or_dispatch")


@only(*ALL_THE_MONEY)
def _all_the_money(case: Case) -> Finding | None:
    """Without a right of withdrawal: first the rest; the whole only when that fails and it is no trifle."""
    if not over(case):
        return part("first_the_rest", event="extra_time_passed", then=Outcome.CUSTOMER_RIGHT)
    if case.yes("defect_minor"):
        return part("minor", amount=count.price_of_the_rest(case))
    return back(case, "dissolved", "7:22 lid 1 sub a BW")


@only(*SOME_MONEY)
def _some_money(case: Case) -> Finding | None:
    """The money for what is missing: when the shop offers it, or when it does not deliver the rest."""
    share, offered, asked = count.price_of_the_rest(case), case.euro("price_reduction_offered_eur"), case.demand.amount
    if offered and asked and asked <= offered:
        return grant("offered", amount=asked)
    if over(case):
        return _share(share, asked)
    return part("first_the_rest", amount=offered, event="extra_time_passed", then=Outcome.CUSTOMER_RIGHT)


def _share(share: Decimal | None, asked: Decimal | None) -> Finding:
    if share is not None and asked is not None and asked > share:
        return part("no_more", amount=share, total=share)
    return grant("share", amount=asked or share)


_SHORT = ("7:17 lid 3 BW", "7:9 lid 1 BW", "150 Rv")
RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    SETTLED,
    BAR,
    clause_rule("nl.partial.clause", ("7:6 lid 1 BW",), "report_term", "scan_clause", "carrier_first"),
    heard_when(count.complete, STILL_WITHDRAWABLE, count.FACTS),
    Rule("nl.partial.count", _SHORT, count.FACTS, count.counted),
    Rule("nl.partial.weighed", (*_SHORT, "7:11 lid 1 BW"), count.FACTS, count.weighed, heuristic=True),
    Rule("nl.partial.consent", ("6:29 BW",), ("partial_delivery_agreed",), _consent),
    Rule(
        "nl.partial.later",
        ("7:9 lid 4 BW", "6:29 BW"),
        (*_STAGE_FACTS, "agreed_delivery_date", "partial_delivery_agreed"),
        _later,
    ),
    COMPLAINT,
    Rule(
        "nl.partial.rest",
        ("7:17 lid 3 BW", "7:21 lid 1 sub a BW", "7:21 lid 2 BW"),
        ("repair_or_replacement_possible", "price_eur", *count.COUNT_FACTS),
        _rest,
        recheck=("7:21 lid 1 BW", "7:21 lid 2 BW"),
    ),
    Rule(
        "nl.partial.withdrawal",
        ("6:230o lid 1 sub b onder 2 BW", "6:230o lid 3 BW", "6:230r lid 1 BW"),
        (*default.RIGHT_FACTS, *PAID_FACTS, "withdrawal_period_over"),
        _withdrawn,
    ),
    Rule(
        "nl.partial.all_the_money",
        ("7:21 lid 1 sub a BW", "7:22 lid 1 sub a BW", "7:22 lid 2 BW", "7:19a lid 1 BW"),
        (*_STAGE_FACTS, *PAID_FACTS, *count.COUNT_FACTS, "defect_minor"),
        _all_the_money,
        recheck=("7:21 lid 1 BW", "7:22 lid 1 BW", "7:22 lid 2 BW"),
    ),
    Rule(
        "nl.partial.some_money",
        ("7:22 lid 1 sub b BW", "7:22 lid 2 BW"),
        (*_STAGE_FACTS, *count.COUNT_FACTS, "price_eur", "price_reduction_offered_eur"),
        _some_money,
        recheck=("7:22 lid 1 BW", "7:22 lid 2 BW"),
    ),
    *LADDER,
)


def turns(case: Case) -> Turns:
    """All of it delivered, by the count."""
    wanted = count.ordered(case)
    return {"delivered_quantity": (wanted,)} if wanted else {}


TOPIC = Topic("partial_delivery", RULES, delivery_clocks, turns)
