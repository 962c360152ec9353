"""Dutch law: its topics, each a folder with its rules, its cases and its sentences."""

from collections.abc import Mapping
from importlib import import_module

from wederhoor.law.countries.nl.b2b.business import for_business
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

TOPICS: Mapping[str, Topic] = {
    name: for_business(import_module(f"{__name__}.{name}.rule").TOPIC) for name in NAMES
}
