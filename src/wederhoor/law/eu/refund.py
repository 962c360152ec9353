"""What comes back after a withdrawal, when, and what may be held back (art. 13 and 14 of the directive)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from wederhoor.facts import Remedy
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.eu.build import CRD, article, of_country, rule
from wederhoor.law.eu.country import Country
from wederhoor.law.eu.paid import CHEAPEST, OWED_FACTS, owed, surplus_open
from wederhoor.law.eu.withdrawal import Info, Start
from wederhoor.law.periods import statutory_years
from wederhoor.law.rule import (
    Case,
    Finding,
    Rule,
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

BACK = "goods_back_or_dispatch"
BACK_FACTS = (
    "goods_returned_received_date",
    "return_dispatched_date",
    "proof_of_return_dispatch",
    "shop_offers_collection",
    "withdrawal_statement_date",
    *eu.START_FACTS,
)
_CLOSE = Decimal("0.01")
_NO_PRESCRIPTION_BEFORE_YEARS = 1
MONEY = (Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.CANCELLATION, Remedy.RETURN, Remedy.OTHER)


def _said(case: Case) -> date:
    return case.day("withdrawal_statement_date") or case.on


def _ready(case: Case) -> date | None:
    """The day the goods were back or on their way, whichever was first."""
    shown = case.day("return_dispatched_date") if case.yes("proof_of_return_dispatch") else None
    return min((d for d in (shown, case.day("goods_returned_received_date")) if d is not None), default=None)


def _nothing_to_return(case: Case) -> bool:
    return eu.start_of(case)[0] in {Start.NOT_RECEIVED, Start.CONTRACT} or case.yes("shop_offers_collection")


def _is_ready(case: Case) -> bool:
    return _nothing_to_return(case) or _ready(case) is not None or case.yes("proof_of_return_dispatch")


def _prescribed(case: Case) -> Finding | None:
    """How long a claim lives differs from country to country, and stands in no list here; it is never a year."""
    safe = statutory_years(eu.refund_due(_said(case)), _NO_PRESCRIPTION_BEFORE_YEARS).end
    asked = case.day("claim_date") or case.on
    return ask("invoked", from_customer("interruption_date")) if _invoked(case) and asked > safe else None


def _invoked(case: Case) -> bool:
    return case.yes("shop_invokes_prescription")


@only(Remedy.RETURN_COST)
def _return_cost(case: Case) -> Finding | None:
    """The customer pays for the return, unless he was not told so."""
    if case.yes("return_cost_info_given"):
        return deny("told")
    if case.no("return_cost_info_given"):
        return grant("not_told", amount=case.demand.amount or case.euro("return_cost_paid_eur"))
    return ask("unknown", from_shop("return_cost_info_given"))


@only(Remedy.INTEREST)
def _interest(case: Case) -> Finding | None:
    """From which day the shop is late follows from the directive; how much interest that gives does not."""
    late_from = eu.default_from(_said(case), _ready(case))
    if not _is_ready(case):
        return not_yet("waiting", event=BACK)
    if case.on < late_from:
        return not_yet("not_late", until=late_from, date=late_from)
    return ask("national_rate", from_shop("refund_settled_date"), date=late_from)


@only(Remedy.COMPENSATION)
def _compensation(_case: Case) -> Finding | None:
    return ask("loss", from_customer("costs_claimed_eur"))


@only(Remedy.DELIVERY, Remedy.REPLACEMENT, Remedy.REPAIR, Remedy.PRICE_REDUCTION)
def _in_kind(_case: Case) -> Finding | None:
    """A withdrawal undoes the purchase; what is asked in kind belongs to another question."""
    return ask("in_kind", from_shop("defect_reported"))


def _refunded(country: Country, case: Case) -> Finding | None:
    """Paid back: the shop must show it, to the same means of payment."""
    if not case.yes("refund_already_paid") and case.day("refund_settled_date") is None:
        return None
    sums = owed(case, country.withdrawal)
    if case.no("refund_same_means"):
        return grant("other_means", amount=sums.total)
    if case.no("refund_reference_available"):
        return ask("no_reference", from_shop("refund_reference_available"))
    if case.no("refund_amount_complete") or (case.euro("refund_paid_eur") is not None and sums.left):
        return step("in_part")
    if case.yes("refund_amount_complete") or case.yes("refund_already_paid") or sums.left == 0:
        return deny("paid")
    return ask("sum_unknown", from_shop("refund_amount_complete"))


@only(*MONEY)
def _return_lost(case: Case) -> Finding | None:
    """Lost on the way back: that it was sent is enough to ask for the money; whose loss it is, is not said outright."""
    sent = case.yes("proof_of_return_dispatch") or case.day("return_dispatched_date") is not None
    return step("sent_is_enough") if case.yes("return_lost_in_transit") and sent else None


@only(*MONEY)
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


def _wait(country: Country, case: Case) -> Finding | None:
    """The shop may wait for the goods or for proof that they were sent, whichever comes first."""
    due = eu.refund_due(_said(case))
    if _nothing_to_return(case):
        return step("nothing_to_return", date=due)
    if _is_ready(case):
        return step("goods_back", date=due)
    if case.demand.now or case.no("proof_of_return_dispatch"):
        left = owed(case, country.withdrawal).left
        return not_yet("not_sent", until=due if case.on < due else None, event=BACK, amount=left, date=due)
    return step("may_wait", date=due)


def _deduction(country: Country, case: Case) -> Finding | None:
    """Only for use beyond trying, only what is shown, and only if the customer was told of his right."""
    shown, info = case.euro("depreciation_documented_eur"), eu.info_of(case, country.withdrawal)
    if case.no("handling_excessive"):
        return step("trying")
    if case.unknown("handling_excessive"):
        return _use_unknown(case, shown)
    if info in {Info.NOT_GIVEN, Info.NO_FUNCTION}:
        return step("not_told")
    if not shown:
        return step("not_shown", needs=(from_shop("depreciation_documented_eur"),))
    if info is Info.UNKNOWN:
        return ask("told_unknown", *(from_shop(name) for name in eu.open_info(case)), amount=shown)
    return step("shown", amount=shown)


def _use_unknown(case: Case, shown: Decimal | None) -> Finding | None:
    if shown:
        return ask("use_unknown", from_shop("handling_excessive"), amount=shown)
    if case.euro("depreciation_claimed_eur") or case.text("handling_evidence"):
        return step("not_shown", needs=(from_shop("handling_excessive"), from_shop("depreciation_documented_eur")))
    return step("trying") if case.yes("box_opened") or case.yes("protective_film_removed") else None


def _amount(country: Country, case: Case) -> Finding | None:
    """Everything paid, ordinary delivery included; less the surplus of a dearer one and a deduction that stands."""
    sums, asked = owed(case, country.withdrawal), case.demand.amount
    event = None if _is_ready(case) else BACK
    if asked is None and surplus_open(case):
        return part("surplus_open", event=event, needs=(from_shop(CHEAPEST),))
    if sums.left is None:
        return grant("all", amount=asked, event=event)
    if sums.left == 0 and sums.paid_back:
        return deny("nothing_left")
    reduced = sums.surplus > 0 or sums.deduction > 0
    if (asked is None and reduced) or (asked is not None and asked > sums.left + _CLOSE):
        return part("less", amount=sums.left, event=event, total=sums.left)
    return grant("sum", amount=sums.left if asked is None else min(asked, sums.left), event=event, total=sums.left)


def money_rules(country: Country) -> tuple[Rule, ...]:
    """The rules after a withdrawal that stands, in the order they are consulted."""
    back, held = article(CRD, "13 lid 1"), article(CRD, "13 lid 3")
    moved = ("refund_already_paid", "refund_settled_date", "refund_same_means", "refund_reference_available",
             "refund_amount_complete")  # fmt: skip
    late = ("claim_date", "interruption_date", "shop_invokes_prescription", "withdrawal_statement_date")
    lost = ("return_lost_in_transit", "proof_of_return_dispatch", "return_dispatched_date")
    came_back = ("serial_matches_return", "serial_recorded_at_dispatch", "consumer_heard", "intake_video",
                 "consumer_counter_evidence", "return_weight_matches_original")  # fmt: skip
    use = ("depreciation_claimed_eur", "handling_evidence", "box_opened", "protective_film_removed", *OWED_FACTS)
    return (
        rule(country, "withdrawal.prescription", (back,), late, _prescribed, procedural=True, verify=True),
        rule(
            country,
            "withdrawal.return_cost",
            (article(CRD, "14 lid 1"), article(CRD, "6 lid 6")),
            ("return_cost_info_given", "return_cost_paid_eur"),
            _return_cost,
        ),
        rule(country, "withdrawal.interest", (back, held), (*BACK_FACTS, "refund_settled_date"), _interest),
        rule(country, "withdrawal.compensation", (article(CRD, "14 lid 5"),), ("costs_claimed_eur",), _compensation),
        rule(country, "withdrawal.other_remedy", (article(CRD, "12"),), ("defect_reported",), _in_kind),
        rule(country, "withdrawal.refunded", (back,), (*moved, *OWED_FACTS), of_country(_refunded, country, *MONEY)),
        rule(country, "withdrawal.other_thing", (held, article(CRD, "14 lid 1")), came_back, _other_thing),
        rule(country, "withdrawal.return_lost", (held,), lost, _return_lost, verify=True),
        rule(country, "withdrawal.wait", (held,), (*BACK_FACTS, *OWED_FACTS), of_country(_wait, country, *MONEY)),
        rule(
            country, "withdrawal.deduction", (article(CRD, "14 lid 2"),), use, of_country(_deduction, country, *MONEY)
        ),
        rule(
            country,
            "withdrawal.refund",
            (back, article(CRD, "13 lid 2")),
            (*BACK_FACTS, *OWED_FACTS),
            of_country(_amount, country, *MONEY),
        ),
    )
