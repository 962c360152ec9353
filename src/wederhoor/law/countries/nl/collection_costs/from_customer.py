"""Costs a shop asks from a customer: default, a free and proper letter, fourteen days after receipt, the tariff."""

from __future__ import annotations

from decimal import Decimal

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.collection_costs.letter import Given, Wording, term_given
from wederhoor.law.countries.nl.collection_costs.tariff import tariff, with_vat
from wederhoor.law.periods import ATW, statutory_days
from wederhoor.law.rule import Case, Finding, Rule, Test, ask, deny, from_customer, from_shop, grant, part, step

LETTER_DAYS = 14
LETTER_FACTS = (
    "reminder_sent",
    "reminder_sent_date",
    "reminder_received_date",
    "reminder_term_text",
    "reminder_states_cost_amount",
    "reminder_amount_stated_eur",
    "reminder_fee_charged",
)
DIRECTION_FACTS = (*LETTER_FACTS, "consumer_in_default", "paid_within_term")
_TERM_CASE = "HR 25-11-2016 ECLI:NL:HR:2016:2704"
_BIK = "Besluit BIK art. 2"


def against_customer(case: Case) -> bool:
    """Whether the shop asks costs from the customer: a reminder, a customer in default, or costs that are refused."""
    told = any(not case.unknown(name) or name in case.doubted for name in DIRECTION_FACTS)
    return told or case.demand.words.startswith(("no_", "waive", "cancel_collection", "remove_collection"))


def _given(case: Case) -> Given:
    sent, received = case.day("reminder_sent_date"), case.day("reminder_received_date")
    return term_given(case.text("reminder_term_text"), sent, received)


def _other_demand(case: Case) -> Finding | None:
    """The sum itself is another question; here only the costs are looked at."""
    apart = case.demand.remedy not in {Remedy.COLLECTION_COSTS, Remedy.OTHER}
    return ask("principal_apart", from_shop("principal_eur")) if apart else None


def _business(case: Case) -> Finding | None:
    """A business that pays late owes the costs without any letter."""
    if not case.no("buyer_is_consumer"):
        return None
    if case.no("consumer_in_default"):
        return grant("not_late")
    if case.unknown("consumer_in_default"):
        return ask("default_unknown", from_shop("consumer_in_default"))
    return _by_tariff(case)


def _not_late(case: Case) -> Finding | None:
    """Costs begin with default; who is not late owes none."""
    return grant("not_late") if case.no("consumer_in_default") else None


def _paid_in_time(case: Case) -> Finding | None:
    return grant("paid") if case.yes("paid_within_term") else None


def _letter(case: Case) -> Finding | None:
    """No letter, a letter that costs money, a term too short or counted from the wrong day, no sum: no costs."""
    if case.no("reminder_sent"):
        return grant("no_letter")
    if all(case.unknown(name) for name in LETTER_FACTS):
        doubted = "reminder_sent" in case.doubted
        return ask("letter_unknown", from_shop("reminder_sent")) if doubted else grant("no_letter")
    return _wording(case, _given(case).wording) or _sum_stated(case)


def _wording(case: Case, wording: Wording) -> Finding | None:
    if case.yes("reminder_fee_charged"):
        return grant("not_free")
    if wording in {Wording.SHORT, Wording.FROM_LETTER}:
        return grant(wording)
    return None


def _sum_stated(case: Case) -> Finding | None:
    states = "reminder_states_cost_amount"
    if case.no(states):
        return grant("no_sum_stated")
    wording = _given(case).wording
    if wording in {Wording.SILENT, Wording.UNCLEAR}:
        return ask("term_unclear" if wording is Wording.UNCLEAR else "term_unknown", from_shop("reminder_term_text"))
    stated = case.euro("reminder_amount_stated_eur") is not None
    return ask("sum_unknown", from_shop(states)) if case.unknown(states) and not stated else None


def _receipt(case: Case) -> Finding | None:
    """The shop shows that the letter came; fourteen days run from the day after, and a day of rest moves the last."""
    received = case.day("reminder_received_date")
    if received is None:
        return ask("unknown", from_shop("reminder_received_date"))
    least = statutory_days(received, LETTER_DAYS)
    last, also = max(_given(case).last or received, least.end), (ATW,) if least.rolled else ()
    if case.on <= last:
        return grant("still_time", also=also, end=last)
    return step("over", also=also, end=last, date=received)


def _default(case: Case) -> Finding | None:
    if case.unknown("consumer_in_default"):
        return ask("unknown", from_shop("consumer_in_default"))
    if "paid_within_term" in case.doubted and case.unknown("paid_within_term"):
        return ask("paid_unknown", from_customer("paid_within_term"))
    return None


def _amount(case: Case) -> Finding | None:
    """No more than the tariff, and no more than the letter said."""
    return _by_tariff(case)


def _by_tariff(case: Case) -> Finding:
    principal, claimed = case.euro("principal_eur"), case.demand.amount or case.euro("costs_claimed_eur")
    if principal is None or claimed is None:
        unknown = ["principal_eur"] if principal is None else ["costs_claimed_eur"]
        return ask("amount_unknown", *(from_shop(name) for name in unknown))
    if principal <= 0:
        return grant("nothing_owed")
    return _compared(case, claimed, _highest(case, principal))


def _highest(case: Case, principal: Decimal) -> Decimal:
    """The tariff, with VAT where the shop cannot deduct it and says so."""
    costs = tariff(principal)
    return with_vat(costs) if case.yes("vat_not_deductible_stated") else costs


def _compared(case: Case, claimed: Decimal, highest: Decimal) -> Finding:
    stated = case.euro("reminder_amount_stated_eur")
    business = case.no("buyer_is_consumer")
    if claimed > highest:
        return part("above_tariff", total=highest, over=claimed - highest)
    if stated is not None and claimed > stated and not business:
        return part("above_letter", total=stated, over=claimed - stated)
    if stated is not None and stated > highest and not business:
        return ask("letter_too_high", from_shop("reminder_amount_stated_eur"), total=highest)
    return deny("owed", total=highest)


def _shop_asks(test: Test) -> Test:
    return lambda case: test(case) if against_customer(case) else None


def _rule(name: str, needs: tuple[str, ...], test: Test, *cites: str) -> Rule:
    law = ("6:96 lid 6 BW", *cites)
    facts = tuple(dict.fromkeys((*needs, *DIRECTION_FACTS)))
    return Rule(f"nl.collection.{name}", law, facts, _shop_asks(test), procedural=True)


_SUMS = ("principal_eur", "costs_claimed_eur", "vat_not_deductible_stated", "buyer_is_consumer")

RULES: tuple[Rule, ...] = (
    _rule("other_demand", ("principal_eur",), _other_demand),
    _rule("business", _SUMS, _business, "6:96 lid 4 BW", _BIK),
    _rule("not_late", (), _not_late, "6:74 BW"),
    _rule("paid_in_time", (), _paid_in_time),
    _rule("letter", (), _letter, _TERM_CASE, _BIK),
    _rule("receipt", (), _receipt, _TERM_CASE, "150 Rv"),
    _rule("default", (), _default, "150 Rv"),
    _rule("amount", _SUMS, _amount, "6:96 lid 5 BW", _BIK),
)
