"""The rules of withdrawal: was it said, was it in time, may the shop wait, and what comes back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.clocks import withdrawal_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER_WITHDRAWAL, DISTANCE, LAW, clause_rule
from wederhoor.law.countries.nl.money.paid import OWED_FACTS, owed
from wederhoor.law.countries.nl.withdrawal import exceptions
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.eu.withdrawal import Info, Start
from wederhoor.law.interest import interest, rate_on
from wederhoor.law.periods import REGULATION
from wederhoor.law.rule import (
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
    helps,
    not_yet,
    only,
    part,
    step,
)

CRD = date(2014, 6, 13)
_MONEY = {Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.CANCELLATION, Remedy.RETURN, Remedy.OTHER}
_CLOSE = Decimal("0.01")
_BACK_FACTS = (
    "goods_returned_received_date",
    "return_dispatched_date",
    "proof_of_return_dispatch",
    "shop_offers_collection",
    "withdrawal_statement_date",
    "delivered",
    "digital_not_on_medium",
    *eu.START_FACTS,
)

for_money = only(*_MONEY)


# --- was it said -------------------------------------------------------------------------------------------------


def _statement(case: Case) -> Finding | None:
    """Any clear statement will do; the customer must be able to show it."""
    said = case.day("withdrawal_statement_date")
    if said is None:
        return ask("none", from_customer("withdrawal_statement_date"))
    doubted = "withdrawal_statement_proven" in case.doubted and case.unknown("withdrawal_statement_proven")
    if case.no("withdrawal_statement_proven") or doubted:
        return ask("unproven", from_customer("withdrawal_statement_proven"), date=said)
    return step("said", date=said)


def _old_law(_case: Case) -> Finding | None:
    """Before the directive of 2011 other rules held; they are not in this program."""
    return ask("old", from_shop("contract_date"))


# --- was it in time ----------------------------------------------------------------------------------------------


def _period_cites(period: eu.Withdrawal) -> tuple[str, ...]:
    letter = {
        Start.LAST_ITEM: "6:230o lid 1 sub b onder 2 BW",
        Start.FIRST_DELIVERY: "6:230o lid 1 sub b onder 4 BW",
        Start.CONTRACT: "6:230o lid 1 sub c BW",
    }.get(period.start, "6:230o lid 1 sub b BW")
    rolled = period.first is not None and period.first.rolled
    return (letter, *((REGULATION,) if rolled else ()))


def _in_time(case: Case) -> Finding | None:
    """Within the period, or before anything was received."""
    said, period = _said(case), eu.period_of(case)
    cites = _period_cites(period)
    if period.start is Start.NOT_RECEIVED:
        return step("before_receipt", also=cites)
    if period.first is None or period.end is None:
        return _receipt_unknown(case, said)
    if said <= period.first.end:
        return step("in_time", also=cites, end=period.first.end, date=said)
    if period.info is Info.GIVEN or (period.longest and said > period.longest):
        return deny("late", also=cites, end=period.end, date=said)
    return None


def _said(case: Case) -> date:
    return case.day("withdrawal_statement_date") or case.on


def _receipt_unknown(case: Case, said: date) -> Finding:
    """Nothing is received before it is ordered, so fourteen days from the order are safe whatever the day was."""
    ordered = case.day("contract_date")
    if ordered and said <= ordered + timedelta(days=eu.DAYS):
        return step("before_receipt")
    return ask("receipt_unknown", from_shop("received_date"))


def _extended(case: Case) -> Finding | None:
    """Late by the fourteen days: the shop must show that it told the customer about the right."""
    said, period = _said(case), eu.period_of(case)
    if period.first is None or period.end is None or said <= period.first.end:
        return None
    if period.info is Info.UNKNOWN:
        return ask("told_unknown", from_shop("withdrawal_info_given"), end=period.first.end)
    if period.info is Info.NO_FUNCTION:
        return None
    if said > period.end:
        return deny("late_after_telling", end=period.end, date=said)
    return step("not_told" if period.info is Info.NOT_GIVEN else "told_later", end=period.end, date=said)


def _no_function(case: Case) -> Finding | None:
    """Since 19 June 2026 the withdrawal function belongs to what must be told; without it the period is longer."""
    said, period = _said(case), eu.period_of(case)
    if period.first is None or period.end is None or said <= period.first.end:
        return None
    return step("missing", end=period.end, date=said) if period.info is Info.NO_FUNCTION else None


def _function_unknown(case: Case) -> Finding | None:
    said, period = _said(case), eu.period_of(case)
    late = period.first is not None and said > period.first.end
    if not late or not case.yes("withdrawal_info_given") or period.info is not Info.UNKNOWN:
        return None
    names = ("withdrawal_function_available", "withdrawal_function_info_given")
    return ask("unknown", *(from_shop(name) for name in names if case.unknown(name)))


# --- costs of the return, interest, other sums -------------------------------------------------------------------


@only(Remedy.RETURN_COST)
def _return_cost(case: Case) -> Finding | None:
    """The customer pays for the return, unless he was not told so."""
    amount = case.demand.amount or case.euro("return_cost_paid_eur")
    if case.yes("return_cost_info_given"):
        return deny("told")
    if case.no("return_cost_info_given"):
        return grant("not_told", amount=amount)
    return ask("unknown", from_shop("return_cost_info_given"))


def _ready(case: Case) -> date | None:
    """The day the goods were back or on their way, whichever was first."""
    shown = case.day("return_dispatched_date") if case.yes("proof_of_return_dispatch") else None
    days = [day for day in (shown, case.day("goods_returned_received_date")) if day is not None]
    return min(days, default=None)


def _nothing_to_return(case: Case) -> bool:
    return eu.start_of(case)[0] in {Start.NOT_RECEIVED, Start.CONTRACT} or case.yes("shop_offers_collection")


def _is_ready(case: Case) -> bool:
    return _nothing_to_return(case) or _ready(case) is not None or case.yes("proof_of_return_dispatch")


@only(Remedy.INTEREST)
def _default(case: Case) -> Finding | None:
    """Late without any notice once the fourteen days are over and the goods are back or on their way."""
    first = eu.default_from(_said(case), _ready(case))
    if not _is_ready(case):
        return not_yet("waiting", event="goods_back_or_dispatch")
    if case.on < first:
        return not_yet("not_late", until=first, date=first)
    return step("late", date=first)


@only(Remedy.INTEREST)
def _rate(case: Case) -> Finding | None:
    first, sum_owed = eu.default_from(_said(case), _ready(case)), owed(case).left
    percent = rate_on(case.on).percent
    if sum_owed is None:
        return grant("no_sum", date=first, percent=percent.to_integral_value())
    amount = interest(sum_owed, first, case.on)
    return grant("sum", amount=amount, date=first, principal=sum_owed, interest=amount, percent=str(percent))


@only(Remedy.COMPENSATION)
def _no_ground(_case: Case) -> Finding | None:
    return deny("none")


@only(Remedy.DELIVERY, Remedy.REPLACEMENT, Remedy.REPAIR, Remedy.PRICE_REDUCTION)
def _other_remedy(_case: Case) -> Finding | None:
    """A withdrawal undoes the purchase; what is asked in kind belongs to another question."""
    return ask("in_kind", from_shop("defect_reported"))


@only(Remedy.COLLECTION_COSTS)
def _costs(_case: Case) -> Finding | None:
    return ask("against_shop", from_customer("costs_claimed_eur"))


# --- the money ---------------------------------------------------------------------------------------------------


@for_money
def _refunded(case: Case) -> Finding | None:
    """Paid back: the shop must show it, to the same means of payment."""
    if not case.yes("refund_already_paid") and case.day("refund_settled_date") is None:
        return None
    if case.no("refund_same_means"):
        return grant("other_means", amount=owed(case).total)
    if case.no("refund_reference_available"):
        return ask("no_reference", from_shop("refund_reference_available"))
    left = owed(case).left
    if case.no("refund_amount_complete") or (case.euro("refund_paid_eur") is not None and left):
        return step("in_part")
    if case.yes("refund_amount_complete") or case.yes("refund_already_paid") or left == 0:
        return deny("paid")
    return ask("sum_unknown", from_shop("refund_amount_complete"))


@for_money
def _other_thing(case: Case) -> Finding | None:
    """Something else came back: the goods themselves have not been returned."""
    if not case.no("serial_matches_return") or not case.yes("serial_recorded_at_dispatch"):
        return None
    if not case.yes("consumer_heard"):
        return ask("hear_first", from_shop("consumer_heard"), helps("consumer_counter_evidence"))
    if case.yes("consumer_counter_evidence"):
        return ask("contradicted", from_shop("intake_video"))
    if case.yes("intake_video") or case.no("return_weight_matches_original"):
        return not_yet("not_the_goods", event="goods_back")
    return ask("not_recorded", from_shop("intake_video"))


@for_money
def _waits(case: Case) -> Finding | None:
    """The shop may wait for the goods or for proof that they were sent, whichever comes first.

    That wait is a condition of a right that exists: asked about the refund as such, the answer stays yes. It becomes
    "not yet" where payment at this moment is asked, or where it is established that nothing has been sent.
    """
    due = eu.refund_due(_said(case))
    if _nothing_to_return(case):
        return step("nothing_to_return", date=due)
    if _is_ready(case):
        return step("goods_back", date=due)
    if case.demand.now or case.no("proof_of_return_dispatch"):
        return not_yet(
            "not_sent",
            until=due if case.on < due else None,
            event="goods_back_or_dispatch",
            amount=owed(case).left,
            date=due,
        )
    return step("may_wait", date=due)


@for_money
def _deduction(case: Case) -> Finding | None:
    """Only for use beyond trying, only what is shown, and only if the customer was told of his right."""
    shown, info = case.euro("depreciation_documented_eur"), eu.info_of(case)
    if case.no("handling_excessive"):
        return step("trying")
    if case.unknown("handling_excessive"):
        return _use_unknown(case, shown)
    if info in {Info.NOT_GIVEN, Info.NO_FUNCTION}:
        return step("not_told", also=("6:230m lid 1 sub h BW",))
    if not shown:
        return step("not_shown", needs=(from_shop("depreciation_documented_eur"),))
    if info is Info.UNKNOWN:
        return ask("told_unknown", from_shop("withdrawal_info_given"), amount=shown)
    claimed = case.euro("depreciation_claimed_eur")
    return (
        step("shown_in_part", amount=shown, claimed=claimed)
        if claimed and claimed > shown
        else step("shown", amount=shown)
    )


def _use_unknown(case: Case, shown: Decimal | None) -> Finding | None:
    if shown:
        return ask("use_unknown", from_shop("handling_excessive"), amount=shown)
    if case.euro("depreciation_claimed_eur") or case.text("handling_evidence"):
        return step("not_shown", needs=(from_shop("handling_excessive"), from_shop("depreciation_documented_eur")))
    tried = case.yes("box_opened") or case.yes("protective_film_removed")
    return step("trying") if tried else None


@for_money
def _late(case: Case) -> Finding | None:
    """After the last day the shop owes interest, without any notice."""
    first = eu.default_from(_said(case), _ready(case))
    if not _is_ready(case) or case.on < first:
        return None
    return step("since", date=first)


@for_money
def _amount(case: Case) -> Finding | None:
    """Everything paid, ordinary delivery included; less the surplus of a dearer one and a deduction that stands."""
    sum_owed, asked = owed(case), case.demand.amount
    event = None if _is_ready(case) else "goods_back_or_dispatch"
    if sum_owed.left is None:
        return part("reduced", event=event) if sum_owed.reduced else grant("all", amount=asked, event=event)
    if sum_owed.left == 0 and sum_owed.paid_back:
        return deny("nothing_left")
    if asked is not None and asked <= sum_owed.left + _CLOSE:
        return grant("asked", amount=min(asked, sum_owed.left), event=event)
    if asked is None and not sum_owed.reduced:
        return grant("sum", amount=sum_owed.left, event=event, total=sum_owed.left)
    return _less(case, sum_owed.left, event)


def _less(case: Case, left: Decimal, event: str | None) -> Finding:
    """Less than asked. A figure that only adds delivery the file does not know is no excess."""
    asked, price = case.demand.amount, case.euro("price_eur")
    if not owed(case).reduced and asked and price and not _delivery_known(case):
        return grant("delivery_unknown", amount=left, event=event, total=left)
    surplus = ("6:230r lid 3 BW",) if owed(case).surplus else ()
    return part("less", amount=left, event=event, also=surplus, total=left)


def _delivery_known(case: Case) -> bool:
    return any(case.euro(n) is not None for n in ("total_paid_eur", "paid_delivery_eur", "paid_standard_delivery_eur"))


def turns(case: Case) -> Turns:
    """Turns that may turn it: a statement on the last day, or the day after."""
    end = eu.period_of(case).end
    return {"withdrawal_statement_date": (end, end + timedelta(days=1))} if end else {}


_PERIOD = ("withdrawal_statement_date", *eu.START_FACTS, *eu.INFO_FACTS)
_INFO_LAW = ("6:230o lid 2 BW", "6:230m lid 1 sub h BW", "6:230n lid 4 BW")

RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    Rule("nl.withdrawal.old_law", ("6:230g BW",), ("contract_date",), _old_law, until=CRD, verify=True),
    CONSUMER_WITHDRAWAL,
    DISTANCE,
    *exceptions.rules(),
    clause_rule(
        "nl.withdrawal.clause",
        ("6:230i lid 1 BW",),
        "unopened",
        "not_excepted",
        "approval",
        "voucher",
        "restocking",
    ),
    Rule(
        "nl.withdrawal.statement",
        ("6:230o lid 1 BW", "6:230o lid 3 BW", "6:230o lid 5 BW"),
        ("withdrawal_statement_date", "withdrawal_statement_proven"),
        _statement,
        since=CRD,
    ),
    Rule(
        "nl.withdrawal.in_time",
        ("6:230o lid 1 BW", "6:230o lid 2 BW", "6:230i lid 2 BW"),
        _PERIOD,
        _in_time,
        since=CRD,
    ),
    Rule(
        "nl.withdrawal.function_unknown",
        ("6:230oa BW", "6:230m lid 1 sub h BW", "6:230n lid 4 BW"),
        _PERIOD,
        _function_unknown,
        since=eu.FUNCTION_SINCE,
    ),
    Rule("nl.withdrawal.information", _INFO_LAW, _PERIOD, _extended, since=CRD),
    Rule(
        "nl.withdrawal.function",
        ("6:230oa BW", *_INFO_LAW),
        _PERIOD,
        _no_function,
        since=eu.FUNCTION_SINCE,
        verify=True,
    ),
    Rule(
        "nl.withdrawal.return_cost",
        ("6:230s lid 2 BW", "6:230n lid 3 BW", "6:230m lid 1 sub i BW"),
        ("return_cost_info_given", "return_cost_paid_eur"),
        _return_cost,
    ),
    Rule(
        "nl.withdrawal.default",
        ("6:83 sub a BW", "6:119 BW", "6:230r lid 1 BW", "6:230r lid 4 BW"),
        _BACK_FACTS,
        _default,
    ),
    Rule(
        "nl.withdrawal.interest",
        ("6:119 BW",),
        (*_BACK_FACTS, *OWED_FACTS),
        _rate,
        verify=True,
    ),
    Rule("nl.withdrawal.compensation", ("6:230s lid 6 BW", "6:74 BW"), (), _no_ground),
    Rule("nl.withdrawal.other_remedy", ("6:230o BW", "7:21 BW"), ("defect_reported",), _other_remedy),
    Rule("nl.withdrawal.costs", ("6:96 lid 2 sub c BW",), ("costs_claimed_eur",), _costs, verify=True),
    Rule(
        "nl.withdrawal.refunded",
        ("6:230r lid 1 BW", "6:230r lid 2 BW", "150 Rv"),
        (
            "refund_already_paid",
            "refund_settled_date",
            "refund_same_means",
            "refund_reference_available",
            "refund_amount_complete",
            *OWED_FACTS,
        ),
        _refunded,
    ),
    Rule(
        "nl.withdrawal.other_thing",
        ("6:230r lid 4 BW", "6:230s lid 1 BW", "150 Rv"),
        (
            "serial_matches_return",
            "serial_recorded_at_dispatch",
            "consumer_heard",
            "consumer_counter_evidence",
            "intake_video",
            "return_weight_matches_original",
        ),
        _other_thing,
    ),
    Rule("nl.withdrawal.wait", ("6:230r lid 4 BW", "6:230s lid 1 BW"), (*_BACK_FACTS, *OWED_FACTS), _waits),
    Rule(
        "nl.withdrawal.deduction",
        ("6:230s lid 3 BW",),
        (
            "depreciation_claimed_eur",
            "handling_evidence",
            "box_opened",
            "protective_film_removed",
            *OWED_FACTS,
        ),
        _deduction,
    ),
    Rule("nl.withdrawal.late", ("6:83 sub a BW", "6:119 BW"), _BACK_FACTS, _late),
    Rule(
        "nl.withdrawal.refund",
        ("6:230r lid 1 BW", "6:230r lid 2 BW"),
        (*_BACK_FACTS, *OWED_FACTS),
        _amount,
    ),
)

TOPIC = Topic("withdrawal", RULES, withdrawal_clocks, turns)
