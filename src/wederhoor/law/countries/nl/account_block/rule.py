"""The rules of a blocked account: new orders may be refused within limits; what was bought already keeps its rights."""

from __future__ import annotations

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW
from wederhoor.law.countries.nl.gates.underlying import (
    CLAIM_RULES,
    GROUND_FACTS,
    clocks_of,
    heard_when,
    turns_of,
)
from wederhoor.law.rule import Case, Finding, Rule, Topic, ask, deny, from_customer, from_shop, grant, step

_BLOCK_FACTS = (
    "block_discriminates",
    "block_follows_use_of_rights",
    "block_reason_told",
    "block_reviewed_by_person",
)
_ABOUT_THE_ACCOUNT = (
    "unblock", "deblok", "lift_block", "open_account", "restore_account", "new_order", "future_order", "accept_order",
)  # fmt: skip


def _about_the_account(case: Case) -> bool:
    """Whether the account itself is asked back, and not something from an order already made."""
    words = any(word in case.demand.words for word in _ABOUT_THE_ACCOUNT)
    return words or case.demand.remedy is Remedy.OTHER


def _limits(case: Case) -> Finding | None:
    """Never for who somebody is, and never as an answer to using a right."""
    if not _about_the_account(case):
        return None
    if case.yes("block_discriminates"):
        return grant("who_somebody_is")
    return grant("used_a_right") if case.yes("block_follows_use_of_rights") else None


def _by_machine(case: Case) -> Finding | None:
    """A block that hits hard needs a person who looked and a reason that was told."""
    if not _about_the_account(case):
        return None
    if case.no("block_reviewed_by_person"):
        return grant("person_looks")
    return step("tell_why") if case.no("block_reason_told") else None


def _freedom(case: Case) -> Finding | None:
    """Within those limits a shop chooses with whom it trades."""
    if not _about_the_account(case):
        return None
    limits = ("block_discriminates", "block_follows_use_of_rights")
    unknown = [name for name in limits if case.unknown(name)]
    return ask("why_unknown", *(from_shop(name) for name in unknown)) if unknown else deny("free")


def _rights_stay(_case: Case) -> Finding | None:
    return step("stay")


def _what(_case: Case) -> Finding | None:
    return ask("what_is_wrong", from_customer("defect_reported"))


_RIGHTS = tuple(heard_when(lambda case: not _about_the_account(case), rule, ()) for rule in CLAIM_RULES)

RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    Rule("nl.block.limits", ("6:162 BW", "AWGB", "Vo. (EU) 2018/302"), _BLOCK_FACTS, _limits, verify=True),
    Rule("nl.block.person", ("AVG art. 22 lid 1",), _BLOCK_FACTS, _by_machine, verify=True),
    Rule("nl.block.freedom", ("6:217 BW",), _BLOCK_FACTS, _freedom, verify=True),
    Rule("nl.block.rights_stay", ("6:230i lid 1 BW", "7:6 lid 1 BW"), (), _rights_stay),
    *_RIGHTS,
    Rule("nl.block.what", ("150 Rv",), (*GROUND_FACTS, "defect_reported"), _what),
)

TOPIC = Topic("account_block", RULES, clocks_of, turns_of)
