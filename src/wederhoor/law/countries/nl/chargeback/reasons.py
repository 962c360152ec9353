"""What a payment was taken back for, read from the words of the bank or the customer."""

from __future__ import annotations

from enum import StrEnum

from wederhoor.law.rule import Case


class Ground(StrEnum):
    """What the customer told the bank."""

    NOT_MINE = "not_mine"
    NOT_RECEIVED = "not_received"
    DEFECT = "defect"
    NOT_PAID_BACK = "not_paid_back"
    TWICE = "twice"
    OTHER = "other"


_WORDS: tuple[tuple[Ground, tuple[str, ...]], ...] = (
    (
        Ground.NOT_MINE,
        (
            "unauthori", "not_authori", "not authori", "fraud", "unrecogni", "not_recogni", "not recogni", "stolen",
            "10.4", "4837", "ua02", "niet_herkend", "niet herkend", "niet toegestaan", "gestolen", "no_authori",
            "not_mine", "identity",
        ),
    ),
    (
        Ground.NOT_RECEIVED,
        (
            "not_received", "not received", "non_receipt", "not_delivered", "not delivered", "non_delivery", "13.1",
            "niet_ontvangen", "niet ontvangen", "niet geleverd", "nicht erhalten", "never_arrived",
        ),
    ),
    (
        Ground.DEFECT,
        (
            "not_as_described", "not as described", "defect", "damaged", "faulty", "unacceptable", "counterfeit",
            "wrong_item", "13.3", "misrepresent", "kapot", "beschadigd",
        ),
    ),
    (
        Ground.NOT_PAID_BACK,
        (
            "credit_not", "credit not", "refund_not", "refund not", "not_refunded", "cancel", "return", "withdraw",
            "13.6", "13.7", "herroep", "geannuleerd", "niet terugbetaald",
        ),
    ),
    (Ground.TWICE, ("duplicate", "double", "paid_by_other", "other_means", "12.6", "dubbel", "doppelt")),
)  # fmt: skip


def ground_of(case: Case) -> Ground:
    """What was told; a payment the customer denies having made counts as such whatever the words."""
    told = case.text("chargeback_reason")
    if case.yes("payment_unauthorised"):
        return Ground.NOT_MINE
    return next((ground for ground, words in _WORDS if any(word in told for word in words)), Ground.OTHER)
