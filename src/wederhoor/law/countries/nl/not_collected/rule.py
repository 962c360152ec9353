"""The rules of a parcel nobody collected, or that came back to the shop: ask what the customer wants, never refuse."""

from __future__ import annotations

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.clocks import withdrawal_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW
from wederhoor.law.countries.nl.money.paid import OWED_FACTS, owed
from wederhoor.law.countries.nl.unsettled import unsettled
from wederhoor.law.countries.nl.withdrawal.exceptions import EXCEPTION_FACTS, excepted
from wederhoor.law.rule import (
    Case,
    Finding,
    Rule,
    Topic,
    ask,
    deny,
    from_customer,
    from_shop,
    grant,
    helps,
    only,
    part,
    step,
)

_MONEY = (Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.CANCELLATION, Remedy.RETURN)
_WHY_NOT_HERE = ("shop_error_in_address", "address_error_by_consumer", "pickup_notice_given")


def _shop_s_doing(case: Case) -> bool:
    """The parcel could not reach the customer by what the shop or its carrier did."""
    return case.yes("shop_error_in_address") or case.no("pickup_notice_given")


def _why(case: Case) -> Finding | None:
    """Whose slip it was that the parcel did not arrive, as far as that is known."""
    if case.yes("shop_error_in_address"):
        return step("shop_error")
    if case.yes("address_error_by_consumer"):
        return step("own_slip")
    return step("not_told") if case.no("pickup_notice_given") else None


@only(*_MONEY)
def _paid_back(case: Case) -> Finding | None:
    if not case.yes("refund_already_paid") and case.day("refund_settled_date") is None:
        return None
    if case.yes("refund_reference_available"):
        return deny("shown")
    return ask("not_shown", from_shop("refund_reference_available"))


@only(Remedy.DELIVERY, Remedy.REPLACEMENT)
def _again(case: Case) -> Finding | None:
    """The shop still owes delivery; who bears a second sending is only clear where the shop made the slip."""
    if case.day("withdrawal_statement_date"):
        return ask("undone", helps("withdrawal_statement_date", Outcome.NEEDS_EVIDENCE))
    return grant("free" if _shop_s_doing(case) else "still_owed")


@only(Remedy.RETURN_COST)
def _second_sending(case: Case) -> Finding | None:
    if _shop_s_doing(case):
        return grant("shop_pays", amount=case.euro("return_cost_paid_eur"))
    open_ones = [name for name in _WHY_NOT_HERE if case.unknown(name)]
    return ask("unsure", *(from_shop(name, Outcome.NEEDS_EVIDENCE) for name in open_ones or ["pickup_notice_given"]))


@only(*_MONEY)
def _withdrawn(case: Case) -> Finding | None:
    """Said in so many words that the purchase is undone, before anything was received: in time."""
    if case.day("withdrawal_statement_date") is None:
        return None
    if case.no("withdrawal_statement_proven"):
        return ask("unproven", from_customer("withdrawal_statement_proven"))
    if excepted(case):
        return deny("excepted", also=("6:230p BW",))
    return _sum(case)


def _sum(case: Case) -> Finding:
    """Everything paid, ordinary delivery included; the shop may wait until the parcel is back."""
    left, asked = owed(case).left, case.demand.amount
    back = case.day("goods_returned_received_date") or case.day("returned_to_sender_date")
    event = None if back else "goods_back_or_dispatch"
    if asked is not None and left is not None and asked > left:
        return part("less", amount=left, event=event, also=("6:230r lid 3 BW",))
    return grant("said", amount=left if asked is None else asked, event=event)


@only(Remedy.COMPENSATION)
def _loss(case: Case) -> Finding | None:
    """Extra money needs a slip of the shop and a loss that is shown."""
    return ask("show", from_customer("loss_documented_eur"))


def _ask(_case: Case) -> Finding | None:
    return ask("what_is_wanted", helps("withdrawal_statement_date"), from_shop("parcel_not_collected"))


_SAID = ("withdrawal_statement_date", "withdrawal_statement_proven")
RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    unsettled("not_collected.why", ("7:9 lid 1 BW", "7:11 lid 1 BW"), _WHY_NOT_HERE, _why),
    unsettled(
        "not_collected.paid_back",
        ("6:230r lid 1 BW", "150 Rv"),
        ("refund_already_paid", "refund_settled_date", "refund_reference_available"),
        _paid_back,
    ),
    unsettled(
        "not_collected.delivery",
        ("7:9 lid 1 BW", "7:11 lid 1 BW"),
        ("withdrawal_statement_date", *_WHY_NOT_HERE),
        _again,
    ),
    unsettled(
        "not_collected.second_sending",
        ("7:9 lid 1 BW", "7:11 lid 1 BW"),
        (*_WHY_NOT_HERE, "return_cost_paid_eur"),
        _second_sending,
    ),
    unsettled(
        "not_collected.withdrawal",
        ("6:230o lid 1 BW", "6:230o lid 3 BW", "6:230r lid 1 BW", "6:230r lid 4 BW"),
        (*_SAID, *EXCEPTION_FACTS, *OWED_FACTS, "goods_returned_received_date", "returned_to_sender_date"),
        _withdrawn,
    ),
    unsettled("not_collected.loss", ("6:74 BW",), ("loss_documented_eur",), _loss),
    unsettled(
        "not_collected.ask",
        ("6:230o lid 3 BW", "7:9 lid 1 BW"),
        ("withdrawal_statement_date", "parcel_not_collected"),
        _ask,
    ),
)

TOPIC = Topic("not_collected", RULES, withdrawal_clocks)
