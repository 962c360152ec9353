"""The questions before every claim kind: which law, what no law decides, who buys, and how."""

from __future__ import annotations

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.eu.build import CRD, SGD, article, of_country, rule
from wederhoor.law.eu.country import Country
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
    step,
)

ROME = "Rome I art. 6"
_SIGNS = ("company_name_on_invoice", "kvk_number_given", "vat_id_given", "purchase_for_office_use")
BUYER_FACTS = ("buyer_is_consumer", *_SIGNS)
_CLAUSES = (
    "opened", "packaging", "geopend", "verpakking", "seal", "zegel", "used", "gebruikt", "sale", "discount",
    "uitverkoop", "actie", "outlet", "rma", "approval", "goedkeuring", "form", "account", "voucher", "credit", "tegoed",
    "restock", "fee", "kosten", "24", "48", "hour", "uur", "within", "binnen", "scan", "track", "carrier", "vervoerder",
    "neighbour", "neighbor", "buren", "guarantee", "warranty", "garantie", "manufacturer", "fabrikant", "terms",
    "voorwaarden", "agb", "policy", "gutschein", "hersteller", "rabatt",
)  # fmt: skip


def _other_law(country: Country, case: Case) -> Finding | None:
    told = case.text("jurisdiction")
    return ask("elsewhere", from_shop("jurisdiction")) if told and not country.place.named(told) else None


def _apology(case: Case) -> Finding | None:
    return deny("apology") if case.demand.remedy is Remedy.APOLOGY else None


def _information(case: Case) -> Finding | None:
    return grant("information") if case.demand.remedy is Remedy.INFORMATION else None


@only(Remedy.COLLECTION_COSTS)
def _collection(_case: Case) -> Finding | None:
    """Costs of collecting are left to each country: what is known of it is told, nothing is decided."""
    return ask("note", from_shop("principal_eur", Outcome.NEEDS_EVIDENCE))


def first(country: Country) -> tuple[Rule, ...]:
    """What every topic begins with."""
    return (
        rule(
            country,
            "gate.law",
            (ROME,),
            ("jurisdiction",),
            of_country(_other_law, country),
            procedural=True,
            everywhere=True,
        ),
        rule(country, "gate.apology", (article(SGD, "13"),), (), _apology, everywhere=True),
        rule(country, "gate.information", (article(CRD, "6 lid 1"),), (), _information, everywhere=True),
        rule(country, "gate.collection", (ROME,), ("principal_eur",), _collection, procedural=True, verify=True),
    )


def _in_doubt(case: Case) -> bool:
    signs = "buyer_is_consumer" in case.doubted or any(case.yes(sign) for sign in _SIGNS)
    return case.unknown("buyer_is_consumer") and signs


def _withdraws(case: Case) -> Finding | None:
    if _in_doubt(case):
        return ask("unknown", from_customer("buyer_is_consumer"))
    if not case.no("buyer_is_consumer"):
        return None
    return grant("own_policy") if case.yes("voluntary_return_policy_for_business") else deny("business")


def _buys(case: Case) -> Finding | None:
    if _in_doubt(case):
        return ask("unknown", from_customer("buyer_is_consumer"))
    return ask("business", from_shop("buyer_is_consumer")) if case.no("buyer_is_consumer") else None


def _distance(case: Case) -> Finding | None:
    if case.unknown("distance_contract") and "distance_contract" in case.doubted:
        return ask("unknown", from_customer("distance_contract"))
    return deny("in_person") if case.no("distance_contract") else None


def withdraws_as_consumer(country: Country) -> tuple[Rule, Rule]:
    """Only who buys privately and at a distance may withdraw."""
    policy = (*BUYER_FACTS, "voluntary_return_policy_for_business")
    return (
        rule(country, "gate.consumer_withdrawal", (article(CRD, "2"),), policy, _withdraws, everywhere=True),
        rule(country, "gate.distance", (article(CRD, "2"),), ("distance_contract",), _distance, everywhere=True),
    )


def buys_as_consumer(country: Country) -> Rule:
    """Between businesses other rules hold, and none of them stand here."""
    return rule(country, "gate.consumer", (article(SGD, "2"),), BUYER_FACTS, _buys, verify=True)


def _clause(case: Case) -> Finding | None:
    defence = case.text("shop_defence")
    return step("set_aside") if defence and any(word in defence for word in _CLAUSES) else None


def clause(country: Country, directive: str, number: str) -> Rule:
    """A defence that rests on terms alone is set aside; it only tells, the rights are decided by the rules after it."""
    return rule(country, "gate.clause", (article(directive, number),), ("shop_defence",), _clause, everywhere=True)


def _no_rules(_case: Case) -> Finding | None:
    return ask("none", from_shop("jurisdiction", Outcome.NEEDS_EVIDENCE))


def without_rules(country: Country, topic: str) -> Topic:
    """A topic this country has no rules for yet: it says so, and whom to ask; never the outcome of another country."""
    last = rule(country, "gate.no_rules", (ROME,), ("jurisdiction",), _no_rules, procedural=True, verify=True)
    return Topic(topic, (*first(country), last), lambda _case: ())
