"""Whether the customer may keep what the bank took back: a right of his own, or the price is still owed."""

from __future__ import annotations

from wederhoor.facts import Outcome
from wederhoor.law.countries.nl.chargeback.reasons import Ground, ground_of
from wederhoor.law.countries.nl.double_charge.rule import too_many, undue
from wederhoor.law.countries.nl.money.paid import paid_in_all
from wederhoor.law.countries.nl.money.settled import arrived as paid_back
from wederhoor.law.countries.nl.non_conformity.rule import report_blames_use, shown
from wederhoor.law.countries.nl.non_delivery.receipt import receipt_shown
from wederhoor.law.countries.nl.weights import UNDECIDED, decisive, score, sources
from wederhoor.law.countries.nl.withdrawal.exceptions import excepted
from wederhoor.law.countries.nl.withdrawal.period import period_cites
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.eu.remedies import second_stage
from wederhoor.law.periods import years_after
from wederhoor.law.rule import (
    CUSTOMER,
    SHOP,
    Case,
    Finding,
    Need,
    ask,
    deny,
    from_customer,
    from_shop,
    grant,
    helps,
    not_yet,
    part,
    step,
)

_SCAN_CASE = "RBMNE 18-09-2019 ECLI:NL:RBMNE:2019:4491"
_PRICE_TERM = "7:28 BW"
_MESSAGE = "consumer_message_acknowledges_use"
_PAYER = ("three_d_secure", "payment_from_own_account", "strong_account_login")


def twice(case: Case) -> Finding | None:
    """Paid back by the shop and taken back by the bank: one of the two has no ground."""
    if not paid_back(case):
        return None
    if case.no("refund_same_means") and not case.yes("other_means_consented"):
        return ask("other_means", from_shop("other_means_consented"))
    if case.no("refund_reference_available"):
        return ask("no_reference", from_shop("refund_reference_available"))
    if case.no("refund_amount_complete"):
        return _rest(case)
    return deny("twice")


def _rest(case: Case) -> Finding:
    whole, paid = paid_in_all(case), case.euro("refund_paid_eur")
    return part("in_part", amount=whole - paid if whole is not None and paid is not None else None)


def not_mine(case: Case) -> Finding | None:
    """Who claims the price shows that this person ordered or used it; entered data alone shows nothing."""
    if ground_of(case) is not Ground.NOT_MINE:
        return None
    if case.yes(_MESSAGE) and not case.yes("consumer_counter_evidence"):
        return step("used")
    linked = any(case.yes(name) for name in _PAYER)
    taken = case.yes("delivery_to_own_address") and (receipt_shown(case) or _came(case))
    if linked and taken and not case.yes("police_report"):
        return step("paid_and_taken")
    if not linked and case.no("delivery_to_own_address"):
        return ask("stranger", from_shop("three_d_secure"), from_shop("device_history_known"))
    return ask("unclear", *(from_shop(name) for name in _open_links(case)), helps("police_report"))


def _open_links(case: Case) -> tuple[str, ...]:
    names = (*_PAYER, "delivery_to_own_address", "device_history_known")
    return tuple(name for name in names if case.unknown(name)) or (_MESSAGE,)


def taken_twice(case: Case) -> Finding | None:
    """Two payments for one order: what is too much was never owed."""
    count = too_many(case)
    if count:
        return grant("undue", amount=case.demand.amount or undue(case))
    if ground_of(case) is not Ground.TWICE:
        return None
    return ask("not_known", from_customer("payments_captured")) if count is None else step("each_ordered")


def withdrawn(case: Case) -> Finding | None:
    """A valid withdrawal gives the money back anyway; the shop does not fight it."""
    said = case.day("withdrawal_statement_date")
    if said is None or excepted(case):
        return None
    in_time = eu.period_of(case).in_time(said)
    if case.no("withdrawal_statement_proven"):
        return ask("unproven", from_customer("withdrawal_statement_proven"), date=said)
    if in_time is None:
        return ask("period_unknown", *(from_shop(name) for name in eu.open_info(case) or ("received_date",)), date=said)
    return _goods_back(case) if in_time else step("late", date=said)


def _goods_back(case: Case) -> Finding:
    also = period_cites(case, eu.period_of(case))
    back = case.day("goods_returned_received_date") or case.day("return_dispatched_date")
    returned = back is not None or case.yes("proof_of_return_dispatch") or case.yes("shop_offers_collection")
    if returned or eu.start_of(case)[0] in {eu.Start.NOT_RECEIVED, eu.Start.CONTRACT}:
        return grant("valid", also=also, amount=paid_in_all(case))
    if case.no("proof_of_return_dispatch"):
        return not_yet("not_sent_back", event="goods_back_or_dispatch", also=also, amount=paid_in_all(case))
    return grant("valid", also=also, amount=paid_in_all(case), event="goods_back_or_dispatch")


def promised(case: Case) -> Finding | None:
    """The shop said it would pay back, or the contract was undone, and nothing came."""
    undone = case.day("dissolution_date") is not None
    return grant("owed", amount=paid_in_all(case)) if case.yes("refund_promised") or undone else None


def defect(case: Case) -> Finding | None:
    """A defect that is told: repair or a new one first, the money when that fails."""
    told = case.yes("defect_reported") or case.yes("defect_accepted_by_shop")
    if not told:
        return _defect_not_told(case)
    if report_blames_use(case) and case.yes("inspection_independent") and not case.yes("consumer_counter_evidence"):
        return step("from_use")
    if case.yes("known_defect_disclosed"):
        return step("known")
    return _liable(case) or _which_remedy(case)


def _defect_not_told(case: Case) -> Finding | None:
    """Who tells the bank of a defect and not the shop still has to say so here."""
    if case.no("defect_reported"):
        return None
    asked = ground_of(case) is Ground.DEFECT or "defect_reported" in case.doubted
    return ask("not_told", from_customer("defect_reported")) if asked else None


def _liable(case: Case) -> Finding | None:
    """``None`` where the defect is presumed or shown; otherwise who has to show what."""
    if shown(case):
        return None
    if case.yes("misuse_evidence") or report_blames_use(case):
        return ask("use_alleged", from_shop("inspection_independent"))
    came, when = case.first_day("delivered_date", "received_date"), case.first_day(*_DEFECT_DAYS)
    if came and when and when > years_after(came, 1, rolls=False).end:
        return ask("after_a_year", from_customer("inspection_report_available"))
    return None


_DEFECT_DAYS = ("defect_appeared_date", "discovered_date", "notified_date")


def _which_remedy(case: Case) -> Finding:
    stage = second_stage(case)
    if stage is None and case.yes("shop_offers_repair_or_replacement"):
        return part("repair_first", event="repair_failed_refused_or_late", then=Outcome.CUSTOMER_RIGHT)
    return grant("right", amount=paid_in_all(case))


def delivery(case: Case) -> Finding | None:
    """Receipt is the shop's to show; shown, the price stays due."""
    if case.no("delivered") or case.yes("lost_in_transit") or case.yes("shop_refused_delivery"):
        return grant("never_came", amount=paid_in_all(case))
    if receipt_shown(case) or _handed_over(case) or case.yes("consumer_later_collected") or _named_neighbour(case):
        return deny("price_due", also=(_PRICE_TERM, "152 Rv", *sources(case)))
    if _undisputed(case):
        return deny("not_disputed", also=(_PRICE_TERM, "149 Rv"))
    if decisive(case) and not case.yes("consumer_counter_evidence"):
        return ask("strong", Need(_MESSAGE, SHOP, CUSTOMER, Outcome.SHOP_RIGHT), helps("consumer_counter_evidence"))
    if decisive(case) or score(case) >= UNDECIDED:
        return ask("weighs", from_shop(_MESSAGE), helps("consumer_counter_evidence"))
    return _nothing_shown(case)


def _handed_over(case: Case) -> bool:
    """Two independent things that agree: the code of the own phone, or a checked name, and the own address or card."""
    if case.yes("consumer_counter_evidence"):
        return False
    code = case.yes("delivery_evidence_code") and case.yes("code_sent_to_consumer_phone")
    own = case.yes("delivery_to_own_address") or case.yes("three_d_secure")
    signed = case.yes("delivery_evidence_signature") and case.yes("signature_name_matches")
    return ((code or case.yes("id_checked")) and own) or (signed and not case.yes("signature_disputed"))


def _named_neighbour(case: Case) -> bool:
    taken = case.yes("neighbour_designated_by_consumer") and not case.yes("neighbour_denies")
    return taken and bool(case.text("received_by"))


def _undisputed(case: Case) -> bool:
    """Nobody says it did not come, and it is known that it did."""
    return _came(case) and ground_of(case) is not Ground.NOT_RECEIVED


def _came(case: Case) -> bool:
    known = case.first_day("received_date", "delivered_date") is not None or case.yes("delivered")
    return known and not case.yes("consumer_denies_receipt")


_KINDS = ("delivery_evidence_code", "delivery_evidence_signature", "delivery_evidence_photo", "delivery_evidence_gps")


def _nothing_shown(case: Case) -> Finding:
    unseen = [name for name in _KINDS if case.unknown(name)]
    silent = len(unseen) == len(_KINDS) and case.unknown("delivery_evidence_scan")
    told = case.yes("consumer_denies_receipt")
    if (silent and not told) or case.no("carrier_investigation_done"):
        return ask("nothing_yet", *(from_shop(name) for name in unseen or [_MESSAGE]))
    return grant("not_shown", amount=paid_in_all(case), also=(_SCAN_CASE, *sources(case)))
