"""The tariff of collection costs (art. 2 Besluit BIK), the same whoever asks them from whom."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

LEAST, MOST = Decimal(40), Decimal(6775)
VAT = Decimal("1.21")
_CENT = Decimal("0.01")
_STEPS: tuple[tuple[Decimal, Decimal], ...] = (
    (Decimal(2500), Decimal("0.15")),
    (Decimal(2500), Decimal("0.10")),
    (Decimal(5000), Decimal("0.05")),
    (Decimal(190000), Decimal("0.01")),
)
_REST = Decimal("0.005")


def tariff(principal: Decimal) -> Decimal:
    """The highest collection costs over ``principal`` (euro, several claims added up): at least 40, at most 6,775."""
    costs, left = Decimal(0), principal
    for width, share in _STEPS:
        costs += min(left, width) * share
        left = max(Decimal(0), left - width)
    costs += left * _REST
    return min(MOST, max(LEAST, costs)).quantize(_CENT, ROUND_HALF_UP)


def with_vat(costs: Decimal) -> Decimal:
    """The costs with VAT, for a creditor who cannot deduct it and says so."""
    return (costs * VAT).quantize(_CENT, ROUND_HALF_UP)
