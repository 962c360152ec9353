"""What comes back, when, and what may be held back: the tests of the money after a withdrawal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.money.paid import owed, service_begun, surplus_open
from wederhoor.law.countries.nl.withdrawal.period import said
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.eu.withdrawal import Info, Start
from wederhoor.law.interest import interest, rate_on
from wederhoor.law.rule import (
    Case,
    Finding,
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

_MONEY = {Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.CANCELLATION, Remedy.RETURN, Remedy.OTHER}
_CHEAPEST = "cheapest_standard_delivery_eur"
_CLOSE = Decimal("0.01")
_NOTHING = Decimal(0)
BACK_FACTS = (
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


@only(Remedy.RETURN_COST)
def return_cost(case: Case) -> Finding | None:
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
def default(case: Case) -> Finding | None:
    """Late without any notice once the fourteen days are over and the goods are back or on their way."""
    first = eu.default_from(said(case), _ready(case))
    if not _is_ready(case):
        return not_yet("waiting", event="goods_back_or_dispatch")
    if case.on < first:
        return not_yet("not_late", until=first, date=first)
    return step("late", date=first)


@only(Remedy.INTEREST)
def rate(case: Case) -> Finding | None:
    first, sum_owed = eu.default_from(said(case), _ready(case)), owed(case).left
    percent = rate_on(case.on).percent
    if sum_owed is None:
        return grant("no_sum", date=first, percent=percent.to_integral_value())
    amount = interest(sum_owed, first, case.on)
    return grant("sum", amount=amount, date=first, principal=sum_owed, interest=amount, percent=str(percent))


@only(Remedy.COMPENSATION)
def no_ground(_case: Case) -> Finding | None:
    return deny("none")


@only(Remedy.DELIVERY, Remedy.REPLACEMENT, Remedy.REPAIR, Remedy.PRICE_REDUCTION)
def other_remedy(_case: Case) -> Finding | None:
    """A withdrawal undoes the purchase; what is asked in kind belongs to another question."""
    return ask("in_kind", from_shop("defect_reported"))


@only(Remedy.COLLECTION_COSTS)
def costs(_case: Case) -> Finding | None:
    return ask("against_shop", from_customer("costs_claimed_eur"))


@for_money
def refunded(case: Case) -> Finding | None:
    """Paid back: the shop must show it, to the same means of payment."""
    if not case.yes("refund_already_paid") and case.day("refund_settled_date") is None:
        return None
    if case.no("refund_same_means") and not case.yes("other_means_consented"):
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
def other_thing(case: Case) -> Finding | None:
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
def waits(case: Case) -> Finding | None:
    """The shop may wait for the goods or for proof that they were sent, whichever comes first.

    That wait is a condition of a right that exists: asked about the refund as such, the answer stays yes. It becomes
    "not yet" where payment at this moment is asked, or where it is established that nothing has been sent, and open
    where somebody looked for proof of dispatch and could not tell.
    """
    due = eu.refund_due(said(case))
    if _nothing_to_return(case):
        return step("nothing_to_return", date=due)
    if _is_ready(case):
        return step("goods_back", date=due)
    if "proof_of_return_dispatch" in case.doubted and case.unknown("proof_of_return_dispatch"):
        return ask("dispatch_unknown", from_customer("proof_of_return_dispatch"))
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
def deduction(case: Case) -> Finding | None:
    """Only for use beyond trying, only what is shown, and only if the customer was told of his right."""
    shown, info = case.euro("depreciation_documented_eur"), eu.info_of(case)
    if case.no("handling_excessive"):
        return step("trying")
    if case.unknown("handling_excessive"):
        return _use_unknown(case, shown)
    if info in {Info.NOT_GIVEN, Info.NO_FUNCTION}:
        return step("not_told", also=("6:230m lid 1 sub h BW", "6:230n lid 4 BW"))
    if not shown:
        return step("not_shown", needs=(from_shop("depreciation_documented_eur"),))
    if info is Info.UNKNOWN:
        return ask("told_unknown", *(from_shop(name) for name in eu.open_info(case)), amount=shown)
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
def lost_return(case: Case) -> Finding | None:
    """Once the dispatch is shown the money is due; who bears the loss in the end is not settled."""
    if not case.yes("return_lost_in_transit") or case.day("goods_returned_received_date"):
        return None
    if case.yes("proof_of_return_dispatch"):
        return step("after_dispatch")
    return ask("not_shown", from_customer("proof_of_return_dispatch"))


def late_return(case: Case) -> Finding | None:
    """Sending back after the fourteen days takes nothing away; the shop only waits longer."""
    sent, due = case.day("return_dispatched_date"), eu.return_due(said(case))
    return step("still_counts", end=due, date=sent) if sent and sent > due else None


@for_money
def service(case: Case) -> Finding | None:
    """A service begun at the customer's express request is paid for as far as it went; else it costs nothing."""
    if not service_begun(case):
        return None
    if case.no("express_prior_consent"):
        return step("not_asked_for", also=("6:230s lid 5 sub a BW",))
    info, value = eu.info_of(case), case.euro("service_value_supplied_eur")
    if info in {Info.NOT_GIVEN, Info.NO_FUNCTION}:
        return step("not_told", also=("6:230s lid 5 sub a BW", "6:230m lid 1 sub h BW"))
    if not value:
        return step("value_unknown", needs=(from_shop("service_value_supplied_eur"),))
    if case.unknown("express_prior_consent"):
        return ask("request_unknown", from_shop("express_prior_consent"), amount=value)
    if info is Info.UNKNOWN:
        return ask("told_unknown", *(from_shop(name) for name in eu.open_info(case)), amount=value)
    return step("pro_rata", amount=value)


@for_money
def in_part(case: Case) -> Finding | None:
    """A part of the order went back: its price; what of the delivery belongs to it is not settled."""
    if not case.yes("returned_in_part"):
        return None
    value, sum_owed = case.euro("part_returned_value_eur"), owed(case)
    if value is None:
        return ask("value_unknown", from_shop("part_returned_value_eur"))
    left = max(_NOTHING, value - sum_owed.deduction - sum_owed.paid_back)
    event = None if _is_ready(case) else "goods_back_or_dispatch"
    asked = case.demand.amount
    return (
        grant("asked", amount=asked, event=event)
        if asked and asked <= left
        else part("price", amount=left, event=event)
    )


@for_money
def late(case: Case) -> Finding | None:
    """After the last day the shop owes interest, without any notice."""
    first = eu.default_from(said(case), _ready(case))
    if not _is_ready(case) or case.on < first:
        return None
    return step("since", date=first)


@for_money
def amount(case: Case) -> Finding | None:
    """Everything paid, ordinary delivery included; less the surplus of a dearer one and a deduction that stands."""
    sum_owed, asked = owed(case), case.demand.amount
    event = None if _is_ready(case) else "goods_back_or_dispatch"
    if asked is None and surplus_open(case):
        return part("surplus_open", event=event, also=("6:230r lid 3 BW",), needs=(from_shop(_CHEAPEST),))
    if sum_owed.left is None:
        return part("reduced", event=event) if sum_owed.reduced else grant("all", amount=asked, event=event)
    if sum_owed.left == 0 and sum_owed.paid_back:
        return deny("nothing_left")
    if asked is not None and asked <= sum_owed.left + _CLOSE:
        surplus = ("6:230r lid 3 BW",) if sum_owed.surplus else ()
        return grant("asked", amount=min(asked, sum_owed.left), event=event, also=surplus)
    if asked is None and (not sum_owed.reduced or case.demand.remedy is Remedy.PARTIAL_REFUND):
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
