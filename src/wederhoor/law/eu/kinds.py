"""Claim kinds that stand on conformity: a defect, a guarantee, damage on the way, another item, too few."""

from __future__ import annotations

from wederhoor.law.eu.build import CRD, SGD, article, of_country, rule
from wederhoor.law.eu.clocks import conformity_clocks
from wederhoor.law.eu.country import Country
from wederhoor.law.eu.defects import (
    DAY_FACTS,
    REPORT_FACTS,
    appeared,
    arrived,
    before_the_defect,
    complaint,
    evidence,
    notified,
    periods,
    report_finds_fault,
    says,
)
from wederhoor.law.eu.delivery import own_carrier_rule, paid_back_rule, withdrawable
from wederhoor.law.eu.exceptions import EXCEPTION_FACTS
from wederhoor.law.eu.gates import buys_as_consumer, clause, first
from wederhoor.law.eu.paid import PAID_FACTS, up_to_what_was_paid
from wederhoor.law.eu.remedies import ALL_THE_MONEY, IN_KIND, ladder, still_withdrawable
from wederhoor.law.eu.withdrawing import turns
from wederhoor.law.periods import days_after, months_after
from wederhoor.law.rule import (
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
    helps,
    not_yet,
    only,
    step,
)

PROMPT_DAYS = 7
_PROOF = ("photos_available", "packaging_available", "carrier_damage_note")
_IMPACT = (
    "impact", "crack", "broken", "shatter", "dent", "scratch", "torn", "barst", "gebroken", "deuk", "kras", "scheur",
    "scherven", "pieces", "smashed", "bent", "kapot", "crush", "riss", "kratzer", "delle", "zerbrochen",
)  # fmt: skip
_TRANSPORT = ("transport", "transit", "carrier", "packag", "vervoer", "verpakking", "shipping", "verpackung")


def begins(country: Country) -> tuple[Rule, ...]:
    """What comes before any defect: who buys, what is settled, and whether withdrawing is simpler."""
    return (*first(country), buys_as_consumer(country), *before_the_defect(country), still_withdrawable(country))


def on_conformity(name: str, country: Country, rules: tuple[Rule, ...]) -> Topic:
    """A topic whose dates are those of a defect."""
    return Topic(name, rules, lambda case: conformity_clocks(country, case), lambda case: turns(country, case))


def _defect_rules(country: Country) -> tuple[Rule, ...]:
    return (clause(country, SGD, "21"), *complaint(country), *periods(country), *evidence(country), *ladder(country))


def non_conformity(country: Country) -> Topic:
    """A defect."""
    return on_conformity("non_conformity", country, (*begins(country), *_defect_rules(country)))


# --- a guarantee on top ------------------------------------------------------------------------------------------


@only(*IN_KIND)
def _own_guarantee(case: Case) -> Finding | None:
    """The shop's own guarantee binds it as it was given; the maker's does not bind the shop."""
    came, months = arrived(case), case.count("commercial_guarantee_months")
    if not case.yes("guarantee_by_shop") or came is None or months == 0 or case.yes("misuse_evidence"):
        return None
    end = months_after(came, months, rolls=False).end
    when = appeared(case)
    return grant("runs", end=end) if when is not None and when <= end else None


def _on_top(case: Case) -> Finding | None:
    return step("on_top")


def warranty(country: Country) -> Topic:
    """Somebody leans on a guarantee: it comes on top of the law, never in its place."""
    own = ("commercial_guarantee_months", "guarantee_by_shop", "misuse_evidence", *DAY_FACTS)
    guarantee = (
        rule(country, "warranty.on_top", (article(SGD, "17"),), (), _on_top),
        rule(country, "warranty.own", (article(SGD, "17 lid 1"),), own, _own_guarantee),
    )
    return on_conformity("warranty", country, (*begins(country), *guarantee, *_defect_rules(country)))


# --- damage on the way -------------------------------------------------------------------------------------------


def _until_receipt(_case: Case) -> Finding | None:
    return step("until_receipt")


def _intact(case: Case) -> Finding | None:
    """Opened together with the carrier and signed for as whole."""
    if not case.yes("contents_intact_at_handover"):
        return None
    if case.yes("consumer_counter_evidence") or case.yes("carrier_damage_note"):
        return ask("contradicted", from_shop("contents_intact_at_handover"))
    return deny("whole")


def _after_receipt(case: Case) -> Finding | None:
    """A report on the cause: independent and from outside after receipt, it takes the claim away."""
    if not (case.yes("misuse_evidence") and case.yes("inspection_report_available")) or report_finds_fault(case):
        return None
    if not case.yes("inspection_independent") or case.yes("consumer_counter_evidence"):
        return ask("open", from_shop("inspection_independent"), helps("consumer_counter_evidence"))
    return deny("after_receipt")


def _damage_shown(country: Country, case: Case) -> Finding | None:
    """On the way: told promptly, or shown by photos, packaging or the carrier's note; otherwise it stays open."""
    blamed = case.yes("inspection_report_available") and says(_TRANSPORT, case.text("inspection_result"))
    if case.yes("defect_accepted_by_shop") or report_finds_fault(case) or blamed:
        return step("accepted")
    came = arrived(case)
    if came is None:
        return ask("receipt_unknown", from_shop("delivered_date"))
    if any(case.yes(name) for name in _PROOF):
        return step("shown", date=notified(case))
    if notified(case) <= days_after(came, PROMPT_DAYS, where=country.calendar).end:
        return step("prompt", date=notified(case), needs=(helps("photos_available"),))
    return _told_later(country, case)


def _told_later(country: Country, case: Case) -> Finding:
    """Later and without pictures: the presumption helps, unless the kind of damage speaks against it."""
    came, when = arrived(case), appeared(case)
    signed = case.day("contract_date") or case.on
    months = country.burden.goods if signed >= country.burden.since else country.burden.before
    if came and when and when > months_after(came, months, rolls=False).end:
        return ask("after_the_presumption", from_customer("inspection_report_available"))
    words = case.text("defect_type").replace(" ", "_")
    if words and not says(_IMPACT, words):
        return step("presumed")
    carrier = Need("carrier_damage_note", "shop", "customer", from_customer("photos_available").then)
    return ask("late_without_pictures", from_customer("photos_available"), carrier, date=notified(case))


def transit_damage(country: Country) -> Topic:
    """Broken on the way: the risk is the shop's until receipt."""
    facts = (*DAY_FACTS, *_PROOF, *REPORT_FACTS, "defect_type", "contract_date")
    handed = ("contents_intact_at_handover", "consumer_counter_evidence", "carrier_damage_note")
    own = (
        own_carrier_rule(country),
        rule(country, "damage.risk", (article(CRD, "20"), article(SGD, "5")), (), _until_receipt),
        clause(country, SGD, "21"),
        *complaint(country),
        rule(country, "damage.intact", (article(CRD, "20"),), handed, _intact),
        rule(country, "damage.report", (article(SGD, "11"),), REPORT_FACTS, _after_receipt),
        rule(country, "damage.shown", (article(SGD, "11"),), facts, of_country(_damage_shown, country)),
    )
    return on_conformity("transit_damage", country, (*begins(country), *own, *ladder(country)))


# --- another item, or too few ------------------------------------------------------------------------------------


def _other_item(case: Case) -> Finding | None:
    """Another item than ordered does not conform; the customer shows what came."""
    ordered, came = case.text("ordered_sku"), case.text("received_sku")
    if case.yes("defect_accepted_by_shop"):
        return step("accepted")
    if not came or not ordered:
        known = case.yes("photo_of_label") or case.yes("photos_available")
        return ask("order_unknown" if known else "nothing", *_to_show(known))
    if ordered == came:
        return deny("same")
    if case.no("photo_of_label") and case.yes("packing_record"):
        return ask("packed_right", from_customer("photo_of_label"), helps("photos_available"))
    return step("other")


@only(*IN_KIND)
def _right_item(_case: Case) -> Finding | None:
    return grant("send")


def _to_show(known: bool) -> tuple[Need, ...]:
    return (from_shop("ordered_sku"),) if known else (from_customer("photo_of_label"), helps("photos_available"))


def wrong_item(country: Country) -> Topic:
    """Another item came."""
    facts = ("ordered_sku", "received_sku", "photo_of_label", "photos_available", "packing_record",
             "defect_accepted_by_shop")  # fmt: skip
    own = (
        clause(country, SGD, "21"),
        *complaint(country),
        rule(country, "wrong_item.shown", (article(SGD, "6"),), facts, _other_item),
        rule(country, "wrong_item.right_item", (article(SGD, "14"),), (), _right_item),
    )
    return on_conformity("wrong_item", country, (*begins(country), *own, *ladder(country)))


def _too_few(case: Case) -> Finding | None:
    """Fewer than ordered: the rest is still owed, unless parts were agreed."""
    ordered, came = case.value("ordered_quantity"), case.value("delivered_quantity")
    if ordered is None or came is None:
        return ask("count_unknown", from_shop("ordered_quantity" if ordered is None else "delivered_quantity"))
    if case.count("delivered_quantity") >= case.count("ordered_quantity"):
        return deny("complete")
    if case.yes("partial_delivery_agreed") and case.demand.remedy in IN_KIND:
        return _rest_later(case)
    return step("short")


@only(*IN_KIND)
def _rest(_case: Case) -> Finding | None:
    return grant("send")


def _rest_later(case: Case) -> Finding:
    due = case.day("agreed_delivery_date")
    return not_yet("rest_later", until=due, date=due) if due and case.on < due else step("short")


def partial_delivery(country: Country) -> Topic:
    """Not everything came; the period to withdraw starts with the last item."""
    counted = ("ordered_quantity", "delivered_quantity", "partial_delivery_agreed", "agreed_delivery_date")
    own = (
        paid_back_rule(country),
        rule(country, "partial.short", (article(SGD, "6"), article(CRD, "18 lid 1")), counted, _too_few),
        clause(country, SGD, "21"),
        rule(country, "partial.rest", (article(SGD, "14"),), (), _rest),
    )
    before = (*first(country), buys_as_consumer(country), *before_the_defect(country))
    return on_conformity("partial_delivery", country, (*before, *own, _rest_withdrawable(country), *ladder(country)))


@only(*ALL_THE_MONEY)
def _not_all_here(case: Case) -> Finding | None:
    return up_to_what_was_paid(case, "last_item") if withdrawable(case) else None


def _rest_withdrawable(country: Country) -> Rule:
    needs = (*EXCEPTION_FACTS, *PAID_FACTS, "withdrawal_period_over", "distance_contract")
    return rule(country, "partial.withdrawal", (article(CRD, "9 lid 2 sub b onder i"),), needs, _not_all_here)
