"""What the customer paid and what of it comes back after a withdrawal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from wederhoor.law.eu.withdrawal import Info, info_of, is_service
from wederhoor.law.rule import Case

PAID_FACTS = ("price_eur", "total_paid_eur", "paid_delivery_eur", "paid_standard_delivery_eur")
OWED_FACTS = (
    *PAID_FACTS,
    "cheapest_standard_delivery_eur",
    "delivery_option_chosen_by_consumer",
    "handling_excessive",
    "depreciation_documented_eur",
    "refund_paid_eur",
    "withdrawal_info_given",
    "withdrawal_info_given_date",
    "withdrawal_function_available",
    "withdrawal_function_info_given",
    "online_interface",
    "contract_date",
    "model_form_given",
    "service_contract",
    "service_fully_performed",
    "performance_started",
    "express_prior_consent",
    "service_value_supplied_eur",
)
_NOTHING = Decimal(0)
_STANDARD = ("", "standard", "standaard", "normal", "cheapest", "regular")


@dataclass(frozen=True)
class Owed:
    """The sum, part by part. ``paid`` is everything paid, ``None`` when the price is not known."""

    paid: Decimal | None
    surplus: Decimal
    deduction: Decimal
    paid_back: Decimal

    @property
    def total(self) -> Decimal | None:
        """What should come back in all."""
        return None if self.paid is None else max(_NOTHING, self.paid - self.surplus - self.deduction)

    @property
    def left(self) -> Decimal | None:
        """What should still come back."""
        return None if self.total is None else max(_NOTHING, self.total - self.paid_back)

    @property
    def reduced(self) -> bool:
        return self.surplus > 0 or self.deduction > 0


def paid_in_all(case: Case) -> Decimal | None:
    """Price and delivery together; ``None`` when the price is not known."""
    total, price = case.euro("total_paid_eur"), case.euro("price_eur")
    if total is not None:
        return total
    return None if price is None else price + (_delivery(case) or _NOTHING)


def _delivery(case: Case) -> Decimal | None:
    dearer = case.euro("paid_delivery_eur")
    return dearer if dearer is not None else case.euro("paid_standard_delivery_eur")


def surplus_of(case: Case) -> Decimal:
    """What a dearer delivery chosen by the customer cost above the cheapest ordinary one."""
    cheapest = case.euro("cheapest_standard_delivery_eur")
    if cheapest is None:
        cheapest = case.euro("paid_standard_delivery_eur")
    paid = _delivery(case)
    if cheapest is None or paid is None or case.text("delivery_option_chosen_by_consumer") in _STANDARD[1:]:
        return _NOTHING
    return max(_NOTHING, paid - cheapest)


def surplus_open(case: Case) -> bool:
    """A dearer delivery was chosen, but what it cost above the cheapest one is not known."""
    dearer = case.text("delivery_option_chosen_by_consumer") not in _STANDARD
    known = case.euro("cheapest_standard_delivery_eur") is not None and _delivery(case) is not None
    return dearer and not known and case.euro("paid_standard_delivery_eur") is None


def deduction_of(case: Case) -> Decimal:
    """Loss of value that may be deducted: shown, by handling beyond trying, and only if the customer was told."""
    shown = case.euro("depreciation_documented_eur") or _NOTHING
    return shown if case.yes("handling_excessive") and _told(case) else _NOTHING


def _told(case: Case) -> bool:
    return info_of(case) not in {Info.NOT_GIVEN, Info.NO_FUNCTION}


def service_part_of(case: Case) -> Decimal:
    """What a service begun at the customer's express request costs; nothing without being told (6:230s lid 4-5)."""
    asked = service_begun(case) and case.yes("express_prior_consent") and _told(case)
    return (case.euro("service_value_supplied_eur") or _NOTHING) if asked else _NOTHING


def service_begun(case: Case) -> bool:
    """Whether a service was under way when the customer withdrew."""
    return is_service(case) and (case.yes("performance_started") or case.yes("service_fully_performed"))


def owed(case: Case) -> Owed:
    """The sum that comes back after a valid withdrawal."""
    kept = deduction_of(case) + service_part_of(case)
    return Owed(paid_in_all(case), surplus_of(case), kept, case.euro("refund_paid_eur") or _NOTHING)
