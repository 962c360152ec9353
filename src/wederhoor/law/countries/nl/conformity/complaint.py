"""Complaint duty and prescription (7:23 BW), and what was already settled or known."""

from __future__ import annotations

import re
from datetime import date

from wederhoor.facts import Outcome
from wederhoor.law.periods import statutory_months, statutory_years
from wederhoor.law.rule import Case, Finding, Need, Rule, ask, deny, from_customer, from_shop, helps, step

NOTICE_FACTS = (
    "discovered_date",
    "defect_appeared_date",
    "notified_date",
    "claim_date",
    "delivered_date",
    "received_date",
)
COMPLAINT_MONTHS = 2
PRESCRIPTION_YEARS = 2
_NO_REASON = frozenset({
    "none", "no reason", "none given", "no reason given", "unknown", "not given", "nothing", "forgot", "forgotten",
    "geen", "geen reden", "onbekend", "niets", "vergeten", "keiner", "keine", "kein grund", "unbekannt", "vergessen",
})  # fmt: skip
"""How a file says that nobody gave a reason, or none but forgetting."""


def arrived(case: Case) -> date | None:
    """The day the goods came."""
    return case.first_day("delivered_date", "received_date")


def appeared(case: Case) -> date | None:
    """The day the defect showed, at the latest the day it was told."""
    return case.first_day("defect_appeared_date", "discovered_date", "notified_date", "claim_date")


def notified(case: Case) -> date:
    """The day the shop was told; the day of the question when no earlier one is known."""
    return case.first_day("notified_date", "claim_date") or case.on


def _complaint(case: Case) -> Finding | None:
    """Within two months of finding it is always in time; later is not too late by itself."""
    told, found = notified(case), case.first_day("discovered_date", "defect_appeared_date")
    came = arrived(case)
    if found is None:
        safe = came is not None and told <= statutory_months(came, COMPLAINT_MONTHS).end
        return step("in_time", date=told) if safe or case.unknown("notified_date") else None
    last = statutory_months(found, COMPLAINT_MONTHS).end
    if told <= last:
        return step("in_time", date=told)
    return _after_two_months(case, told)


def _after_two_months(case: Case, told: date) -> Finding:
    if case.no("shop_prejudiced"):
        return step("late_without_harm", date=told)
    if case.unknown("shop_prejudiced"):
        return ask("late", from_shop("shop_prejudiced"), helps("reason_for_delay"), date=told)
    if _has_reason(case):
        return ask("late_with_reason", from_shop("shop_prejudiced", Outcome.CUSTOMER_RIGHT), date=told)
    return deny("late_with_harm", date=told)


def _has_reason(case: Case) -> bool:
    """Words that give a reason; who says there was none gives none."""
    words = re.sub(r"[\W_]+", " ", case.text("reason_for_delay")).strip()
    return bool(words) and words not in _NO_REASON


COMPLAINT = Rule(
    "nl.conformity.complaint",
    ("7:23 lid 1 BW", "7:6 lid 1 BW"),
    (*NOTICE_FACTS, "shop_prejudiced", "reason_for_delay"),
    _complaint,
)


def _prescribed(case: Case) -> Finding | None:
    """Two years after the notice, unless it was interrupted; the shop must invoke it."""
    told = case.day("notified_date")
    asked = case.day("claim_date") or case.on
    if (
        told is None
        or asked <= statutory_years(told, PRESCRIPTION_YEARS).end
        or not case.yes("shop_invokes_prescription")
    ):
        return None
    interrupted = case.day("interruption_date")
    if interrupted is None:
        return deny("passed", end=statutory_years(told, PRESCRIPTION_YEARS).end)
    return _interrupted(case, interrupted, asked)


def _interrupted(case: Case, on: date, asked: date) -> Finding | None:
    """A written reminder that keeps the right starts the two years anew."""
    marks = ("interruption_in_writing", "interruption_proven", "interruption_reserves_performance")
    unknown = [name for name in marks if case.unknown(name)]
    end = statutory_years(on, PRESCRIPTION_YEARS).end
    if any(case.no(name) for name in marks) or asked > end:
        return deny("not_interrupted", end=end)
    return ask("interruption", *(from_customer(name) for name in unknown)) if unknown else step("interrupted", end=end)


BAR = Rule(
    "nl.conformity.prescription",
    ("7:23 lid 2 BW", "3:317 BW"),
    (
        "notified_date",
        "claim_date",
        "shop_invokes_prescription",
        "interruption_date",
        "interruption_in_writing",
        "interruption_proven",
        "interruption_reserves_performance",
    ),
    _prescribed,
    procedural=True,
)


def _settled(case: Case) -> Finding | None:
    if not case.yes("refund_already_paid") or case.no("refund_amount_complete"):
        return None
    return deny("paid") if not case.no("refund_same_means") else None


SETTLED = Rule(
    "nl.conformity.settled",
    ("7:22 BW", "150 Rv"),
    ("refund_already_paid", "refund_amount_complete", "refund_same_means"),
    _settled,
)


def _known(case: Case) -> Finding | None:
    """A defect told before the purchase is no defect afterwards."""
    if not case.yes("known_defect_disclosed"):
        return None
    if case.no("disclosure_on_product_page_archived"):
        return ask("not_kept", Need("disclosure_on_product_page_archived", "shop", "shop", Outcome.CUSTOMER_RIGHT))
    return deny("told")


KNOWN = Rule(
    "nl.conformity.known",
    ("7:17 lid 5 BW", "7:17 BW"),
    ("known_defect_disclosed", "disclosure_on_product_page_archived"),
    _known,
)
