"""The rules of the order button: who undoes the contract, within which time, in court or out of it."""

from __future__ import annotations

from datetime import date

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.clocks import general_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER_FACTS, LAW, Buyer, buyer, doubt
from wederhoor.law.countries.nl.money.elsewhere import ELSEWHERE, IN_KIND_RULE
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all
from wederhoor.law.countries.nl.money.settled import settled_rule
from wederhoor.law.countries.nl.order_button.words import Button, read
from wederhoor.law.countries.nl.prescription.terms import TERM_FACTS, Term, against_customer, asked_on
from wederhoor.law.periods import statutory_years
from wederhoor.law.rule import (
    Case,
    Finding,
    Rule,
    Topic,
    ask,
    deny,
    from_customer,
    from_shop,
    grant,
    only,
    part,
    step,
)

CRD = date(2014, 6, 13)
VOIDABLE_YEARS = 3
BUTTON_CASE = "HR 04-10-2024 ECLI:NL:HR:2024:1355"
_WORDS_ONLY = "HvJ EU C-249/21"
_LAW = ("6:230v lid 3 BW", BUTTON_CASE)
_DEFENCE = (Remedy.CANCELLATION, Remedy.OTHER, Remedy.PRICE_REDUCTION)
_BACK = (Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.RETURN)


def button(case: Case) -> Button:
    return read(case.text("order_button_text"))


def _old_law(_case: Case) -> Finding | None:
    return ask("old", from_shop("contract_date"))


def _consumer(case: Case) -> Finding | None:
    """The rule of the button protects who buys privately."""
    who = buyer(case)
    if who is Buyer.DOUBT:
        return doubt(case)
    return deny("business") if who is Buyer.BUSINESS else None


def _online(case: Case) -> Finding | None:
    return deny("not_online") if case.no("online_interface") else None


def _around(case: Case) -> Finding | None:
    """Words beside the button, in the terms or in a mail do not count."""
    return step("only_the_button") if case.text("shop_defence") else None


def _holds(case: Case) -> Finding | None:
    said = button(case)
    if said is Button.UNKNOWN:
        return ask("unknown", from_shop("order_button_text"))
    return deny("duty") if said is Button.DUTY else None


def _perhaps(case: Case) -> Finding | None:
    """Buying or paying probably says enough; no court decision on it is read here yet."""
    return deny("likely") if button(case) is Button.PERHAPS else None


def _fails(case: Case) -> Finding | None:
    return step("order" if button(case) is Button.ORDER else "nothing", also=(_WORDS_ONLY,))


def _last_day(case: Case) -> date | None:
    signed = case.day("contract_date")
    return statutory_years(signed, VOIDABLE_YEARS).end if signed else None


def _in_time(case: Case) -> Finding | None:
    """Three years to undo it. Who only defends himself against a demand to pay is asked about, not refused."""
    last = _last_day(case)
    if last is None:
        return ask("day_unknown", from_shop("contract_date"))
    if asked_on(case) <= last:
        return step("in_time", end=last)
    if case.unknown("shop_invokes_prescription"):
        return ask("invoked_unknown", from_shop("shop_invokes_prescription"), end=last)
    return _too_late(case, last)


def _too_late(case: Case, last: date) -> Finding | None:
    signed = case.day("contract_date") or case.on
    found = against_customer(case, Term(VOIDABLE_YEARS, signed, by_letter=False))
    defends = case.demand.remedy in _DEFENCE and not case.no("payment_demanded")
    if found and found.outcome is Outcome.SHOP_RIGHT and defends:
        return ask("only_defending", from_customer("payment_demanded"), end=last)
    return found


def _doubts(_case: Case) -> Finding | None:
    """A court has asked whether the contract must fall; told, it decides nothing."""
    return step("asked_in_europe")


@only(*_DEFENCE, *_BACK)
def _in_court(case: Case) -> Finding | None:
    """Before a court the whole contract falls when the customer appears, a part of the price when he does not."""
    if "consumer_appeared_in_court" in case.doubted:
        return ask("appearance_unknown", from_customer("consumer_appeared_in_court", Outcome.PARTLY))
    return part("default") if case.no("consumer_appeared_in_court") else None


@only(*_DEFENCE)
def _undone(_case: Case) -> Finding | None:
    return grant("undone")


@only(*_BACK)
def _back(case: Case) -> Finding | None:
    """Both give back what they got."""
    return grant("back", amount=case.demand.amount or paid_in_all(case))


@only(Remedy.INTEREST)
def _interest(_case: Case) -> Finding | None:
    return ask("later", from_shop("refund_settled_date"))


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    *ELSEWHERE,
    IN_KIND_RULE,
    Rule("nl.button.interest", ("6:119 BW",), ("refund_settled_date",), _interest),
    Rule("nl.button.old_law", ("6:230v BW",), ("contract_date",), _old_law, until=CRD, verify=True),
    Rule("nl.button.consumer", ("6:230g lid 1 sub a BW", "6:230v lid 3 BW"), CONSUMER_FACTS, _consumer),
    Rule("nl.button.online", ("6:230v lid 3 BW",), ("online_interface",), _online),
    settled_rule("nl.button.settled", ("6:203 lid 2 BW", "150 Rv"), paid_in_all, PAID_FACTS),
    Rule("nl.button.around", (*_LAW, _WORDS_ONLY), ("shop_defence",), _around),
    Rule("nl.button.holds", (*_LAW, _WORDS_ONLY), ("order_button_text",), _holds),
    Rule("nl.button.perhaps", (*_LAW, _WORDS_ONLY), ("order_button_text",), _perhaps, verify=True),
    Rule("nl.button.fails", _LAW, ("order_button_text",), _fails),
    Rule(
        "nl.button.in_time",
        ("3:52 BW", "3:317 lid 2 BW", "3:322 BW"),
        (*TERM_FACTS, "contract_date", "payment_demanded"),
        _in_time,
        procedural=True,
    ),
    Rule("nl.button.doubts", ("6:230v lid 3 BW",), (), _doubts, verify=True, aside=True),
    Rule("nl.button.in_court", _LAW, ("consumer_appeared_in_court",), _in_court),
    Rule("nl.button.undone", (*_LAW, "3:53 BW"), (), _undone),
    Rule("nl.button.back", (*_LAW, "3:53 BW", "6:203 BW"), PAID_FACTS, _back),
)

TOPIC = Topic("order_button", RULES, general_clocks)
