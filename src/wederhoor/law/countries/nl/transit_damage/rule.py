"""The rules of damage on the way: the risk until receipt, a prompt report, photos; then the ladder of remedies."""

from __future__ import annotations

import re

from wederhoor.facts import Outcome
from wederhoor.law.countries.nl.clocks import damage_clocks
from wederhoor.law.countries.nl.conformity.complaint import (
    BAR,
    COMPLAINT,
    KNOWN,
    NOTICE_FACTS,
    SETTLED,
    appeared,
    arrived,
    notified,
)
from wederhoor.law.countries.nl.conformity.remedies import LADDER, STILL_WITHDRAWABLE, turns
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW, clause_rule
from wederhoor.law.countries.nl.non_conformity.rule import (
    CONFORMITY,
    INSPECTION_FACTS,
    RECHECK,
    report_blames_use,
    report_finds_fault,
)
from wederhoor.law.countries.nl.non_delivery.remedies import OWN_CARRIER_FACTS, own_carrier
from wederhoor.law.periods import days_after, years_after
from wederhoor.law.rule import Case, Finding, Need, Rule, Topic, ask, deny, from_customer, from_shop, helps, step

PROMPT_DAYS = 7
_IMPACT = (
    "impact", "crack", "broken", "shatter", "dent", "scratch", "torn", "barst", "gebroken", "deuk", "kras", "scheur",
    "scherven", "pieces", "smashed", "bent", "kapot", "crush",
)  # fmt: skip
_TRANSPORT = ("transport", "transit", "carrier", "packag", "vervoer", "verpakking", "shipping")
_NOT_TRANSPORT = re.compile(rf"\b(no|not|geen|niet|excludes)_(\w+_)?({'|'.join(_TRANSPORT)})")
_LATER = (
    "after_delivery", "after_receipt", "after_handover", "by_consumer", "by_customer", "by_user", "misuse",
    "na_ontvangst", "na_levering", "na_bezorging", "door_klant", "door_gebruik",
)  # fmt: skip
_PROOF = ("photos_available", "packaging_available", "carrier_damage_note")
_FACTS = (*NOTICE_FACTS, *_PROOF, *INSPECTION_FACTS, "defect_type", "contents_intact_at_handover")


def _intact(case: Case) -> Finding | None:
    """Opened together with the carrier and signed for as whole."""
    if not case.yes("contents_intact_at_handover"):
        return None
    if case.yes("consumer_counter_evidence") or case.yes("carrier_damage_note"):
        return ask("contradicted", from_shop("contents_intact_at_handover"))
    return deny("whole")


def _report(case: Case) -> Finding | None:
    """A report on the cause: independent and from outside after receipt, it takes the claim away."""
    if not _after_receipt(case) and not (report_blames_use(case) and case.yes("misuse_evidence")):
        return None
    if not case.yes("inspection_independent") or case.yes("consumer_counter_evidence"):
        return ask("open", from_shop("inspection_independent"), helps("consumer_counter_evidence"))
    return deny("after_receipt")


def _after_receipt(case: Case) -> bool:
    """A report that places the cause after receipt, or says that it was not the transport."""
    result = case.text("inspection_result").replace(" ", "_")
    says = any(word in result for word in _LATER) or _NOT_TRANSPORT.search(result) is not None
    return case.yes("inspection_report_available") and says


def _shown(case: Case) -> Finding | None:
    """On the way: told promptly, or shown by photos, packaging or the carrier's note; otherwise it stays open."""
    if case.yes("defect_accepted_by_shop") or report_finds_fault(case) or _report_blames_transport(case):
        return step("accepted")
    came = arrived(case)
    if came is None:
        return ask("receipt_unknown", from_shop("delivered_date"))
    if any(case.yes(name) for name in _PROOF):
        return step("shown", date=notified(case))
    if notified(case) <= days_after(came, PROMPT_DAYS).end:
        return step("prompt", date=notified(case), needs=(helps("photos_available"),))
    return _told_later(case)


def _report_blames_transport(case: Case) -> bool:
    result = case.text("inspection_result")
    named = any(word in result for word in _TRANSPORT) and not _after_receipt(case)
    return case.yes("inspection_report_available") and named


def _told_later(case: Case) -> Finding:
    """Later and without pictures: the presumption of a year helps, unless the kind of damage speaks against it."""
    came, when = arrived(case), appeared(case)
    if came and when and when > years_after(came, 1, rolls=False).end:
        return ask("after_the_year", from_customer("inspection_report_available"))
    words = case.text("defect_type").replace(" ", "_")
    if words and not any(word in words for word in _IMPACT):
        return step("presumed")
    return ask(
        "late_without_pictures",
        from_customer("photos_available"),
        Need("carrier_damage_note", "shop", "customer", Outcome.SHOP_RIGHT),
        Need("inspection_report_available", "shop", "customer", Outcome.SHOP_RIGHT),
        also=("7:21 BW",),
        date=notified(case),
    )


def _risk(_case: Case) -> Finding | None:
    return step("until_receipt")


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    SETTLED,
    BAR,
    KNOWN,
    STILL_WITHDRAWABLE,
    Rule("nl.damage.own_carrier", ("7:11 lid 2 BW",), OWN_CARRIER_FACTS, own_carrier),
    Rule("nl.damage.risk", ("7:11 lid 1 BW", "7:17 lid 1 BW", "7:17 lid 2 BW"), (), _risk),
    clause_rule("nl.damage.clause", ("7:6 lid 1 BW",), "report_term", "carrier_first", "unopened"),
    COMPLAINT,
    Rule(
        "nl.damage.intact",
        ("7:11 lid 1 BW", "150 Rv"),
        ("contents_intact_at_handover", "consumer_counter_evidence", "carrier_damage_note"),
        _intact,
    ),
    Rule("nl.damage.report", CONFORMITY, INSPECTION_FACTS, _report, recheck=RECHECK),
    Rule("nl.damage.shown", CONFORMITY, _FACTS, _shown, recheck=RECHECK),
    *LADDER,
)

TOPIC = Topic("transit_damage", RULES, damage_clocks, turns)
