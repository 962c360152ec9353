"""Which claim is meant, and so which term: from what is asked and from what the facts show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.prescription.terms import Term
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.periods import days_after
from wederhoor.law.rule import Case

DELIVERY_DAYS = 30
_MONEY = (Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.CANCELLATION, Remedy.RETURN, Remedy.OTHER)
_DEFECT_REMEDIES = (Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.PRICE_REDUCTION)
_UNDO = ("annul", "void", "nullif", "vernietig", "button", "knop")
_OWES = ("pay", "price", "invoice", "debt", "owed", "collection", "betal", "factuur", "vordering")
_DEFECT_FACTS = ("defect_appeared_date", "defect_reappeared_date")
CLAIM_FACTS = (
    *_DEFECT_FACTS,
    "defect_accepted_by_shop",
    "notified_date",
    "discovered_date",
    "delivered",
    "lost_in_transit",
    "consumer_denies_receipt",
    "delivered_date",
    "received_date",
    "contract_date",
    "agreed_delivery_date",
    "payment_date",
    "withdrawal_statement_date",
    "dissolution_date",
    "refund_promised",
    "payments_captured",
    "order_button_text",
    "consumer_invokes_prescription",
    "buyer_is_consumer",
)


class Sort(StrEnum):
    """A claim by its term; the names are those of the rules."""

    CONFORMITY = "conformity"
    PRICE = "price"
    PERFORMANCE = "performance"
    DISSOLUTION = "dissolution"
    UNDUE = "undue"
    DAMAGES = "damages"
    VOIDABLE = "voidable"


def sort_of(case: Case) -> Sort | None:
    """Which claim it is; ``None`` where nothing says."""
    remedy = case.demand.remedy
    if shop_claims_price(case):
        return Sort.PRICE
    if remedy in _MONEY and (found := _money(case)):
        return found
    if remedy in _DEFECT_REMEDIES or (_defect(case) and remedy in (*_MONEY, Remedy.COMPENSATION, Remedy.DELIVERY)):
        return Sort.CONFORMITY
    others = {Remedy.DELIVERY: Sort.PERFORMANCE, Remedy.COMPENSATION: Sort.DAMAGES}
    return others.get(remedy, Sort.DISSOLUTION if remedy in _MONEY and _undelivered(case) else None)


def _money(case: Case) -> Sort | None:
    if any(word in case.demand.words for word in _UNDO) or case.text("order_button_text"):
        return Sort.VOIDABLE
    if case.count("payments_captured") > 1:
        return Sort.UNDUE
    owed = case.first_day("withdrawal_statement_date", "dissolution_date") or case.yes("refund_promised")
    return Sort.PERFORMANCE if owed else None


def shop_claims_price(case: Case) -> bool:
    """The shop asks the price, and the customer says that it is too late for that."""
    if not case.unknown("consumer_invokes_prescription"):
        return True
    words = case.demand.words
    about_paying = any(word in words for word in _OWES) and not any(word in words for word in _UNDO)
    return case.demand.remedy in {Remedy.CANCELLATION, Remedy.COLLECTION_COSTS} and about_paying


def _defect(case: Case) -> bool:
    """A defect is told: of something that came, or in so many words."""
    told = case.first_day(*_DEFECT_FACTS) is not None or not case.unknown("defect_accepted_by_shop")
    came = case.first_day("delivered_date", "received_date") is not None or case.yes("delivered")
    return told or (came and case.first_day("notified_date", "discovered_date") is not None)


def _undelivered(case: Case) -> bool:
    """It did not come, or a day was agreed and nothing says that it came."""
    came = case.first_day("delivered_date", "received_date") is not None or case.yes("delivered")
    missed = case.no("delivered") or case.yes("lost_in_transit") or case.yes("consumer_denies_receipt")
    return missed or (not came and case.day("agreed_delivery_date") is not None)


def _due(case: Case) -> date | None:
    """The day delivery had to be there by."""
    signed = case.day("contract_date")
    return case.day("agreed_delivery_date") or (days_after(signed, DELIVERY_DAYS).end if signed else None)


def _conformity(case: Case) -> Term | None:
    told = case.day("notified_date")
    by_letter = case.demand.remedy not in _MONEY
    return Term(2, told, by_letter) if told else None


def _price(case: Case) -> Term | None:
    """Two years against a consumer, five against a business, from the day it had to be paid."""
    start = case.first_day("delivered_date", "received_date", "contract_date")
    return Term(5 if case.no("buyer_is_consumer") else 2, start) if start else None


def _performance(case: Case) -> Term | None:
    """Five years after the day it could be asked: delivery, or the money after a withdrawal."""
    said, undone = case.day("withdrawal_statement_date"), case.day("dissolution_date")
    if case.demand.remedy is Remedy.DELIVERY:
        start = _due(case)
    else:
        start = eu.refund_due(said) if said else undone or case.first_day("notified_date", "discovered_date")
    return Term(5, start) if start else None


def _dissolution(case: Case) -> Term | None:
    """Five years after the customer knew of the failure, twenty after it at most."""
    knew, due = case.first_day("discovered_date", "notified_date"), _due(case)
    start = knew or due
    return Term(5, start, by_letter=False, since=due) if start else None


def _undue(case: Case) -> Term | None:
    knew, paid = case.first_day("discovered_date", "notified_date"), case.first_day("payment_date", "contract_date")
    return Term(5, knew, since=paid) if knew else None


def _damages(case: Case) -> Term | None:
    knew, event = case.first_day("discovered_date", "notified_date"), case.first_day("delivered_date", "contract_date")
    return Term(5, knew, since=event) if knew else None


def _voidable(case: Case) -> Term | None:
    """Three years from the contract, or from the day the slip or the threat was out."""
    start = case.first_day("discovered_date", "contract_date")
    return Term(3, start, by_letter=False) if start else None


_TERMS = {
    Sort.CONFORMITY: _conformity,
    Sort.PRICE: _price,
    Sort.PERFORMANCE: _performance,
    Sort.DISSOLUTION: _dissolution,
    Sort.UNDUE: _undue,
    Sort.DAMAGES: _damages,
    Sort.VOIDABLE: _voidable,
}
STARTS: Mapping[Sort, str] = {
    Sort.CONFORMITY: "notified_date",
    Sort.PRICE: "delivered_date",
    Sort.PERFORMANCE: "contract_date",
    Sort.DISSOLUTION: "discovered_date",
    Sort.UNDUE: "discovered_date",
    Sort.DAMAGES: "discovered_date",
    Sort.VOIDABLE: "contract_date",
}
"""The fact a term of this sort hangs on first."""


def term_of(case: Case, sort: Sort) -> Term | None:
    """The term of this claim; ``None`` while the day it starts from is not known."""
    return _TERMS[sort](case)
