"""The rules of a payment taken back: first what the customer has a right to, then whether the price is still due."""

from __future__ import annotations

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.chargeback import rights
from wederhoor.law.countries.nl.clocks import withdrawal_clocks
from wederhoor.law.countries.nl.conformity.expected import PROMISE_FACTS
from wederhoor.law.countries.nl.conformity.remedies import LADDER
from wederhoor.law.countries.nl.double_charge.rule import COUNT_FACTS, ONE_FACTS
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW
from wederhoor.law.countries.nl.money.elsewhere import ELSEWHERE, IN_KIND_RULE
from wederhoor.law.countries.nl.money.paid import PAID_FACTS
from wederhoor.law.countries.nl.money.settled import MONEY, SETTLED_FACTS
from wederhoor.law.countries.nl.non_conformity.rule import INSPECTION_FACTS
from wederhoor.law.countries.nl.weights import EVIDENCE_FACTS
from wederhoor.law.countries.nl.withdrawal.exceptions import EXCEPTION_FACTS
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.rule import Case, Finding, Rule, Test, Topic, ask, from_shop, only, step

_REASON = ("chargeback_reason", "payment_unauthorised")
_RECEIPT = (
    *EVIDENCE_FACTS,
    *_REASON,
    "delivered",
    "lost_in_transit",
    "shop_refused_delivery",
    "consumer_later_collected",
    "neighbour_designated_by_consumer",
    "neighbour_denies",
    "received_date",
    "delivered_date",
    "consumer_denies_receipt",
    "carrier_investigation_done",
)
_PROCEDURES = (
    ("no_chargeback", ("ideal", "wero")),
    ("direct_debit", ("sepa", "incasso", "direct debit", "direct_debit", "machtiging", "lastschrift")),
    ("card", ("card", "visa", "mastercard", "maestro", "amex")),
)


def _procedure(case: Case) -> Finding | None:
    """The bank's procedure decides who holds the money for now, not who may keep it."""
    how = case.text("payment_method")
    named = next((name for name, words in _PROCEDURES if any(word in how for word in words)), "other")
    return step(named)


@only(Remedy.INTEREST)
def _interest(_case: Case) -> Finding | None:
    """Interest runs over money the shop still holds; here the customer has it."""
    return ask("holds", from_shop("refund_settled_date"))


def _rule(name: str, cites: tuple[str, ...], needs: tuple[str, ...], test: Test) -> Rule:
    return Rule(f"nl.chargeback.{name}", cites, needs, only(*MONEY)(test))


_STAGE = next(rule.needs for rule in LADDER if rule.name == "nl.conformity.money_back")

RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    *ELSEWHERE,
    IN_KIND_RULE,
    Rule("nl.chargeback.interest", ("6:119 BW",), ("refund_settled_date",), _interest),
    Rule("nl.chargeback.procedure", ("7:26 lid 1 BW",), ("payment_method",), _procedure, procedural=True, aside=True),
    _rule("twice", ("6:203 lid 2 BW", "150 Rv"), (*SETTLED_FACTS, *PAID_FACTS), rights.twice),
    _rule(
        "not_mine",
        ("3:33 BW", "3:35 BW", "150 Rv"),
        (
            *_REASON,
            *_RECEIPT,
            "three_d_secure",
            "payment_from_own_account",
            "strong_account_login",
            "delivery_to_own_address",
            "device_history_known",
            "police_report",
        ),
        rights.not_mine,
    ),
    _rule(
        "taken_twice",
        ("6:203 lid 2 BW", "150 Rv"),
        (*_REASON, *COUNT_FACTS, *ONE_FACTS),
        rights.taken_twice,
    ),
    _rule(
        "withdrawal",
        ("6:230o lid 1 BW", "6:230r lid 1 BW", "6:230r lid 4 BW"),
        (
            *eu.START_FACTS,
            *eu.INFO_FACTS,
            *EXCEPTION_FACTS,
            *PAID_FACTS,
            "withdrawal_statement_date",
            "withdrawal_statement_proven",
            "goods_returned_received_date",
            "return_dispatched_date",
            "proof_of_return_dispatch",
            "shop_offers_collection",
            "goods_delivered_in_lots",
        ),
        rights.withdrawn,
    ),
    _rule(
        "promised",
        ("6:230r lid 1 BW", "7:19a lid 3 BW"),
        ("refund_promised", "dissolution_date", *PAID_FACTS),
        rights.promised,
    ),
    _rule(
        "defect",
        ("7:17 BW", "7:18a lid 2 BW", "7:21 BW", "7:22 BW"),
        (
            *_REASON,
            *INSPECTION_FACTS,
            *PROMISE_FACTS,
            *_STAGE,
            "defect_reported",
            "known_defect_disclosed",
            "delivered_date",
            "received_date",
            "defect_appeared_date",
            "discovered_date",
            "notified_date",
        ),
        rights.defect,
    ),
    _rule(
        "delivery",
        ("7:26 lid 1 BW", "7:9 BW", "7:11 lid 1 BW", "150 Rv"),
        (*_RECEIPT, *PAID_FACTS, "delivery_to_own_address", "three_d_secure"),
        rights.delivery,
    ),
)

TOPIC = Topic("chargeback", RULES, withdrawal_clocks)
