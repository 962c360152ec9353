"""The rules of an order somebody denies: who claims the price shows that this person ordered."""

from __future__ import annotations

from collections.abc import Callable

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.clocks import general_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, LAW
from wederhoor.law.rule import Case, Finding, Rule, Topic, ask, deny, from_customer, from_shop, grant, helps, only, step

LINKS = ("payment_from_own_account", "strong_account_login", "delivery_to_own_address", "device_history_known")
"""What ties an order to a person. A name, an e-mail address or a copy of a document typed in does not."""
_CORE = ("payment_from_own_account", "strong_account_login", "delivery_to_own_address")
_ACCEPTED = ("delivery_evidence_code", "code_sent_to_consumer_phone", "id_checked")
_ADMITS = "consumer_message_acknowledges_use"
_FACTS = (
    *LINKS,
    *_ACCEPTED,
    _ADMITS,
    "email_belongs_to_person",
    "police_report",
    "payment_method",
    "three_d_secure",
    "consumer_counter_evidence",
    "consumer_denies_receipt",
)
_CITES = ("3:33 BW", "3:35 BW", "150 Rv")
_CLAIMED = (
    Remedy.CANCELLATION,
    Remedy.REFUND,
    Remedy.PARTIAL_REFUND,
    Remedy.PRICE_REDUCTION,
    Remedy.COLLECTION_COSTS,
    Remedy.INTEREST,
    Remedy.RETURN,
    Remedy.RETURN_COST,
    Remedy.OTHER,
)


def _accepted(case: Case) -> bool:
    """Taken in by this person: at the own address, or with the code sent to the own phone, or shown who it was."""
    coded = case.yes("delivery_evidence_code") and case.yes("code_sent_to_consumer_phone")
    there = case.yes("delivery_to_own_address") or coded or case.yes("id_checked")
    return there and not case.yes("consumer_denies_receipt")


def _admitted(case: Case) -> Finding | None:
    """The person's own message about having and using it."""
    if not case.yes(_ADMITS):
        return None
    return ask("contradicted", from_shop(_ADMITS)) if case.yes("consumer_counter_evidence") else deny("own_words")


def _tied(case: Case) -> Finding | None:
    """Paid from the own account and taken in: this person ordered."""
    if not case.yes("payment_from_own_account") or not _accepted(case):
        return None
    if case.yes("consumer_counter_evidence"):
        return ask("contradicted", from_shop("strong_account_login"))
    return deny("paid_and_taken")


def _weak(case: Case) -> Finding | None:
    """An e-mail address that is the person's, or an extra check by a card: neither shows who pressed the button."""
    return step("form_only") if case.yes("email_belongs_to_person") else None


def _reported(case: Case) -> Finding | None:
    return step("reported") if case.yes("police_report") else None


def _nothing(case: Case) -> Finding | None:
    """None of the links: no contract with this person, and nothing to collect."""
    if any(case.yes(name) for name in LINKS) or _accepted(case):
        return None
    unclear = any(case.unknown(name) and name in case.doubted for name in LINKS)
    if unclear or sum(case.no(name) for name in _CORE) < 2:
        return None
    return grant("no_link", amount=case.demand.amount)


def _mixed(case: Case) -> Finding | None:
    """Something ties the order to the person and something does not, or nobody looked yet."""
    open_links = [from_shop(name) for name in LINKS if case.unknown(name)] or [from_shop("id_checked")]
    if any(case.yes(name) for name in LINKS) or _accepted(case):
        return ask("mixed", *open_links, helps("police_report"))
    return ask("not_looked_up", *open_links, helps("police_report"))


@only(Remedy.COMPENSATION)
def _loss(_case: Case) -> Finding | None:
    return ask("loss", from_customer("loss_documented_eur"))


@only(Remedy.DELIVERY, Remedy.REPLACEMENT, Remedy.REPAIR)
def _in_kind(_case: Case) -> Finding | None:
    """Who denies the order and still wants the goods must say which it is."""
    return ask("which", from_customer("order_number"))


def _rule(name: str, test: Callable[[Case], Finding | None], *also: str) -> Rule:
    return Rule(f"nl.identity.{name}", (*_CITES, *also), _FACTS, only(*_CLAIMED)(test))


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    Rule("nl.identity.loss", ("6:74 BW", "6:162 BW"), ("loss_documented_eur",), _loss),
    Rule("nl.identity.in_kind", ("3:33 BW",), ("order_number",), _in_kind),
    _rule("reported", _reported, "231b Sr"),
    _rule("admitted", _admitted, "152 Rv"),
    _rule("tied", _tied, "152 Rv"),
    _rule("weak", _weak),
    _rule("no_link", _nothing),
    _rule("mixed", _mixed),
)

TOPIC = Topic("identity_dispute", RULES, general_clocks)
