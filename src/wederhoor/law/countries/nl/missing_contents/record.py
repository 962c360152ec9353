"""What a box weighed and what was recorded of its packing."""

from __future__ import annotations

from decimal import Decimal

from wederhoor.law.rule import Case

LOST_SHARE = Decimal("0.05")
LOST_KG = Decimal("0.10")
"""Scales differ: less than a tenth of a kilogram, or a twentieth of the weight, says nothing (experience)."""

RECORD_FACTS = ("weight_at_pack_kg", "weight_last_scan_kg", "packing_video", "packing_record")


def both_weights(case: Case) -> tuple[Decimal, Decimal] | None:
    """The weight when packed and at the last scan, where both are known (kg)."""
    packed, last = case.euro("weight_at_pack_kg"), case.euro("weight_last_scan_kg")
    return None if packed is None or last is None else (packed, last)


def lighter(case: Case) -> bool:
    """Lighter at the last scan than when packed, by more than scales differ."""
    weights = both_weights(case)
    return weights is not None and weights[0] - weights[1] > max(LOST_KG, weights[0] * LOST_SHARE)


def same_weight(case: Case) -> bool:
    """As heavy at the last scan as when packed, as far as scales tell."""
    return both_weights(case) is not None and not lighter(case)


def recorded(case: Case) -> bool:
    """The packing was filmed or written down."""
    return case.yes("packing_video") or case.yes("packing_record")


def looked_for(case: Case) -> bool:
    """The shop looked for a record of the packing and has none."""
    return case.no("packing_video") and not recorded(case)
