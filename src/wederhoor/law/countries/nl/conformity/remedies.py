"""The ladder of remedies (7:21, 7:22 BW): first repair or replacement, free; then price reduction or the money back."""

from __future__ import annotations

from datetime import date, timedelta

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.conformity.complaint import notified
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all
from wederhoor.law.countries.nl.withdrawal.exceptions import EXCEPTION_FACTS, excepted
from wederhoor.law.countries.nl.withdrawal.period import period_cites
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.eu.remedies import (
    ALL_THE_MONEY,
    IN_KIND,
    REPAIR_DIRECTIVE,
    STAGE_FACTS,
    reduction,
    return_cost,
    second_stage,
    solved,
    wait_for_repair,
)
from wederhoor.law.eu.withdrawal import Info
from wederhoor.law.rule import (
    Case,
    Finding,
    Rule,
    Turns,
    ask,
    deny,
    from_customer,
    from_shop,
    grant,
    only,
    part,
    step,
)

_NOT_TOLD = frozenset({Info.NOT_GIVEN, Info.NO_FUNCTION, Info.LATER})
_NOTICE = "notice_with_extra_time_given"
_SUSPEND = ("suspend", "suspension", "withhold", "hold_back", "opschort", "zurückbehalt")


def _withdrawn(case: Case) -> Finding | None:
    """G4: the money back asked within the withdrawal period needs no defect at all."""
    if case.yes("withdrawal_period_over") or excepted(case) or case.no("distance_contract"):
        return None
    said = case.day("withdrawal_statement_date") or notified(case)
    period = eu.period_of(case)
    if period.first is None or period.end is None:
        return None
    if said <= period.first.end:
        return _all_back(case, "in_time", period.first.end, period_cites(case, period))
    if period.info in _NOT_TOLD and said <= period.end:
        return _all_back(case, "not_told", period.end, ("6:230o lid 2 BW", "6:230m lid 1 sub h BW"))
    return None


def _all_back(case: Case, sentence: str, end: date, also: tuple[str, ...]) -> Finding:
    amount, asked = paid_in_all(case), case.demand.amount
    if amount is not None and asked is not None and asked > amount:
        return part("no_more", amount=amount, total=amount, end=end, also=also)
    return grant(sentence, amount=asked or amount, event="goods_back_or_dispatch", end=end, also=also)


STILL_WITHDRAWABLE = Rule(
    "nl.conformity.withdrawal",
    ("6:230o lid 1 BW", "6:230o lid 3 BW", "6:230r lid 1 BW"),
    (
        *eu.START_FACTS,
        *eu.INFO_FACTS,
        *EXCEPTION_FACTS,
        *PAID_FACTS,
        "withdrawal_statement_date",
        "notified_date",
        "claim_date",
        "withdrawal_period_over",
        "distance_contract",
        "goods_delivered_in_lots",
    ),
    only(*ALL_THE_MONEY)(_withdrawn),
)


@only(*IN_KIND)
def _in_kind(case: Case) -> Finding | None:
    """Free, within a reasonable time, at the customer's choice."""
    if case.no("repair_or_replacement_possible"):
        return part("impossible", amount=paid_in_all(case), also=("7:22 lid 1 BW",))
    return grant("repair" if case.demand.remedy is Remedy.REPAIR else "replacement")


@only(*ALL_THE_MONEY)
def _money_back(case: Case) -> Finding | None:
    """All the money only when repair or replacement failed, and never for a trifle."""
    stage, paid, asked = second_stage(case), paid_in_all(case), case.demand.amount
    if stage is None:
        return wait_for_repair(case)
    if case.yes("defect_minor"):
        return part("minor")
    if "defect_minor" in case.doubted and case.unknown("defect_minor"):
        return ask("minor_unknown", from_shop("defect_minor"))
    if paid is not None and asked is not None and asked > paid:
        return part("no_more", amount=paid, total=paid)
    return grant(stage, amount=asked or paid)


@only(Remedy.COMPENSATION)
def _damages(case: Case) -> Finding | None:
    """Loss beside the defect, as far as it is shown."""
    loss, asked = case.euro("loss_documented_eur"), case.euro("costs_claimed_eur")
    if loss is None:
        return ask("loss", from_customer("loss_documented_eur"))
    if asked is not None and asked > loss:
        return part("loss_in_part", amount=loss, total=loss)
    return grant("loss_shown", amount=loss)


@only(Remedy.COMPENSATION, Remedy.REPAIR, Remedy.PARTIAL_REFUND)
def _own_repair(case: Case) -> Finding | None:
    """Repaired elsewhere: the shop pays if it was written to first and did not repair within a reasonable time."""
    if not case.yes("repaired_elsewhere"):
        return None
    if case.no(_NOTICE):
        return deny("no_notice")
    if not case.yes(_NOTICE):
        return ask("notice_unknown", from_customer(_NOTICE))
    cost = case.euro("loss_documented_eur") or case.euro("costs_claimed_eur")
    return grant("after_notice", amount=cost) if cost else ask("no_bill", from_customer("loss_documented_eur"))


@only(Remedy.INTEREST, Remedy.COLLECTION_COSTS)
def _other_sums(_case: Case) -> Finding | None:
    return ask("later", from_shop("refund_already_paid"))


def _repair_choice(case: Case) -> Finding | None:
    """Since 31 July 2026 Europe wants the customer told of the choice; how Dutch law has it is not certain yet."""
    return step("tell") if case.demand.remedy in (*IN_KIND, *ALL_THE_MONEY) else None


def _suspended(case: Case) -> Finding | None:
    """Who has not paid yet may wait with that until it is put right, as far as the defect goes."""
    asked = any(word in case.demand.words.casefold() for word in _SUSPEND)
    return step("until_right") if asked else None


LADDER: tuple[Rule, ...] = (
    Rule(
        "nl.conformity.choice_told",
        ("Richtlijn (EU) 2024/1799",),
        (),
        _repair_choice,
        since=REPAIR_DIRECTIVE,
        procedural=True,
        verify=True,
        aside=True,
    ),
    Rule("nl.conformity.suspended", ("6:262 BW",), (), _suspended, aside=True),
    Rule(
        "nl.conformity.solved",
        ("7:21 lid 1 BW", "7:22 lid 2 BW", "150 Rv"),
        (
            "repair_attempts",
            "defect_reappeared",
            "defect_reappeared_date",
            "repair_took_too_long",
            "shop_refused_repair",
        ),
        solved,
    ),
    Rule(
        "nl.conformity.own_repair",
        ("7:21 lid 6 BW",),
        ("repaired_elsewhere", "notice_with_extra_time_given", "loss_documented_eur", "costs_claimed_eur"),
        _own_repair,
        recheck=("7:21 lid 6 BW",),
    ),
    Rule(
        "nl.conformity.repair",
        ("7:21 lid 1 BW", "7:21 lid 1 sub b BW", "7:21 lid 1 sub c BW", "7:21 lid 2 BW", "7:21 lid 3 BW"),
        ("repair_or_replacement_possible", *PAID_FACTS),
        _in_kind,
        recheck=("7:21 lid 1 BW", "7:21 lid 2 BW", "7:21 lid 3 BW"),
    ),
    Rule(
        "nl.conformity.money_back",
        ("7:21 lid 1 BW", "7:21 lid 2 BW", "7:21 lid 3 BW", "7:22 lid 1 sub a BW", "7:22 lid 2 BW"),
        (*STAGE_FACTS, *PAID_FACTS),
        _money_back,
        recheck=("7:22 lid 1 BW", "7:22 lid 2 BW"),
    ),
    Rule(
        "nl.conformity.reduction",
        ("7:22 lid 1 sub b BW", "7:22 lid 2 BW", "7:21 lid 1 BW"),
        (*STAGE_FACTS, "price_reduction_offered_eur"),
        reduction,
        recheck=("7:22 lid 1 BW", "7:22 lid 2 BW"),
    ),
    Rule("nl.conformity.return_cost", ("7:21 lid 2 BW",), ("return_cost_paid_eur",), return_cost),
    Rule("nl.conformity.damages", ("7:24 BW", "6:74 BW"), ("loss_documented_eur", "costs_claimed_eur"), _damages),
    Rule("nl.conformity.other_sums", ("6:119 BW", "6:74 BW"), ("refund_already_paid",), _other_sums),
)


def turns(case: Case) -> Turns:
    """The defect just within the year of the presumption, and just after it; a complaint just too late."""
    came = case.first_day("delivered_date", "received_date")
    if came is None:
        return {}
    anniversary = came.replace(year=came.year + 1, day=min(came.day, 28) if came.month == 2 else came.day)
    return {"defect_appeared_date": (anniversary, anniversary + timedelta(days=1))}
