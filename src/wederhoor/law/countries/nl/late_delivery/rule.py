"""The rules of late delivery: was it due, is the shop in default, may the customer simply withdraw, what remains."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.clocks import delivery_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW, clause_rule
from wederhoor.law.countries.nl.late_delivery import default, money
from wederhoor.law.countries.nl.late_delivery.default import came_on, last_day, term_cites
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all
from wederhoor.law.countries.nl.non_delivery.remedies import PAID_BACK
from wederhoor.law.countries.nl.withdrawal.exceptions import CUSTOM_MADE
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.rule import (
    SHOP,
    Case,
    Finding,
    Rule,
    Topic,
    Turns,
    ask,
    deny,
    from_customer,
    from_shop,
    grant,
    not_yet,
    only,
    part,
    step,
)
from wederhoor.law.shapes import Clock

IN_KIND = (Remedy.DELIVERY, Remedy.REPLACEMENT, Remedy.REPAIR, Remedy.OTHER)
MONEY = (Remedy.REFUND, Remedy.CANCELLATION, Remedy.RETURN)
LOSS = (Remedy.COMPENSATION, Remedy.PRICE_REDUCTION, Remedy.PARTIAL_REFUND)
_CAME_FACTS = (
    "delivered",
    "received_date",
    "delivered_date",
    "carrier_status_delivered_date",
    "consumer_denies_receipt",
)
_EXTRA_FACTS = ("notice_with_extra_time_given", "extra_time_end_date")
_INDICATIVE = (
    "indicati", "estimate", "approximate", "not_binding", "no_rights", "geen_rechten", "schatting", "supplier",
    "leverancier", "force_majeure", "overmacht", "delivery_time",
)  # fmt: skip


def came(case: Case) -> bool:
    return case.yes("delivered") or (came_on(case) is not None and not case.no("delivered"))


def _terms(case: Case) -> Finding | None:
    """A term in small print, or a late supplier, does not move the day the law gives."""
    defence = case.text("shop_defence").replace(" ", "_")
    return step("indicative") if any(word in defence for word in _INDICATIVE) else None


def _doubtful(case: Case) -> Finding | None:
    """Whether it came is the shop's to show: the carrier says so, the customer does not, or nobody knows the day."""
    if case.yes("consumer_denies_receipt") and came(case):
        return ask("denied", from_shop("delivery_evidence_signature"))
    reported = case.day("carrier_status_delivered_date") is not None and not case.yes("consumer_denies_receipt")
    if case.unknown("delivered") and not came(case) and (reported or "delivered" in case.doubted):
        return ask("unknown", from_shop("delivered"))
    if case.yes("delivered") and came_on(case) is None and not _day_is_nothing(case):
        return ask("day_unknown", from_shop("delivered_date"))
    return None


def _day_is_nothing(case: Case) -> bool:
    """It came, and the day hardly matters: in kind nothing is left, and soon after the order withdrawing is safe."""
    withdraws = case.demand.remedy in MONEY and not default.no_withdrawal(case)
    return case.demand.remedy in IN_KIND or (withdraws and money.safe(case))


def _here(case: Case) -> Finding | None:
    """It came: delivering again is not to be had. Whether it came late counts for the rest."""
    if not came(case):
        return None
    if case.demand.remedy in IN_KIND:
        return deny("here")
    day, last = came_on(case), last_day(case)
    if day is None or last is None:
        return None
    return step("late", date=day, last=last) if day > last else step("in_time", date=day, last=last)


@only(*MONEY)
def _at_once(case: Case) -> Finding | None:
    """Refused, of the essence, or told before the purchase: no notice is needed, and all the money comes back."""
    found = default.ground(case)
    return money.back(case, found.sentence, found.cite, "7:19a lid 3 BW") if found else None


@only(*MONEY)
def _exception(case: Case) -> Finding | None:
    """Without a right of withdrawal the way out is the default of the shop."""
    if case.no("distance_contract"):
        return step("in_person", also=("6:230g lid 1 sub e BW",))
    if default.open_exception(case):
        return _half_known(case)
    if not default.no_withdrawal(case):
        return None
    cite = (CUSTOM_MADE.cite,) if CUSTOM_MADE.met(case) else ()
    if case.no("exception_info_given"):
        return ask("not_told", from_shop("exception_info_given"), also=(*cite, "6:230m lid 1 sub k BW"))
    return step("no_withdrawal", also=cite)


def _half_known(case: Case) -> Finding | None:
    need = default.open_exception(case)
    return ask("half_known", need, also=(CUSTOM_MADE.cite, "7:19a lid 1 BW")) if need else None


def _open_ground(case: Case) -> Finding | None:
    """One of the three grounds is named and not shown: it is the customer's to show, where it would make the case."""
    need = default.open_ground(case)
    last = last_day(case)
    if need is None or case.demand.remedy not in (*MONEY, *IN_KIND):
        return None
    if case.demand.remedy in IN_KIND and (last is None or case.on > last):
        return None
    return ask("not_shown", need, also=(default.letter(need),))


def _term(case: Case) -> Finding | None:
    """The agreed day, or thirty days: before its end the shop is not late."""
    last, also = last_day(case), term_cites(case)
    if came(case):
        return None
    if last is None:
        return ask("unknown", from_shop("contract_date"))
    if case.on > last:
        return step("passed", date=last, also=also)
    if case.yes("shop_refused_delivery"):
        return step("refused_before", date=last)
    if case.demand.remedy in MONEY:
        essence = ("7:19a lid 2 BW",) if default.essential(case) else ()
        return not_yet(
            "not_over", event="extra_time_passed", amount=paid_in_all(case), date=last, also=(*also, *essence)
        )
    return not_yet("running", until=last + timedelta(days=1), date=last, also=also)


@only(*MONEY)
def _came_after_all(case: Case) -> Finding | None:
    """It came: what was in time ends nothing, what came within the extra time neither."""
    day, last = came_on(case), last_day(case)
    if not came(case) or day is None:
        return None
    if last is None:
        return ask("term_unknown", from_shop("contract_date"))
    if day <= last:
        return deny("in_time")
    if not case.yes("notice_with_extra_time_given"):
        return deny("taken")
    end = case.day("extra_time_end_date")
    if end is None:
        return ask("extra_time_unknown", from_customer("extra_time_end_date"))
    return money.back(case, "after_extra_time", "7:19a lid 3 BW") if day > end else deny("within_extra_time")


@only(*MONEY)
def _notice(case: Case) -> Finding | None:
    """Late: a reasonable extra time first, and the money when that went by in vain."""
    waits, end = default.waits_until(case), case.day("extra_time_end_date")
    if case.unknown("notice_with_extra_time_given") and "notice_with_extra_time_given" in case.doubted:
        return ask("unknown", from_customer("notice_with_extra_time_given"))
    if case.yes("notice_with_extra_time_given"):
        if end is not None and case.on <= end:
            return not_yet("running", until=end + timedelta(days=1), amount=paid_in_all(case), date=end)
        return money.back(case, "passed", "7:19a lid 3 BW")
    if waits is not None:
        return not_yet("before_the_day", until=waits + timedelta(days=1), amount=paid_in_all(case), date=waits)
    return not_yet("needed", event="extra_time_passed", amount=paid_in_all(case), also=("7:19a lid 2 BW",))


@only(*IN_KIND)
def _deliver(case: Case) -> Finding | None:
    if case.no("repair_or_replacement_possible"):
        return part("impossible", amount=paid_in_all(case))
    return grant("deliver")


@only(*LOSS)
def _loss(case: Case) -> Finding | None:
    """Being late gives no discount by itself; a loss that is shown is owed once the shop is in default."""
    day, last = came_on(case), last_day(case)
    if day is not None and last is not None and day <= last:
        return deny("in_time")
    shown = case.euro("costs_claimed_eur")
    if shown is None:
        return ask("loss", from_customer("costs_claimed_eur"))
    if default.ground(case) or case.yes("notice_with_extra_time_given"):
        return grant("shown", amount=shown)
    return ask("default", from_customer("notice_with_extra_time_given"), also=("7:19a lid 1 BW",))


def _other_sums(_case: Case) -> Finding | None:
    return ask("later", from_shop("refund_already_paid"))


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    PAID_BACK,
    clause_rule("nl.late.clause", ("7:6 lid 1 BW",), "carrier_first"),
    Rule("nl.late.terms", ("7:6 lid 1 BW", "7:9 lid 4 BW", "6:237 sub e BW"), ("shop_defence",), _terms),
    Rule(
        "nl.late.doubtful",
        ("7:9 lid 2 BW", "7:9 lid 4 BW", "150 Rv"),
        (
            *_CAME_FACTS,
            *default.RIGHT_FACTS,
            "delivery_evidence_signature",
            "contract_date",
            "claim_date",
            "notified_date",
            "withdrawal_statement_date",
        ),
        _doubtful,
    ),
    Rule("nl.late.here", ("7:9 lid 2 BW", "7:9 lid 4 BW"), (*_CAME_FACTS, *default.DUE_FACTS), _here),
    Rule("nl.late.at_once", ("7:19a lid 2 BW",), (*default.GROUND_FACTS, *PAID_FACTS), _at_once),
    Rule(
        "nl.late.exception",
        ("6:230p BW", "6:230o lid 1 BW"),
        (*default.RIGHT_FACTS, "exception_info_given"),
        _exception,
    ),
    Rule(
        "nl.late.withdrawal",
        ("6:230o lid 1 BW", "6:230o lid 3 BW", "6:230r lid 1 BW"),
        (*_CAME_FACTS, *default.RIGHT_FACTS, *money.WITHDRAWAL_FACTS),
        only(*MONEY)(money.withdrawn),
    ),
    Rule("nl.late.open_ground", ("7:19a lid 2 BW", "150 Rv"), default.GROUND_FACTS, _open_ground),
    Rule(
        "nl.late.term",
        ("7:9 lid 4 BW",),
        (*_CAME_FACTS, *default.DUE_FACTS, *PAID_FACTS, "shop_refused_delivery"),
        _term,
    ),
    Rule(
        "nl.late.came",
        ("7:9 lid 4 BW", "7:19a lid 1 BW"),
        (*_CAME_FACTS, *default.DUE_FACTS, *_EXTRA_FACTS, *PAID_FACTS),
        _came_after_all,
    ),
    Rule(
        "nl.late.notice",
        ("7:19a lid 1 BW",),
        (*default.GROUND_FACTS, *_EXTRA_FACTS, *PAID_FACTS, *_CAME_FACTS),
        _notice,
    ),
    Rule(
        "nl.late.delivery", ("7:9 lid 1 BW", "7:9 lid 4 BW"), ("repair_or_replacement_possible", *PAID_FACTS), _deliver
    ),
    Rule(
        "nl.late.loss",
        ("6:74 BW", "150 Rv"),
        (*default.GROUND_FACTS, *_CAME_FACTS, "notice_with_extra_time_given", "costs_claimed_eur"),
        _loss,
    ),
    Rule("nl.late.other_sums", ("6:74 BW", "6:119 BW"), ("refund_already_paid",), _other_sums),
)


def late_clocks(case: Case) -> tuple[Clock, ...]:
    """The dates of delivery, and the end of the extra time the customer gave."""
    return (*delivery_clocks(case), *_extra_time(case))


def _extra_time(case: Case) -> Iterator[Clock]:
    end = case.day("extra_time_end_date")
    if end and case.yes("notice_with_extra_time_given") and not came(case):
        yield Clock("extra_time", SHOP, end, "7:19a lid 1 BW", {"event": "extra_time_end_date"})


def turns(case: Case) -> Turns:
    """Delivered on the last day, and a statement while the period of withdrawal ran."""
    last, end = last_day(case), eu.period_of(case).end
    found: dict[str, tuple[date, ...]] = {"withdrawal_statement_date": (end,)} if end else {}
    return {**found, "delivered_date": (last,)} if last and came(case) else found


TOPIC = Topic("late_delivery", RULES, late_clocks, turns)
