"""What may be asked when receipt is not shown: sending again, the money back, and what goes beside it."""

from __future__ import annotations

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.late_delivery import default, money
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all
from wederhoor.law.countries.nl.non_delivery import receipt
from wederhoor.law.countries.nl.weights import EVIDENCE_FACTS
from wederhoor.law.countries.nl.withdrawal.exceptions import CUSTOM_MADE
from wederhoor.law.rule import (
    Case,
    Finding,
    Rule,
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

IN_KIND = (Remedy.DELIVERY, Remedy.REPLACEMENT, Remedy.REPAIR, Remedy.RETURN, Remedy.OTHER)


def _already_paid(case: Case) -> Finding | None:
    """Paid back in full: nothing is left to ask, in money or in kind."""
    if not case.yes("refund_already_paid"):
        return None
    if case.no("refund_same_means"):
        return ask("other_means", from_shop("refund_reference_available"))
    if case.no("refund_amount_complete"):
        return step("in_part")
    return deny("paid")


PAID_BACK = Rule(
    "nl.delivery.paid_back",
    ("6:230r lid 2 BW", "150 Rv"),
    ("refund_already_paid", "refund_same_means", "refund_amount_complete", "refund_reference_available"),
    _already_paid,
)

OWN_CARRIER_FACTS = (
    "carrier_chosen_by_consumer",
    "carrier_offered_by_shop",
    "handover_signed_by_carrier",
    "handed_to_carrier_date",
)


def own_carrier(case: Case) -> Finding | None:
    """A carrier the customer found himself, not offered by the shop: the risk passed when it took the goods."""
    if not case.yes("carrier_chosen_by_consumer"):
        return None
    if case.yes("carrier_offered_by_shop"):
        return step("offered", also=("7:11 lid 1 BW",))
    if case.unknown("carrier_offered_by_shop"):
        return ask("offer_unknown", from_shop("carrier_offered_by_shop"))
    handed = case.yes("handover_signed_by_carrier") or case.day("handed_to_carrier_date") is not None
    if handed and not case.no("handover_signed_by_carrier"):
        return deny("risk_passed")
    return ask("handover_unknown", from_shop("handover_signed_by_carrier"))


@only(*IN_KIND)
def _again(case: Case) -> Finding | None:
    if case.no("repair_or_replacement_possible"):
        return part("impossible", amount=paid_in_all(case))
    return grant("again")


AGAIN = Rule(
    "nl.delivery.again",
    ("7:9 lid 1 BW", "7:11 lid 1 BW"),
    ("repair_or_replacement_possible", *PAID_FACTS),
    _again,
)


@only(*receipt.MONEY)
def _money_back(case: Case) -> Finding | None:
    """Dissolution: at once where the shop refuses or time was of the essence, else after a reasonable extra term."""
    if found := default.ground(case):
        return money.back(case, "dissolved", found.cite, "7:19a lid 3 BW")
    if case.yes("notice_with_extra_time_given"):
        return money.back(case, "dissolved", "7:19a lid 1 BW", "7:19a lid 3 BW")
    if need := default.open_exception(case):
        return ask("half_known", need, also=(CUSTOM_MADE.cite,))
    if not default.no_withdrawal(case):
        return money.back(case, "withdrawn", "6:230o lid 1 BW", "6:230o lid 3 BW", "6:230r lid 1 BW")
    if need := default.open_ground(case):
        return ask("ground_not_shown", need, also=(default.letter(need), "150 Rv"))
    also = ("7:19a lid 1 BW", "6:230p BW")
    return not_yet("extra_time", event="extra_time_passed", amount=paid_in_all(case), also=also)


MONEY_BACK = Rule(
    "nl.delivery.money_back",
    ("7:9 lid 1 BW", "7:11 lid 1 BW"),
    (*default.GROUND_FACTS, "notice_with_extra_time_given", *default.RIGHT_FACTS, *PAID_FACTS),
    _money_back,
)


@only(Remedy.COMPENSATION)
def _damages(case: Case) -> Finding | None:
    """Extra money needs a failure of the shop and a loss that is shown."""
    if receipt.receipt_shown(case):
        return deny("no_ground")
    shown = case.euro("costs_claimed_eur")
    if shown is None:
        return ask("loss", from_customer("costs_claimed_eur"))
    if default.ground(case) or case.yes("notice_with_extra_time_given"):
        return grant("loss_shown", amount=shown)
    return ask("default", from_customer("notice_with_extra_time_given"), also=("7:19a lid 1 BW",))


@only(Remedy.INTEREST, Remedy.COLLECTION_COSTS, Remedy.RETURN_COST)
def _other_sums(case: Case) -> Finding | None:
    return deny("no_ground") if receipt.receipt_shown(case) else ask("later", from_shop("refund_already_paid"))


DAMAGES = Rule(
    "nl.delivery.damages",
    ("6:74 BW", "150 Rv"),
    (*EVIDENCE_FACTS, *default.GROUND_FACTS, "notice_with_extra_time_given", "costs_claimed_eur"),
    _damages,
)
OTHER_SUMS = Rule(
    "nl.delivery.other_sums", ("6:74 BW", "6:119 BW"), (*EVIDENCE_FACTS, "refund_already_paid"), _other_sums
)
