"""The rules of a payment taken twice: taken, not merely reserved; more payments than orders; not paid back yet."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.clocks import general_clocks, message_day
from wederhoor.law.countries.nl.gates.rule import BEYOND, LAW
from wederhoor.law.countries.nl.money.elsewhere import ELSEWHERE, IN_KIND_RULE
from wederhoor.law.countries.nl.money.late import interest_from
from wederhoor.law.countries.nl.money.settled import MONEY, settled_rule
from wederhoor.law.countries.nl.prescription.terms import Term, bar
from wederhoor.law.rule import (
    CUSTOMER,
    SHOP,
    Case,
    Finding,
    Need,
    Rule,
    Topic,
    Turns,
    ask,
    deny,
    from_customer,
    grant,
    not_yet,
    only,
    part,
    step,
)

UNDUE_YEARS = 5
COUNT_FACTS = ("payments_captured", "orders_placed", "psp_report_confirms")
ONE_FACTS = ("price_eur", "paid_delivery_eur", "paid_standard_delivery_eur")


def taken(case: Case) -> int | None:
    """How many payments were really taken; a reserved sum that is released again is none."""
    found = case.value("payments_captured")
    return found if isinstance(found, int) else None


def ordered(case: Case) -> int | None:
    found = case.value("orders_placed")
    return found if isinstance(found, int) else None


def too_many(case: Case) -> int | None:
    """Payments without an order; ``None`` while one of the two is not known."""
    payments, orders = taken(case), ordered(case)
    return None if payments is None or orders is None else max(0, payments - orders)


def undue(case: Case) -> Decimal | None:
    """The sum paid without a ground: one purchase, price and delivery, for each payment too many."""
    price, count = case.euro("price_eur"), too_many(case)
    if price is None or count is None:
        return None
    dearer = case.euro("paid_delivery_eur")
    delivery = dearer if dearer is not None else case.euro("paid_standard_delivery_eur")
    return count * (price + (delivery or Decimal(0)))


@only(*MONEY, Remedy.INTEREST)
def counted(case: Case) -> Finding | None:
    """The customer shows that it was taken twice; the report of the payment provider decides."""
    payments, orders = taken(case), ordered(case)
    if payments is None:
        return ask("not_known", from_customer("payments_captured"), _report(case))
    if orders is None:
        return ask("orders_unknown", Need("orders_placed", SHOP, CUSTOMER, Outcome.SHOP_RIGHT))
    if payments <= orders:
        return deny("each_ordered", payments=payments, orders=orders) if payments > 1 else deny("reserved")
    if case.no("psp_report_confirms") or "psp_report_confirms" in case.doubted:
        return ask("not_confirmed", _report(case))
    return step("too_many", payments=payments, orders=orders)


def _report(_case: Case) -> Need:
    """The shop can look it up, but a payment nobody can find is at the risk of who says it was made."""
    return Need("psp_report_confirms", SHOP, CUSTOMER, Outcome.SHOP_RIGHT)


def term(case: Case) -> Term | None:
    """Five years from the day the customer knew, twenty from the payment itself."""
    knew = case.first_day("discovered_date", "notified_date", "claim_date")
    paid = case.first_day("payment_date", "contract_date")
    return Term(UNDUE_YEARS, knew, since=paid) if knew else None


def _late_since(case: Case) -> date | None:
    told = message_day(case)
    return told + timedelta(days=1) if told else None


@only(Remedy.INTEREST)
def _asked_first(case: Case) -> Finding | None:
    """Interest runs from the day after the shop was told."""
    first = _late_since(case)
    if first is None or first > case.on:
        return not_yet("not_told", event="notice_given")
    return step("told", date=first)


@only(Remedy.INTEREST)
def _interest(case: Case) -> Finding | None:
    return interest_from(case, undue(case), _late_since(case) or case.on)


def _refund(case: Case) -> Finding | None:
    due, asked = undue(case), case.demand.amount
    if due is not None and asked is not None and asked > due:
        return part("no_more", amount=due, total=due)
    return grant("back", amount=asked or due)


def turns(case: Case) -> Turns:
    """Two payments and one order, or an order for each."""
    return {"payments_captured": (1, 2), "orders_placed": (1, 2)}


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    *ELSEWHERE,
    IN_KIND_RULE,
    settled_rule("nl.double_charge.settled", ("6:203 lid 2 BW", "150 Rv"), undue, (*COUNT_FACTS, *ONE_FACTS)),
    Rule("nl.double_charge.count", ("6:203 lid 2 BW", "150 Rv"), COUNT_FACTS, counted),
    bar(
        "nl.double_charge.term",
        ("3:309 BW", "3:317 lid 1 BW", "3:322 BW"),
        term,
        ("discovered_date", "notified_date", "payment_date", "contract_date"),
    ),
    Rule(
        "nl.double_charge.default",
        ("6:119 BW", "6:203 lid 2 BW"),
        ("claim_date", "notified_date", "withdrawal_statement_date"),
        _asked_first,
    ),
    Rule(
        "nl.double_charge.interest",
        ("6:119 BW", "6:119 lid 2 BW"),
        ("claim_date", "notified_date", "withdrawal_statement_date", "refund_settled_date", *COUNT_FACTS, *ONE_FACTS),
        _interest,
        verify=True,
    ),
    Rule("nl.double_charge.refund", ("6:203 lid 2 BW", "3:309 BW"), (*COUNT_FACTS, *ONE_FACTS), _refund),
)

TOPIC = Topic("double_charge", RULES, general_clocks, turns)
