"""What any payment provider tells of a payment, in one shape."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

CARDS = frozenset({"card", "creditcard", "visa", "mc", "mastercard", "amex", "maestro", "bancontact", "scheme"})


@dataclass(frozen=True)
class PaymentMoment:
    """One thing that happened to a payment. ``kind``: paid, refunded, chargeback, dispute, failed, payout, other.

    ``amount`` in units of ``currency`` as the provider tells it, ``None`` where it does not; ``last4`` of a card or an
    account; ``email`` only for finding, it is never shown.
    """

    provider: str
    at: datetime
    kind: str
    reference: str
    amount: Decimal | None = None
    currency: str = ""
    order_number: str = ""
    method: str = ""
    last4: str = ""
    status: str = ""
    email: str = ""

    @property
    def is_card(self) -> bool:
        return self.method.lower() in CARDS


KINDS: tuple[tuple[str, str], ...] = (
    # The first word found in what the provider calls it decides; the order matters (a refused refund is a refusal).
    ("refund_failed", "failed"),
    ("refundedreversed", "failed"),
    ("failed", "failed"),
    ("denied", "failed"),
    ("refused", "failed"),
    ("expired", "failed"),
    ("cancel", "failed"),
    ("charge_refunded", "refunded"),
    ("chargeback", "chargeback"),
    ("charge_back", "chargeback"),
    ("charged_back", "chargeback"),
    ("dispute", "dispute"),
    ("reversal", "chargeback"),
    ("reversed", "chargeback"),
    ("refund", "refunded"),
    ("payout", "payout"),
    ("settle", "paid"),
    ("capture", "paid"),
    ("authoris", "authorised"),
    ("authoriz", "authorised"),
    ("succeeded", "paid"),
    ("completed", "paid"),
    ("paid", "paid"),
    ("charge", "paid"),
    ("payment", "paid"),
)


def kind_of(*words: str) -> str:
    """What happened, from what the provider calls it; ``other`` for what is not known."""
    said = " ".join(words).lower().replace(" ", "_").replace(".", "_")
    return next((kind for word, kind in KINDS if word in said), "other")


def order_of(*said: object) -> str:
    """The first of these that could be an order number: short, with a digit in it; without the sign before it."""
    for one in said:
        text = str(one or "").strip().lstrip("#").strip()
        if 0 < len(text) <= 40 and any(sign.isdigit() for sign in text) and " " not in text:
            return text
    for one in said:
        words = str(one or "").replace("#", " ").split()
        found = next((w.strip(".,:;()") for w in words if any(sign.isdigit() for sign in w)), "")
        if 0 < len(found) <= 40:
            return found
    return ""
