"""The rules of a wrong item: what was ordered beside what came, the shop's own log, then the ladder of remedies."""

from __future__ import annotations

import re

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.clocks import conformity_clocks
from wederhoor.law.countries.nl.conformity.complaint import BAR, COMPLAINT, SETTLED
from wederhoor.law.countries.nl.conformity.remedies import LADDER, STILL_WITHDRAWABLE, turns
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW, clause_rule
from wederhoor.law.countries.nl.missing_contents.record import RECORD_FACTS, lighter, recorded, same_weight
from wederhoor.law.countries.nl.money.paid import PAID_FACTS, paid_in_all
from wederhoor.law.rule import (
    CUSTOMER,
    SHOP,
    Case,
    Finding,
    Need,
    Rule,
    Topic,
    ask,
    deny,
    from_customer,
    from_shop,
    grant,
    only,
    part,
    step,
)

IN_KIND = (Remedy.REPLACEMENT, Remedy.DELIVERY, Remedy.REPAIR, Remedy.OTHER)
_SKUS = ("ordered_sku", "received_sku")
_SEEN = ("photo_of_label", "consumer_unboxing_photos", "consumer_counter_evidence", "photos_available")
_SHOWN_FACTS = (*_SKUS, *_SEEN, *RECORD_FACTS, "defect_accepted_by_shop", "serial_recorded_at_dispatch")
_CITES = ("7:17 lid 3 BW", "7:17 lid 1 BW", "150 Rv")


def _sku(case: Case, name: str) -> str:
    """An article number as it is compared: letters and digits alone."""
    return re.sub(r"[\W_]+", "", case.text(name))


def differs(case: Case) -> bool | None:
    """Whether what came is another article than ordered; ``None`` while one of the two is unknown."""
    ordered, received = (_sku(case, name) for name in _SKUS)
    return ordered != received if ordered and received else None


def _seen(case: Case) -> bool:
    return any(case.yes(name) for name in _SEEN)


def _other(case: Case) -> Finding | None:
    """What came beside what was ordered: another thing or another kind is not what was agreed."""
    if case.yes("defect_accepted_by_shop"):
        return step("accepted")
    other = differs(case)
    if other is None:
        return None
    if other:
        return step("other_on_label" if case.yes("photo_of_label") else "other")
    if case.yes("consumer_unboxing_photos") or case.yes("consumer_counter_evidence"):
        return ask("same_label_but_seen", from_shop("packing_record"))
    return deny("same") if case.yes("photo_of_label") else ask("log_says_right", from_customer("photo_of_label"))


def _open(case: Case) -> Finding | None:
    """Not known yet what came: pictures of the customer are looked at first, else the customer shows what came."""
    if case.yes("defect_accepted_by_shop") or differs(case) is not None:
        return None
    if not case.text("ordered_sku") and case.text("received_sku"):
        return ask("ordered_unknown", from_shop("ordered_sku"))
    if _seen(case):
        return ask("look_at_photo", from_shop("received_sku"))
    if lighter(case):
        return ask("other_weight", from_shop("received_sku"))
    log = case.yes("serial_recorded_at_dispatch") or recorded(case) or same_weight(case)
    mine = from_customer("photo_of_label")
    checks = Need("packing_record", SHOP, CUSTOMER, Outcome.SHOP_RIGHT)
    return ask("log_says_right", mine) if log else ask("nothing_shown", mine, checks)


@only(*IN_KIND)
def _right_item(case: Case) -> Finding | None:
    """The right item, free; what became of one sent already belongs to the next rules."""
    if case.count("repair_attempts"):
        return None
    if case.no("repair_or_replacement_possible"):
        return part("impossible", amount=paid_in_all(case), also=("7:22 lid 1 BW",))
    return grant("right_item")


RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    SETTLED,
    BAR,
    STILL_WITHDRAWABLE,
    clause_rule("nl.wrong_item.clause", ("7:6 lid 1 BW",), "report_term", "unopened", "not_excepted", "restocking"),
    Rule("nl.wrong_item.other", _CITES, _SHOWN_FACTS, _other),
    Rule("nl.wrong_item.open", _CITES, _SHOWN_FACTS, _open),
    COMPLAINT,
    Rule(
        "nl.wrong_item.right_item",
        ("7:17 lid 3 BW", "7:21 lid 1 BW", "7:21 lid 1 sub c BW", "7:21 lid 2 BW", "7:21 lid 3 BW"),
        ("repair_attempts", "repair_or_replacement_possible", *PAID_FACTS),
        _right_item,
        recheck=("7:21 lid 1 BW", "7:21 lid 2 BW", "7:21 lid 3 BW"),
    ),
    *LADDER,
)

TOPIC = Topic("wrong_item", RULES, conformity_clocks, turns)
