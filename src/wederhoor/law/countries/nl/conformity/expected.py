"""What one may expect of a thing: what was said about it, its updates, its age; and shown without any presumption."""

from __future__ import annotations

from wederhoor.law.rule import Case, Finding, Rule, ask, from_customer, from_shop, step

_USED = (
    "second-hand", "second hand", "secondhand", "tweedehands", "gebruikt", "pre-owned", "preloved", "refurbished",
    "gebraucht", "vintage",
)  # fmt: skip
UPDATE_FACTS = (
    "goods_with_digital_elements",
    "updates_provided",
    "update_installed_by_consumer",
    "update_consequences_told",
)
PROMISE_FACTS = ("public_statement_not_met", *UPDATE_FACTS)


def not_as_said(case: Case) -> bool:
    """It does not do what the seller or the maker said in public."""
    return case.yes("public_statement_not_met")


def no_updates(case: Case) -> bool:
    """The updates it needs to keep working safely were not given."""
    return case.yes("goods_with_digital_elements") and case.no("updates_provided")


def second_hand(case: Case) -> bool:
    """Sold as used."""
    if not case.unknown("goods_second_hand"):
        return case.yes("goods_second_hand")
    return any(word in case.text("goods_description") for word in _USED)


def _statement(case: Case) -> Finding | None:
    return step("not_as_said") if not_as_said(case) else None


def _updates(case: Case) -> Finding | None:
    """The seller owes updates; what comes of not installing one that was offered is the customer's, if he was told."""
    if no_updates(case):
        return step("none_given")
    if not case.yes("goods_with_digital_elements") or not case.no("update_installed_by_consumer"):
        return None
    if case.no("update_consequences_told"):
        return step("not_told")
    if case.unknown("update_consequences_told"):
        return ask("telling_unknown", from_shop("update_consequences_told"))
    return ask("not_installed", from_customer("inspection_report_available"))


def _expected(case: Case) -> Finding | None:
    """There is no fixed term of guarantee: what one may expect counts."""
    return step("second_hand") if second_hand(case) else step("expected")


PROMISES: tuple[Rule, ...] = (
    Rule(
        "nl.conformity.statement",
        ("7:17 lid 2 BW", "7:18 BW"),
        ("public_statement_not_met",),
        _statement,
        recheck=("7:18 BW",),
    ),
    Rule(
        "nl.conformity.updates",
        ("7:17 lid 2 BW", "7:18 BW"),
        (*UPDATE_FACTS, "inspection_report_available"),
        _updates,
        recheck=("7:18 BW",),
    ),
)
EXPECTED = Rule(
    "nl.conformity.expected",
    ("7:17 lid 1 BW", "7:17 lid 2 BW"),
    ("goods_second_hand", "goods_description"),
    _expected,
)
