"""What the customer paid and what of it comes back after a withdrawal (art. 13 and 14 of the directive)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from wederhoor.law.eu.withdrawal import INFO_FACTS, Info, Terms, info_of
from wederhoor.law.rule import Case, Finding, grant, part

PAID_FACTS = ("price_eur", "total_paid_eur", "paid_delivery_eur", "paid_standard_delivery_eur")
OWED_FACTS = (
    *PAID_FACTS,
    "cheapest_standard_delivery_eur",
    "delivery_option_chosen_by_consumer",
    "handling_excessive",
    "depreciation_documented_eur",
    "refund_paid_eur",
    "contract_date",
    *INFO_FACTS,
)
CHEAPEST = "cheapest_standard_delivery_eur"
NOTHING = Decimal(0)
_ORDINARY = frozenset({"standard", "standaard", "normal", "cheapest", "regular"})


@dataclass(frozen=True)
class Owed:
    """Sums in euro; ``paid`` is everything paid, ``None`` when the price is not known."""

    paid: Decimal | None
    surplus: Decimal
    deduction: Decimal
    paid_back: Decimal

    @property
    def total(self) -> Decimal | None:
        """What should come back in all."""
        return None if self.paid is None else max(NOTHING, self.paid - self.surplus - self.deduction)

    @property
    def left(self) -> Decimal | None:
        """What should still come back."""
        return None if self.total is None else max(NOTHING, self.total - self.paid_back)

    @property
    def reduced(self) -> bool:
        return self.surplus > 0 or self.deduction > 0


def paid_in_all(case: Case) -> Decimal | None:
    """Price and delivery together; ``None`` when the price is not known."""
    total, price = case.euro("total_paid_eur"), case.euro("price_eur")
    if total is not None:
        return total
    return None if price is None else price + (_delivery(case) or NOTHING)


def up_to_what_was_paid(case: Case, sentence: str) -> Finding:
    """What was paid comes back; a higher figure only for that part."""
    paid, asked = paid_in_all(case), case.demand.amount
    if paid is not None and asked is not None and asked > paid:
        return part("no_more", amount=paid, total=paid)
    return grant(sentence, amount=paid if asked is None else asked)


def _delivery(case: Case) -> Decimal | None:
    dearer = case.euro("paid_delivery_eur")
    return case.euro("paid_standard_delivery_eur") if dearer is None else dearer


def _cheapest(case: Case) -> Decimal | None:
    cheapest = case.euro(CHEAPEST)
    return case.euro("paid_standard_delivery_eur") if cheapest is None else cheapest


def surplus_of(case: Case) -> Decimal:
    """What a dearer delivery chosen by the customer cost above the cheapest ordinary one (art. 13 lid 2)."""
    cheapest, paid = _cheapest(case), _delivery(case)
    if cheapest is None or paid is None or case.text("delivery_option_chosen_by_consumer") in _ORDINARY:
        return NOTHING
    return max(NOTHING, paid - cheapest)


def surplus_open(case: Case) -> bool:
    """A dearer delivery was chosen, but what it cost above the cheapest one is not known."""
    chosen = case.text("delivery_option_chosen_by_consumer")
    return bool(chosen) and chosen not in _ORDINARY and (_cheapest(case) is None or _delivery(case) is None)


def owed(case: Case, terms: Terms) -> Owed:
    """The sum that comes back after a valid withdrawal."""
    shown = case.euro("depreciation_documented_eur") or NOTHING
    told = info_of(case, terms) not in {Info.NOT_GIVEN, Info.NO_FUNCTION}
    deduction = shown if case.yes("handling_excessive") and told else NOTHING
    return Owed(paid_in_all(case), surplus_of(case), deduction, case.euro("refund_paid_eur") or NOTHING)
