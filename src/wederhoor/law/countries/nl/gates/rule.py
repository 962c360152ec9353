"""The gates before every topic, as rules."""

from __future__ import annotations

from dataclasses import dataclass

from wederhoor.facts import Remedy
from wederhoor.law.rule import Case, Finding, Rule, ask, deny, from_customer, from_shop, grant, step

_AT_HOME = {"", "nl", "nld", "nederland", "netherlands", "the netherlands", "niederlande"}
_BUSINESS_SIGNS = ("company_name_on_invoice", "kvk_number_given", "vat_id_given", "purchase_for_office_use")
_CONSUMER_FACTS = ("buyer_is_consumer", *_BUSINESS_SIGNS, "claimed_private_use", "delivery_to_private_address")


def _other_law(case: Case) -> Finding | None:
    """A customer who lives elsewhere keeps the law of that country; no Dutch outcome is given."""
    if case.text("jurisdiction").strip() in _AT_HOME:
        return None
    return ask("elsewhere", from_shop("jurisdiction"))


LAW = Rule("nl.gate.law", ("Rome I art. 6",), ("jurisdiction",), _other_law, procedural=True)


def _in_doubt(case: Case) -> bool:
    return case.unknown("buyer_is_consumer") and (
        "buyer_is_consumer" in case.doubted or any(case.yes(sign) for sign in _BUSINESS_SIGNS)
    )


def _withdraws_as_consumer(case: Case) -> Finding | None:
    """No right of withdrawal for a business; the shop may give one itself."""
    if _in_doubt(case):
        return ask("unknown", from_customer("buyer_is_consumer"))
    if not case.no("buyer_is_consumer"):
        return None
    if case.yes("voluntary_return_policy_for_business"):
        return grant("own_policy")
    return deny("business")


CONSUMER_WITHDRAWAL = Rule(
    "nl.gate.consumer_withdrawal",
    ("6:230g lid 1 sub a BW", "6:230o BW"),
    (*_CONSUMER_FACTS, "voluntary_return_policy_for_business"),
    _withdraws_as_consumer,
)


def _buys_as_consumer(case: Case) -> Finding | None:
    """Between businesses other rules hold for delivery and defects; they are not in this program yet."""
    if _in_doubt(case):
        return ask("unknown", from_customer("buyer_is_consumer"))
    return ask("business", from_shop("buyer_is_consumer")) if case.no("buyer_is_consumer") else None


CONSUMER = Rule(
    "nl.gate.consumer", ("7:5 lid 1 BW", "6:230g lid 1 sub a BW"), _CONSUMER_FACTS, _buys_as_consumer, verify=True
)


def _at_a_distance(case: Case) -> Finding | None:
    if case.unknown("distance_contract") and "distance_contract" in case.doubted:
        return ask("unknown", from_customer("distance_contract"))
    return deny("in_person") if case.no("distance_contract") else None


DISTANCE = Rule(
    "nl.gate.distance", ("6:230g lid 1 sub e BW", "6:230o lid 1 BW"), ("distance_contract",), _at_a_distance
)


@dataclass(frozen=True)
class Clause:
    """A defence that rests on terms or habit alone: the words it is known by, and why it carries nothing."""

    sentence: str
    words: tuple[str, ...]
    cites: tuple[str, ...]


CLAUSES: tuple[Clause, ...] = (
    Clause(
        "unopened",
        ("opened", "packaging", "geopend", "verpakking", "seal", "zegel", "used", "gebruikt", "tried", "worn"),
        ("6:230i lid 1 BW", "6:230s lid 3 BW", "6:230p BW"),
    ),
    Clause(
        "not_excepted",
        ("sale", "discount", "uitverkoop", "actie", "outlet", "no_return", "geen_retour", "niet_retour"),
        ("6:230i lid 1 BW", "6:230p BW"),
    ),
    Clause(
        "approval",
        ("rma", "approval", "goedkeuring", "form_required", "no_form", "formulier", "phone_only", "account_required"),
        ("6:230i lid 1 BW", "6:230o lid 3 BW"),
    ),
    Clause(
        "voucher", ("voucher", "credit", "tegoed", "gift_card", "cadeaubon"), ("6:230r lid 2 BW", "6:230i lid 1 BW")
    ),
    Clause("restocking", ("restock", "fee", "handling_cost", "administr", "kosten"), ("6:230s lid 6 BW",)),
    Clause(
        "report_term",
        ("24", "48", "uur", "hour", "too_late", "late_report", "te_laat", "report", "within_", "binnen"),
        ("7:6 lid 1 BW", "7:23 lid 1 BW", "6:236 sub g BW"),
    ),
    Clause(
        "scan_clause",
        ("scan", "track", "carrier_says", "carrier_status", "delivered_according", "vervoerder", "bezorgd"),
        ("7:6 lid 1 BW", "7:11 lid 1 BW", "6:236 sub k BW"),
    ),
    Clause("neighbour_clause", ("neighbour", "neighbor", "buren", "buur"), ("7:6 lid 1 BW", "7:11 lid 1 BW")),
    Clause(
        "carrier_first",
        ("contact_carrier", "claim_with_carrier", "risk_of_consumer", "eigen_risico"),
        ("7:6 lid 1 BW", "7:11 lid 1 BW"),
    ),
    Clause(
        "guarantee",
        ("guarantee", "warranty", "garantie", "12_months", "manufacturer", "fabrikant"),
        ("7:6 lid 1 BW", "7:6a BW", "7:17 BW"),
    ),
)
_BY_SENTENCE = {clause.sentence: clause for clause in CLAUSES}


def clause_rule(name: str, cites: tuple[str, ...], *sentences: str) -> Rule:
    """G6: the rule that sets aside these defences; it only tells, the rights are decided by the rules after it."""
    known = tuple(_BY_SENTENCE[sentence] for sentence in sentences)

    def test(case: Case) -> Finding | None:
        defence = case.text("shop_defence").replace(" ", "_")
        if not defence:
            return None
        met = next((clause for clause in known if any(word in defence for word in clause.words)), None)
        return step(met.sentence, also=met.cites) if met else None

    return Rule(name, cites, ("shop_defence",), test)


def _apology(case: Case) -> Finding | None:
    return deny("apology") if case.demand.remedy is Remedy.APOLOGY else None


def _information(case: Case) -> Finding | None:
    return grant("information") if case.demand.remedy is Remedy.INFORMATION else None


APOLOGY = Rule("nl.gate.apology", ("6:74 BW",), (), _apology)
INFORMATION = Rule("nl.gate.information", ("6:230m lid 1 BW",), (), _information)
BEYOND = (APOLOGY, INFORMATION)
