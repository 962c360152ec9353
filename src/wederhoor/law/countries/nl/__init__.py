"""Dutch law: its topics, each a folder with its rules, its cases and its sentences."""

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module

from wederhoor.law.countries.nl.b2b.business import for_business
from wederhoor.law.countries.nl.gates.rule import BURDEN, LAW
from wederhoor.law.rule import Topic

NAMES = (
    "withdrawal",
    "non_delivery",
    "transit_damage",
    "non_conformity",
    "missing_contents",
    "collection_costs",
    "not_collected",
    "late_delivery",
    "delivery_to_neighbour",
    "wrong_item",
    "partial_delivery",
    "double_charge",
    "refund_not_received",
    "chargeback",
    "price_error",
    "unordered_goods",
    "prescription",
    "order_button",
    "b2b",
    "return_fraud",
    "identity_dispute",
    "review_threat",
    "account_block",
    "warranty",
    "digital_content",
    "minor_or_gift",
    "summons",
    "no_answer",
    "subscription",
    "privacy_request",
)


def _with_burden(topic: Topic) -> Topic:
    """Who must show what somebody asks for: cited wherever a rule asks, save where no Dutch law holds at all."""
    return replace(topic, rules=tuple(rule if rule is LAW else replace(rule, burden=BURDEN) for rule in topic.rules))


TOPICS: Mapping[str, Topic] = {
    name: _with_burden(for_business(import_module(f"{__name__}.{name}.rule").TOPIC)) for name in NAMES
}
