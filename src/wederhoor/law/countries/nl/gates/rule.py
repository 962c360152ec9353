"""The gates before every topic, as rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.eu.places import NETHERLANDS
from wederhoor.law.rule import (
    CUSTOMER,
    SHOP,
    Case,
    Finding,
    Need,
    Rule,
    ask,
    deny,
    from_customer,
    from_shop,
    grant,
    helps,
    step,
)

_BUSINESS_SIGNS = ("company_name_on_invoice", "kvk_number_given", "vat_id_given", "purchase_for_office_use")
_NUMBERS = ("company_name_on_invoice", "kvk_number_given", "vat_id_given")
BURDEN = "150 Rv"
_EX_OFFICIO = (BURDEN, "HvJ EU C-497/13")
CONSUMER_FACTS = ("buyer_is_consumer", *_BUSINESS_SIGNS, "claimed_private_use", "delivery_to_private_address")


def _other_law(case: Case) -> Finding | None:
    """A customer who lives elsewhere keeps the law of that country; no Dutch outcome is given."""
    told = case.text("jurisdiction").strip()
    return ask("elsewhere", from_shop("jurisdiction")) if told and not NETHERLANDS.named(told) else None


LAW = Rule("nl.gate.law", ("Rome I art. 6",), ("jurisdiction",), _other_law, procedural=True)


class Buyer(StrEnum):
    """In what quality somebody buys."""

    CONSUMER = "consumer"
    BUSINESS = "business"
    DOUBT = "doubt"


def buyer(case: Case) -> Buyer:
    """Who says nothing of a business buys privately; one sign alone (a number) points, it does not prove."""
    return case.once("buyer", _buyer)


def _buyer(case: Case) -> Buyer:
    told = case.value("buyer_is_consumer")
    if told is not None:
        return Buyer.CONSUMER if told else Buyer.BUSINESS
    if "buyer_is_consumer" in case.doubted:
        nothing = all(case.no(sign) for sign in _NUMBERS) and not case.yes("purchase_for_office_use")
        return Buyer.CONSUMER if nothing else Buyer.DOUBT
    return _by_signs(case)


def _by_signs(case: Case) -> Buyer:
    signs = sum(case.yes(sign) for sign in _BUSINESS_SIGNS)
    if not signs:
        return Buyer.CONSUMER
    for_office = case.yes("purchase_for_office_use") and signs > 1
    return Buyer.BUSINESS if for_office and not _private_signs(case) else Buyer.DOUBT


def _private_signs(case: Case) -> bool:
    return case.yes("claimed_private_use") or case.yes("delivery_to_private_address")


def doubt(case: Case) -> Finding:
    """What to ask when it is not clear who bought: the buyer who wants a consumer's rights shows it."""
    need = from_customer("buyer_is_consumer")
    if case.yes("purchase_for_office_use") and _private_signs(case):
        return ask("mixed", need, helps("purchase_for_office_use", Outcome.SHOP_RIGHT), also=_EX_OFFICIO)
    signs = [sign for sign in _BUSINESS_SIGNS if case.yes(sign)]
    return ask("number_only" if signs == ["kvk_number_given"] else "unknown", need, also=_EX_OFFICIO)


def _withdraws_as_consumer(case: Case) -> Finding | None:
    """No right of withdrawal for a business; the shop may give one itself."""
    who = buyer(case)
    if who is Buyer.CONSUMER:
        return None
    if who is Buyer.DOUBT:
        return doubt(case)
    return own_policy(case)


def own_policy(case: Case) -> Finding:
    """A business may withdraw where the shop itself lets businesses return goods, and nowhere else."""
    policy = "voluntary_return_policy_for_business"
    if case.yes(policy):
        return grant("own_policy", amount=case.demand.amount or case.euro("price_eur"))
    if policy in case.doubted and case.unknown(policy):
        return ask("policy_unknown", Need(policy, SHOP, CUSTOMER, Outcome.SHOP_RIGHT))
    return deny("business")


CONSUMER_WITHDRAWAL = Rule(
    "nl.gate.consumer_withdrawal",
    ("6:230g lid 1 sub a BW", "6:230o BW"),
    (*CONSUMER_FACTS, "voluntary_return_policy_for_business", "price_eur"),
    _withdraws_as_consumer,
)


def _buys_as_consumer(case: Case) -> Finding | None:
    """Between businesses other rules hold; they stand in every topic right after this gate."""
    who = buyer(case)
    if who is Buyer.CONSUMER:
        return None
    return doubt(case) if who is Buyer.DOUBT else step("business")


CONSUMER = Rule(
    "nl.gate.consumer", ("7:5 lid 1 BW", "6:230g lid 1 sub a BW"), CONSUMER_FACTS, _buys_as_consumer, burden=BURDEN
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
        (
            "rma",
            "approval",
            "goedkeuring",
            "form_required",
            "no_form",
            "formulier",
            "phone_only",
            "account_required",
            "email_not",
            "mail_not",
            "via_portal",
            "through_portal",
            "only_via_website",
            "via_account",
            "photos_required",
        ),
        ("6:230i lid 1 BW", "6:230o lid 3 BW"),
    ),
    Clause(
        "one_way",
        (
            "withdrawal_button_not",
            "through_withdrawal_button",
            "via_withdrawal_button",
            "via_button",
            "through_button",
            "button_not_used",
            "button_only",
            "only_button",
            "via_function",
            "through_function",
            "through_withdrawal_function",
            "via_withdrawal_function",
            "function_not_used",
            "via_knop",
            "knop_niet",
        ),
        ("6:230i lid 1 BW", "6:230o lid 3 BW", "6:230oa BW"),
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
        ("guarantee", "warranty", "garantie", "12_months"),
        ("7:6 lid 1 BW", "7:6a BW", "7:17 BW"),
    ),
    Clause(
        "maker",
        ("manufacturer", "fabrikant", "hersteller", "importer", "importeur", "producer", "producent", "supplier"),
        ("7:6 lid 1 BW", "7:21 BW", "6:236 sub d BW"),
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
