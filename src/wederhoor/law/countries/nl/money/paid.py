"""What comes back after a withdrawal under Dutch law: as in Europe, less what a service begun on request costs."""

from __future__ import annotations

from decimal import Decimal

from wederhoor.law.eu import paid as eu
from wederhoor.law.eu.paid import NOTHING, PAID_FACTS, Owed, paid_in_all, surplus_of, surplus_open
from wederhoor.law.eu.withdrawal import Info, info_of, is_service
from wederhoor.law.rule import Case

__all__ = ["OWED_FACTS", "PAID_FACTS", "Owed", "owed", "paid_in_all", "surplus_of", "surplus_open"]
OWED_FACTS = (
    *eu.OWED_FACTS,
    "service_contract",
    "service_fully_performed",
    "performance_started",
    "express_prior_consent",
    "service_value_supplied_eur",
)


def deduction_of(case: Case) -> Decimal:
    """Loss of value that may be deducted: shown, by handling beyond trying, and only if the customer was told."""
    shown = case.euro("depreciation_documented_eur") or NOTHING
    return shown if case.yes("handling_excessive") and _told(case) else NOTHING


def _told(case: Case) -> bool:
    return info_of(case) not in {Info.NOT_GIVEN, Info.NO_FUNCTION}


def service_part_of(case: Case) -> Decimal:
    """What a service begun at the customer's express request costs; nothing without being told (6:230s lid 4-5)."""
    asked = service_begun(case) and case.yes("express_prior_consent") and _told(case)
    return (case.euro("service_value_supplied_eur") or NOTHING) if asked else NOTHING


def service_begun(case: Case) -> bool:
    """Whether a service was under way when the customer withdrew."""
    return is_service(case) and (case.yes("performance_started") or case.yes("service_fully_performed"))


def owed(case: Case) -> Owed:
    """The sum that comes back after a valid withdrawal."""
    kept = deduction_of(case) + service_part_of(case)
    return Owed(paid_in_all(case), surplus_of(case), kept, case.euro("refund_paid_eur") or NOTHING)
